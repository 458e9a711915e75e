//! Types as they stand in the code.

use super::Compiler;
use crate::syntax::tree::{self, Spanned};
use crate::types::{IntKind, Type, TypeId};

pub(super) fn generic_names(generics: &[tree::Ident]) -> Vec<String> {
    generics.iter().map(|parameter| parameter.name.clone()).collect()
}

impl Compiler {
    /// The type as far as the code takes meaning from it; reports a name that nothing has.
    pub(super) fn type_of(
        &mut self,
        written: &tree::Type,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let mut of = |written| Box::new(self.type_of(written, generics, own));
        match written {
            tree::Type::Reference(reference) if reference.is_mut => Type::Mut(of(&reference.elem)),
            tree::Type::Reference(reference) => *of(&reference.elem),
            tree::Type::Paren(inner) => *of(&inner.elem),
            tree::Type::Slice(inner) => Type::List(of(&inner.elem)),
            tree::Type::Array(inner) => Type::List(of(&inner.elem)),
            tree::Type::Tuple(tuple) if tuple.elems.is_empty() => Type::Unit,
            tree::Type::Tuple(tuple) => {
                Type::Tuple(tuple.elems.iter().map(|each| *of(each)).collect())
            }
            tree::Type::Path(path) => self.type_of_path(path, generics, own),
            tree::Type::TraitObject(_) => {
                self.not_part(written, "traits", "name a struct or an enum");
                Type::Unknown
            }
            tree::Type::Other(_) => Type::Unknown,
        }
    }

    fn type_of_path(
        &mut self,
        path: &tree::Path,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let Some(last) = path.segments.last() else { return Type::Unknown };
        let name = last.ident.name.clone();
        let written = last.arguments.iter().flatten();
        let arguments = written.map(|argument| self.type_of(argument, generics, own));
        let mut arguments = arguments.collect::<Vec<_>>().into_iter();
        let mut next = || Box::new(arguments.next().unwrap_or(Type::Unknown));
        if let Some(kind) = IntKind::of(&name) {
            return Type::Int(kind);
        }
        match name.as_str() {
            "f64" => Type::Float,
            "bool" => Type::Bool,
            "char" => Type::Char,
            "str" | "String" => Type::Text,
            "Duration" => Type::Duration,
            "Option" => Type::Option(next()),
            "Result" => Type::Result(next(), next()),
            "Vec" | "VecDeque" => Type::List(next()),
            "BTreeMap" | "HashMap" => Type::Map(next(), next()),
            "BTreeSet" | "HashSet" => Type::Set(next()),
            // A value is never shared for writing, so a box or a counted reference is its inside.
            "Box" | "Rc" | "Arc" => *next(),
            "Self" => own.map_or(Type::Unknown, Type::Named),
            "World" | "_" => Type::Unknown,
            "i128" | "u128" | "f32" => {
                let instead = if name == "f32" { "use f64" } else { "use i64 or u64" };
                self.not_part(&last.ident, &format!("`{name}`"), instead);
                Type::Unknown
            }
            _ if generics.contains(&name) => Type::Unknown,
            _ => match self.program.types.find(&name) {
                Some(id) => Type::Named(id),
                None => {
                    let types = self.program.types.0.clone();
                    let known: Vec<&str> = types.iter().map(|def| &*def.name).collect();
                    self.unknown(last.ident.span(), "type", &name, &known);
                    Type::Unknown
                }
            },
        }
    }
}
