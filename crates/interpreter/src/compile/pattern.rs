//! Patterns, as they stand in `match`, `let`, `if let`, `for` and parameters.

use super::function::Maker;
use crate::code::Pattern;
use crate::syntax::tree::{self, Lit, Pat, Spanned};
use crate::types::{IntKind, Type, TypeId, VariantId};
use crate::value::{Float, Value};

impl Maker<'_> {
    /// Compiles a pattern and declares the variables that it binds.
    pub(super) fn pattern(&mut self, pattern: &Pat, of: &Type) -> Pattern {
        let mut bound = Vec::new();
        self.pattern_of(pattern, of, &mut bound)
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
            Pat::Lit(literal) => match self.pattern_literal(literal) {
                Some(value) => Pattern::Literal(value),
                None => Pattern::Any,
            },
            Pat::Range(range) => {
                let mut end = |value: &Option<Box<Pat>>| {
                    value.as_ref().and_then(|value| self.literal_value(value))
                };
                let (low, high) = (end(&range.start), end(&range.end));
                Pattern::Range { low, high, inclusive: range.inclusive }
            }
            Pat::Paren(inner) => self.pattern_of(&inner.pat, of, bound),
            Pat::Reference(inner) => self.pattern_of(&inner.pat, of, bound),
            Pat::Type(typed) => {
                let of = self.compiler.type_of(&typed.ty, &[], self.of);
                self.pattern_of(&typed.pat, &of, bound)
            }
            Pat::Or(cases) => Pattern::Or(
                cases.cases.iter().map(|case| self.pattern_of(case, of, bound)).collect(),
            ),
            Pat::Tuple(tuple) => self.sequence(tuple.elems.iter(), of, bound),
            Pat::Slice(slice) => self.sequence(slice.elems.iter(), of, bound),
            Pat::Path(path) => self.path_pattern(path),
            Pat::TupleStruct(whole) => self.tuple_struct_pattern(whole, bound),
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
        if self.names_a_constant(name) {
            let what = "a constant as a pattern";
            self.not_part(&ident.ident, what, "compare in a guard: `x if x == LIMIT => …`");
            return Pattern::Any;
        }
        let inner = ident.subpat.as_ref();
        let inner = inner.map(|inner| Box::new(self.pattern_of(inner, of, bound)));
        Pattern::Bind(self.bind(name, of, bound), inner)
    }

    fn path_pattern(&mut self, path: &tree::Path) -> Pattern {
        let name = self.path_name(path);
        match self.find_variant(&name) {
            Some((of, variant)) => Pattern::Variant(of, variant, Vec::new()),
            None => {
                self.unknown_type(path);
                Pattern::Any
            }
        }
    }

    fn tuple_struct_pattern(
        &mut self,
        whole: &tree::PatTupleStruct,
        bound: &mut Vec<(String, u16)>,
    ) -> Pattern {
        let Some((of, variant)) = self.struct_type(&whole.path) else {
            self.unknown_type(&whole.path);
            return Pattern::Any;
        };
        let fields = self.compiler.program.types.fields(of, variant).clone();
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
            let of = match of {
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

    fn literal_value(&mut self, value: &Pat) -> Option<Value> {
        match value {
            Pat::Lit(literal) => self.pattern_literal(literal),
            _ => self.no_literal(value),
        }
    }

    fn pattern_literal(&mut self, literal: &tree::PatLit) -> Option<Value> {
        let negative = literal.negative;
        let found = match &literal.lit {
            Lit::Int(number) => number
                .value
                .map(i128::from)
                .and_then(|value| Value::int(IntKind::Any, if negative { -value } else { value })),
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
