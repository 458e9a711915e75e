//! Programs that mostly compile and run, written from tables of templates.
//!
//! In a template, `$` begins a hole: `$u` is an expression of the kind `u`, `$+u` a new variable
//! of that kind, `$-u` a new one that is never written, `$1` the first new one, `$=u` a variable
//! that may be written, `$B` some statements of their own, `$S` a small number, `$K` a large one
//! and `$N` one at the border of a width.

mod nasty;
mod templates;

use crate::random::Random;
use templates::{BORDERS, CONCURRENT, EXPRESSIONS, ITEMS, KINDS, LARGE, SMALL, STATEMENTS, WHOLE};

/// How deep expressions and blocks stand inside one another.
const DEPTH: usize = 3;

/// A whole program with a `main`.
pub(crate) fn program(random: &mut Random) -> String {
    let concurrent = random.once_in(5);
    let mut grammar = Grammar {
        random,
        variables: Vec::new(),
        functions: Vec::new(),
        names: 0,
        waits: false,
        concurrent,
    };
    let functions = (0..grammar.random.below(4)).map(|_| grammar.function()).collect::<String>();
    functions + &grammar.main() + ITEMS
}

struct Grammar<'a> {
    random: &'a mut Random,
    variables: Vec<Variable>,
    functions: Vec<Function>,
    /// How many names have been given.
    names: usize,
    /// Whether what is written now stands in an async function.
    waits: bool,
    /// Whether the program does several things at the same time.
    concurrent: bool,
}

#[derive(Clone)]
struct Variable {
    name: String,
    kind: char,
    /// Whether it may be written.
    changes: bool,
}

#[derive(Clone)]
struct Function {
    name: String,
    parameters: Vec<char>,
    result: char,
    waits: bool,
}

impl Grammar<'_> {
    fn main(&mut self) -> String {
        self.waits = true;
        let mut body = self.statements(DEPTH);
        if self.random.once_in(4) {
            body.push_str(&self.nasty());
        }
        format!("async fn main() {{\n{body}}}\n")
    }

    /// A function that what is written later can call; now and then it calls itself.
    fn function(&mut self) -> String {
        let parameters: Vec<char> = (0..self.random.below(4)).map(|_| self.kind()).collect();
        let (name, result, waits) = (self.name(), self.kind(), self.random.once_in(3));
        for &kind in &parameters {
            let name = self.name();
            self.variables.push(Variable { name, kind, changes: false });
        }
        let declared: Vec<String> = self.variables.iter().map(declaration).collect();
        let function = Function { name: name.clone(), parameters, result, waits };
        self.waits = waits;
        let calls_itself = self.random.once_in(4);
        if calls_itself {
            self.functions.push(function.clone());
        }
        let body = self.statements(2);
        let value = self.expression(result, 2);
        if !calls_itself {
            self.functions.push(function);
        }
        self.variables.clear();
        let keyword = if waits { "async fn" } else { "fn" };
        let (declared, result) = (declared.join(", "), type_of(result));
        format!("{keyword} {name}({declared}) -> {result} {{\n{body}{value}\n}}\n")
    }

    /// Some statements. What they declare stays known until the caller forgets it.
    fn statements(&mut self, depth: usize) -> String {
        let count = 1 + self.random.below(3 * depth);
        (0..count).map(|_| self.any_statement(depth) + "\n").collect()
    }

    fn any_statement(&mut self, depth: usize) -> String {
        if self.waits
            && self.random.once_in(12)
            && let Some(call) = self.call(None, 2)
        {
            return format!("println!(\"{{:?}}\", {call});");
        }
        let from = if self.concurrent && self.random.once_in(3) { CONCURRENT } else { STATEMENTS };
        let fits = |template: &&&str| {
            (self.waits || !needs_async(template))
                && (depth > 1 || !template.contains("$B"))
                && written(template).all(|kind| self.writable(kind).next().is_some())
        };
        let fitting: Vec<&&str> = from.iter().filter(fits).collect();
        if fitting.is_empty() {
            return String::new();
        }
        let template = **self.random.pick(&fitting);
        self.statement(template, depth)
    }

    /// A statement from a template. Its new variables are known to the block that follows them,
    /// or else to what comes after the statement, but not to the expressions that they get.
    fn statement(&mut self, template: &str, depth: usize) -> String {
        let mut new: Vec<Variable> = Vec::new();
        let mut first = String::new();
        let text = fill(template, |hole, kind| match hole {
            "B" => {
                let outside = self.variables.len();
                self.variables.append(&mut new);
                let block = self.statements(depth.saturating_sub(1).max(1));
                self.variables.truncate(outside);
                block
            }
            "1" => first.clone(),
            _ if hole.starts_with(['+', '-']) => {
                let name = self.name();
                if first.is_empty() {
                    first.clone_from(&name);
                }
                new.push(Variable { name: name.clone(), kind, changes: hole.starts_with('+') });
                name
            }
            _ if hole.starts_with('=') => {
                let names: Vec<String> = self.writable(kind).map(str::to_owned).collect();
                if names.is_empty() { "missing".into() } else { self.random.pick(&names).clone() }
            }
            _ => self.hole(kind, DEPTH),
        });
        self.variables.append(&mut new);
        text
    }

    fn expression(&mut self, kind: char, depth: usize) -> String {
        if self.random.once_in(2) {
            let known = self.variables.iter().filter(|variable| variable.kind == kind);
            let known: Vec<&Variable> = known.collect();
            if !known.is_empty() {
                let name = &self.random.pick(&known).name;
                let is_copied = WHOLE.contains(&kind) || "bfcd".contains(kind);
                return if is_copied { name.clone() } else { format!("{name}.clone()") };
            }
        }
        if depth > 0
            && self.random.once_in(8)
            && let Some(call) = self.call(Some(kind), depth - 1)
        {
            return call;
        }
        let fits = |entry: &&(char, &str)| {
            (entry.0 == kind || (entry.0 == '#' && WHOLE.contains(&kind)))
                && (depth > 0 || !entry.1.contains('$'))
        };
        let fitting: Vec<&(char, &str)> = EXPRESSIONS.iter().filter(fits).collect();
        let template = self
            .random
            .pick(&fitting)
            .1
            .replace('#', &kind.to_string())
            .replace('@', type_of(kind));
        let text = fill(&template, |_, kind| self.hole(kind, depth - 1));
        // Operators bind as they were meant to, and a number knows its width.
        if template.contains('$') {
            format!("({text})")
        } else if WHOLE.contains(&kind) && text.chars().all(|sign| sign.is_ascii_digit()) {
            format!("{text}{}", type_of(kind))
        } else {
            text
        }
    }

    fn hole(&mut self, kind: char, depth: usize) -> String {
        match kind {
            'S' => (*self.random.pick(SMALL)).into(),
            'N' => (*self.random.pick(BORDERS)).into(),
            'K' => (*self.random.pick(LARGE)).into(),
            _ => self.expression(kind, depth),
        }
    }

    /// A call of a function that gives this kind, or, in a statement that may wait, of any.
    fn call(&mut self, result: Option<char>, depth: usize) -> Option<String> {
        let fits = |function: &&Function| {
            result.is_none_or(|kind| function.result == kind && !function.waits)
        };
        let fitting: Vec<&Function> = self.functions.iter().filter(fits).collect();
        if fitting.is_empty() {
            return None;
        }
        let function = (*self.random.pick(&fitting)).clone();
        let arguments = function.parameters.iter();
        let arguments: Vec<String> = arguments.map(|&kind| self.expression(kind, depth)).collect();
        let awaited = if function.waits { ".await" } else { "" };
        Some(format!("{}({}){awaited}", function.name, arguments.join(", ")))
    }

    fn writable(&self, kind: char) -> impl Iterator<Item = &str> {
        let variables = self.variables.iter();
        let writable = variables.filter(move |variable| variable.changes && variable.kind == kind);
        writable.map(|variable| &*variable.name)
    }

    fn kind(&mut self) -> char {
        self.random.pick(KINDS).0
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }
}

/// A template with each hole filled with what `filling` makes of it and of the kind it ends with.
fn fill(template: &str, mut filling: impl FnMut(&str, char) -> String) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        let length = if after.starts_with(['+', '-', '=']) { 2 } else { 1 };
        let (hole, after) = after.split_at(length);
        text.push_str(before);
        text.push_str(&filling(hole, hole.chars().next_back().unwrap_or_default()));
        rest = after;
    }
    text + rest
}

/// The kinds of the variables that a template writes.
fn written(template: &str) -> impl Iterator<Item = char> {
    template.split("$=").skip(1).filter_map(|after| after.chars().next())
}

fn needs_async(template: &str) -> bool {
    [".await", "spawn", "join!", "select!"].iter().any(|part| template.contains(part))
}

fn declaration(variable: &Variable) -> String {
    format!("{}: {}", variable.name, type_of(variable.kind))
}

fn type_of(kind: char) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("u64", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::program;
    use crate::random::Random;
    use crate::target::outcome;

    #[test]
    fn most_programs_compile() {
        let compile = (0..300).filter(|seed| outcome(&program(&mut Random::new(*seed))).is_ok());
        let compiling = compile.count();
        assert!(compiling > 200, "only {compiling} of 300 programs compile");
    }
}
