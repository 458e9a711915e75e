//! The macros of the language, and the format strings in them.

use super::function::Maker;
use crate::code::{Align, Binary, Format, Op, Piece, Spec};
use crate::syntax::MACROS;
use crate::syntax::tree::{self, Argument, Expr, Ident, Lit, LitStr, MacroArguments, Path};
use crate::types::Type;
use crate::value::Value;

impl Maker<'_> {
    pub(super) fn macro_call(&mut self, call: &tree::Macro) {
        let name = self.path_name(&call.path);
        match &call.arguments {
            MacroArguments::List(list) => self.expression(list, &Type::Unknown),
            MacroArguments::Matches { test, guard } => self.test(test, guard.as_deref()),
            MacroArguments::Format(arguments) => self.formatting(call, &name, arguments),
            MacroArguments::Unknown => {
                let span = self.span(&call.path);
                self.compiler.unknown(span, "macro", &name, MACROS);
            }
        }
    }

    fn formatting(&mut self, call: &tree::Macro, name: &str, arguments: &[Argument]) {
        match (name, arguments) {
            ("assert", [condition, rest @ ..]) => {
                self.expression(&condition.value, &Type::Bool);
                self.emit(Op::Not);
                self.panic_if(rest, "assertion failed");
            }
            ("assert_eq" | "assert_ne", [left, right, rest @ ..]) => {
                self.expression(&left.value, &Type::Unknown);
                self.expression(&right.value, &Type::Unknown);
                let fails = if name == "assert_eq" { Binary::NotEqual } else { Binary::Equal };
                self.emit(Op::Binary(fails));
                let says = if name == "assert_eq" { "left == right" } else { "left != right" };
                self.panic_if(rest, &format!("assertion `{says}` failed"));
            }
            ("assert" | "assert_eq" | "assert_ne", _) => {
                self.report(call, format!("`{name}!` needs more arguments"), "");
            }
            ("dbg", _) => self.not_part(call, "`dbg!`", "use `println!(\"{value:?}\")`"),
            ("panic", _) => self.panic_with(arguments, "explicit panic"),
            ("unreachable", _) => {
                self.panic_with(arguments, "internal error: entered unreachable code");
            }
            ("todo" | "unimplemented", _) => self.panic_with(arguments, "not yet implemented"),
            ("format", _) => self.text(arguments),
            _ => {
                self.text(arguments);
                self.emit(Op::Print);
            }
        }
    }

    /// Panics if the value on the stack is true.
    fn panic_if(&mut self, message: &[Argument], otherwise: &str) {
        let fine = self.emit(Op::JumpIfFalse(0));
        self.panic_with(message, otherwise);
        let done = self.emit(Op::Jump(0));
        self.patch(fine);
        self.constant(Value::Unit);
        self.patch(done);
    }

    fn panic_with(&mut self, message: &[Argument], otherwise: &str) {
        if message.is_empty() {
            self.constant(Value::text(otherwise));
        } else {
            self.text(message);
        }
        self.emit(Op::Panic);
    }

    /// Puts the formatted text on the stack.
    fn text(&mut self, arguments: &[Argument]) {
        let Some((first, rest)) = arguments.split_first() else {
            return self.constant(Value::text(""));
        };
        let Expr::Lit(Lit::Str(LitStr { span, value: template })) = &first.value else {
            let help = "write `\"{}\"` before it";
            return self.report(&first.value, "the first argument must be a format string", help);
        };
        let pieces = match parse_template(template) {
            Ok(pieces) => pieces,
            Err(problem) => return self.report(&first.value, problem, ""),
        };
        let mut format = Format::default();
        let mut names: Vec<String> = Vec::new();
        let mut next = 0;
        let mut used = vec![false; rest.len()];
        for argument in rest {
            self.expression(&argument.value, &Type::Unknown);
        }
        for piece in pieces {
            let (which, spec) = match piece {
                TemplatePiece::Literal(text) => {
                    format.pieces.push(Piece::Literal(text));
                    continue;
                }
                TemplatePiece::Argument { which, spec } => (which, spec),
            };
            let at = match which {
                Which::Next => {
                    next += 1;
                    next - 1
                }
                Which::Number(number) => number,
                Which::Name(name) => {
                    let given = rest.iter().position(|each| {
                        each.name.as_ref().is_some_and(|known| known.name == name)
                    });
                    given.unwrap_or_else(|| {
                        let known = names.iter().position(|known| *known == name);
                        rest.len()
                            + known.unwrap_or_else(|| {
                                names.push(name);
                                names.len() - 1
                            })
                    })
                }
            };
            if let Some(used) = used.get_mut(at) {
                *used = true;
            } else if at < rest.len() || at >= rest.len() + names.len() {
                let message = format!(
                    "the format string asks for {} arguments, and gets {}",
                    at + 1,
                    rest.len()
                );
                return self.report(&first.value, message, "");
            }
            format.pieces.push(Piece::Argument { at: at as u16, spec });
        }
        if let Some(unused) = used.iter().position(|used| !used) {
            return self.report(&rest[unused].value, "the format string does not use this", "");
        }
        format.arguments = (rest.len() + names.len()) as u16;
        for name in names {
            let path = Path::from(Ident { span: *span, name });
            self.expression(&Expr::Path(path), &Type::Unknown);
        }
        let formats = &mut self.function().formats;
        formats.push(format);
        let at = formats.len() as u32 - 1;
        self.emit(Op::Format(at));
    }
}

enum TemplatePiece {
    Literal(String),
    Argument { which: Which, spec: Spec },
}

enum Which {
    Next,
    Number(usize),
    Name(String),
}

fn parse_template(template: &str) -> Result<Vec<TemplatePiece>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = template.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '{' | '}' if rest.peek() == Some(&next) => {
                rest.next();
                literal.push(next);
            }
            '}' => return Err("a `}` that stands for itself is written `}}`".into()),
            '{' => {
                if !literal.is_empty() {
                    pieces.push(TemplatePiece::Literal(std::mem::take(&mut literal)));
                }
                let mut inside = String::new();
                loop {
                    match rest.next() {
                        Some('}') => break,
                        Some(next) => inside.push(next),
                        None => return Err("this `{` is not closed".into()),
                    }
                }
                pieces.push(parse_argument(&inside)?);
            }
            other => literal.push(other),
        }
    }
    if !literal.is_empty() {
        pieces.push(TemplatePiece::Literal(literal));
    }
    Ok(pieces)
}

fn parse_argument(inside: &str) -> Result<TemplatePiece, String> {
    let (which, spec) = inside.split_once(':').unwrap_or((inside, ""));
    let which = which.trim();
    let is_name = |name: &str| {
        name.chars().all(|each| each.is_ascii_alphanumeric() || each == '_')
            && !name.starts_with(|first: char| first.is_ascii_digit())
    };
    let which = match which.parse::<usize>() {
        _ if which.is_empty() => Which::Next,
        Ok(number) if number < 256 => Which::Number(number),
        _ if is_name(which) => Which::Name(which.to_owned()),
        _ => return Err(format!("`{which}` is no name: only names and numbers stand in `{{}}`")),
    };
    Ok(TemplatePiece::Argument { which, spec: parse_spec(spec.trim())? })
}

fn parse_spec(text: &str) -> Result<Spec, String> {
    let mut spec = Spec::default();
    let chars: Vec<char> = text.chars().collect();
    let mut rest = chars.as_slice();
    let align = |character: &char| match character {
        '<' => Some(Align::Left),
        '^' => Some(Align::Centre),
        '>' => Some(Align::Right),
        _ => None,
    };
    if let Some(found) = rest.get(1).and_then(align) {
        spec.fill = Some(rest[0]);
        spec.align = Some(found);
        rest = &rest[2..];
    } else if let Some(found) = rest.first().and_then(align) {
        spec.align = Some(found);
        rest = &rest[1..];
    }
    if let Some(('+', after)) = rest.split_first() {
        spec.plus = true;
        rest = after;
    }
    if let Some(('0', after)) = rest.split_first() {
        spec.zero = true;
        rest = after;
    }
    let number = |rest: &mut &[char]| {
        let count = rest.iter().take_while(|digit| digit.is_ascii_digit()).count();
        let digits: String = rest[..count].iter().collect();
        *rest = &rest[count..];
        digits.parse::<u16>().ok().map(|width| width.min(1_000))
    };
    spec.width = number(&mut rest);
    if let Some(('.', after)) = rest.split_first() {
        rest = after;
        spec.precision = number(&mut rest);
    }
    match rest {
        [] => {}
        ['?'] => spec.debug = true,
        _ => return Err(format!("`{{:{text}}}` is not a format that is known here")),
    }
    Ok(spec)
}
