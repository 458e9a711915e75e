//! Calls: of functions, variants, other nodes, methods; and what is awaited of them.

use whatif_simulator::Name;

use super::function::Maker;
use crate::code::{AwaitPlace, Collects, FunctionId, Op};
use crate::library;
use crate::syntax::tree::{self, Expr};
use crate::types::{Type, TypeId, VariantId};

impl Maker<'_> {
    /// Puts an argument on the stack. A variable that holds a `&mut` is passed on as what it is.
    pub(super) fn argument(&mut self, value: &Expr, hint: &Type) {
        if let Expr::Path(path) = value
            && let Some(ident) = path.get_ident()
        {
            let last = self.contexts.len() - 1;
            if let Some(variable) = self.lookup(&ident.name, last)
                && matches!(variable.of, Type::Mut(_))
                && matches!(hint, Type::Mut(_))
            {
                self.emit(Op::Load(variable.slot));
                return;
            }
        }
        self.expression(value, hint.place());
    }

    pub(super) fn call(&mut self, call: &tree::ExprCall, hint: &Type) {
        let count = call.args.len();
        let Expr::Path(path) = &*call.func else {
            self.expression(&call.func, &Type::Unknown);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallValue(count as u16));
            return;
        };
        let name = self.path_name(path);
        if self.is_variable(&name) {
            self.path(path);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallValue(count as u16));
        } else if let Some((of, variant)) = self.find_variant(&name) {
            self.variant_call(call, of, variant, hint);
        } else if let Some(id) = self.compiler.program.find(&name) {
            self.function_call(call, id);
        } else if let Some(&(_, builtin, takes)) =
            library::FUNCTIONS.iter().find(|(function, ..)| *function == name)
        {
            self.check_count(call, &name, takes, count);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallBuiltin(builtin, count as u16));
        } else if let Some((target, operation)) = self.node_operation(path, &name) {
            self.node_call(call, &name, target, operation);
        } else if let Some(of) = self.tuple_struct(&name) {
            let fields = self.compiler.program.types.fields(of, None).clone();
            self.check_count(call, &name, fields.names.len(), count);
            for (argument, of) in call.args.iter().zip(&fields.types) {
                self.expression(argument, of);
                self.widen(of);
            }
            self.emit(Op::MakeStruct(of, count as u16));
        }
    }

    pub(super) fn variant_call(
        &mut self,
        call: &tree::ExprCall,
        of: TypeId,
        variant: VariantId,
        hint: &Type,
    ) {
        let types = match (of, variant, hint) {
            (TypeId::OPTION, _, Type::Option(inner)) => vec![(**inner).clone()],
            (TypeId::RESULT, VariantId::OK, Type::Result(ok, _)) => vec![(**ok).clone()],
            (TypeId::RESULT, VariantId::ERR, Type::Result(_, error)) => vec![(**error).clone()],
            _ => self.compiler.program.types.fields(of, Some(variant)).types.clone(),
        };
        let name = self.compiler.program.types.variant_name(of, variant).clone();
        self.check_count(call, &name, types.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&types) {
            self.expression(argument, of);
            self.widen(of);
        }
        self.emit(Op::MakeVariant(of, variant, call.args.len() as u16));
    }

    pub(super) fn function_call(&mut self, call: &tree::ExprCall, id: FunctionId) {
        let function = self.compiler.program.function(id);
        let (name, parameters) = (Name::clone(&function.name), function.parameters.clone());
        self.check_count(call, &name, parameters.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&parameters) {
            self.argument(argument, of);
        }
        self.emit(Op::Call(id, call.args.len() as u16));
    }

    pub(super) fn check_count(
        &mut self,
        call: &tree::ExprCall,
        name: &str,
        takes: usize,
        given: usize,
    ) {
        if takes != given {
            let plural = if takes == 1 { "" } else { "s" };
            let message = format!("`{name}` takes {takes} argument{plural}, and gets {given}");
            self.report(call, message, "");
        }
    }

    /// What a path such as `email::send` asks of another node; reports a path that names nothing.
    pub(super) fn node_operation(&mut self, path: &tree::Path, name: &str) -> Option<(u16, u16)> {
        let targets = &self.compiler.program.environment.targets;
        let Some((node, operation)) = name.split_once("::") else {
            self.unknown_function(path, name);
            return None;
        };
        let Some(at) = targets.iter().position(|target| &*target.name == node) else {
            self.unknown_function(path, name);
            return None;
        };
        let target = &targets[at];
        let found = target.operations.iter().position(|known| &*known.name == operation);
        if found.is_none() && self.tuple_struct(name).is_none() {
            let target = target.clone();
            let known: Vec<&str> = target.operations.iter().map(|known| &*known.name).collect();
            let span = self.span(path);
            let near = crate::diagnostic::did_you_mean(operation, known.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{node}::{near}`?"),
                None => format!("it has {}", known.join(", ")),
            };
            let message = format!("the node `{node}` has no operation `{operation}`");
            self.compiler.report(span, message, Some(help));
        }
        Some((at as u16, found? as u16))
    }

    pub(super) fn unknown_function(&mut self, path: &tree::Path, name: &str) {
        if self.tuple_struct(name).is_some() {
            return;
        }
        let known = self.known_functions();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "function", name, &known);
    }

    pub(super) fn node_call(
        &mut self,
        call: &tree::ExprCall,
        name: &str,
        target: u16,
        operation: u16,
    ) {
        let targets = &self.compiler.program.environment.targets;
        let found = &targets[usize::from(target)].operations[usize::from(operation)];
        if let Some(takes) = found.parameters
            && takes != call.args.len()
        {
            let signature = found.signature.clone();
            let message = {
                let given = call.args.len();
                format!("`{name}` gets {given} argument{}", if given == 1 { "" } else { "s" })
            };
            self.report(call, message, &format!("it is `{signature}`"));
        }
        for argument in &call.args {
            self.expression(argument, &Type::Unknown);
        }
        self.emit(Op::CallNode { target, operation, arguments: call.args.len() as u16 });
    }

    pub(super) fn method_call(&mut self, call: &tree::ExprMethodCall, hint: &Type) {
        let name = call.method.name.clone();
        let place = match self.root(&call.receiver) {
            Some(variable) if !variable.captured => self.place_if_any(&call.receiver),
            _ => None,
        };
        if place.is_none() {
            self.expression(&call.receiver, &Type::Unknown);
        }
        self.check_method(call, &name);
        if library::CHANGING.contains(&(name.as_str(), call.args.len())) {
            self.refuse_captured(&call.receiver);
        }
        let own = self.methods_named(&name);
        for (at, argument) in call.args.iter().enumerate() {
            let hint = match own.as_slice() {
                [only] => self.compiler.program.function(*only).parameters.get(at + 1).cloned(),
                _ => None,
            };
            self.argument(argument, &hint.unwrap_or(Type::Unknown));
        }
        let collects = self.collects(call, &name, hint);
        let name = self.compiler.name(&name);
        let arguments = call.args.len() as u16;
        self.emit(Op::CallMethod { name, arguments, place, collects });
    }

    pub(super) fn methods_named(&self, name: &str) -> Vec<FunctionId> {
        let functions = self.compiler.program.functions.iter().zip(0..);
        let matching = functions.filter(|(function, _)| {
            function.takes_self.is_some()
                && function.name.rsplit_once("::").is_some_and(|(_, method)| method == name)
        });
        matching.map(|(_, at)| FunctionId(at)).collect()
    }

    pub(super) fn check_method(&mut self, call: &tree::ExprMethodCall, name: &str) {
        let known = library::METHODS.iter().flat_map(|(_, methods)| methods.iter().copied());
        let known: Vec<&str> = known.collect();
        if !known.contains(&name) && self.methods_named(name).is_empty() {
            let span = self.span(&call.method);
            let own: Vec<String> = self
                .compiler
                .program
                .functions
                .iter()
                .filter(|function| function.takes_self.is_some())
                .filter_map(|function| Some(function.name.rsplit_once("::")?.1.to_owned()))
                .collect();
            let all: Vec<&str> = known.into_iter().chain(own.iter().map(String::as_str)).collect();
            self.compiler.unknown(span, "method", name, &all);
        }
    }

    /// What a method makes that takes its meaning from a type.
    pub(super) fn collects(
        &mut self,
        call: &tree::ExprMethodCall,
        name: &str,
        hint: &Type,
    ) -> Collects {
        if !["collect", "sum", "product", "into", "unwrap_or_default"].contains(&name) {
            return Collects::Nothing;
        }
        let of = match call.turbofish.as_ref().and_then(|fish| fish.first()) {
            Some(of) => self.compiler.type_of(of, &[], self.of),
            None => hint.clone(),
        };
        let collects = library::collects(&of);
        if collects == Collects::Nothing && name == "collect" {
            let help = "say so where the value goes, `let list: Vec<_> = …`, or here, `.collect::<Vec<_>>()`";
            self.report(&call.method, "what should this collect into?", help);
        }
        if collects == Collects::Nothing && name == "unwrap_or_default" {
            let help = "say so where the value goes, `let count: u64 = …`, or write `unwrap_or(…)`";
            self.report(&call.method, "the default of which type?", help);
        }
        collects
    }

    pub(super) fn await_future(&mut self, wait: &tree::ExprAwait, hint: &Type) {
        if !self.function().is_async {
            let message = "`.await` stands only in an async function";
            let help = "make the function around it an `async fn`";
            self.report(&wait.await_token, message, help);
        }
        self.expression(&wait.base, hint);
        let span = self.span(&*wait.base);
        let effect: Name = match &*wait.base {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => self.path_name(path).into(),
                _ => "await".into(),
            },
            Expr::MethodCall(call) => call.method.name.as_str().into(),
            Expr::Path(path) => self.path_name(path).into(),
            _ => "await".into(),
        };
        let line = self.compiler.line(span);
        let awaits = &mut self.function().awaits;
        awaits.push(AwaitPlace { effect, span, line });
        let at = awaits.len() as u16 - 1;
        self.emit(Op::Await(at));
    }
}
