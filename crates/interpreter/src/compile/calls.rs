//! Calls: of functions, variants, other nodes, methods; and what is awaited of them.

use whatif_simulator::Name;

use super::function::Maker;
use crate::code::{AwaitPlace, FunctionId, Op, SelfKind};
use crate::library::{self, Builtin, Method as M};
use crate::syntax::tree::{self, Expr, Spanned};
use crate::types::{IntKind, Type, TypeId, VariantId};

impl Maker<'_, '_> {
    pub(super) fn call(&mut self, call: &tree::ExprCall, hint: &Type) {
        let count = call.args.len();
        let Expr::Path(path) = &*call.func else {
            self.looked_at(&call.func, &Type::Unknown);
            return self.call_value(call);
        };
        let name = self.path_name(path);
        if self.is_variable(&name) || self.names_a_constant(&name) {
            self.path(path, false);
            self.call_value(call);
        } else if let Some(id) = self.compiler.program.find(&name) {
            self.function_call(call, id);
        } else if let Some((of, variant)) = self.find_variant(&name) {
            self.variant_call(call, of, variant, hint);
        } else if let Some(of) = self.tuple_struct(&name) {
            let fields = self.compiler.program.types.fields(of, None).clone();
            self.check_count(call, &name, fields.names.len(), count);
            for (argument, of) in call.args.iter().zip(&fields.types) {
                self.value_for(argument, of);
            }
            self.emit(Op::MakeStruct(of, count as u16));
        } else if let Some((_, builtin, takes)) = self.find_builtin(&name) {
            self.check_count(call, &name, takes, count);
            self.builtin_call(call, builtin);
        } else if !self.typed_call(call, path, &name, hint)
            && let Some((target, operation)) = self.node_operation(path, &name)
        {
            self.node_call(call, &name, target, operation);
        }
    }

    fn call_value(&mut self, call: &tree::ExprCall) {
        for argument in &call.args {
            self.expression(argument, &Type::Unknown);
        }
        self.emit(Op::CallValue(call.args.len() as u16));
    }

    pub(super) fn find_builtin(&self, name: &str) -> Option<(&'static str, Builtin, usize)> {
        let found = library::FUNCTIONS.iter().find(|(function, ..)| *function == name)?;
        // A node of the world may have the name of one of the modules here.
        let node = name.split_once("::").map(|(node, _)| node);
        let mut targets = self.compiler.program.environment.targets.iter();
        (!targets.any(|target| Some(&*target.name) == node)).then_some(*found)
    }

    fn builtin_call(&mut self, call: &tree::ExprCall, builtin: Builtin) {
        match builtin {
            Builtin::spawn | Builtin::record | Builtin::tell => {
                for argument in &call.args {
                    if let Expr::Reference(inner) = argument
                        && inner.is_mut
                    {
                        let message = "this takes the future itself, and not a `&mut` of it";
                        let help = if builtin == Builtin::record {
                            "write `let answer = record(…);` and wait for `&mut answer`"
                        } else {
                            "leave the `&mut` away"
                        };
                        self.report(argument, message, help);
                    }
                    self.awaited(argument, &Type::Unknown);
                }
            }
            // A variable is let go of, whatever else stands at it.
            Builtin::drop_value => {
                if let [Expr::Path(path)] = call.args.as_slice()
                    && let Some(ident) = path.get_ident()
                    && let Some(variable) = self.find(&ident.name)
                {
                    self.emit(Op::Take(variable.slot));
                } else {
                    self.expression(&call.args[0], &Type::Unknown);
                }
            }
            _ => {
                let mut known = Type::Unknown;
                for (at, argument) in call.args.iter().enumerate() {
                    self.expression(argument, &known);
                    if at == 0 && matches!(builtin, Builtin::sleep | Builtin::timeout) {
                        self.check_type(argument, &Type::Duration);
                    }
                    if matches!(builtin, Builtin::min | Builtin::max | Builtin::mem_replace) {
                        known = self.type_of_value(argument);
                    }
                }
            }
        }
        // What is not awaited at once counts from now nevertheless, as it does with tokio.
        let builtin = match builtin {
            Builtin::sleep => Builtin::sleep_from_now,
            Builtin::timeout => Builtin::timeout_from_now,
            other => other,
        };
        self.emit(Op::CallBuiltin(builtin, call.args.len() as u16));
    }

    /// A future that is awaited at once: a `sleep` or a `timeout` in it begins when it is awaited,
    /// which is now. So nobody needs to look at the clock for it.
    pub(super) fn awaited(&mut self, value: &Expr, hint: &Type) {
        let Expr::Call(call) = value else { return self.expression(value, hint) };
        match (self.builtin_called(call), call.args.as_slice()) {
            (Some(Builtin::sleep), [length]) => {
                self.value_for(length, &Type::Duration);
                self.emit(Op::CallBuiltin(Builtin::sleep, 1));
            }
            (Some(Builtin::timeout), [length, future]) => {
                self.value_for(length, &Type::Duration);
                self.awaited(future, &Type::Unknown);
                self.emit(Op::CallBuiltin(Builtin::timeout, 2));
            }
            _ => self.expression(value, hint),
        }
    }

    /// Which of the built-in functions a call of a name is, unless the code has one of its own.
    fn builtin_called(&mut self, call: &tree::ExprCall) -> Option<Builtin> {
        let Expr::Path(path) = &*call.func else { return None };
        let name = self.path_name(path);
        let (_, builtin, _) = self.find_builtin(&name)?;
        let is_its_own = self.compiler.program.find(&name).is_some() || self.is_variable(&name);
        (!is_its_own).then_some(builtin)
    }

    /// Calls that take their meaning from the type before the `::`: `u64::from(…)`,
    /// `Vec::<u8>::from_iter(…)`, `str::len(…)`. Says whether it is one.
    fn typed_call(
        &mut self,
        call: &tree::ExprCall,
        path: &tree::Path,
        name: &str,
        hint: &Type,
    ) -> bool {
        let Some((owner, function)) = name.rsplit_once("::") else { return false };
        let generic = matches!(owner, "Default" | "FromIterator" | "From" | "TryFrom");
        let of = if generic { hint.clone() } else { self.owner_type(path) };
        match (function, call.args.as_slice()) {
            ("default", []) if of != Type::Unknown || generic => {
                if of == Type::Unknown {
                    let help =
                        "say so where the value goes: `let count: u64 = Default::default();`";
                    self.report(call, "the default of which type?", help);
                }
                let of = self.type_at(of);
                self.emit(Op::Default(of));
            }
            ("from" | "try_from", [value]) if of != Type::Unknown => {
                self.expression(value, &Type::Unknown);
                let of = self.type_at(of);
                let checked = function == "try_from";
                self.emit(if checked { Op::ConvertChecked(of) } else { Op::Convert(of) });
            }
            ("from_iter", [value]) if of != Type::Unknown => {
                self.expression(value, &Type::Unknown);
                self.emit_method("into_iter", 0, None, Type::Unknown);
                self.emit_method("collect", 0, None, of);
            }
            ("from_str", [value]) if of != Type::Unknown => {
                self.expression(value, &Type::Text);
                self.emit_method("parse", 0, None, of);
            }
            ("from_be_bytes" | "from_le_bytes", [bytes]) if matches!(of, Type::Int(_)) => {
                self.expression(bytes, &Type::Unknown);
                self.emit_method(function, 0, None, of);
            }
            ("from_str_radix", [value, radix]) if matches!(of, Type::Int(_)) => {
                self.expression(value, &Type::Text);
                self.expression(radix, &Type::Unknown);
                self.emit_method("from_str_radix", 1, None, of);
            }
            (function, [receiver, arguments @ ..])
                if library::TYPES.contains(&owner) && M::named(function).is_some() =>
            {
                self.looked_at(receiver, &of);
                let hint =
                    if matches!(of, Type::Int(_) | Type::Float) { of } else { Type::Unknown };
                for argument in arguments {
                    self.expression(argument, &hint);
                }
                self.emit_method(function, arguments.len(), None, Type::Unknown);
            }
            _ => return false,
        }
        true
    }

    /// The type that stands before the last `::` of a path.
    pub(super) fn owner_type(&mut self, path: &tree::Path) -> Type {
        let segments = path.segments.len();
        let Some(owner) = segments.checked_sub(2).and_then(|at| path.segments.get(at)) else {
            return Type::Unknown;
        };
        let name = owner.ident.name.clone();
        let known = IntKind::of(&name).is_some()
            || library::TYPES.contains(&name.as_str())
            || name == "Self"
            || self.compiler.program.types.find(&name).is_some();
        if !known || ["Iterator", "IntoIterator", "Arc", "Rc", "Box"].contains(&name.as_str()) {
            return Type::Unknown;
        }
        self.segment_type(owner)
    }

    pub(super) fn variant_call(
        &mut self,
        call: &tree::ExprCall,
        of: TypeId,
        variant: VariantId,
        hint: &Type,
    ) {
        let types = match (of, variant, hint.place()) {
            (TypeId::OPTION, _, Type::Option(inner)) => vec![(**inner).clone()],
            (TypeId::RESULT, VariantId::OK, Type::Result(ok, _)) => vec![(**ok).clone()],
            (TypeId::RESULT, VariantId::ERR, Type::Result(_, error)) => vec![(**error).clone()],
            _ => self.compiler.program.types.fields(of, Some(variant)).types.clone(),
        };
        let name = self.compiler.program.types.variant_name(of, variant).clone();
        let of_the_program = of > TypeId::RESULT;
        self.check_count(call, &name, types.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&types) {
            self.value_of(argument, of);
            // What an `Option` or a `Result` is to hold is known from where it goes.
            if of_the_program {
                self.check_type(argument, of);
            }
        }
        self.emit(Op::MakeVariant(of, variant, call.args.len() as u16));
    }

    pub(super) fn function_call(&mut self, call: &tree::ExprCall, id: FunctionId) {
        let function = self.compiler.program.function(id);
        let (name, parameters) = (Name::clone(&function.name), function.parameters.clone());
        self.check_count(call, &name, parameters.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&parameters) {
            self.value_for(argument, of.place());
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
        let found = targets[usize::from(target)].operations[usize::from(operation)].clone();
        if let Some(takes) = found.parameters
            && takes != call.args.len()
        {
            let message = {
                let given = call.args.len();
                format!("`{name}` gets {given} argument{}", if given == 1 { "" } else { "s" })
            };
            self.report(call, message, &format!("it is `{}`", found.signature));
        }
        if let Some((what, known)) = &found.names
            && let Some(Expr::Lit(tree::Lit::Str(given))) = call.args.first().map(referred)
            && !known.iter().any(|name| **name == *given.value)
        {
            let known: Vec<&str> = known.iter().map(|name| &**name).collect();
            self.compiler.unknown(given.span(), what, &given.value, &known);
        }
        let serves =
            self.compiler.program.function_serving(&found.name, found.parameters.is_some());
        let parameters = serves.map_or_else(Vec::new, |id| {
            let function = self.compiler.program.function(id);
            let own = usize::from(function.takes_self.is_some());
            function.parameters[own..].to_vec()
        });
        if serves.is_some() {
            self.check_count(call, name, parameters.len(), call.args.len());
        }
        for (at, argument) in call.args.iter().enumerate() {
            self.expression(argument, &Type::Unknown);
            if let Some(of) = parameters.get(at) {
                self.check_type(argument, of);
            }
        }
        self.emit(Op::CallNode { target, operation, arguments: call.args.len() as u16 });
    }

    pub(super) fn method_call(&mut self, call: &tree::ExprMethodCall, hint: &Type) {
        self.scoped(|this| this.method_call_inside(call, hint));
    }

    fn method_call_inside(&mut self, call: &tree::ExprMethodCall, hint: &Type) {
        let name = call.method.name.as_str();
        let own = self.methods_named(name);
        let built_in = M::named(name);
        let own_changes = own
            .iter()
            .any(|id| self.compiler.program.function(*id).takes_self == Some(SelfKind::Mut));
        let changes = built_in.is_some_and(|method| method.may_change(call.args.len()));
        let place = if changes || own_changes {
            // What changes needs a place, if only for the moment.
            let place = self.changed_place(&call.receiver);
            Some(place.unwrap_or_else(|| self.temporary(&call.receiver)))
        } else if (!self.takes_notes() || built_in == Some(M::take))
            && let Some(place) = self.place_if_any(&call.receiver)
        {
            // Where notes are taken, its value is wanted; but a set is changed where it stands.
            Some(place)
        } else {
            let hint = Self::receiver_hint(built_in, hint);
            self.expression(&call.receiver, &hint);
            None
        };
        self.check_method(call, name);
        let receiver = self.type_of_value(&call.receiver);
        let own_one = match (&receiver, own.as_slice()) {
            (Type::Named(of), _) => {
                let full = format!("{}::{name}", self.compiler.program.types.get(*of).name);
                self.compiler.program.find(&full)
            }
            // Where nothing else has a method of this name, it is this one.
            (Type::Unknown, [only]) if built_in.is_none() => Some(*only),
            _ => None,
        };
        let is_own = matches!(self.certain_type(&call.receiver), Type::Named(_));
        for (at, argument) in call.args.iter().enumerate() {
            let own_hint = own_one
                .and_then(|id| self.compiler.program.function(id).parameters.get(at + 1).cloned());
            match own_hint {
                Some(of) if is_own => self.value_for(argument, of.place()),
                Some(of) => self.value_of(argument, of.place()),
                None => {
                    let of = Self::argument_hint(&receiver, built_in, at, hint);
                    self.value_of(argument, &of);
                }
            }
        }
        let makes = self.makes(call, built_in, hint, &receiver);
        self.emit_method(name, call.args.len(), place, makes);
    }

    /// What is known of the receiver from where the method's result goes.
    fn receiver_hint(method: Option<M>, hint: &Type) -> Type {
        match method {
            Some(M::clone | M::abs | M::pow | M::min | M::max | M::to_owned) => hint.clone(),
            Some(
                M::unwrap | M::expect | M::unwrap_or | M::unwrap_or_else | M::unwrap_or_default,
            ) => {
                // An Option or a Result: what stands inside is what comes out.
                Type::Result(Box::new(hint.clone()), Box::new(Type::Unknown))
            }
            Some(M::ok_or | M::ok_or_else | M::ok | M::map_err) => match hint {
                Type::Result(ok, _) | Type::Option(ok) => {
                    Type::Result(ok.clone(), Box::new(Type::Unknown))
                }
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    /// What is known of an argument of a built-in method.
    fn argument_hint(receiver: &Type, method: Option<M>, at: usize, hint: &Type) -> Type {
        match (receiver, method, at) {
            (Type::Int(_), Some(M::pow | M::checked_pow | M::saturating_pow), _) => {
                Type::Int(IntKind::U32)
            }
            (
                Type::Int(kind),
                Some(M::checked_add_signed | M::saturating_add_signed | M::wrapping_add_signed),
                _,
            ) => Type::Int(match kind {
                IntKind::U8 => IntKind::I8,
                IntKind::U16 => IntKind::I16,
                IntKind::U64 => IntKind::I64,
                IntKind::U128 => IntKind::I128,
                IntKind::Usize => IntKind::Isize,
                _ => IntKind::I32,
            }),
            (Type::Int(_) | Type::Float, _, _) => receiver.clone(),
            (
                Type::List(of),
                Some(M::push | M::push_back | M::push_front | M::contains | M::fill),
                0,
            )
            | (Type::Set(of), Some(M::insert | M::contains | M::remove), 0) => (**of).clone(),
            (Type::List(of), Some(M::insert | M::resize), 1) => (**of).clone(),
            (
                Type::Map(keys, _),
                Some(M::insert | M::get | M::entry | M::remove | M::contains_key),
                0,
            ) => (**keys).clone(),
            (Type::Map(_, values), Some(M::insert), 1) => (**values).clone(),
            (Type::Option(of), Some(M::unwrap_or | M::insert | M::replace), 0) => (**of).clone(),
            (_, Some(M::unwrap_or | M::fold), 0) => hint.clone(),
            _ => Type::Unknown,
        }
    }

    pub(super) fn methods_named(&self, name: &str) -> Vec<FunctionId> {
        let functions = self.compiler.program.functions.iter().zip(0..);
        let matching = functions.filter(|(function, _)| {
            function.takes_self.is_some()
                && function.name.rsplit_once("::").is_some_and(|(_, method)| method == name)
        });
        matching.map(|(_, at)| FunctionId(at)).collect()
    }

    fn check_method(&mut self, call: &tree::ExprMethodCall, name: &str) {
        let targets = &self.compiler.program.environment.targets;
        let operations =
            || targets.iter().flat_map(|target| &target.operations).map(|each| &*each.name);
        if M::named(name).is_some()
            || !self.methods_named(name).is_empty()
            || operations().any(|operation| operation == name)
        {
            return;
        }
        let functions = self.compiler.program.functions.iter();
        let own = functions
            .filter(|function| function.takes_self.is_some())
            .filter_map(|function| function.name.rsplit_once("::").map(|(_, method)| method));
        let known = M::ALL.iter().map(|(known, _)| *known).chain(own).chain(operations());
        let known: Vec<String> = known.map(str::to_owned).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(&call.method);
        self.compiler.unknown(span, "method", name, &known);
    }

    /// The type of what a method makes that takes its meaning from one.
    fn makes(
        &mut self,
        call: &tree::ExprMethodCall,
        method: Option<M>,
        hint: &Type,
        receiver: &Type,
    ) -> Type {
        let needed = match method {
            Some(M::collect) => "what should this collect into?",
            Some(M::parse) => "what should this be parsed into?",
            Some(M::or_default | M::unwrap_or_default) => "the default of which type?",
            Some(
                M::sum | M::product | M::into | M::try_into | M::unzip | M::partition | M::try_fold,
            ) => "",
            _ => return Type::Unknown,
        };
        let mut of = match call.turbofish.as_ref().and_then(|fish| fish.first()) {
            Some(of) => self.type_written(of),
            None => hint.clone(),
        };
        match (method, receiver) {
            (Some(M::parse), _) if matches!(of, Type::Result(..)) => {
                if let Type::Result(inner, _) = of {
                    of = *inner;
                }
            }
            (Some(M::unwrap_or_default), Type::Option(inner) | Type::Result(inner, _))
            | (Some(M::or_default), Type::Mut(inner))
                if **inner != Type::Unknown =>
            {
                of = (**inner).clone();
            }
            _ => {}
        }
        if of == Type::Unknown && !needed.is_empty() {
            let help = match method {
                Some(M::collect) => {
                    "say so where the value goes, `let list: Vec<_> = …`, or here, `.collect::<Vec<_>>()`"
                }
                Some(M::parse) => {
                    "say so where the value goes, `let number: u64 = …`, or here, `.parse::<u64>()`"
                }
                Some(M::or_default) => {
                    "give the map a type where it is declared, or write `or_insert(…)`"
                }
                _ => "say so where the value goes, `let count: u64 = …`, or write `unwrap_or(…)`",
            };
            self.report(&call.method, needed, help);
        }
        of
    }

    pub(super) fn await_future(&mut self, wait: &tree::ExprAwait, hint: &Type) {
        if !self.function().is_async {
            let message = "`.await` stands only in an async function";
            let help = "make the function around it an `async fn`";
            self.report(&wait.await_token, message, help);
        }
        if let Expr::MethodCall(call) = &*wait.base
            && matches!(M::named(&call.method.name), Some(M::recv | M::lock | M::send))
        {
            // Channels and mutexes say themselves what they give.
            self.expression(&wait.base, &Type::Unknown);
        } else {
            self.awaited(&wait.base, hint);
        }
        let at = self.await_place(&wait.base);
        self.emit(Op::Await(at));
    }

    /// A place where the function awaits, in its table.
    pub(super) fn await_place(&mut self, future: &Expr) -> u16 {
        let span = future.span();
        let effect = self.effect(future);
        let line = self.compiler.line(span);
        let awaits = &mut self.function().awaits;
        awaits.push(AwaitPlace { effect, span, line });
        awaits.len() as u16 - 1
    }

    /// What is awaited, in short: `db::insert`.
    fn effect(&self, future: &Expr) -> Name {
        match future {
            Expr::Call(call) => match (&*call.func, call.args.as_slice()) {
                (Expr::Path(path), arguments) => {
                    let name = self.path_name(path);
                    match (name.as_str(), arguments) {
                        // What takes a time limit or is recorded is the effect.
                        ("timeout", [_, inner]) | ("record", [inner]) => self.effect(inner),
                        _ => name.into(),
                    }
                }
                _ => "await".into(),
            },
            Expr::MethodCall(call) if call.method.name == "as_mut" => self.effect(&call.receiver),
            Expr::MethodCall(call) => call.method.name.as_str().into(),
            Expr::Path(path) => self.path_name(path).into(),
            Expr::Reference(inner) => self.effect(&inner.expr),
            Expr::Paren(inner) => self.effect(&inner.expr),
            _ => "await".into(),
        }
    }
}

/// What a `&` refers to, or the value itself.
fn referred(value: &Expr) -> &Expr {
    match value {
        Expr::Reference(reference) => referred(&reference.expr),
        other => other,
    }
}
