//! Where the nodes of the syntax tree stand in the text.
//!
//! syn knows this too, but only together with writing every node back as tokens, which would make
//! the engine in the page larger and serve nothing else.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Expr, ExprAssign, ExprAwait, ExprBinary, ExprCall, ExprCast, ExprField, ExprIndex,
    ExprMethodCall, ExprRange, ExprTry, ImplItem, Item, Pat, Type, TypeParamBound,
};

/// What stands somewhere in the text, from its first token to its last.
///
/// Attributes are left out: what is said of a node is not said of them. Of what is not part of the
/// language, the token that shows it is enough.
pub(super) trait Spanned {
    /// The first token, or brackets with all that is in them.
    fn first(&self) -> Span;

    /// The last token.
    fn last(&self) -> Span {
        self.first()
    }

    fn span(&self) -> Span {
        let first = self.first();
        first.join(self.last()).unwrap_or(first)
    }
}

impl Spanned for Span {
    fn first(&self) -> Span {
        *self
    }
}

impl Spanned for TokenStream {
    fn first(&self) -> Span {
        let first = self.clone().into_iter().next();
        first.as_ref().map_or_else(Span::call_site, TokenTree::span)
    }
}

impl Spanned for syn::Ident {
    fn first(&self) -> Span {
        self.span()
    }
}

impl Spanned for syn::Lit {
    fn first(&self) -> Span {
        self.span()
    }
}

impl Spanned for syn::Member {
    fn first(&self) -> Span {
        match self {
            Self::Named(name) => name.span(),
            Self::Unnamed(index) => index.span,
        }
    }
}

impl Spanned for syn::Path {
    fn first(&self) -> Span {
        match (&self.leading_colon, self.segments.first()) {
            (Some(colons), _) => colons.spans[0],
            (None, Some(segment)) => segment.ident.span(),
            (None, None) => Span::call_site(),
        }
    }

    fn last(&self) -> Span {
        let Some(segment) = self.segments.last() else { return self.first() };
        match &segment.arguments {
            syn::PathArguments::None => segment.ident.span(),
            syn::PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
            syn::PathArguments::Parenthesized(arguments) => arguments.paren_token.span.close(),
        }
    }
}

/// Where a path begins that may begin with a type, as `<T as Trait>::NAME` does.
fn start_of_path(of: Option<&syn::QSelf>, path: &syn::Path) -> Span {
    of.map_or_else(|| path.first(), |of| of.lt_token.span)
}

impl Spanned for syn::Macro {
    fn first(&self) -> Span {
        self.path.first()
    }

    fn last(&self) -> Span {
        self.delimiter.span().close()
    }
}

impl Spanned for Type {
    fn first(&self) -> Span {
        match self {
            Self::Array(array) => array.bracket_token.span.join(),
            Self::FnPtr(function) => function.fn_token.span,
            Self::Group(group) => group.group_token.span,
            Self::ImplTrait(any) => any.impl_token.span,
            Self::Infer(infer) => infer.underscore_token.span,
            Self::Macro(call) => call.mac.first(),
            Self::Never(never) => never.bang_token.span,
            Self::Paren(inner) => inner.paren_token.span.join(),
            Self::Path(path) => start_of_path(path.qself.as_ref(), &path.path),
            Self::Ptr(pointer) => pointer.star_token.span,
            Self::Reference(reference) => reference.and_token.span,
            Self::Slice(slice) => slice.bracket_token.span.join(),
            Self::TraitObject(object) => match (&object.dyn_token, object.bounds.first()) {
                (Some(token), _) => token.span,
                (None, Some(TypeParamBound::Trait(bound))) => bound.path.first(),
                (None, _) => Span::call_site(),
            },
            Self::Tuple(tuple) => tuple.paren_token.span.join(),
            Self::Verbatim(tokens) => tokens.first(),
            _ => Span::call_site(),
        }
    }

    fn last(&self) -> Span {
        match self {
            Self::Path(path) => path.path.last(),
            Self::Ptr(pointer) => pointer.elem.last(),
            Self::Reference(reference) => reference.elem.last(),
            _ => self.first(),
        }
    }
}

impl Spanned for Pat {
    fn first(&self) -> Span {
        match self {
            Self::Const(block) => block.const_token.span,
            Self::Guard(guarded) => guarded.pat.first(),
            Self::Ident(ident) => match (&ident.by_ref, &ident.mutability) {
                (Some(token), _) => token.span,
                (None, Some(token)) => token.span,
                (None, None) => ident.ident.span(),
            },
            Self::Lit(literal) => literal.lit.span(),
            Self::Macro(call) => call.mac.first(),
            Self::Or(cases) => match (&cases.leading_vert, cases.cases.first()) {
                (Some(token), _) => token.span,
                (None, Some(case)) => case.first(),
                (None, None) => Span::call_site(),
            },
            Self::Paren(inner) => inner.paren_token.span.join(),
            Self::Path(path) => start_of_path(path.qself.as_ref(), &path.path),
            Self::Range(range) => range.first(),
            Self::Reference(reference) => reference.and_token.span,
            Self::Rest(rest) => rest.dot2_token.spans[0],
            Self::Slice(slice) => slice.bracket_token.span.join(),
            Self::Struct(whole) => whole.first(),
            Self::Tuple(tuple) => tuple.paren_token.span.join(),
            Self::TupleStruct(whole) => whole.first(),
            Self::Type(typed) => typed.pat.first(),
            Self::Verbatim(tokens) => tokens.first(),
            Self::Wild(wild) => wild.underscore_token.span,
            _ => Span::call_site(),
        }
    }

    fn last(&self) -> Span {
        match self {
            Self::Guard(guarded) => guarded.guard.last(),
            Self::Ident(ident) => match &ident.subpat {
                Some((_, inner)) => inner.last(),
                None => ident.ident.span(),
            },
            Self::Or(cases) => cases.cases.last().map_or_else(|| self.first(), Self::last),
            Self::Path(path) => path.path.last(),
            Self::Range(range) => range.last(),
            Self::Reference(reference) => reference.pat.last(),
            Self::Rest(rest) => rest.dot2_token.spans[1],
            Self::Struct(whole) => whole.last(),
            Self::TupleStruct(whole) => whole.last(),
            Self::Type(typed) => typed.ty.last(),
            _ => self.first(),
        }
    }
}

impl Spanned for syn::PatStruct {
    fn first(&self) -> Span {
        start_of_path(self.qself.as_ref(), &self.path)
    }

    fn last(&self) -> Span {
        self.brace_token.span.close()
    }
}

impl Spanned for syn::PatTupleStruct {
    fn first(&self) -> Span {
        start_of_path(self.qself.as_ref(), &self.path)
    }

    fn last(&self) -> Span {
        self.paren_token.span.close()
    }
}

impl Spanned for Expr {
    fn first(&self) -> Span {
        match leftmost(self) {
            Self::Array(array) => array.bracket_token.span.join(),
            Self::Async(block) => block.async_token.span,
            Self::Block(block) => {
                start_of_block(block.label.as_ref(), block.block.brace_token.span.open())
            }
            Self::Break(leave) => leave.break_token.span,
            Self::Closure(closure) => closure.first(),
            Self::Const(block) => block.const_token.span,
            Self::Continue(again) => again.continue_token.span,
            Self::ForLoop(repeat) => start_of_block(repeat.label.as_ref(), repeat.for_token.span),
            Self::Group(group) => group.group_token.span,
            Self::If(branch) => branch.if_token.span,
            Self::Infer(infer) => infer.underscore_token.span,
            Self::Let(test) => test.let_token.span,
            Self::Lit(literal) => literal.lit.span(),
            Self::Loop(repeat) => start_of_block(repeat.label.as_ref(), repeat.loop_token.span),
            Self::Macro(call) => call.mac.first(),
            Self::Match(choice) => choice.match_token.span,
            Self::Paren(inner) => inner.paren_token.span.join(),
            Self::Path(path) => start_of_path(path.qself.as_ref(), &path.path),
            Self::Range(range) => range.first(),
            Self::RawAddr(address) => address.and_token.span,
            Self::Reference(reference) => reference.and_token.span,
            Self::Repeat(repeat) => repeat.bracket_token.span.join(),
            Self::Return(back) => back.return_token.span,
            Self::Struct(literal) => start_of_path(literal.qself.as_ref(), &literal.path),
            Self::TryBlock(block) => block.try_token.span,
            Self::Tuple(tuple) => tuple.paren_token.span.join(),
            Self::Unary(unary) => unary.first(),
            Self::Unsafe(block) => block.unsafe_token.span,
            Self::Verbatim(tokens) => tokens.first(),
            Self::While(repeat) => start_of_block(repeat.label.as_ref(), repeat.while_token.span),
            Self::Yield(give) => give.yield_token.span,
            _ => Span::call_site(),
        }
    }

    fn last(&self) -> Span {
        match self {
            Self::Assign(assign) => assign.right.last(),
            Self::Await(wait) => wait.await_token.span,
            Self::Binary(binary) => binary.right.last(),
            Self::Block(block) => block.block.brace_token.span.close(),
            Self::Break(leave) => leave.last(),
            Self::Call(call) => call.last(),
            Self::Cast(cast) => cast.ty.last(),
            Self::Closure(closure) => closure.last(),
            Self::Continue(again) => again.last(),
            Self::Field(field) => field.member.last(),
            Self::ForLoop(repeat) => repeat.body.brace_token.span.close(),
            Self::If(branch) => match &branch.else_branch {
                Some((_, otherwise)) => otherwise.last(),
                None => branch.then_branch.brace_token.span.close(),
            },
            Self::Index(index) => index.bracket_token.span.close(),
            Self::Let(test) => test.expr.last(),
            Self::Loop(repeat) => repeat.body.brace_token.span.close(),
            Self::Macro(call) => call.mac.last(),
            Self::Match(choice) => choice.brace_token.span.close(),
            Self::MethodCall(call) => call.paren_token.span.close(),
            Self::Path(path) => path.path.last(),
            Self::Range(range) => range.last(),
            Self::Reference(reference) => reference.expr.last(),
            Self::Return(back) => match &back.expr {
                Some(value) => value.last(),
                None => back.return_token.span,
            },
            Self::Struct(literal) => literal.brace_token.span.close(),
            Self::Try(attempt) => attempt.question_token.span,
            Self::Unary(unary) => unary.last(),
            Self::While(repeat) => repeat.body.brace_token.span.close(),
            _ => self.first(),
        }
    }
}

fn start_of_block(label: Option<&syn::Label>, unlabelled: Span) -> Span {
    label.map_or(unlabelled, |label| label.name.apostrophe)
}

/// The operand that an expression begins with. A loop, because a chain of operators or calls nests
/// to the left, as deep as the text is long.
fn leftmost(mut value: &Expr) -> &Expr {
    loop {
        value = match value {
            Expr::Assign(ExprAssign { left: inner, .. })
            | Expr::Await(ExprAwait { base: inner, .. })
            | Expr::Binary(ExprBinary { left: inner, .. })
            | Expr::Call(ExprCall { func: inner, .. })
            | Expr::Cast(ExprCast { expr: inner, .. })
            | Expr::Field(ExprField { base: inner, .. })
            | Expr::Index(ExprIndex { expr: inner, .. })
            | Expr::MethodCall(ExprMethodCall { receiver: inner, .. })
            | Expr::Range(ExprRange { start: Some(inner), .. })
            | Expr::Try(ExprTry { expr: inner, .. }) => inner,
            operand => return operand,
        }
    }
}

impl Spanned for ExprBinary {
    fn first(&self) -> Span {
        self.left.first()
    }

    fn last(&self) -> Span {
        self.right.last()
    }
}

impl Spanned for syn::ExprBreak {
    fn first(&self) -> Span {
        self.break_token.span
    }

    fn last(&self) -> Span {
        match (&self.expr, &self.label) {
            (Some(value), _) => value.last(),
            (None, Some(label)) => label.ident.span(),
            (None, None) => self.break_token.span,
        }
    }
}

impl Spanned for ExprCall {
    fn first(&self) -> Span {
        self.func.first()
    }

    fn last(&self) -> Span {
        self.paren_token.span.close()
    }
}

impl Spanned for syn::ExprClosure {
    fn first(&self) -> Span {
        match (&self.asyncness, &self.capture) {
            (Some(token), _) => token.span,
            (None, Some(token)) => token.span,
            (None, None) => self.inputs_begin.span,
        }
    }

    fn last(&self) -> Span {
        self.body.last()
    }
}

impl Spanned for syn::ExprContinue {
    fn first(&self) -> Span {
        self.continue_token.span
    }

    fn last(&self) -> Span {
        match &self.label {
            Some(label) => label.ident.span(),
            None => self.continue_token.span,
        }
    }
}

impl Spanned for ExprRange {
    fn first(&self) -> Span {
        match (&self.start, &self.limits) {
            (Some(start), _) => start.first(),
            (None, syn::RangeLimits::HalfOpen(dots)) => dots.spans[0],
            (None, syn::RangeLimits::Closed(dots)) => dots.spans[0],
        }
    }

    fn last(&self) -> Span {
        match (&self.end, &self.limits) {
            (Some(end), _) => end.last(),
            (None, syn::RangeLimits::HalfOpen(dots)) => dots.spans[1],
            (None, syn::RangeLimits::Closed(dots)) => dots.spans[2],
        }
    }
}

impl Spanned for syn::ExprUnary {
    fn first(&self) -> Span {
        match &self.op {
            syn::UnOp::Deref(token) => token.span,
            syn::UnOp::Not(token) => token.span,
            syn::UnOp::Neg(token) => token.span,
            _ => self.expr.first(),
        }
    }

    fn last(&self) -> Span {
        self.expr.last()
    }
}

impl Spanned for syn::Local {
    fn first(&self) -> Span {
        self.let_token.span
    }

    fn last(&self) -> Span {
        self.semi_token.span
    }
}

impl Spanned for Item {
    fn first(&self) -> Span {
        match self {
            Self::Const(item) => item.const_token.span,
            Self::Enum(item) => item.enum_token.span,
            Self::ExternCrate(item) => item.extern_token.span,
            Self::Fn(item) => item.sig.fn_token.span,
            Self::ForeignMod(item) => item.abi.extern_token.span,
            Self::Impl(item) => item.impl_token.span,
            Self::Macro(item) => item.mac.first(),
            Self::Mod(item) => item.mod_token.span,
            Self::Static(item) => item.static_token.span,
            Self::Struct(item) => item.struct_token.span,
            Self::Trait(item) => item.trait_token.span,
            Self::TraitAlias(item) => item.trait_token.span,
            Self::Type(item) => item.type_token.span,
            Self::Union(item) => item.union_token.span,
            Self::Use(item) => item.use_token.span,
            Self::Verbatim(tokens) => tokens.first(),
            _ => Span::call_site(),
        }
    }
}

impl Spanned for ImplItem {
    fn first(&self) -> Span {
        match self {
            Self::Const(item) => item.const_token.span,
            Self::Fn(item) => item.sig.fn_token.span,
            Self::Type(item) => item.type_token.span,
            Self::Macro(item) => item.mac.first(),
            Self::Verbatim(tokens) => tokens.first(),
            _ => Span::call_site(),
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse::{Parse, Parser};

    use super::{Expr, Item, Pat, Spanned, Type};

    /// The part of `text` that the span of what `parser` reads covers, with other text around it.
    fn covered<T: Spanned>(parser: impl Parser<Output = T>, text: &str) -> String {
        let whole = format!("/* ü */ {text} // …");
        let node = parser.parse_str(&whole).unwrap_or_else(|error| panic!("{text}: {error}"));
        whole[node.span().byte_range()].to_owned()
    }

    #[test]
    fn the_span_of_an_expression_is_its_whole_text() {
        let texts = [
            "1",
            "1_000u64",
            "2.5",
            "\"ü\"",
            "'ü'",
            "true",
            "name",
            "Self::NAME",
            "::std::mem::take",
            "Vec::<u8>::new",
            "parse::<Vec<Vec<u8>>>",
            "<u8 as Default>::default",
            "(1 + 2)",
            "()",
            "(1,)",
            "(a, b)",
            "[]",
            "[1, 2]",
            "[0; 3]",
            "a + b * c",
            "a = b = c",
            "a <<= 1",
            "a && b || !c",
            "-1",
            "*a",
            "!a.b",
            "&a",
            "&mut a[0]",
            "a as u64",
            "a as Vec<u8>",
            "a as &str",
            "a.b",
            "a.0",
            "a.0.1",
            "a[1]",
            "a[1..]",
            "f()",
            "email::send(to, \"text\")",
            "a.b()",
            "a.b().c::<Vec<_>>()",
            "f(a)?",
            "f(a).await",
            "f(a).await?.b + 1",
            "..",
            "..2",
            "..=2",
            "1..",
            "1..2",
            "1..=2",
            "|| 1",
            "|a, b| a + b",
            "move |a: u8| -> u8 { a }",
            "async || f()",
            "{ 1 }",
            "'a: { break 'a 1 }",
            "if a { b } else if c { d } else { e }",
            "if a { b }",
            "if let Some(a) = b && a > 1 { c }",
            "match a { 1 => b, _ => c }",
            "loop { break }",
            "'a: loop { break 'a }",
            "while a { b }",
            "'a: while let Some(b) = c { d }",
            "for a in 0..3 { b }",
            "'a: for (a, b) in &c { d }",
            "break",
            "break 'a",
            "break a + 1",
            "break 'a 1",
            "continue",
            "continue 'a",
            "return",
            "return a + b",
            "Point { x: 1, y }",
            "net::Point { x: 1, ..rest }",
            "println!(\"{}\", a)",
            "vec![1, 2]",
            "std::thread_local! { a }",
            "_",
            "let Some(a) = b",
        ];
        for text in texts {
            assert_eq!(covered(Expr::parse, text), text);
        }
    }

    #[test]
    fn the_span_of_a_pattern_is_its_whole_text() {
        let texts = [
            "_",
            "1",
            "-1",
            "\"ü\"",
            "a",
            "mut a",
            "ref a",
            "ref mut a",
            "a @ 1..=3",
            "rest @ ..",
            "..",
            "1..",
            "..=2",
            "'a'..='z'",
            "i64::MIN..0",
            "None",
            "Kind::None",
            "<Kind as Other>::NONE",
            "Some(a)",
            "Kind::Some(a, ..)",
            "Point { x, y: 1, .. }",
            "(a, b)",
            "(a)",
            "()",
            "[a, rest @ ..]",
            "&a",
            "&mut (a, b)",
            "a | b | c",
            "| a | b",
            "Some(1 | 2) | None",
        ];
        for text in texts {
            assert_eq!(covered(Pat::parse_multi_with_leading_vert, text), text);
        }
    }

    #[test]
    fn the_span_of_a_type_is_its_whole_text() {
        let texts = [
            "u8",
            "_",
            "!",
            "()",
            "(u8)",
            "(u8, String)",
            "[u8]",
            "[u8; 3]",
            "&str",
            "&'static str",
            "&mut Vec<u8>",
            "Vec<u8>",
            "std::collections::BTreeMap<String, Vec<u8>>",
            "::std::string::String",
            "<u8 as Other>::Of",
            "*const u8",
        ];
        for text in texts {
            assert_eq!(covered(Type::parse, text), text);
        }
    }

    #[test]
    fn what_is_not_part_of_the_language_is_told_by_a_token() {
        let expressions = [
            ("async { 1 }", "async"),
            ("unsafe { 1 }", "unsafe"),
            ("const { 1 }", "const"),
            ("&raw const a", "&"),
            ("yield 1", "yield"),
            ("become f()", "become"),
        ];
        for (text, token) in expressions {
            assert_eq!(covered(Expr::parse, text), token);
        }
        let types = [
            ("dyn Display + 'static", "dyn"),
            ("Display + 'static", "Display"),
            ("impl Display", "impl"),
            ("fn(u8) -> u8", "fn"),
        ];
        for (text, token) in types {
            assert_eq!(covered(Type::parse, text), token);
        }
        let items = [
            ("fn f() {}", "fn"),
            ("pub async fn f() {}", "fn"),
            ("struct A;", "struct"),
            ("impl A {}", "impl"),
            ("use a::b;", "use"),
            ("macro_rules! a { () => {} }", "macro_rules"),
            ("extern crate a;", "extern"),
            ("union A { a: u8 }", "union"),
            ("fn f();", "fn"),
        ];
        for (text, token) in items {
            assert_eq!(covered(Item::parse, text), token);
        }
    }

    #[test]
    fn attributes_are_no_part_of_a_span() {
        assert_eq!(covered(Expr::parse, "#[a] b.c"), "b.c");
    }
}
