//! What a name stands for: a variable, a variant, a function, a constant.

use whatif_simulator::Time;

use super::function::Maker;
use crate::code::{Function, FunctionId, MethodCall, Op, Scope};
use crate::library::{self, Method};
use crate::number::Float;
use crate::syntax::tree;
use crate::types::{IntKind, Shape, Type, TypeId, VariantId};
use crate::value::Value;

impl Maker<'_, '_> {
    /// A path's name without the modules of the standard library and of tokio before it.
    pub(super) fn path_name(&self, path: &tree::Path) -> String {
        let mut segments: Vec<&str> =
            path.segments.iter().map(|segment| segment.ident.name.as_str()).collect();
        let modules = ["std", "core", "tokio", "futures", "crate", "self"];
        if segments.len() > 1 && modules.contains(&segments[0]) {
            let last = segments.len() - 1;
            let owner = segments[last - 1];
            let whole = format!("{owner}::{}", segments[last]);
            let keep_owner = owner.starts_with(|first: char| first.is_ascii_uppercase())
                || IntKind::of(owner).is_some()
                || owner == "f64"
                || library::instead_of(owner).is_some()
                || library::FUNCTIONS.iter().any(|(name, ..)| *name == whole);
            segments.drain(..if keep_owner { last - 1 } else { last });
        } else if let ["cmp" | "time" | "task" | "collections" | "sync", rest @ ..] =
            segments.as_slice()
            && !rest.is_empty()
        {
            segments.remove(0);
        }
        if let [alias, _] = segments.as_slice()
            && let Some((_, of)) =
                self.compiler.aliases.iter().rev().find(|(known, _)| known == alias)
        {
            segments[0] = match of {
                Type::Map(..) => "BTreeMap",
                Type::Set(_) => "BTreeSet",
                Type::List(_) => "Vec",
                Type::Text => "String",
                Type::Int(kind) => kind.name(),
                Type::Float => "f64",
                Type::Duration => "Duration",
                _ => segments[0],
            };
        }
        let mut name = segments.join("::");
        if let (Some(rest), Some(of)) = (name.strip_prefix("Self"), self.of)
            && (rest.is_empty() || rest.starts_with("::"))
        {
            name = format!("{}{rest}", self.compiler.program.types.get(of).name);
        }
        name
    }

    /// Puts what a path names on the stack. A variable is left where it is unless it is owned.
    pub(super) fn path(&mut self, path: &tree::Path, owned: bool) {
        let name = self.path_name(path);
        if let Some(variable) = self.find(&name) {
            self.emit(if owned { Op::Load(variable.slot) } else { Op::Look(variable.slot) });
            return;
        }
        if let Some(id) = self.compiler.program.find(&name) {
            if self.compiler.program.function(id).is_constant {
                self.emit(Op::Call(id, 0));
            } else {
                self.constant(Value::Function(id));
            }
            return;
        }
        if let Some((of, variant)) = self.find_variant(&name) {
            let fields = self.compiler.program.types.fields(of, Some(variant)).names.len();
            if fields == 0 {
                return self.constant(Value::Plain(of, variant));
            }
            return self.function_of(path, fields, Op::MakeVariant(of, variant, fields as u16));
        }
        if let Some(value) = known_constant(&name) {
            return self.constant(value);
        }
        if let Some(of) = self.compiler.program.types.find(&name)
            && let Shape::Struct(fields) = &self.compiler.program.types.get(of).shape
        {
            let (count, tuple) = (fields.names.len(), fields.tuple);
            if count == 0 {
                self.emit(Op::MakeStruct(of, 0));
                return;
            }
            if tuple {
                return self.function_of(path, count, Op::MakeStruct(of, count as u16));
            }
        }
        if let Some((_, builtin, takes)) = self.find_builtin(&name) {
            return self.function_of(path, takes, Op::CallBuiltin(builtin, takes as u16));
        }
        if self.method_as_function(path, &name) {
            return;
        }
        self.unknown_value(path, &name);
    }

    /// A method or conversion that is named like a function: `.map(str::len)`, `.map(u64::from)`.
    fn method_as_function(&mut self, path: &tree::Path, name: &str) -> bool {
        let Some((owner, method)) = name.rsplit_once("::") else { return false };
        let of = IntKind::of(owner).map(Type::Int).or(match owner {
            "f64" => Some(Type::Float),
            "String" => Some(Type::Text),
            "char" => Some(Type::Char),
            _ if method == "default" => Some(self.owner_type(path)),
            _ => None,
        });
        let of = of.filter(|of| *of != Type::Unknown);
        if let (Some(of), "from" | "default") = (of, method) {
            let at = self.type_at(of);
            // The table of types is the function's own, which is the closure here.
            let of = self.function().types.pop().unwrap_or(Type::Unknown);
            debug_assert_eq!(at as usize, self.function().types.len());
            let (count, op) =
                if method == "from" { (1, Op::Convert(0)) } else { (0, Op::Default(0)) };
            self.function_with(path, count, op, vec![of], None);
            return true;
        }
        let Some(built_in) = Method::named(method) else { return false };
        if !library::TYPES.contains(&owner) {
            return false;
        }
        // Two values are compared or joined; any other method here takes what it is called on.
        let count = match built_in {
            Method::cmp
            | Method::partial_cmp
            | Method::max
            | Method::min
            | Method::total_cmp
            | Method::eq
            | Method::saturating_add
            | Method::wrapping_add
            | Method::checked_add => 2,
            _ => 1,
        };
        let call = MethodCall {
            name: self.compiler.name(method),
            built_in: Some(built_in),
            arguments: count - 1,
            place: None,
            makes: Type::Unknown,
        };
        self.function_with(path, usize::from(count), Op::CallMethod(0), Vec::new(), Some(call));
        true
    }

    pub(super) fn unknown_value(&mut self, path: &tree::Path, name: &str) {
        let mut known: Vec<String> = self
            .contexts
            .iter()
            .flat_map(|context| context.blocks.iter().flat_map(|block| &block.variables))
            .map(|variable| variable.name.clone())
            .collect();
        known.extend(self.known_functions());
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "name", name, &known);
    }

    pub(super) fn known_functions(&self) -> Vec<String> {
        let program = &self.compiler.program;
        let own = program.items().iter().map(|function| function.name.to_string());
        let built_in = library::FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned());
        let nodes = program.environment.targets.iter().flat_map(|target| {
            target
                .operations
                .iter()
                .map(move |operation| format!("{}::{}", target.name, operation.name))
        });
        own.chain(built_in).chain(nodes).collect()
    }

    /// Something that takes values from the stack, as a function: `.map(Some)`.
    fn function_of(&mut self, path: &tree::Path, takes: usize, op: Op) {
        self.function_with(path, takes, op, Vec::new(), None);
    }

    fn function_with(
        &mut self,
        path: &tree::Path,
        takes: usize,
        op: Op,
        types: Vec<Type>,
        call: Option<MethodCall>,
    ) {
        let span = self.span(path);
        let mut function = Function::empty(self.path_name(path).into(), span);
        function.parameters = vec![Type::Unknown; takes];
        function.slots = takes as u16;
        function.code = (0..takes as u16).map(Op::Load).collect();
        function.code.extend([op, Op::Return]);
        function.spans = vec![span; function.code.len()];
        function.types = types;
        function.calls = call.into_iter().collect();
        let scope = |slot| Scope { name: "".into(), slot, from: 0, to: u32::MAX };
        function.variables = (0..takes as u16).map(scope).collect();
        let id = self.add_closure(function);
        self.constant(Value::Function(id));
    }

    pub(super) fn add_closure(&mut self, function: Function) -> FunctionId {
        let functions = &mut self.compiler.program.functions;
        functions.push(function);
        FunctionId(functions.len() as u32 - 1)
    }

    pub(super) fn find_variant(&self, name: &str) -> Option<(TypeId, VariantId)> {
        let types = &self.compiler.program.types;
        match name {
            "Some" => Some((TypeId::OPTION, VariantId::SOME)),
            "None" => Some((TypeId::OPTION, VariantId::NONE)),
            "Ok" => Some((TypeId::RESULT, VariantId::OK)),
            "Err" => Some((TypeId::RESULT, VariantId::ERR)),
            _ => match name.rsplit_once("::") {
                Some((of, variant)) => {
                    let of = self.compiler.type_called(of)?;
                    Some((of, types.variant(of, variant)?))
                }
                None => self.imported_variant(name),
            },
        }
    }

    /// A variant that stands without its type, as after `use Shape::*`, if only one type has it.
    fn imported_variant(&self, name: &str) -> Option<(TypeId, VariantId)> {
        if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
            return None;
        }
        let types = &self.compiler.program.types;
        let own = (self.compiler.built_in..types.0.len()).map(|at| TypeId(at as u16));
        let mut found = own
            .chain([TypeId::ORDERING])
            .filter_map(|of| types.variant(of, name).map(|variant| (of, variant)));
        let only = found.next()?;
        let is_type = types.find(name).is_some()
            || self.compiler.aliases.iter().any(|(known, _)| known == name);
        (found.next().is_none() && !is_type).then_some(only)
    }

    /// The struct, or the variant with named fields, that a literal or pattern names.
    pub(super) fn struct_type(&mut self, path: &tree::Path) -> Option<(TypeId, Option<VariantId>)> {
        let name = self.path_name(path);
        if let Some((of, variant)) = self.find_variant(&name) {
            return Some((of, Some(variant)));
        }
        let of = self.compiler.type_called(&name)?;
        matches!(self.compiler.program.types.get(of).shape, Shape::Struct(_)).then_some((of, None))
    }

    pub(super) fn unknown_type(&mut self, path: &tree::Path) {
        let name = self.path_name(path);
        let types = self.compiler.program.types.0.clone();
        let known = types.iter().flat_map(|def| match &def.shape {
            Shape::Struct(_) => vec![def.name.to_string()],
            Shape::Enum(variants) => {
                variants.iter().map(|(variant, _)| format!("{}::{variant}", def.name)).collect()
            }
        });
        let known: Vec<String> = known.collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "struct or variant", &name, &known);
    }

    pub(super) fn tuple_struct(&self, name: &str) -> Option<TypeId> {
        let of = self.compiler.program.types.find(name)?;
        match &self.compiler.program.types.get(of).shape {
            Shape::Struct(fields) if fields.tuple => Some(of),
            _ => None,
        }
    }

    pub(super) fn names_a_constant(&mut self, name: &str) -> bool {
        let id = self.compiler.program.find(name);
        id.is_some_and(|id| self.compiler.program.function(id).is_constant)
    }
}

pub(super) fn known_constant(name: &str) -> Option<Value> {
    let (owner, constant) = name.rsplit_once("::")?;
    let micros = |micros| Some(Value::Duration(Time::from_micros(micros)));
    let float = |number| Some(Value::Float(Float(number)));
    match (owner, constant) {
        ("Duration", "ZERO") => micros(0),
        ("Duration", "MAX") => micros(u64::MAX),
        ("f64", "MAX") => float(f64::MAX),
        ("f64", "MIN") => float(f64::MIN),
        ("f64", "EPSILON") => float(f64::EPSILON),
        ("f64", "INFINITY") => float(f64::INFINITY),
        ("f64", "NEG_INFINITY") => float(f64::NEG_INFINITY),
        ("f64", "NAN") => float(f64::NAN),
        ("char", "MAX") => Some(Value::Char(char::MAX)),
        _ => {
            let kind = IntKind::of(owner)?;
            let (low, high) = kind.ends();
            match constant {
                "MAX" => Value::number(kind, high),
                "MIN" => Value::number(kind, low),
                "BITS" => Value::int(IntKind::U32, i128::from(kind.bits())),
                _ => None,
            }
        }
    }
}
