//! Types as they stand in the code.

use super::Compiler;
use crate::diagnostic::{FileId, Span};
use crate::types::{IntKind, Type, TypeId};

pub(super) fn generic_names(generics: &syn::Generics) -> Vec<String> {
    generics.type_params().map(|parameter| parameter.ident.to_string()).collect()
}

impl Compiler {
    /// The type as far as the code takes meaning from it; reports a name that nothing has.
    pub(super) fn type_of(
        &mut self,
        file: FileId,
        written: &syn::Type,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let mut of = |written| Box::new(self.type_of(file, written, generics, own));
        match written {
            syn::Type::Reference(reference) if reference.mutability.is_some() => {
                Type::Mut(of(&reference.elem))
            }
            syn::Type::Reference(reference) => *of(&reference.elem),
            syn::Type::Paren(inner) => *of(&inner.elem),
            syn::Type::Group(inner) => *of(&inner.elem),
            syn::Type::Slice(inner) => Type::List(of(&inner.elem)),
            syn::Type::Array(inner) => Type::List(of(&inner.elem)),
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Type::Unit,
            syn::Type::Tuple(tuple) => {
                Type::Tuple(tuple.elems.iter().map(|each| *of(each)).collect())
            }
            syn::Type::Path(path) => self.type_of_path(file, &path.path, generics, own),
            syn::Type::TraitObject(_) => {
                self.not_part(file, written, "traits", "name a struct or an enum");
                Type::Unknown
            }
            _ => Type::Unknown,
        }
    }

    fn type_of_path(
        &mut self,
        file: FileId,
        path: &syn::Path,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let Some(last) = path.segments.last() else { return Type::Unknown };
        let name = last.ident.to_string();
        let mut arguments = Vec::new();
        if let syn::PathArguments::AngleBracketed(written) = &last.arguments {
            for argument in &written.args {
                if let syn::GenericArgument::Type(argument) = argument {
                    arguments.push(self.type_of(file, argument, generics, own));
                }
            }
        }
        let mut arguments = arguments.into_iter();
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
                self.not_part(file, &last.ident, &format!("`{name}`"), instead);
                Type::Unknown
            }
            _ if generics.contains(&name) => Type::Unknown,
            _ => match self.program.types.find(&name) {
                Some(id) => Type::Named(id),
                None => {
                    let types = self.program.types.0.clone();
                    let known: Vec<&str> = types.iter().map(|def| &*def.name).collect();
                    self.unknown(Span::of(file, last.ident.span()), "type", &name, &known);
                    Type::Unknown
                }
            },
        }
    }
}
