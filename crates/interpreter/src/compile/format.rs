//! The macros of the language, and the format strings in them.

use super::function::Maker;
use crate::code::{Align, Binary, Count, Format, Op, Piece, Spec, Style};
use crate::syntax::tree::{
    self, Argument, Expr, Ident, Lit, LitStr, MacroArguments, Path, Spanned,
};
use crate::syntax::{MACROS, on_one_line};
use crate::types::{Type, TypeId, VariantId};
use crate::value::Value;

impl Maker<'_, '_> {
    pub(super) fn macro_call(&mut self, call: &tree::Macro, hint: &Type) {
        let name = self.path_name(&call.path);
        match &call.arguments {
            MacroArguments::List(list) => self.expression(list, hint),
            MacroArguments::Matches { test, guard } => self.test(test, guard.as_deref()),
            MacroArguments::Format(arguments) => self.formatting(call, &name, arguments),
            MacroArguments::Select(select) => self.select(call, select, hint),
            MacroArguments::Values(futures) if name == "pin" => match futures.as_slice() {
                // `std::pin::pin!(future)`.
                [future] => self.expression(future, &Type::Unknown),
                _ => self.report(call, "`pin!` as a value takes one future", ""),
            },
            MacroArguments::Values(futures) => self.join(call, futures, name == "try_join"),
            MacroArguments::Unknown => {
                let span = self.span(&call.path);
                self.compiler.unknown(span, "macro", &name, MACROS);
            }
        }
    }

    /// `tokio::pin!(variable);`: nothing, for a future in a variable stays there anyway. Says
    /// whether it is one.
    pub(super) fn pins(&mut self, call: &tree::Macro) -> bool {
        let MacroArguments::Values(futures) = &call.arguments else { return false };
        if self.path_name(&call.path) != "pin" {
            return false;
        }
        let is_variable =
            |future: &Expr| matches!(future, Expr::Path(path) if path.get_ident().is_some());
        if !futures.iter().all(is_variable) {
            let help = "put the future into a variable first";
            self.report(call, "`pin!` takes a variable", help);
        }
        true
    }

    fn formatting(&mut self, call: &tree::Macro, name: &str, arguments: &[Argument]) {
        let checked = name.strip_prefix("debug_").unwrap_or(name);
        match (checked, arguments) {
            ("assert", [condition, rest @ ..]) => {
                let text = self.text_of(&condition.value);
                self.expression(&condition.value, &Type::Bool);
                let fine = self.emit(Op::JumpIfFalse(0));
                let done = self.emit(Op::Jump(0));
                self.patch(fine);
                self.panic_with(rest, &format!("assertion failed: {text}"));
                self.patch(done);
                self.constant(Value::Unit);
            }
            ("assert_eq" | "assert_ne", [left, right, rest @ ..]) => {
                self.assert_equal(&left.value, &right.value, rest, checked == "assert_eq");
            }
            ("assert" | "assert_eq" | "assert_ne", _) => {
                self.report(call, format!("`{name}!` needs more arguments"), "");
            }
            ("dbg", _) => self.not_part(call, "`dbg!`", "use `println!(\"{value:?}\")`"),
            ("panic", _) => self.panic_with(arguments, "explicit panic"),
            ("unreachable", _) => {
                self.panic_after(arguments, "internal error: entered unreachable code");
            }
            ("todo", _) => self.panic_after(arguments, "not yet implemented"),
            ("unimplemented", _) => self.panic_after(arguments, "not implemented"),
            ("format", _) => self.text(arguments),
            ("write" | "writeln", [into, rest @ ..]) => {
                self.write_into(&into.value, rest, name == "writeln");
            }
            _ => {
                self.text(arguments);
                self.emit(Op::Print { ends_line: name != "print" });
            }
        }
    }

    /// `assert_eq!`: both sides are shown where they differ from what is claimed.
    fn assert_equal(&mut self, left: &Expr, right: &Expr, message: &[Argument], equal: bool) {
        self.scoped(|this| {
            let known = match this.type_of_value(left) {
                Type::Unknown => this.type_of_value(right),
                of => of,
            };
            let mut slots = [0; 2];
            for (side, slot) in [left, right].into_iter().zip(&mut slots) {
                this.looked_at(side, &known);
                this.emit(Op::Deref);
                *slot = this.slot();
                this.emit(Op::Store(*slot));
            }
            this.emit(Op::Look(slots[0]));
            this.emit(Op::Look(slots[1]));
            this.emit(Op::Binary(if equal { Binary::NotEqual } else { Binary::Equal }));
            let fine = this.emit(Op::JumpIfFalse(0));
            let mut format = Format::default();
            let sign = if equal { "==" } else { "!=" };
            let mut literal = format!("assertion `left {sign} right` failed");
            if !message.is_empty() {
                this.text(message);
                literal += ": ";
                format.pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                format.pieces.push(Piece::Argument { at: 0, spec: Spec::default() });
                format.arguments = 1;
            }
            let spec = Spec { style: Style::Debug, ..Spec::default() };
            for (slot, side) in slots.into_iter().zip(["left", "right"]) {
                let indent = if side == "left" { "  " } else { " " };
                for part in ["\n", indent, side, ": "] {
                    literal.push_str(part);
                }
                format.pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                format.pieces.push(Piece::Argument { at: format.arguments, spec });
                format.arguments += 1;
                this.emit(Op::Look(slot));
            }
            this.format(format);
            this.emit(Op::Panic);
            this.patch(fine);
            this.constant(Value::Unit);
        });
    }

    /// `write!` into a string, which never fails.
    fn write_into(&mut self, into: &Expr, arguments: &[Argument], line: bool) {
        let Some(place) = self.changed_place(into) else {
            let help = "write into a `String` variable";
            return self.report(into, "`write!` needs a place to write into", help);
        };
        self.text(arguments);
        if line {
            self.constant(Value::text("\n"));
            self.emit(Op::Binary(Binary::Add));
        }
        self.emit_method("push_str", 1, Some(place), Type::Unknown);
        self.emit(Op::MakeVariant(TypeId::RESULT, VariantId::OK, 1));
    }

    /// The source text of an expression, as `assert!` shows it.
    fn text_of(&self, value: &Expr) -> String {
        let span = value.span();
        let text = self.compiler.texts[usize::from(span.file.0)];
        on_one_line(text.get(span.start as usize..span.end as usize).unwrap_or(""))
    }

    fn panic_with(&mut self, message: &[Argument], otherwise: &str) {
        if message.is_empty() {
            self.constant(Value::text(otherwise));
        } else {
            self.text(message);
        }
        self.emit(Op::Panic);
    }

    /// Panics with words of its own before the message.
    fn panic_after(&mut self, message: &[Argument], words: &str) {
        if message.is_empty() {
            self.constant(Value::text(words));
        } else {
            self.text(message);
            let pieces = vec![
                Piece::Literal(format!("{words}: ")),
                Piece::Argument { at: 0, spec: Spec::default() },
            ];
            self.format(Format { pieces, arguments: 1 });
        }
        self.emit(Op::Panic);
    }

    fn format(&mut self, format: Format) {
        let formats = &mut self.function().formats;
        formats.push(format);
        let at = formats.len() as u32 - 1;
        self.emit(Op::Format(at));
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
            self.looked_at(&argument.value, &Type::Unknown);
        }
        // A width or precision that is an argument is asked for before the value itself.
        let mut wanted = Vec::new();
        for piece in pieces {
            match piece {
                TemplatePiece::Literal(text) => wanted.push((Wanted::Literal(text), Which::Next)),
                TemplatePiece::Argument { which, spec, width, precision } => {
                    if let Some(which) = precision {
                        wanted.push((Wanted::Precision, which));
                    }
                    if let Some(which) = width {
                        wanted.push((Wanted::Width, which));
                    }
                    wanted.push((Wanted::Value(spec), which));
                }
            }
        }
        let (mut width, mut precision) = (None, None);
        for (piece, which) in wanted {
            let piece = match piece {
                Wanted::Literal(text) => {
                    format.pieces.push(Piece::Literal(text));
                    continue;
                }
                piece => piece,
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
            match piece {
                Wanted::Width => width = Some(at as u16),
                Wanted::Precision => precision = Some(at as u16),
                Wanted::Value(mut spec) => {
                    if let Some(at) = width.take() {
                        spec.width = Count::Argument(at);
                    }
                    if let Some(at) = precision.take() {
                        spec.precision = Count::Argument(at);
                    }
                    format.pieces.push(Piece::Argument { at: at as u16, spec });
                }
                Wanted::Literal(_) => {}
            }
        }
        if let Some(unused) = used.iter().position(|used| !used) {
            return self.report(&rest[unused].value, "the format string does not use this", "");
        }
        format.arguments = (rest.len() + names.len()) as u16;
        for name in names {
            let path = Path::from(Ident { span: *span, name });
            self.looked_at(&Expr::Path(path), &Type::Unknown);
        }
        self.format(format);
    }
}

enum TemplatePiece {
    Literal(String),
    Argument { which: Which, spec: Spec, width: Option<Which>, precision: Option<Which> },
}

/// What an argument of a format string is for.
enum Wanted {
    Literal(String),
    Width,
    Precision,
    Value(Spec),
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
        name.chars().all(is_word) && !name.starts_with(|first: char| first.is_ascii_digit())
    };
    let which = match which.parse::<usize>() {
        _ if which.is_empty() => Which::Next,
        Ok(number) if number < 256 => Which::Number(number),
        _ if is_name(which) => Which::Name(which.to_owned()),
        _ => return Err(format!("`{which}` is no name: only names and numbers stand in `{{}}`")),
    };
    let (spec, width, precision) = parse_spec(spec.trim())?;
    Ok(TemplatePiece::Argument { which, spec, width, precision })
}

/// A spec, and the arguments that its width and precision are.
type Parsed = (Spec, Option<Which>, Option<Which>);

fn parse_spec(text: &str) -> Result<Parsed, String> {
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
    if let Some(('#', after)) = rest.split_first() {
        spec.alternate = true;
        rest = after;
    }
    if let Some(('0', after)) = rest.split_first()
        && after.first() != Some(&'$')
    {
        spec.zero = true;
        rest = after;
    }
    let (width, after) = count(rest)?;
    let mut precision = None;
    rest = after;
    let width = match width {
        Some(Counted::Number(number)) => {
            spec.width = Count::Is(number);
            None
        }
        Some(Counted::Argument(which)) => Some(which),
        None => None,
    };
    if let Some(('.', after)) = rest.split_first() {
        if let Some(('*', after)) = after.split_first() {
            precision = Some(Which::Next);
            rest = after;
        } else {
            let (found, after) = count(after)?;
            rest = after;
            match found {
                Some(Counted::Number(number)) => spec.precision = Count::Is(number),
                Some(Counted::Argument(which)) => precision = Some(which),
                None => {}
            }
        }
    }
    spec.style = match rest {
        [] => Style::Display,
        ['?'] => Style::Debug,
        // `{:x?}` is `{:?}` with the numbers inside in hexadecimal digits.
        ['x'] | ['x', '?'] => Style::LowerHex,
        ['X'] | ['X', '?'] => Style::UpperHex,
        ['b'] => Style::Binary,
        ['o'] => Style::Octal,
        _ => return Err(format!("`{{:{text}}}` is not a format that is known here")),
    };
    Ok((spec, width, precision))
}

/// Whether a character may stand in a name.
fn is_word(each: char) -> bool {
    each.is_ascii_alphanumeric() || each == '_' || !each.is_ascii()
}

enum Counted {
    Number(u16),
    Argument(Which),
}

/// A width or precision: a number, or an argument followed by `$`.
fn count(rest: &[char]) -> Result<(Option<Counted>, &[char]), String> {
    let length = rest.iter().take_while(|each| is_word(**each)).count();
    if rest.get(length) == Some(&'$') {
        let name: String = rest[..length].iter().collect();
        let which = match name.parse::<usize>() {
            Ok(number) if number < 256 => Which::Number(number),
            _ => Which::Name(name),
        };
        return Ok((Some(Counted::Argument(which)), &rest[length + 1..]));
    }
    let length = rest.iter().take_while(|each| each.is_ascii_digit()).count();
    if length == 0 {
        return Ok((None, rest));
    }
    let digits: String = rest[..length].iter().collect();
    match digits.parse::<u16>() {
        Ok(number) if number <= 1_000 => Ok((Some(Counted::Number(number)), &rest[length..])),
        _ => Err(format!("{digits} is too wide: the most is 1000")),
    }
}
