//! From text to [`Program`]: parses the code, declares what it names, compiles each function.

mod calls;
mod concurrency;
mod control;
mod expressions;
mod format;
mod function;
mod inference;
mod liveness;
mod mismatch;
mod names;
mod notes;
mod pattern;
mod places;
mod types;

use std::collections::BTreeSet;
use std::rc::Rc;

use whatif_simulator::Name;

use crate::code::{Function, FunctionId, NameId, Op, Program, SelfKind};
use crate::diagnostic::{Diagnostic, FileId, Span, did_you_mean};
use crate::environment::Environment;
use crate::library;
use crate::syntax;
use crate::syntax::tree::{self, Spanned};
use crate::types::{Fields, Shape, Type, TypeDef, TypeId, Types, VariantId};
pub(crate) use notes::{Note, What};

/// The code that the reader sees: the first of the texts.
pub const CODE: FileId = FileId(0);

/// Compiles the texts of one variant: the code that the reader sees, then the author's other code.
///
/// # Errors
/// All mistakes that can be found at once.
pub fn compile(texts: &[&str], environment: Environment) -> Result<Program, Vec<Diagnostic>> {
    let mut compiler = Compiler::new(texts, Rc::new(environment));
    compiler.compile();
    compiler.finish()
}

impl Program {
    /// The same program, which takes notes while it runs; and what the notes are of.
    pub(crate) fn taking_notes(&self) -> Option<(Self, Vec<Note>)> {
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let mut compiler = Compiler::new(&texts, Rc::clone(&self.environment));
        compiler.notes = Some(Vec::new());
        compiler.compile();
        let notes = compiler.notes.take()?;
        compiler.finish().ok().map(|program| (program, notes))
    }
}

/// What tokio has and the language itself can say, and the words that call for it.
const LIBRARY: &str = include_str!("../../library/time.rs");
const LIBRARY_WORDS: [&str; 2] = ["interval", "Interval"];

/// How many mistakes are told at once.
const DIAGNOSTICS_MAX: usize = 100;

/// How many `type` items may stand for one another in a row, whatever the order of the text.
const ALIASES_DEPTH_MAX: usize = 16;

struct Compiler<'t> {
    /// Those of the variant, then the library's if it is wanted.
    texts: Vec<&'t str>,
    program: Program,
    diagnostics: Vec<Diagnostic>,
    /// How many types are built in: those of the code come after them.
    built_in: usize,
    /// `type` items: the names, and what they stand for. The last of a name hides those before.
    aliases: Vec<(String, Type)>,
    /// Whether a type is being read in which generic names stand for what is put in later.
    in_alias: bool,
    /// What the code takes notes of, if it is compiled to be explained.
    notes: Option<Vec<Note>>,
}

/// A function that waits to be compiled.
struct Body<'a> {
    function: FunctionId,
    inputs: Vec<&'a tree::FnArg>,
    code: Code<'a>,
    of: Option<TypeId>,
    /// The names of its generic parameters, which say nothing here.
    generics: Vec<String>,
}

enum Code<'a> {
    Block(&'a tree::Block),
    Expression(&'a tree::Expr),
    /// The number that a const has in the place of what the text says.
    Number(u64),
}

impl<'t> Compiler<'t> {
    fn new(texts: &[&'t str], environment: Rc<Environment>) -> Self {
        let program = Program {
            functions: Vec::new(),
            items: 0,
            types: Types::built_in(),
            names: Vec::new(),
            environment,
            nothing: Function::empty("".into(), Span::default()),
            lines: Vec::new(),
            library: None,
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        };
        let (diagnostics, aliases) = Default::default();
        let (texts, built_in) = (texts.to_vec(), program.types.0.len());
        Self { texts, program, diagnostics, built_in, aliases, in_alias: false, notes: None }
    }

    fn compile(&mut self) {
        let files = self.texts.clone().into_iter().zip(0..);
        let files = files.map(|(text, at)| self.parse(FileId(at), text));
        let files: Vec<Option<Vec<tree::Item>>> = files.collect();
        if files.iter().any(Option::is_none) {
            return;
        }
        let library = self.library();
        let mut items: Vec<&tree::Item> = files.iter().flatten().flatten().collect();
        let declares = |name: &str| items.iter().any(|item| item.name() == Some(name));
        // Whoever has an `Interval` of their own means that one.
        if !library.iter().filter_map(tree::Item::name).any(declares) {
            items.extend(&library);
        }
        for body in self.declare(&items) {
            function::compile(self, &body);
        }
    }

    fn finish(mut self) -> Result<Program, Vec<Diagnostic>> {
        self.gather_methods();
        if self.diagnostics.is_empty() { Ok(self.program) } else { Err(self.diagnostics) }
    }

    /// Tells each type which functions of its `impl` blocks are methods.
    fn gather_methods(&mut self) {
        for at in 0..self.program.items {
            let function = &self.program.functions[at];
            let Some((of, name)) = function.name.rsplit_once("::") else { continue };
            let (Some(of), name) = (self.program.types.find(of), name.to_owned()) else { continue };
            let id = FunctionId(at as u32);
            if function.takes_self.is_some() {
                let name = self.name(&name);
                self.program.types.get_mut(of).methods.push((name, id));
            } else if name == "default" && function.parameters.is_empty() {
                self.program.types.get_mut(of).own_default = Some(id);
            }
        }
    }

    fn report(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add_diagnostic(Diagnostic { span, message: message.into(), help });
    }

    /// Keeps the diagnostics in the order of the text, and each of them once. Who makes more mistakes
    /// than are told finds the others when these are mended.
    fn add_diagnostic(&mut self, diagnostic: Diagnostic) {
        let from = self.diagnostics.partition_point(|known| known.span < diagnostic.span);
        let here = &self.diagnostics[from..];
        let here = here.iter().take_while(|known| known.span == diagnostic.span);
        let (known, count) = here
            .fold((false, 0), |(known, count), other| (known || *other == diagnostic, count + 1));
        if !known && self.diagnostics.len() < DIAGNOSTICS_MAX {
            self.diagnostics.insert(from + count, diagnostic);
        }
    }

    fn not_part(&mut self, tokens: &dyn Spanned, what: &str, instead: &str) {
        let message = format!("not part of the playground's Rust: {what}");
        self.report(tokens.span(), message, Some(instead.into()));
    }

    fn parse(&mut self, file: FileId, text: &str) -> Option<Vec<tree::Item>> {
        let newlines = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        self.program.lines.push([0].into_iter().chain(newlines.map(|(_, next)| next)).collect());
        match syntax::parse(file, text) {
            Ok(items) => Some(items),
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    self.add_diagnostic(diagnostic);
                }
                None
            }
        }
    }

    /// The part of the standard library that is written in the language, if the code speaks of it.
    fn library(&mut self) -> Vec<tree::Item> {
        let is_wanted = |text: &&str| LIBRARY_WORDS.iter().any(|word| text.contains(word));
        if !self.texts.iter().any(is_wanted) {
            return Vec::new();
        }
        let file = FileId(self.texts.len() as u8);
        self.texts.push(LIBRARY);
        self.program.library = Some(file);
        self.parse(file, LIBRARY).unwrap_or_default()
    }

    fn line(&self, span: Span) -> u32 {
        let starts = &self.program.lines[usize::from(span.file.0)];
        starts.partition_point(|&start| start <= span.start) as u32
    }

    fn name(&mut self, name: &str) -> NameId {
        let names = &mut self.program.names;
        let at = names.iter().position(|known| &**known == name).unwrap_or_else(|| {
            names.push(name.into());
            names.len() - 1
        });
        NameId(at as u32)
    }

    /// Gives everything that items declare a place, so that their order does not matter.
    fn declare<'a>(&mut self, items: &[&'a tree::Item]) -> Vec<Body<'a>> {
        for item in items {
            self.declare_type(item);
        }
        self.declare_aliases(items);
        for item in items {
            self.define_type(item);
        }
        self.name_fields();
        let mut bodies = Vec::new();
        for item in items {
            self.declare_function(item, &mut bodies);
        }
        bodies
    }

    /// The `type` items, each after those that it names.
    fn declare_aliases(&mut self, items: &[&tree::Item]) {
        let aliases = items.iter().filter_map(|item| match item {
            tree::Item::Type(item) => Some(item),
            _ => None,
        });
        let mut waiting: Vec<&tree::ItemType> = aliases.collect();
        for _ in 0..ALIASES_DEPTH_MAX {
            let names: BTreeSet<&str> = waiting.iter().map(|item| &*item.ident.name).collect();
            let is_free = |item: &&tree::ItemType| !types::names_one_of(&item.ty, &names);
            let (free, others) = waiting.into_iter().partition(is_free);
            self.read_aliases(free);
            waiting = others;
        }
        // Those that name one another in a circle are read as they stand.
        self.read_aliases(waiting);
    }

    fn read_aliases(&mut self, items: Vec<&tree::ItemType>) {
        for item in items {
            let generics = types::generic_names(&item.generics);
            self.in_alias = true;
            let of = self.type_of(&item.ty, &generics, None);
            self.in_alias = false;
            self.aliases.push((item.ident.name.clone(), of));
        }
    }

    fn declare_type(&mut self, item: &tree::Item) {
        let (ident, shape) = match item {
            tree::Item::Struct(item) => (&item.ident, Shape::Struct(Fields::default())),
            tree::Item::Enum(item) => (&item.ident, Shape::Enum(Vec::new())),
            _ => return,
        };
        let name = ident.name.clone();
        if self.program.types.0[self.built_in..].iter().any(|def| *def.name == *name) {
            let message = format!("the type `{name}` is declared twice");
            self.report(ident.span(), message, Some("give it another name".into()));
        } else {
            self.program.types.0.push(TypeDef::new(name.into(), shape));
        }
    }

    fn define_type(&mut self, item: &tree::Item) {
        let ordered = match item {
            tree::Item::Enum(item) => self.by_discriminant(&item.variants),
            _ => Vec::new(),
        };
        let (ident, shape) = match item {
            tree::Item::Struct(item) => {
                (&item.ident, Shape::Struct(self.fields(&item.fields, &item.generics)))
            }
            tree::Item::Enum(item) => {
                let variants = ordered.iter().map(|(_, variant)| {
                    let fields = self.fields(&variant.fields, &item.generics);
                    (variant.ident.name.clone().into(), fields)
                });
                (&item.ident, Shape::Enum(variants.collect()))
            }
            _ => return,
        };
        if let Some(of) = self.program.types.find(&ident.name) {
            let def = self.program.types.get_mut(of);
            def.shape = shape;
            def.discriminants = ordered.iter().map(|(discriminant, _)| *discriminant).collect();
            let derives = match item {
                tree::Item::Struct(item) => item.derives.as_slice(),
                tree::Item::Enum(item) => item.derives.as_slice(),
                _ => &[],
            };
            def.derives_default = derives.iter().any(|derived| derived.name == "Default");
            let marked = ordered.iter().position(|(_, variant)| variant.is_default);
            def.default = marked.map(|at| VariantId(at as u16));
        }
    }

    /// Variants with what each counts as under `as`: one more than the one before, unless it says so.
    /// The least stands first: derived order goes by it.
    fn by_discriminant<'v>(
        &mut self,
        variants: &'v [tree::Variant],
    ) -> Vec<(i64, &'v tree::Variant)> {
        let mut next = 0_i64;
        let mut all: Vec<(i64, &tree::Variant)> = Vec::with_capacity(variants.len());
        for variant in variants {
            if let Some(value) = &variant.discriminant {
                let (negative, literal) = match value {
                    tree::Expr::Unary(unary) if unary.op == tree::UnOp::Neg => (true, &*unary.expr),
                    other => (false, other),
                };
                let number = match literal {
                    tree::Expr::Lit(tree::Lit::Int(number)) => {
                        number.value.and_then(|number| i64::try_from(number).ok())
                    }
                    _ => None,
                };
                match number {
                    Some(number) => next = if negative { -number } else { number },
                    None => self.not_part(value, "this as a discriminant", "write a number"),
                }
            }
            let at = all.partition_point(|(known, _)| *known <= next);
            all.insert(at, (next, variant));
            next = next.saturating_add(1);
        }
        all
    }

    /// Gives the names of all fields the numbers by which operations speak of them.
    fn name_fields(&mut self) {
        let mut types = std::mem::take(&mut self.program.types.0);
        for def in &mut types {
            let all: Vec<&mut Fields> = match &mut def.shape {
                Shape::Struct(fields) => vec![fields],
                Shape::Enum(variants) => variants.iter_mut().map(|(_, fields)| fields).collect(),
            };
            for fields in all {
                fields.ids = fields.names.iter().map(|name| self.name(name)).collect();
            }
        }
        self.program.types.0 = types;
    }

    fn fields(&mut self, fields: &tree::Fields, generics: &[tree::Ident]) -> Fields {
        let generics = types::generic_names(generics);
        let names = fields.fields.iter().zip(0..).map(|(field, at): (&tree::Field, u32)| {
            field.ident.as_ref().map_or_else(|| at.to_string(), |ident| ident.name.clone()).into()
        });
        let names = names.collect();
        let types = fields.fields.iter().map(|field| self.type_of(&field.ty, &generics, None));
        let types = types.collect();
        Fields { names, ids: Vec::new(), types, tuple: !fields.named }
    }

    fn declare_function<'a>(&mut self, item: &'a tree::Item, bodies: &mut Vec<Body<'a>>) {
        match item {
            tree::Item::Fn(item) => {
                bodies.extend(self.add_function(None, &item.sig, &item.block, &[]));
            }
            tree::Item::Const(item) => {
                let tree::ItemConst { ident, ty, expr, .. } = item;
                bodies.extend(self.add_constant(None, ident, ty, expr));
            }
            tree::Item::Impl(item) => self.declare_impl(item, bodies),
            tree::Item::Struct(_)
            | tree::Item::Enum(_)
            | tree::Item::Type(_)
            | tree::Item::Use(_) => {}
            tree::Item::Trait(ident) => {
                self.not_part(ident, "traits", "write a plain function");
            }
            tree::Item::Mod(ident) => {
                self.not_part(ident, "modules", "put everything at the top level");
            }
            tree::Item::Macro(path) => {
                self.not_part(path, "macros of one's own", "write a function");
            }
            tree::Item::Static(ident) => {
                self.not_part(ident, "statics", "use a const, or the state of a node");
            }
            tree::Item::Other(word) => self.not_part(word, "this kind of item", "leave it out"),
        }
    }

    fn declare_impl<'a>(&mut self, item: &'a tree::ItemImpl, bodies: &mut Vec<Body<'a>>) {
        if let Some(path) = &item.of_trait {
            self.not_part(path, "traits", "write the functions in a plain `impl` block");
            return;
        }
        let generics = types::generic_names(&item.generics);
        let Type::Named(of) = self.type_of(&item.self_ty, &generics, None) else {
            let help = "write `impl` for a struct or enum of your own";
            self.not_part(&item.self_ty, "`impl` for a built-in type", help);
            return;
        };
        for item in &item.items {
            match item {
                tree::ImplItem::Fn(item) => {
                    bodies.extend(self.add_function(Some(of), &item.sig, &item.block, &generics));
                }
                tree::ImplItem::Const(item) => {
                    let tree::ItemConst { ident, ty, expr, .. } = item;
                    bodies.extend(self.add_constant(Some(of), ident, ty, expr));
                }
                tree::ImplItem::Other(word) => {
                    self.not_part(word, "this kind of item in an impl", "leave it out");
                }
            }
        }
    }

    fn add_function<'a>(
        &mut self,
        of: Option<TypeId>,
        signature: &'a tree::Signature,
        block: &'a tree::Block,
        around: &[String],
    ) -> Option<Body<'a>> {
        let mut generics = types::generic_names(&signature.generics);
        generics.extend_from_slice(around);
        let mut takes_self = None;
        let mut parameters = Vec::new();
        for input in &signature.inputs {
            match input {
                tree::FnArg::Receiver(receiver) => {
                    let by_reference = receiver.is_mut_reference;
                    takes_self = Some(if by_reference { SelfKind::Mut } else { SelfKind::Value });
                    let own = of.map_or(Type::Unknown, Type::Named);
                    parameters.push(if by_reference { Type::Mut(Box::new(own)) } else { own });
                }
                tree::FnArg::Typed(typed) => {
                    parameters.push(self.type_of(&typed.ty, &generics, of));
                }
            }
        }
        let returns = match &signature.output {
            None => Type::Unit,
            Some(of_result) => self.type_of(of_result, &generics, of),
        };
        let function = Function {
            is_async: signature.is_async,
            takes_self,
            parameters,
            returns,
            ..Function::empty(self.qualified(of, &signature.ident), signature.ident.span())
        };
        let function = self.add(function)?;
        let inputs = signature.inputs.iter().collect();
        Some(Body { function, inputs, code: Code::Block(block), of, generics })
    }

    fn add_constant<'a>(
        &mut self,
        of: Option<TypeId>,
        ident: &tree::Ident,
        of_value: &tree::Type,
        value: &'a tree::Expr,
    ) -> Option<Body<'a>> {
        let returns = self.type_of(of_value, &[], of);
        let name = self.qualified(of, ident);
        let function =
            Function { returns, is_constant: true, ..Function::empty(name, ident.span()) };
        let consts = &self.program.environment.consts;
        let given = consts.iter().find(|(known, _)| *known == function.name);
        let code = given.map_or(Code::Expression(value), |(_, number)| Code::Number(*number));
        if matches!((&code, &function.returns), (Code::Number(_), returns) if !matches!(returns, Type::Int(_)))
        {
            let message =
                format!("`{}` is no whole number, and cannot have other values", ident.name);
            self.report(ident.span(), message, None);
        }
        let function = self.add(function)?;
        let (inputs, generics) = Default::default();
        Some(Body { function, inputs, code, of, generics })
    }

    fn add(&mut self, function: Function) -> Option<FunctionId> {
        if self.program.find(&function.name).is_some() {
            let message = format!("`{}` is declared twice", function.name);
            self.report(function.span, message, Some("give one of the two another name".into()));
            return None;
        }
        self.program.functions.push(function);
        self.program.items = self.program.functions.len();
        Some(FunctionId(self.program.items as u32 - 1))
    }

    fn qualified(&self, of: Option<TypeId>, ident: &tree::Ident) -> Name {
        match of {
            Some(of) => format!("{}::{}", self.program.types.get(of).name, ident.name).into(),
            None => ident.name.as_str().into(),
        }
    }

    /// Reports a name that nothing has, with one that may have been meant.
    fn unknown(&mut self, span: Span, what: &str, name: &str, known: &[&str]) {
        // A field may well have such a name.
        if ["function", "type", "method", "name"].contains(&what)
            && let Some(instead) = library::instead_of(name)
        {
            let message = format!("not part of the playground's Rust: `{name}`");
            return self.report(span, message, Some(instead.into()));
        }
        let help =
            did_you_mean(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        self.report(span, format!("there is no {what} `{name}`"), help);
    }
}

impl Function {
    fn empty(name: Name, span: Span) -> Self {
        Self {
            name,
            span,
            is_async: false,
            is_constant: false,
            parameters: Vec::new(),
            captured: Vec::new(),
            takes_self: None,
            returns: Type::Unknown,
            slots: 0,
            code: vec![Op::Return],
            spans: vec![span],
            constants: Vec::new(),
            patterns: Vec::new(),
            places: Vec::new(),
            formats: Vec::new(),
            types: Vec::new(),
            calls: Vec::new(),
            selects: Vec::new(),
            joins: Vec::new(),
            awaits: Vec::new(),
            variables: Vec::new(),
        }
    }
}
