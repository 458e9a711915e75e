//! The tree of the other parser, printed alike.

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprUnary, Lit, Member, Pat, ReceiverKind, Stmt, Token, Type, UnOp};

use super::{maybe, node, worded};
use crate::syntax::MACROS;

fn operator(op: &BinOp) -> &'static str {
    match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Rem(_) => "%",
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        BinOp::BitXor(_) => "^",
        BinOp::BitAnd(_) => "&",
        BinOp::BitOr(_) => "|",
        BinOp::Shl(_) => "<<",
        BinOp::Shr(_) => ">>",
        BinOp::Eq(_) => "==",
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Ne(_) => "!=",
        BinOp::Ge(_) => ">=",
        BinOp::Gt(_) => ">",
        BinOp::AddAssign(_) => "+=",
        BinOp::SubAssign(_) => "-=",
        BinOp::MulAssign(_) => "*=",
        BinOp::DivAssign(_) => "/=",
        BinOp::RemAssign(_) => "%=",
        BinOp::BitXorAssign(_) => "^=",
        BinOp::BitAndAssign(_) => "&=",
        BinOp::BitOrAssign(_) => "|=",
        BinOp::ShlAssign(_) => "<<=",
        BinOp::ShrAssign(_) => ">>=",
        _ => "another operator",
    }
}

fn member(of: &Member) -> String {
    match of {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

fn all<'a>(of: impl IntoIterator<Item = &'a Expr>) -> Vec<String> {
    of.into_iter().map(expr).collect()
}

fn label(of: Option<&syn::Lifetime>) -> String {
    maybe(of, |label| label.ident.to_string())
}

fn lit(of: &Lit) -> String {
    match of {
        Lit::Bool(of) => of.value.to_string(),
        Lit::Byte(of) => format!("{}u8", of.value()),
        Lit::Char(of) => format!("{:?}", of.value()),
        Lit::Float(of) => format!("{:?}f", of.base10_parse::<f64>().unwrap()),
        Lit::Int(of) => {
            // In a pattern, the sign is a part of the literal.
            let digits = of.base10_digits();
            let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
            let value = maybe(digits.parse::<u128>().ok(), |value| value.to_string());
            format!("{sign}{value}{}", of.suffix())
        }
        Lit::Str(of) => format!("{:?}", of.value()),
        _ => "bytes".into(),
    }
}

fn path(of: &syn::Path) -> String {
    let segments = of.segments.iter().map(|segment| {
        let arguments = match &segment.arguments {
            syn::PathArguments::None => String::new(),
            syn::PathArguments::AngleBracketed(of) => types(of),
            syn::PathArguments::Parenthesized(_) => node("", []),
        };
        format!("{}{arguments}", segment.ident)
    });
    segments.collect::<Vec<_>>().join("::")
}

fn types(of: &syn::AngleBracketedGenericArguments) -> String {
    let types = of.args.iter().filter_map(|of| match of {
        syn::GenericArgument::Type(of) => Some(ty(of)),
        syn::GenericArgument::Const(_) => Some("other".into()),
        _ => None,
    });
    node("", types)
}

pub(super) fn ty(of: &Type) -> String {
    match of {
        Type::Array(of) => node("array", [ty(&of.elem)]),
        Type::Paren(of) => node("paren", [ty(&of.elem)]),
        Type::Path(of) => path(&of.path),
        Type::Reference(of) => {
            node(if of.mutability.is_some() { "&mut" } else { "&" }, [ty(&of.elem)])
        }
        Type::Slice(of) => node("slice", [ty(&of.elem)]),
        Type::TraitObject(_) => "dyn".into(),
        Type::Tuple(of) => node("tuple", of.elems.iter().map(ty)),
        _ => "other".into(),
    }
}

pub(super) fn pat(of: &Pat) -> String {
    let end = |of: Option<&Expr>| {
        maybe(of, |of| match of {
            Expr::Lit(of) => lit(&of.lit),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr: inner, .. }) => {
                format!("-{}", expr(inner))
            }
            Expr::Path(of) => node("path", [path(&of.path)]),
            _ => "another end".into(),
        })
    };
    match of {
        Pat::Ident(of) => {
            let inner = maybe(of.subpat.as_ref(), |(_, inner)| pat(inner));
            let words = [("ref", of.by_ref.is_some()), ("mut", of.mutability.is_some())];
            node(&worded(&words, "bind"), [of.ident.to_string(), inner])
        }
        Pat::Lit(of) => lit(&of.lit),
        Pat::Or(of) => node("or", of.cases.iter().map(pat)),
        Pat::Paren(of) => node("paren", [pat(&of.pat)]),
        Pat::Path(of) => node("path", [path(&of.path)]),
        Pat::Range(of) => {
            let closed = matches!(of.limits, syn::RangeLimits::Closed(_));
            let ends = [end(of.start.as_deref()), end(of.end.as_deref())];
            node(if closed { "..=" } else { ".." }, ends)
        }
        Pat::Reference(of) => node("&", [pat(&of.pat)]),
        Pat::Rest(_) => "..".into(),
        Pat::Slice(of) => node("slice", of.elems.iter().map(pat)),
        Pat::Struct(of) => {
            let fields =
                of.fields.iter().map(|of| format!("{}:{}", member(&of.member), pat(&of.pat)));
            let rest = of.rest.is_some().then(|| "..".to_owned());
            node(&path(&of.path), fields.chain(rest))
        }
        Pat::Tuple(of) => node("tuple", of.elems.iter().map(pat)),
        Pat::TupleStruct(of) => node(&path(&of.path), of.elems.iter().map(pat)),
        Pat::Type(of) => node("typed", [pat(&of.pat), ty(&of.ty)]),
        Pat::Wild(_) => "_".into(),
        _ => "another pattern".into(),
    }
}

pub(super) fn block(of: &syn::Block) -> String {
    node("block", of.stmts.iter().filter_map(stmt))
}

fn stmt(of: &Stmt) -> Option<String> {
    let end = |semicolon: bool| if semicolon { ";" } else { "" };
    Some(match of {
        Stmt::Local(of) => {
            let init = of.init.as_ref();
            let value = maybe(init, |init| expr(&init.expr));
            let otherwise = init.and_then(|init| init.diverge.as_ref());
            node("let", [pat(&of.pat), value, maybe(otherwise, |(_, of)| expr(of))])
        }
        Stmt::Item(of) => node("item", item(of)),
        Stmt::Expr(Expr::Verbatim(_), _) => return None,
        Stmt::Expr(of, semicolon) => format!("{}{}", expr(of), end(semicolon.is_some())),
        Stmt::Macro(of) => format!("{}{}", call(&of.mac), end(of.semi_token.is_some())),
    })
}

pub(super) fn expr(of: &Expr) -> String {
    let other = |of: Option<&Expr>| maybe(of, expr);
    let named = |of: Option<&syn::Label>| label(of.map(|label| &label.name));
    match of {
        Expr::Array(of) => node("list", all(&of.elems)),
        Expr::Assign(of) => node("=", [expr(&of.left), expr(&of.right)]),
        Expr::Async(of) => {
            node(&worded(&[("move", of.capture.is_some())], "async"), [block(&of.block)])
        }
        Expr::Await(of) => node("await", [expr(&of.base)]),
        Expr::Binary(of) => node(operator(&of.op), [expr(&of.left), expr(&of.right)]),
        Expr::Block(of) => node("do", [named(of.label.as_ref()), block(&of.block)]),
        Expr::Break(of) => node("break", [label(of.label.as_ref()), other(of.expr.as_deref())]),
        Expr::Call(of) => node("call", [expr(&of.func)].into_iter().chain(all(&of.args))),
        Expr::Cast(of) => node("as", [expr(&of.expr), ty(&of.ty)]),
        Expr::Closure(of) => {
            let inputs = of.inputs.iter().map(pat);
            let output = match &of.output {
                syn::ReturnType::Default => "-".into(),
                syn::ReturnType::Type(_, of) => ty(of),
            };
            let words = [("async", of.asyncness.is_some()), ("move", of.capture.is_some())];
            node(&worded(&words, "||"), inputs.chain([output, expr(&of.body)]))
        }
        Expr::Const(_) => "const".into(),
        Expr::Continue(of) => node("continue", [label(of.label.as_ref())]),
        Expr::Field(of) => node(".", [expr(&of.base), member(&of.member)]),
        Expr::ForLoop(of) => {
            let head = [named(of.label.as_ref()), pat(&of.pat), expr(&of.expr)];
            node("for", head.into_iter().chain([block(&of.body)]))
        }
        Expr::If(of) => {
            let otherwise = maybe(of.else_branch.as_ref(), |(_, of)| expr(of));
            node("if", [expr(&of.cond), block(&of.then_branch), otherwise])
        }
        Expr::Index(of) => node("index", [expr(&of.expr), expr(&of.index)]),
        Expr::Infer(_) => "_".into(),
        Expr::Let(of) => node("let", [pat(&of.pat), expr(&of.expr)]),
        Expr::Lit(of) => lit(&of.lit),
        Expr::Loop(of) => node("loop", [named(of.label.as_ref()), block(&of.body)]),
        Expr::Macro(of) => call(&of.mac),
        Expr::Match(of) => {
            let arms = of.arms.iter().map(|arm| {
                let (of, guard) = match &arm.pat {
                    Pat::Guard(of) => (&*of.pat, Some(&*of.guard)),
                    of => (of, None),
                };
                node("arm", [pat(of), other(guard), expr(&arm.body)])
            });
            node("match", [expr(&of.expr)].into_iter().chain(arms))
        }
        Expr::MethodCall(of) => {
            let fish = maybe(of.turbofish.as_ref(), types);
            let head = [expr(&of.receiver), of.method.to_string(), fish];
            node("method", head.into_iter().chain(all(&of.args)))
        }
        Expr::Paren(of) => node("paren", [expr(&of.expr)]),
        Expr::Path(of) => path(&of.path),
        Expr::Range(of) => {
            let closed = matches!(of.limits, syn::RangeLimits::Closed(_));
            let ends = [other(of.start.as_deref()), other(of.end.as_deref())];
            node(if closed { "..=" } else { ".." }, ends)
        }
        Expr::Reference(of) => {
            node(if of.mutability.is_some() { "&mut" } else { "&" }, [expr(&of.expr)])
        }
        Expr::Repeat(of) => node("repeat", [expr(&of.expr), expr(&of.len)]),
        Expr::Return(of) => node("return", [other(of.expr.as_deref())]),
        Expr::Struct(of) => {
            let fields =
                of.fields.iter().map(|of| format!("{}:{}", member(&of.member), expr(&of.expr)));
            let rest = of.rest.as_deref().map(|rest| format!("..{}", expr(rest)));
            node(&path(&of.path), fields.chain(rest))
        }
        Expr::Try(of) => node("?", [expr(&of.expr)]),
        Expr::Tuple(of) => node("tuple", all(&of.elems)),
        Expr::Unary(of) => {
            let sign = match of.op {
                UnOp::Deref(_) => "deref",
                UnOp::Not(_) => "not",
                _ => "neg",
            };
            node(sign, [expr(&of.expr)])
        }
        Expr::Unsafe(_) => "unsafe".into(),
        Expr::While(of) => {
            node("while", [named(of.label.as_ref()), expr(&of.cond), block(&of.body)])
        }
        _ => "another expression".into(),
    }
}

struct Argument(String);

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            let name = input.parse::<syn::Ident>()?.to_string();
            input.parse::<Token![=]>()?;
            return Ok(Self(node("=", [name, expr(&input.parse()?)])));
        }
        Ok(Self(expr(&input.parse()?)))
    }
}

fn call(of: &syn::Macro) -> String {
    let name = path(&of.path);
    let tokens = of.tokens.clone();
    let last = of.path.segments.last().map_or(String::new(), |last| last.ident.to_string());
    let arguments = match last.as_str() {
        "vec" => {
            let repeat = |input: ParseStream<'_>| {
                let element: Expr = input.parse()?;
                input.parse::<Token![;]>()?;
                Ok(node("repeat", [expr(&element), expr(&input.parse()?)]))
            };
            repeat.parse2(tokens.clone()).or_else(|_| {
                let list = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens)?;
                Ok(node("list", all(&list)))
            })
        }
        "matches" => {
            let parse = |input: ParseStream<'_>| {
                let value: Expr = input.parse()?;
                input.parse::<Token![,]>()?;
                let pattern = Pat::parse_multi_with_leading_vert(input)?;
                let guard = input.parse::<Option<Token![if]>>()?;
                let guard: Option<Expr> = guard.map(|_| input.parse()).transpose()?;
                input.parse::<Option<Token![,]>>()?;
                Ok(node("", [expr(&value), pat(&pattern), maybe(guard.as_ref(), expr)]))
            };
            parse.parse2(tokens)
        }
        "join" | "try_join" | "pin" => {
            let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
            parse.parse2(tokens).map(|values| node("", all(&values)))
        }
        "select" => select.parse2(tokens),
        last if MACROS.contains(&last) => {
            let parse = Punctuated::<Argument, Token![,]>::parse_terminated;
            parse.parse2(tokens).map(|all| node("", all.into_iter().map(|Argument(text)| text)))
        }
        _ => Ok("?".to_owned()),
    };
    node(&format!("{name}!"), [arguments.unwrap_or_else(|error: syn::Error| error.to_string())])
}

fn select(input: ParseStream<'_>) -> syn::Result<String> {
    syn::custom_keyword!(biased);
    let is_biased = input.peek(biased) && input.peek2(Token![;]);
    if is_biased {
        input.parse::<biased>()?;
        input.parse::<Token![;]>()?;
    }
    let mut printed = Vec::new();
    while !input.is_empty() && !input.peek(Token![else]) {
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Token![=]>()?;
        let future: Expr = input.parse()?;
        let guard = input.parse::<Option<Token![,]>>()?.map(|_| input.parse::<Token![if]>());
        let guard: Option<Expr> = guard.transpose()?.map(|_| input.parse()).transpose()?;
        let guard = maybe(guard.as_ref(), expr);
        printed.push(node("branch", [pat(&pattern), expr(&future), guard, body(input)?]));
    }
    if printed.is_empty() {
        return Err(input.error("expected a branch"));
    }
    if input.parse::<Option<Token![else]>>()?.is_some() {
        printed.push(body(input)?);
    } else {
        printed.push("-".into());
    }
    Ok(node(&worded(&[("biased", is_biased)], ""), printed))
}

/// What a branch of a `select!` does, from its arrow on.
fn body(input: ParseStream<'_>) -> syn::Result<String> {
    input.parse::<Token![=>]>()?;
    if input.peek(syn::token::Brace) {
        let body: syn::Block = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        return Ok(node("do", ["-".into(), block(&body)]));
    }
    let body: Expr = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(expr(&body))
}

/// Whether a macro was called with what it does not take, which the other parser does not look at.
pub(super) fn is_no_oracle(printed: &str) -> bool {
    printed.contains("! expected") || printed.contains("! unexpected")
}

/// All items that are read whole, printed.
pub(super) fn print(file: &syn::File) -> Vec<String> {
    file.items.iter().flat_map(item).collect()
}

fn item(of: &syn::Item) -> Vec<String> {
    match of {
        syn::Item::Fn(of) => vec![print_function(&of.sig, &of.block)],
        syn::Item::Const(of) => vec![print_constant(&of.ident, &of.ty, &of.expr)],
        syn::Item::Enum(of) => {
            let head = [generics(&of.generics), derives(&of.attrs)];
            let variants = of.variants.iter().map(|variant| {
                let is_default = |of: &syn::Attribute| {
                    matches!(&of.meta, syn::Meta::Path(path) if path.is_ident("default"))
                };
                let words = [("default", variant.attrs.iter().any(is_default))];
                let value = maybe(variant.discriminant.as_ref(), |(_, value)| expr(value));
                node(
                    &worded(&words, &variant.ident.to_string()),
                    [fields(&variant.fields), value],
                )
            });
            vec![node(&of.ident.to_string(), head.into_iter().chain(variants))]
        }
        syn::Item::Struct(of) => {
            let parts = [generics(&of.generics), derives(&of.attrs), fields(&of.fields)];
            vec![node(&of.ident.to_string(), parts)]
        }
        syn::Item::Type(of) => {
            vec![node(&of.ident.to_string(), [generics(&of.generics), ty(&of.ty)])]
        }
        syn::Item::Impl(of) if of.trait_.is_none() => {
            let items = of.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(item) => Some(print_function(&item.sig, &item.block)),
                syn::ImplItem::Const(item) => {
                    Some(print_constant(&item.ident, &item.ty, &item.expr))
                }
                _ => None,
            });
            items.collect()
        }
        _ => Vec::new(),
    }
}

fn generics(of: &syn::Generics) -> String {
    node("", of.type_params().map(|of| of.ident.to_string()))
}

fn derives(of: &[syn::Attribute]) -> String {
    let derives = of.iter().filter(|of| of.path().is_ident("derive"));
    let names = derives.flat_map(|of| {
        let parse = Punctuated::<syn::Path, Token![,]>::parse_terminated;
        let paths = of.parse_args_with(parse).unwrap_or_default();
        paths.into_iter().filter_map(|path| Some(path.segments.last()?.ident.to_string()))
    });
    node("", names)
}

fn fields(of: &syn::Fields) -> String {
    let field = |of: &syn::Field| {
        format!("{}:{}", maybe(of.ident.as_ref(), ToString::to_string), ty(&of.ty))
    };
    let name = if matches!(of, syn::Fields::Named(_)) { "named" } else { "unnamed" };
    node(name, of.iter().map(field))
}

fn print_constant(name: &syn::Ident, of: &Type, value: &Expr) -> String {
    node(&name.to_string(), [ty(of), expr(value)])
}

fn print_function(of: &syn::Signature, body: &syn::Block) -> String {
    let inputs = of.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(of) => {
            let is_mut_reference = match &of.kind {
                ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
                ReceiverKind::Typed(_, of) => {
                    matches!(&**of, Type::Reference(of) if of.mutability.is_some())
                }
                _ => false,
            };
            worded(&[("&mut", is_mut_reference)], "self")
        }
        syn::FnArg::Typed(typed) => node("", [pat(&typed.pat), ty(&typed.ty)]),
    });
    let output = match &of.output {
        syn::ReturnType::Default => "-".into(),
        syn::ReturnType::Type(_, of) => ty(of),
    };
    let name = worded(&[("async", of.asyncness.is_some())], &of.ident.to_string());
    node(&name, [generics(&of.generics)].into_iter().chain(inputs).chain([output, block(body)]))
}
