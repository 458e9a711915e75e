//! Types as they stand in the code.

use std::collections::BTreeSet;

use super::Compiler;
use crate::syntax::tree::{self, Spanned};
use crate::types::{IntKind, Type, TypeId};

pub(super) fn generic_names(generics: &[tree::Ident]) -> Vec<String> {
    generics.iter().map(|parameter| parameter.name.clone()).collect()
}

/// Whether a type names one of these.
pub(super) fn names_one_of(written: &tree::Type, known: &BTreeSet<&str>) -> bool {
    let names = |written| names_one_of(written, known);
    match written {
        tree::Type::Reference(reference) => names(&reference.elem),
        tree::Type::Paren(inner) => names(&inner.elem),
        tree::Type::Slice(inner) => names(&inner.elem),
        tree::Type::Array(inner) => names(&inner.elem),
        tree::Type::Tuple(tuple) => tuple.elems.iter().any(names),
        tree::Type::Path(path) => path.segments.iter().any(|segment| {
            let is_one = path.segments.len() == 1 && known.contains(&*segment.ident.name);
            is_one || segment.arguments.iter().flatten().any(names)
        }),
        tree::Type::TraitObject(_) | tree::Type::Other(_) => false,
    }
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
        match self.aliases.iter().rev().find(|(known, _)| known == name) {
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
        let Some((last, before)) = path.segments.split_last() else { return Type::Unknown };
        let name = last.ident.name.clone();
        let is_module = |segment: &&tree::PathSegment| {
            ["crate", "self", "super"].contains(&segment.ident.name.as_str())
        };
        let owners = &before[before.iter().take_while(is_module).count()..];
        // A type that belongs to another, as the items of an iterator do.
        if let [owner, ..] = owners
            && (owner.ident.name == "Self" || generics.contains(&owner.ident.name))
        {
            return Type::Unknown;
        }
        let written = last.arguments.iter().flatten();
        let arguments = written.map(|argument| self.type_of(argument, generics, own));
        let arguments = arguments.collect::<Vec<_>>();
        if owners.is_empty()
            && !generics.contains(&name)
            && let Some((_, of)) = self.aliases.iter().rev().find(|(known, _)| *known == name)
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
        // What the code declares hides what is built in.
        if !generics.contains(&name)
            && let Some(of) = self.program.types.find(&name)
            && usize::from(of.0) >= self.built_in
        {
            return Type::Named(of);
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
