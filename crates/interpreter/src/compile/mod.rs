//! From text to [`Program`]: parses the code, declares what it names, compiles each function.

mod format;
mod function;
mod limits;
mod pattern;
mod spans;
mod types;

use whatif_simulator::Name;

use self::spans::Spanned;
use crate::code::{Function, FunctionId, NameId, Op, Program, SelfKind};
use crate::diagnostic::{Diagnostic, FileId, Span, did_you_mean};
use crate::environment::Environment;
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
    let files: Vec<Option<syn::File>> = files.collect();
    if files.iter().all(Option::is_some) {
        for body in compiler.declare(&files) {
            function::compile(&mut compiler, &body);
        }
    }
    drop(files);
    // The positions of tokens live in a table of the thread that would grow with every text.
    proc_macro2::extra::invalidate_current_thread_spans();
    compiler.finish()
}

struct Compiler {
    program: Program,
    diagnostics: Vec<Diagnostic>,
    /// For each text, the bytes at which its lines begin.
    lines: Vec<Vec<u32>>,
}

/// A function that waits to be compiled, with the text that it stands in.
struct Body<'a> {
    file: FileId,
    function: FunctionId,
    inputs: Vec<&'a syn::FnArg>,
    code: Code<'a>,
    of: Option<TypeId>,
}

enum Code<'a> {
    Block(&'a syn::Block),
    Expression(&'a syn::Expr),
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

    fn not_part(&mut self, file: FileId, tokens: &dyn Spanned, what: &str, instead: &str) {
        let message = format!("not part of the playground's Rust: {what}");
        self.report(Span::of(file, tokens.span()), message, Some(instead.into()));
    }

    fn parse(&mut self, file: FileId, text: &str) -> Option<syn::File> {
        let newlines = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        self.lines.push([0].into_iter().chain(newlines.map(|(_, next)| next)).collect());
        if let Err(diagnostic) = limits::check(file, text) {
            self.add_diagnostic(diagnostic);
            return None;
        }
        match syn::parse_file(text) {
            Ok(file) => Some(file),
            Err(error) => {
                let mut span = Span::of(file, error.span());
                span.end = span.end.min(text.len() as u32);
                span.start = span.start.min(span.end);
                self.report(span, error.to_string(), None);
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
    fn declare<'a>(&mut self, files: &'a [Option<syn::File>]) -> Vec<Body<'a>> {
        let mut bodies = Vec::new();
        let files =
            || files.iter().zip(0..).filter_map(|(file, at)| Some((FileId(at), file.as_ref()?)));
        for (file, parsed) in files() {
            for item in &parsed.items {
                self.declare_type(file, item);
            }
        }
        for (file, parsed) in files() {
            for item in &parsed.items {
                self.define_type(file, item);
                self.declare_function(file, item, &mut bodies);
            }
        }
        bodies
    }

    fn declare_type(&mut self, file: FileId, item: &syn::Item) {
        let (ident, shape) = match item {
            syn::Item::Struct(item) => (&item.ident, Shape::Struct(Fields::default())),
            syn::Item::Enum(item) => (&item.ident, Shape::Enum(Vec::new())),
            _ => return,
        };
        let name = ident.to_string();
        if self.program.types.find(&name).is_some() {
            let message = format!("the type `{name}` is declared twice, or is built in");
            self.report(Span::of(file, ident.span()), message, Some("give it another name".into()));
        } else {
            self.program.types.0.push(TypeDef { name: name.into(), shape });
        }
    }

    fn define_type(&mut self, file: FileId, item: &syn::Item) {
        let (ident, shape) = match item {
            syn::Item::Struct(item) => {
                (&item.ident, Shape::Struct(self.fields(file, &item.fields, &item.generics)))
            }
            syn::Item::Enum(item) => {
                let variants = item.variants.iter().map(|variant| {
                    let fields = self.fields(file, &variant.fields, &item.generics);
                    (variant.ident.to_string().into(), fields)
                });
                (&item.ident, Shape::Enum(variants.collect()))
            }
            _ => return,
        };
        if let Some(TypeId(at)) = self.program.types.find(&ident.to_string()) {
            self.program.types.0[usize::from(at)].shape = shape;
        }
    }

    fn fields(&mut self, file: FileId, fields: &syn::Fields, generics: &syn::Generics) -> Fields {
        let generics = types::generic_names(generics);
        let names = fields.iter().zip(0..).map(|(field, at): (&syn::Field, u32)| {
            field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string).into()
        });
        let names = names.collect();
        let types = fields.iter().map(|field| self.type_of(file, &field.ty, &generics, None));
        let types = types.collect();
        Fields { names, types, tuple: !matches!(fields, syn::Fields::Named(_)) }
    }

    fn declare_function<'a>(
        &mut self,
        file: FileId,
        item: &'a syn::Item,
        bodies: &mut Vec<Body<'a>>,
    ) {
        match item {
            syn::Item::Fn(item) => {
                bodies.extend(self.add_function(file, None, &item.sig, &item.block));
            }
            syn::Item::Const(item) => {
                let syn::ItemConst { ident, ty, expr, .. } = item;
                bodies.extend(self.add_constant(file, None, ident, ty, expr));
            }
            syn::Item::Impl(item) => self.declare_impl(file, item, bodies),
            syn::Item::Struct(_) | syn::Item::Enum(_) | syn::Item::Use(_) => {}
            syn::Item::Trait(item) => {
                self.not_part(file, &item.ident, "traits", "write a plain function");
            }
            syn::Item::Mod(item) => {
                self.not_part(file, &item.ident, "modules", "put everything at the top level");
            }
            syn::Item::Macro(item) => {
                self.not_part(file, &item.mac.path, "macros of one's own", "write a function");
            }
            syn::Item::Static(item) => {
                self.not_part(file, &item.ident, "statics", "use a const, or the state of a node");
            }
            syn::Item::Type(item) => {
                self.not_part(file, &item.ident, "type aliases", "write the type itself");
            }
            other => self.not_part(file, other, "this kind of item", "leave it out"),
        }
    }

    fn declare_impl<'a>(
        &mut self,
        file: FileId,
        item: &'a syn::ItemImpl,
        bodies: &mut Vec<Body<'a>>,
    ) {
        if let Some((path, _)) = &item.trait_ {
            self.not_part(file, path, "traits", "write the functions in a plain `impl` block");
            return;
        }
        let generics = types::generic_names(&item.generics);
        let Type::Named(of) = self.type_of(file, &item.self_ty, &generics, None) else {
            let help = "write `impl` for a struct or enum of your own";
            self.not_part(file, &*item.self_ty, "`impl` for a built-in type", help);
            return;
        };
        for item in &item.items {
            match item {
                syn::ImplItem::Fn(item) => {
                    bodies.extend(self.add_function(file, Some(of), &item.sig, &item.block));
                }
                syn::ImplItem::Const(item) => {
                    let syn::ImplItemConst { ident, ty, expr, .. } = item;
                    bodies.extend(self.add_constant(file, Some(of), ident, ty, expr));
                }
                other => self.not_part(file, other, "this kind of item in an impl", "leave it out"),
            }
        }
    }

    fn add_function<'a>(
        &mut self,
        file: FileId,
        of: Option<TypeId>,
        signature: &'a syn::Signature,
        block: &'a syn::Block,
    ) -> Option<Body<'a>> {
        let generics = types::generic_names(&signature.generics);
        let mut takes_self = None;
        let mut parameters = Vec::new();
        for input in &signature.inputs {
            match input {
                syn::FnArg::Receiver(receiver) => {
                    let by_reference =
                        matches!(receiver.kind, syn::ReceiverKind::Reference(_, _, Some(_)));
                    takes_self = Some(if by_reference { SelfKind::Mut } else { SelfKind::Value });
                    let own = of.map_or(Type::Unknown, Type::Named);
                    parameters.push(if by_reference { Type::Mut(Box::new(own)) } else { own });
                }
                syn::FnArg::Typed(typed) => {
                    parameters.push(self.type_of(file, &typed.ty, &generics, of));
                }
            }
        }
        let returns = match &signature.output {
            syn::ReturnType::Default => Type::Unit,
            syn::ReturnType::Type(_, of_result) => self.type_of(file, of_result, &generics, of),
        };
        let function = Function {
            is_async: signature.asyncness.is_some(),
            takes_self,
            parameters,
            returns,
            ..Function::empty(
                self.qualified(of, &signature.ident),
                Span::of(file, signature.ident.span()),
            )
        };
        let function = self.add(function)?;
        let inputs = signature.inputs.iter().collect();
        Some(Body { file, function, inputs, code: Code::Block(block), of })
    }

    fn add_constant<'a>(
        &mut self,
        file: FileId,
        of: Option<TypeId>,
        ident: &syn::Ident,
        of_value: &syn::Type,
        value: &'a syn::Expr,
    ) -> Option<Body<'a>> {
        let returns = self.type_of(file, of_value, &[], of);
        let name = self.qualified(of, ident);
        let function = Function { returns, ..Function::empty(name, Span::of(file, ident.span())) };
        let function = self.add(function)?;
        Some(Body { file, function, inputs: Vec::new(), code: Code::Expression(value), of })
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

    fn qualified(&self, of: Option<TypeId>, ident: &syn::Ident) -> Name {
        match of {
            Some(of) => format!("{}::{ident}", self.program.types.get(of).name).into(),
            None => ident.to_string().into(),
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
