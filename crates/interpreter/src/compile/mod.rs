//! From text to [`Program`]: parses the code, declares what it names, compiles each function.

mod calls;
mod control;
mod expressions;
mod format;
mod function;
mod names;
mod pattern;
mod places;
mod types;

use whatif_simulator::Name;

use crate::code::{Function, FunctionId, NameId, Op, Program, SelfKind};
use crate::diagnostic::{Diagnostic, FileId, Span, did_you_mean};
use crate::environment::Environment;
use crate::syntax;
use crate::syntax::tree::{self, Spanned};
use crate::types::{Fields, Shape, Type, TypeDef, TypeId, Types};

/// The code that the reader sees: the first of the texts.
pub const CODE: FileId = FileId(0);

/// Compiles the texts of one variant: the code that the reader sees, then the author's other code.
///
/// # Errors
/// All mistakes that can be found at once.
pub fn compile(texts: &[&str], environment: Environment) -> Result<Program, Vec<Diagnostic>> {
    let mut compiler = Compiler::new(environment);
    let files = texts.iter().zip(0..).map(|(text, at)| compiler.parse(FileId(at), text));
    let files: Vec<Option<Vec<tree::Item>>> = files.collect();
    if files.iter().all(Option::is_some) {
        for body in compiler.declare(&files) {
            function::compile(&mut compiler, &body);
        }
    }
    compiler.finish()
}

struct Compiler {
    program: Program,
    diagnostics: Vec<Diagnostic>,
    /// For each text, the bytes at which its lines begin.
    lines: Vec<Vec<u32>>,
}

/// A function that waits to be compiled.
struct Body<'a> {
    function: FunctionId,
    inputs: Vec<&'a tree::FnArg>,
    code: Code<'a>,
    of: Option<TypeId>,
}

enum Code<'a> {
    Block(&'a tree::Block),
    Expression(&'a tree::Expr),
}

impl Compiler {
    fn new(environment: Environment) -> Self {
        let program = Program {
            functions: Vec::new(),
            types: Types::built_in(),
            names: Vec::new(),
            environment,
            line_starts: Vec::new(),
        };
        Self { program, diagnostics: Vec::new(), lines: Vec::new() }
    }

    fn finish(mut self) -> Result<Program, Vec<Diagnostic>> {
        if self.diagnostics.is_empty() {
            self.program.line_starts = self.lines.into_iter().next().unwrap_or_default();
            return Ok(self.program);
        }
        Err(self.diagnostics)
    }

    fn report(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add_diagnostic(Diagnostic { span, message: message.into(), help });
    }

    /// Keeps the diagnostics in the order of the text, and each of them once.
    fn add_diagnostic(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            let at = self.diagnostics.partition_point(|known| known.span <= diagnostic.span);
            self.diagnostics.insert(at, diagnostic);
        }
    }

    fn not_part(&mut self, tokens: &dyn Spanned, what: &str, instead: &str) {
        let message = format!("not part of the playground's Rust: {what}");
        self.report(tokens.span(), message, Some(instead.into()));
    }

    fn parse(&mut self, file: FileId, text: &str) -> Option<Vec<tree::Item>> {
        let newlines = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        self.lines.push([0].into_iter().chain(newlines.map(|(_, next)| next)).collect());
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

    fn line(&self, span: Span) -> u32 {
        let starts = &self.lines[usize::from(span.file.0)];
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

    /// Gives everything that the texts declare a place, so that the order of items does not matter.
    fn declare<'a>(&mut self, files: &'a [Option<Vec<tree::Item>>]) -> Vec<Body<'a>> {
        let mut bodies = Vec::new();
        let items = || files.iter().flatten().flatten();
        for item in items() {
            self.declare_type(item);
        }
        for item in items() {
            self.define_type(item);
            self.declare_function(item, &mut bodies);
        }
        bodies
    }

    fn declare_type(&mut self, item: &tree::Item) {
        let (ident, shape) = match item {
            tree::Item::Struct(item) => (&item.ident, Shape::Struct(Fields::default())),
            tree::Item::Enum(item) => (&item.ident, Shape::Enum(Vec::new())),
            _ => return,
        };
        let name = ident.name.clone();
        if self.program.types.find(&name).is_some() {
            let message = format!("the type `{name}` is declared twice, or is built in");
            self.report(ident.span(), message, Some("give it another name".into()));
        } else {
            self.program.types.0.push(TypeDef { name: name.into(), shape });
        }
    }

    fn define_type(&mut self, item: &tree::Item) {
        let (ident, shape) = match item {
            tree::Item::Struct(item) => {
                (&item.ident, Shape::Struct(self.fields(&item.fields, &item.generics)))
            }
            tree::Item::Enum(item) => {
                let variants = item.variants.iter().map(|variant| {
                    let fields = self.fields(&variant.fields, &item.generics);
                    (variant.ident.name.clone().into(), fields)
                });
                (&item.ident, Shape::Enum(variants.collect()))
            }
            _ => return,
        };
        if let Some(TypeId(at)) = self.program.types.find(&ident.name) {
            self.program.types.0[usize::from(at)].shape = shape;
        }
    }

    fn fields(&mut self, fields: &tree::Fields, generics: &[tree::Ident]) -> Fields {
        let generics = types::generic_names(generics);
        let names = fields.fields.iter().zip(0..).map(|(field, at): (&tree::Field, u32)| {
            field.ident.as_ref().map_or_else(|| at.to_string(), |ident| ident.name.clone()).into()
        });
        let names = names.collect();
        let types = fields.fields.iter().map(|field| self.type_of(&field.ty, &generics, None));
        let types = types.collect();
        Fields { names, types, tuple: !fields.named }
    }

    fn declare_function<'a>(&mut self, item: &'a tree::Item, bodies: &mut Vec<Body<'a>>) {
        match item {
            tree::Item::Fn(item) => {
                bodies.extend(self.add_function(None, &item.sig, &item.block));
            }
            tree::Item::Const(item) => {
                let tree::ItemConst { ident, ty, expr, .. } = item;
                bodies.extend(self.add_constant(None, ident, ty, expr));
            }
            tree::Item::Impl(item) => self.declare_impl(item, bodies),
            tree::Item::Struct(_) | tree::Item::Enum(_) | tree::Item::Use(_) => {}
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
            tree::Item::Type(ident) => {
                self.not_part(ident, "type aliases", "write the type itself");
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
                    bodies.extend(self.add_function(Some(of), &item.sig, &item.block));
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
    ) -> Option<Body<'a>> {
        let generics = types::generic_names(&signature.generics);
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
        Some(Body { function, inputs, code: Code::Block(block), of })
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
        let function = Function { returns, ..Function::empty(name, ident.span()) };
        let function = self.add(function)?;
        Some(Body { function, inputs: Vec::new(), code: Code::Expression(value), of })
    }

    fn add(&mut self, function: Function) -> Option<FunctionId> {
        if self.program.find(&function.name).is_some() {
            let message = format!("`{}` is declared twice", function.name);
            self.report(function.span, message, Some("give one of the two another name".into()));
            return None;
        }
        self.program.functions.push(function);
        Some(FunctionId(self.program.functions.len() as u32 - 1))
    }

    fn qualified(&self, of: Option<TypeId>, ident: &tree::Ident) -> Name {
        match of {
            Some(of) => format!("{}::{}", self.program.types.get(of).name, ident.name).into(),
            None => ident.name.as_str().into(),
        }
    }

    /// Reports a name that nothing has, with one that may have been meant.
    fn unknown(&mut self, span: Span, what: &str, name: &str, known: &[&str]) {
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
            awaits: Vec::new(),
        }
    }
}
