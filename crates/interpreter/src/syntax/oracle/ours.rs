//! The tree of this parser, printed.

use super::{maybe, node, worded};
use crate::code::Binary;
use crate::syntax::tree::{self, BinOp, Expr, Lit, MacroArguments, Member, Pat, Stmt, Type, UnOp};

fn operator(op: BinOp) -> String {
    let sign = |of: Binary| match of {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Remainder => "%",
        Binary::And => "&",
        Binary::Or => "|",
        Binary::Xor => "^",
        Binary::ShiftLeft => "<<",
        Binary::ShiftRight => ">>",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
    };
    match op {
        BinOp::And => "&&".into(),
        BinOp::Or => "||".into(),
        BinOp::Value(of) => sign(of).into(),
        BinOp::Assign(of) => format!("{}=", sign(of)),
    }
}

fn member(of: &Member) -> String {
    of.name()
}

fn all(of: &[Expr]) -> impl Iterator<Item = String> {
    of.iter().map(expr)
}

fn label(of: Option<&tree::Ident>) -> String {
    maybe(of, |label| label.name.clone())
}

pub(super) fn lit(of: &Lit) -> String {
    match of {
        Lit::Bool(of) => of.value.to_string(),
        Lit::Bytes(_) => "bytes".into(),
        Lit::Char(of) => format!("{:?}", of.value),
        Lit::Float(of) => format!("{:?}f", of.value),
        Lit::Int(of) => format!("{}{}", maybe(of.value, |value| value.to_string()), of.suffix),
        Lit::Str(of) => format!("{:?}", of.value),
    }
}

pub(super) fn path(of: &tree::Path) -> String {
    let segments = of.segments.iter().map(|segment| {
        let arguments = maybe(segment.arguments.as_ref(), |types| node("", types.iter().map(ty)));
        format!("{}{}", segment.ident.name, arguments.replace('-', ""))
    });
    segments.collect::<Vec<_>>().join("::")
}

pub(super) fn ty(of: &Type) -> String {
    match of {
        Type::Array(of) => node("array", [ty(&of.elem)]),
        Type::Other(_) => "other".into(),
        Type::Paren(of) => node("paren", [ty(&of.elem)]),
        Type::Path(of) => path(of),
        Type::Reference(of) => node(if of.is_mut { "&mut" } else { "&" }, [ty(&of.elem)]),
        Type::Slice(of) => node("slice", [ty(&of.elem)]),
        Type::TraitObject(_) => "dyn".into(),
        Type::Tuple(of) => node("tuple", of.elems.iter().map(ty)),
    }
}

pub(super) fn pat(of: &Pat) -> String {
    match of {
        Pat::Ident(of) => {
            let inner = maybe(of.subpat.as_deref(), pat);
            let name = worded(&[("ref", of.by_ref), ("mut", of.is_mut)], "bind");
            node(&name, [of.ident.name.clone(), inner])
        }
        Pat::Lit(of) => format!("{}{}", if of.negative { "-" } else { "" }, lit(&of.lit)),
        Pat::Or(of) => node("or", of.cases.iter().map(pat)),
        Pat::Paren(of) => node("paren", [pat(&of.pat)]),
        Pat::Path(of) => node("path", [path(of)]),
        Pat::Range(of) => {
            let dots = if of.inclusive { "..=" } else { ".." };
            let end = |of: Option<&Pat>| maybe(of, pat);
            node(dots, [end(of.start.as_deref()), end(of.end.as_deref())])
        }
        Pat::Reference(of) => node("&", [pat(&of.pat)]),
        Pat::Rest(_) => "..".into(),
        Pat::Slice(of) => node("slice", of.elems.iter().map(pat)),
        Pat::Struct(of) => {
            let fields =
                of.fields.iter().map(|of| format!("{}:{}", member(&of.member), pat(&of.pat)));
            let rest = of.rest.then(|| "..".to_owned());
            node(&path(&of.path), fields.chain(rest))
        }
        Pat::Tuple(of) => node("tuple", of.elems.iter().map(pat)),
        Pat::TupleStruct(of) => node(&path(&of.path), of.elems.iter().map(pat)),
        Pat::Type(of) => node("typed", [pat(&of.pat), ty(&of.ty)]),
        Pat::Wild(_) => "_".into(),
    }
}

pub(super) fn block(of: &tree::Block) -> String {
    node("block", of.stmts.iter().map(stmt))
}

fn stmt(of: &Stmt) -> String {
    match of {
        Stmt::Local(of) => {
            let init = of.init.as_ref();
            let value = maybe(init, |init| expr(&init.expr));
            let otherwise = maybe(init.and_then(|init| init.diverge.as_ref()), expr);
            node("let", [pat(&of.pat), value, otherwise])
        }
        Stmt::Item(of) => node("item", item(of)),
        Stmt::Expr(of) => format!("{}{}", expr(&of.expr), if of.semicolon { ";" } else { "" }),
    }
}

pub(super) fn expr(of: &Expr) -> String {
    let other = |of: Option<&Expr>| maybe(of, expr);
    match of {
        Expr::Array(of) => node("list", all(&of.elems)),
        Expr::Assign(of) => node("=", [expr(&of.left), expr(&of.right)]),
        Expr::Async(of) => node(&worded(&[("move", of.is_move)], "async"), [block(&of.block)]),
        Expr::Await(of) => node("await", [expr(&of.base)]),
        Expr::Binary(of) => node(&operator(of.op), [expr(&of.left), expr(&of.right)]),
        Expr::Block(of) => node("do", [label(of.label.as_ref()), block(&of.block)]),
        Expr::Break(of) => node("break", [label(of.label.as_ref()), other(of.expr.as_deref())]),
        Expr::Call(of) => node("call", [expr(&of.func)].into_iter().chain(all(&of.args))),
        Expr::Cast(of) => node("as", [expr(&of.expr), ty(&of.ty)]),
        Expr::Closure(of) => {
            let inputs = of.inputs.iter().map(pat);
            let rest = [maybe(of.output.as_deref(), ty), expr(&of.body)];
            let name = worded(&[("async", of.is_async), ("move", of.is_move)], "||");
            node(&name, inputs.chain(rest))
        }
        Expr::Const(_) => "const".into(),
        Expr::Continue(of) => node("continue", [label(of.label.as_ref())]),
        Expr::Field(of) => node(".", [expr(&of.base), member(&of.member)]),
        Expr::ForLoop(of) => {
            let head = [label(of.label.as_ref()), pat(&of.pat), expr(&of.expr)];
            node("for", head.into_iter().chain([block(&of.body)]))
        }
        Expr::If(of) => {
            let branches = [block(&of.then_branch), other(of.else_branch.as_deref())];
            node("if", [expr(&of.cond)].into_iter().chain(branches))
        }
        Expr::Index(of) => node("index", [expr(&of.expr), expr(&of.index)]),
        Expr::Infer(_) => "_".into(),
        Expr::Let(of) => node("let", [pat(&of.pat), expr(&of.expr)]),
        Expr::Lit(of) => lit(of),
        Expr::Loop(of) => node("loop", [label(of.label.as_ref()), block(&of.body)]),
        Expr::Macro(of) => node(&format!("{}!", path(&of.path)), [arguments(&of.arguments)]),
        Expr::Match(of) => {
            let arms = of.arms.iter().map(|arm| {
                node("arm", [pat(&arm.pat), other(arm.guard.as_ref()), expr(&arm.body)])
            });
            node("match", [expr(&of.expr)].into_iter().chain(arms))
        }
        Expr::MethodCall(of) => {
            let fish = maybe(of.turbofish.as_ref(), |types| node("", types.iter().map(ty)));
            let head = [expr(&of.receiver), of.method.name.clone(), fish];
            node("method", head.into_iter().chain(all(&of.args)))
        }
        Expr::Paren(of) => node("paren", [expr(&of.expr)]),
        Expr::Path(of) => path(of),
        Expr::Range(of) => {
            let dots = if of.inclusive { "..=" } else { ".." };
            node(dots, [other(of.start.as_deref()), other(of.end.as_deref())])
        }
        Expr::Reference(of) => node(if of.is_mut { "&mut" } else { "&" }, [expr(&of.expr)]),
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
                UnOp::Deref => "deref",
                UnOp::Not => "not",
                UnOp::Neg => "neg",
            };
            node(sign, [expr(&of.expr)])
        }
        Expr::Unsafe(_) => "unsafe".into(),
        Expr::While(of) => {
            node("while", [label(of.label.as_ref()), expr(&of.cond), block(&of.body)])
        }
    }
}

fn arguments(of: &MacroArguments) -> String {
    match of {
        MacroArguments::Format(of) => node(
            "",
            of.iter().map(|each| match &each.name {
                Some(name) => node("=", [name.name.clone(), expr(&each.value)]),
                None => expr(&each.value),
            }),
        ),
        MacroArguments::List(of) => expr(of),
        MacroArguments::Matches { test, guard } => {
            let Expr::Let(test) = &**test else { unreachable!() };
            node("", [expr(&test.expr), pat(&test.pat), maybe(guard.as_deref(), expr)])
        }
        MacroArguments::Select(of) => {
            let branches = of.branches.iter().map(|branch| {
                let guard = maybe(branch.guard.as_ref(), expr);
                node("branch", [pat(&branch.pat), expr(&branch.future), guard, expr(&branch.body)])
            });
            let otherwise = maybe(of.otherwise.as_deref(), expr);
            node(&worded(&[("biased", of.biased)], ""), branches.chain([otherwise]))
        }
        MacroArguments::Values(of) => node("", all(of)),
        MacroArguments::Unknown => "?".into(),
    }
}

/// All items that are read whole, printed.
pub(super) fn print(items: &[tree::Item]) -> Vec<String> {
    items.iter().flat_map(item).collect()
}

fn item(of: &tree::Item) -> Vec<String> {
    match of {
        tree::Item::Fn(of) => vec![print_function(of)],
        tree::Item::Const(of) => vec![print_constant(of)],
        tree::Item::Enum(of) => {
            let head = [names(&of.generics), names(&of.derives)];
            let variants = of.variants.iter().map(|variant| {
                let name = worded(&[("default", variant.is_default)], &variant.ident.name);
                let value = maybe(variant.discriminant.as_ref(), expr);
                node(&name, [fields(&variant.fields), value])
            });
            vec![node(&of.ident.name, head.into_iter().chain(variants))]
        }
        tree::Item::Struct(of) => {
            let parts = [names(&of.generics), names(&of.derives), fields(&of.fields)];
            vec![node(&of.ident.name, parts)]
        }
        tree::Item::Type(of) => vec![node(&of.ident.name, [names(&of.generics), ty(&of.ty)])],
        tree::Item::Impl(of) => {
            let items = of.items.iter().filter_map(|item| match item {
                tree::ImplItem::Fn(item) => Some(print_function(item)),
                tree::ImplItem::Const(item) => Some(print_constant(item)),
                tree::ImplItem::Other(_) => None,
            });
            items.collect()
        }
        _ => Vec::new(),
    }
}

fn names(of: &[tree::Ident]) -> String {
    node("", of.iter().map(|name| name.name.clone()))
}

fn fields(of: &tree::Fields) -> String {
    let field = |of: &tree::Field| {
        format!("{}:{}", maybe(of.ident.as_ref(), |name| name.name.clone()), ty(&of.ty))
    };
    node(if of.named { "named" } else { "unnamed" }, of.fields.iter().map(field))
}

fn print_constant(of: &tree::ItemConst) -> String {
    node(&of.ident.name, [ty(&of.ty), expr(&of.expr)])
}

fn print_function(of: &tree::ItemFn) -> String {
    let inputs = of.sig.inputs.iter().map(|input| match input {
        tree::FnArg::Receiver(of) => worded(&[("&mut", of.is_mut_reference)], "self"),
        tree::FnArg::Typed(typed) => node("", [pat(&typed.pat), ty(&typed.ty)]),
    });
    let rest = [maybe(of.sig.output.as_ref(), ty), block(&of.block)];
    let name = worded(&[("async", of.sig.is_async)], &of.sig.ident.name);
    node(&name, [names(&of.sig.generics)].into_iter().chain(inputs).chain(rest))
}
