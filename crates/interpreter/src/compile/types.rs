//! Types as they stand in the code.

use super::Compiler;
use crate::syntax::tree::{self, Spanned};
use crate::types::{IntKind, Type, TypeId};

pub(super) fn generic_names(generics: &[tree::Ident]) -> Vec<String> {
    generics.iter().map(|parameter| parameter.name.clone()).collect()
}

impl Compiler<'_> {
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
                let help = "name a struct or an enum, and a function `impl Fn(…)`";
                self.not_part(written, "traits", help);
                Type::Unknown
            }
            tree::Type::Other(_) => Type::Unknown,
        }
    }

    /// The struct or enum of this name, or that a `type` item of this name stands for.
    pub(super) fn type_called(&self, name: &str) -> Option<TypeId> {
        match self.aliases.iter().find(|(known, _)| known == name) {
            Some((_, Type::Named(of))) => Some(*of),
            _ => self.program.types.find(name),
        }
    }

    /// The type that a part of a path names: `Vec<u8>` of `Vec::<u8>::new`.
    pub(super) fn type_of_segment(
        &mut self,
        segment: &tree::PathSegment,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let ident = tree::Ident { span: segment.ident.span, name: segment.ident.name.clone() };
        let written = segment.arguments.iter().flatten();
        let arguments: Vec<Type> =
            written.map(|argument| self.type_of(argument, generics, own)).collect();
        self.type_named(&ident, arguments, generics, own)
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
        let arguments = arguments.collect::<Vec<_>>();
        if path.segments.len() == 1
            && let Some((_, of)) = self.aliases.iter().find(|(known, _)| *known == name)
        {
            return of.with(&arguments);
        }
        self.type_named(&last.ident, arguments, generics, own)
    }

    fn type_named(
        &mut self,
        ident: &tree::Ident,
        arguments: Vec<Type>,
        generics: &[String],
        own: Option<TypeId>,
    ) -> Type {
        let name = ident.name.clone();
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
            "Instant" => Type::Instant,
            "Option" => Type::Option(next()),
            // The world's own `Result<T>` leaves out the error, which is its `Error`.
            "Result" => {
                let ok = next();
                let error = arguments.next().unwrap_or(Type::Named(TypeId::ERROR));
                Type::Result(ok, Box::new(error))
            }
            "Vec" | "VecDeque" => Type::List(next()),
            "BTreeMap" | "HashMap" => Type::Map(next(), next()),
            "BTreeSet" | "HashSet" => Type::Set(next()),
            // A value is never shared for writing, so a box or a counted reference is its inside.
            "Box" | "Rc" | "Arc" => *next(),
            "Self" => own.map_or(Type::Unknown, Type::Named),
            "Reverse" => Type::Unknown,
            "World" | "_" | "Sender" | "Receiver" | "UnboundedSender" | "UnboundedReceiver"
            | "JoinHandle" | "Mutex" | "MutexGuard" | "Iterator" | "Peekable" | "Chars" => {
                Type::Unknown
            }
            "f32" => {
                self.not_part(ident, "`f32`", "use f64");
                Type::Unknown
            }
            _ if generics.contains(&name) => match generics.iter().position(|known| *known == name)
            {
                Some(at) if self.in_alias => Type::Parameter(at as u8),
                _ => Type::Unknown,
            },
            _ => match self.program.types.find(&name) {
                Some(id) => Type::Named(id),
                None => {
                    let types = self.program.types.0.clone();
                    let known: Vec<&str> = types.iter().map(|def| &*def.name).collect();
                    self.unknown(ident.span(), "type", &name, &known);
                    Type::Unknown
                }
            },
        }
    }
}
