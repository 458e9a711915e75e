//! Patterns, as they stand in `match`, `let`, `if let`, `for` and parameters.

use super::function::Maker;
use crate::code::Pattern;
use crate::number::{Float, Number};
use crate::syntax::tree::{self, Lit, Pat, Spanned};
use crate::types::{IntKind, Type, TypeId, VariantId};
use crate::value::Value;

/// How many alternatives a pattern with a guard may have that bind names.
const ALTERNATIVES_MAX: usize = 32;

impl Maker<'_, '_> {
    /// Compiles a pattern and declares the variables that it binds.
    pub(super) fn pattern(&mut self, pattern: &Pat, of: &Type) -> Pattern {
        let mut bound = Vec::new();
        self.pattern_of(pattern, of, &mut bound)
    }

    /// A pattern as many of which none has alternatives that bind names.
    pub(super) fn alternatives(&mut self, written: &Pat, pattern: Pattern) -> Vec<Pattern> {
        let alternatives = pattern.alternatives();
        if alternatives.len() <= ALTERNATIVES_MAX {
            return alternatives;
        }
        let message = format!("a guard is asked of at most {ALTERNATIVES_MAX} alternatives");
        self.report(written, message, "make several arms of it");
        Vec::new()
    }

    /// The type of what fits a pattern, where the pattern names it.
    pub(super) fn type_of_pattern(&mut self, pattern: &Pat) -> Type {
        let path = match pattern {
            Pat::TupleStruct(whole) => &whole.path,
            Pat::Struct(whole) => &whole.path,
            _ => return Type::Unknown,
        };
        match self.struct_type(path) {
            Some((of, _)) if of > TypeId::RESULT => Type::Named(of),
            _ => Type::Unknown,
        }
    }

    fn bind(&mut self, name: &str, of: &Type, bound: &mut Vec<(String, u16)>) -> u16 {
        // The alternatives of an or-pattern bind the same names.
        if let Some((_, slot)) = bound.iter().find(|(known, _)| known == name) {
            return *slot;
        }
        let slot = self.declare(name, of.clone());
        bound.push((name.to_owned(), slot));
        slot
    }

    fn pattern_of(&mut self, pattern: &Pat, of: &Type, bound: &mut Vec<(String, u16)>) -> Pattern {
        match pattern {
            Pat::Wild(_) | Pat::Rest(_) => Pattern::Any,
            Pat::Ident(ident) => self.ident_pattern(ident, of, bound),
            Pat::Lit(literal) => match self.pattern_literal(literal, of) {
                Some(value) => Pattern::Literal(value),
                None => Pattern::Any,
            },
            Pat::Range(range) => {
                let mut end = |value: &Option<Box<Pat>>| {
                    value.as_ref().and_then(|value| self.end_of_range(value, of))
                };
                let (low, high) = (end(&range.start), end(&range.end));
                Pattern::Range { low, high, inclusive: range.inclusive }
            }
            Pat::Paren(inner) => self.pattern_of(&inner.pat, of, bound),
            Pat::Reference(inner) => self.pattern_of(&inner.pat, of, bound),
            Pat::Type(typed) => {
                let of = self.type_written(&typed.ty);
                self.pattern_of(&typed.pat, &of, bound)
            }
            Pat::Or(cases) => Pattern::Or(
                cases.cases.iter().map(|case| self.pattern_of(case, of, bound)).collect(),
            ),
            Pat::Tuple(tuple) if tuple.elems.is_empty() => Pattern::Literal(Value::Unit),
            Pat::Tuple(tuple) => self.sequence(tuple.elems.iter(), of, bound),
            Pat::Slice(slice) => self.sequence(slice.elems.iter(), of, bound),
            Pat::Path(path) => self.path_pattern(path),
            Pat::TupleStruct(whole) => self.tuple_struct_pattern(whole, of, bound),
            Pat::Struct(whole) => self.struct_pattern(whole, bound),
        }
    }

    fn ident_pattern(
        &mut self,
        ident: &tree::PatIdent,
        of: &Type,
        bound: &mut Vec<(String, u16)>,
    ) -> Pattern {
        let name = ident.ident.name.as_str();
        if name == "None" {
            return Pattern::Variant(TypeId::OPTION, VariantId::NONE, Vec::new());
        }
        if self.names_a_constant(name)
            && let Some(id) = self.compiler.program.find(name)
        {
            return Pattern::Constant(id);
        }
        if ident.subpat.is_none()
            && let Some((of, variant)) = self.find_variant(name)
        {
            return Pattern::Variant(of, variant, Vec::new());
        }
        let inner = ident.subpat.as_ref();
        let inner = inner.map(|inner| Box::new(self.pattern_of(inner, of, bound)));
        Pattern::Bind(self.bind(name, of, bound), inner)
    }

    fn path_pattern(&mut self, path: &tree::Path) -> Pattern {
        let name = self.path_name(path);
        if let Some(id) = self.compiler.program.find(&name)
            && self.compiler.program.function(id).is_constant
        {
            return Pattern::Constant(id);
        }
        if let Some(value) = super::names::known_constant(&name) {
            return Pattern::Literal(value);
        }
        match self.struct_type(path) {
            Some((of, Some(variant))) => Pattern::Variant(of, variant, Vec::new()),
            Some((of, None)) => Pattern::Struct(of, Vec::new()),
            None => {
                self.unknown_type(path);
                Pattern::Any
            }
        }
    }

    fn tuple_struct_pattern(
        &mut self,
        whole: &tree::PatTupleStruct,
        whole_type: &Type,
        bound: &mut Vec<(String, u16)>,
    ) -> Pattern {
        let Some((of, variant)) = self.struct_type(&whole.path) else {
            self.unknown_type(&whole.path);
            return Pattern::Any;
        };
        let mut fields = self.compiler.program.types.fields(of, variant).clone();
        match (of, variant, whole_type) {
            (TypeId::OPTION, Some(VariantId::SOME), Type::Option(inner))
            | (TypeId::RESULT, Some(VariantId::OK), Type::Result(inner, _))
            | (TypeId::RESULT, Some(VariantId::ERR), Type::Result(_, inner)) => {
                fields.types = vec![(**inner).clone()];
            }
            _ => {}
        }
        let rest = whole.elems.iter().position(|element| matches!(element, Pat::Rest(_)));
        let given = whole.elems.len();
        if (rest.is_none() && given != fields.names.len()) || given > fields.names.len() + 1 {
            let message =
                format!("this has {} fields, and the pattern {given}", fields.names.len());
            self.report(whole, message, "");
            return Pattern::Any;
        }
        let mut inside = Vec::new();
        for (at, element) in whole.elems.iter().enumerate() {
            let field = match rest {
                Some(rest) if at == rest => continue,
                Some(rest) if at > rest => fields.names.len() - (given - at),
                _ => at,
            };
            let of = fields.types.get(field).cloned().unwrap_or(Type::Unknown);
            inside.push((field as u16, self.pattern_of(element, &of, bound)));
        }
        match variant {
            Some(variant) => Pattern::Variant(of, variant, inside),
            None => Pattern::Struct(of, inside),
        }
    }

    fn struct_pattern(
        &mut self,
        whole: &tree::PatStruct,
        bound: &mut Vec<(String, u16)>,
    ) -> Pattern {
        let Some((of, variant)) = self.struct_type(&whole.path) else {
            self.unknown_type(&whole.path);
            return Pattern::Any;
        };
        let fields = self.compiler.program.types.fields(of, variant).clone();
        let mut inside = Vec::new();
        for field in &whole.fields {
            let name = field.member.name();
            let Some(at) = fields.position(&name) else {
                let known: Vec<&str> = fields.names.iter().map(|name| &**name).collect();
                let span = self.span(&field.member);
                self.compiler.unknown(span, "field", &name, &known);
                continue;
            };
            let of = fields.types[at].clone();
            inside.push((at as u16, self.pattern_of(&field.pat, &of, bound)));
        }
        if !whole.rest {
            for (at, name) in fields.names.iter().enumerate() {
                if !inside.iter().any(|(field, _)| usize::from(*field) == at) {
                    let message = format!("the pattern leaves out the field `{name}`");
                    self.report(whole, message, "end it with `..` to leave out fields");
                }
            }
        }
        match variant {
            Some(variant) => Pattern::Variant(of, variant, inside),
            None => Pattern::Struct(of, inside),
        }
    }

    fn sequence<'p>(
        &mut self,
        elements: impl Iterator<Item = &'p Pat>,
        of: &Type,
        bound: &mut Vec<(String, u16)>,
    ) -> Pattern {
        let (mut front, mut back, mut rest) = (Vec::new(), Vec::new(), None);
        for (at, element) in elements.enumerate() {
            let of = match of.place() {
                Type::Tuple(types) => types.get(at).cloned().unwrap_or(Type::Unknown),
                Type::List(of) => (**of).clone(),
                _ => Type::Unknown,
            };
            match element {
                Pat::Rest(_) => rest = Some(Box::new(Pattern::Any)),
                Pat::Ident(ident)
                    if ident
                        .subpat
                        .as_ref()
                        .is_some_and(|inner| matches!(**inner, Pat::Rest(_))) =>
                {
                    let slot = self.bind(&ident.ident.name, &Type::Unknown, bound);
                    rest = Some(Box::new(Pattern::Bind(slot, None)));
                }
                element if rest.is_some() => back.push(self.pattern_of(element, &of, bound)),
                element => front.push(self.pattern_of(element, &of, bound)),
            }
        }
        Pattern::Sequence { front, rest, back }
    }

    fn end_of_range(&mut self, value: &Pat, of: &Type) -> Option<Value> {
        match value {
            Pat::Lit(literal) => self.pattern_literal(literal, of),
            Pat::Path(path) => {
                let name = self.path_name(path);
                super::names::known_constant(&name)
                    .or_else(|| self.constant_in_pattern(value, &name))
            }
            Pat::Ident(ident) => self.constant_in_pattern(value, &ident.ident.name),
            _ => self.no_literal(value),
        }
    }

    /// The value of a constant that is a literal.
    fn constant_in_pattern(&mut self, value: &Pat, name: &str) -> Option<Value> {
        let id = self.compiler.program.find(name);
        let function = id.map(|id| self.compiler.program.function(id));
        match function.map(|function| (function.code.as_slice(), &function.constants)) {
            Some(([crate::code::Op::Constant(at), ..], constants)) => {
                Some(constants[*at as usize].clone())
            }
            _ => self.no_literal(value),
        }
    }

    fn pattern_literal(&mut self, literal: &tree::PatLit, of: &Type) -> Option<Value> {
        let negative = literal.negative;
        let found = match &literal.lit {
            Lit::Int(number) => {
                let digits = number.value.map(Number::of);
                let digits = if negative { digits.map(Number::negated) } else { digits };
                let kind = match (IntKind::of(&number.suffix), of.place()) {
                    (Some(kind), _) => kind,
                    (None, Type::Int(kind)) => *kind,
                    _ => IntKind::Any,
                };
                digits.and_then(|digits| Value::number(kind, digits))
            }
            Lit::Float(tree::LitFloat { value, .. }) => {
                Some(Value::Float(Float(if negative { -value } else { *value })))
            }
            Lit::Bool(value) => Some(Value::Bool(value.value)),
            Lit::Str(text) => Some(Value::text(text.value.as_str())),
            Lit::Char(value) => Some(Value::Char(value.value)),
            Lit::Bytes(_) => None,
        };
        found.or_else(|| self.no_literal(literal))
    }

    fn no_literal(&mut self, value: &dyn Spanned) -> Option<Value> {
        self.not_part(value, "this kind of pattern", "bind a name and test it in a guard");
        None
    }
}

impl Pattern {
    /// The pattern once for each choice among those of its alternatives that bind names, in the order
    /// in which they are tried, and not many more than are allowed.
    fn alternatives(self) -> Vec<Self> {
        match self {
            Self::Or(cases) if cases.iter().any(Self::binds) => {
                cases.into_iter().flat_map(Self::alternatives).collect()
            }
            Self::Bind(slot, Some(inner)) => {
                let inner = inner.alternatives().into_iter();
                inner.map(|inner| Self::Bind(slot, Some(Box::new(inner)))).collect()
            }
            Self::Struct(of, fields) => {
                each_choice(fields).into_iter().map(|fields| Self::Struct(of, fields)).collect()
            }
            Self::Variant(of, which, fields) => {
                let choices = each_choice(fields).into_iter();
                choices.map(|fields| Self::Variant(of, which, fields)).collect()
            }
            Self::Sequence { front, rest, back } => {
                let ends = front.len();
                let parts = front.into_iter().chain(back).map(|part| (0, part)).collect();
                let sequence = |parts: Vec<(u16, Self)>| {
                    let mut front: Vec<Self> = parts.into_iter().map(|(_, part)| part).collect();
                    let back = front.split_off(ends);
                    Self::Sequence { front, rest: rest.clone(), back }
                };
                each_choice(parts).into_iter().map(sequence).collect()
            }
            other => vec![other],
        }
    }

    fn binds(&self) -> bool {
        match self {
            Self::Bind(..) => true,
            Self::Or(cases) => cases.iter().any(Self::binds),
            Self::Struct(_, fields) | Self::Variant(_, _, fields) => {
                fields.iter().any(|(_, field)| field.binds())
            }
            Self::Sequence { front, rest, back } => {
                front.iter().chain(back).any(Self::binds)
                    || rest.as_ref().is_some_and(|rest| rest.binds())
            }
            Self::Any | Self::Literal(_) | Self::Constant(_) | Self::Range { .. } => false,
        }
    }
}

/// Fields with every choice of alternatives in them; those of the first change last.
fn each_choice(fields: Vec<(u16, Pattern)>) -> Vec<Vec<(u16, Pattern)>> {
    let mut choices = vec![Vec::new()];
    for (at, field) in fields {
        let alternatives = field.alternatives();
        let mut longer = Vec::new();
        for choice in &choices {
            // One too many is enough to say so.
            for alternative in alternatives.iter().take(ALTERNATIVES_MAX + 1) {
                longer.push([choice.as_slice(), &[(at, alternative.clone())]].concat());
            }
        }
        longer.truncate(ALTERNATIVES_MAX + 1);
        choices = longer;
    }
    choices
}
