//! What a name stands for: a variable, a variant, a function, a constant.

use super::function::Maker;
use crate::code::{Function, FunctionId, Op};
use crate::library;
use crate::syntax::tree;
use crate::types::{IntKind, Shape, Type, TypeId, VariantId};
use crate::value::Value;

impl Maker<'_> {
    /// A path's name without the modules of the standard library and of tokio before it.
    pub(super) fn path_name(&self, path: &tree::Path) -> String {
        let mut segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.name.clone()).collect();
        if segments.len() > 1 && ["std", "core", "tokio"].contains(&segments[0].as_str()) {
            let last = segments.len() - 1;
            let owner = segments[last - 1].clone();
            let keep_owner = owner.starts_with(|first: char| first.is_ascii_uppercase());
            segments.drain(..if keep_owner { last - 1 } else { last });
        }
        if let (Some(first), Some(of)) = (segments.first_mut(), self.of)
            && first == "Self"
        {
            *first = self.compiler.program.types.get(of).name.to_string();
        }
        segments.join("::")
    }

    pub(super) fn path(&mut self, path: &tree::Path) {
        let name = self.path_name(path);
        let last = self.contexts.len() - 1;
        if let Some(variable) = self.lookup(&name, last) {
            self.emit(Op::Load(variable.slot));
            if matches!(variable.of, Type::Mut(_)) {
                self.emit(Op::Deref);
            }
            return;
        }
        if let Some((of, variant)) = self.find_variant(&name) {
            if self.compiler.program.types.fields(of, Some(variant)).names.is_empty() {
                self.emit(Op::MakeVariant(of, variant, 0));
                return;
            }
            return self.variant_function(path, of, variant);
        }
        if let Some(id) = self.compiler.program.find(&name) {
            let function = self.compiler.program.function(id);
            let is_constant = function.parameters.is_empty()
                && name
                    .rsplit("::")
                    .next()
                    .is_some_and(|last| last.starts_with(|first: char| first.is_ascii_uppercase()));
            if is_constant {
                self.emit(Op::Call(id, 0));
            } else {
                self.constant(Value::Function(id));
            }
            return;
        }
        if let Some(value) = limit_of_integer(&name) {
            return self.constant(value);
        }
        if let Some(of) = self.compiler.program.types.find(&name)
            && let Shape::Struct(fields) = &self.compiler.program.types.get(of).shape
            && fields.names.is_empty()
        {
            self.emit(Op::MakeStruct(of, 0));
            return;
        }
        self.unknown_value(path, &name);
    }

    pub(super) fn unknown_value(&mut self, path: &tree::Path, name: &str) {
        let mut known: Vec<String> = self
            .contexts
            .iter()
            .flat_map(|context| {
                context.scopes.iter().flatten().map(|variable| variable.name.clone())
            })
            .collect();
        known.extend(self.known_functions());
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "name", name, &known);
    }

    pub(super) fn known_functions(&self) -> Vec<String> {
        let program = &self.compiler.program;
        let own = program.functions.iter().map(|function| function.name.to_string());
        let built_in = library::FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned());
        let nodes = program.environment.targets.iter().flat_map(|target| {
            target
                .operations
                .iter()
                .map(move |operation| format!("{}::{}", target.name, operation.name))
        });
        own.chain(built_in).chain(nodes).collect()
    }

    /// A tuple variant used as a function: `.map(Some)`.
    pub(super) fn variant_function(&mut self, path: &tree::Path, of: TypeId, variant: VariantId) {
        let fields = self.compiler.program.types.fields(of, Some(variant)).names.len();
        let span = self.span(path);
        let name = self.compiler.program.types.variant_name(of, variant).clone();
        let mut function = Function::empty(name, span);
        function.parameters = vec![Type::Unknown; fields];
        function.slots = fields as u16;
        function.code = (0..fields as u16).map(Op::Load).collect();
        function.code.extend([Op::MakeVariant(of, variant, fields as u16), Op::Return]);
        function.spans = vec![span; function.code.len()];
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
            _ => {
                let (of, variant) = name.rsplit_once("::")?;
                let of = types.find(of)?;
                Some((of, types.variant(of, variant)?))
            }
        }
    }

    /// The struct, or the variant with named fields, that a literal or pattern names.
    pub(super) fn struct_type(&mut self, path: &tree::Path) -> Option<(TypeId, Option<VariantId>)> {
        let name = self.path_name(path);
        if let Some((of, variant)) = self.find_variant(&name) {
            return Some((of, Some(variant)));
        }
        let of = self.compiler.program.types.find(&name)?;
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
        let starts_big = name.starts_with(|first: char| first.is_ascii_uppercase());
        starts_big && self.compiler.program.find(name).is_some()
    }
}

fn limit_of_integer(name: &str) -> Option<Value> {
    let (kind, limit) = name.split_once("::")?;
    let kind = IntKind::of(kind)?;
    match limit {
        "MAX" => Value::int(kind, *kind.range().end()),
        "MIN" => Value::int(kind, *kind.range().start()),
        _ => None,
    }
}
