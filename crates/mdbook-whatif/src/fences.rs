//! Where our fences stand in a chapter, and how something else is put there.
//!
//! A fence may stand in a list, a quote or an admonition. Then every line of it begins with the
//! container's prefix (spaces, `> `), and so must every line that takes its place.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::attributes;

/// One of our fences in the text of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The bytes of the chapter that it takes, from its first backtick to its last.
    pub(crate) range: Range<usize>,
    /// The bytes of the chapter that its info string takes.
    pub(crate) info: Range<usize>,
    /// The code, without the prefix of the container.
    pub(crate) code: String,
    /// The line of the chapter on which the code begins, from 1.
    pub(crate) first_line: u32,
    /// What every further line begins with.
    prefix: String,
    /// Whether what takes its place may begin where it begins: nothing is on the line before, or
    /// the marker of a list is on its own line, and an item that begins with an empty line is an
    /// empty item.
    begins: bool,
    /// Whether what takes its place may end where it ends: nothing is on the line after.
    ends: bool,
    /// Whether the end of the fence's last line belongs to the range: only where nobody closed it.
    open: bool,
}

/// Our fences in the text of a chapter, in order.
pub(crate) fn find(text: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut current: Option<Fence> = None;
    for (event, range) in new_cmark_parser(text, &MarkdownOptions::default()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let info = info_of(text, range.start);
                if attributes::concern_us(&text[info.clone()]) {
                    current = Some(Fence::new(text, range, info));
                }
            }
            Event::Text(code) => {
                if let Some(fence) = &mut current {
                    fence.add(text, &code, range.start);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                found.extend(current.take().map(|fence| fence.finish(text)));
            }
            _ => {}
        }
    }
    found
}

/// The info string of the fence that begins at `start`.
fn info_of(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let line = rest.lines().next().unwrap_or_default();
    let info = line.trim_start_matches(['`', '~']);
    let from = start + line.len() - info.len();
    let from = from + info.len() - info.trim_start().len();
    from..from + info.trim().len()
}

impl Fence {
    fn new(text: &str, range: Range<usize>, info: Range<usize>) -> Self {
        let before = &text[line_start(text, range.start)..range.start];
        // Until a line of code shows the prefix itself: what a marker takes, its spaces take.
        let prefix = before.replace(|c: char| c != '>' && !c.is_whitespace(), " ");
        let line_before = text[..line_start(text, range.start)].lines().next_back();
        let line_after = text[range.end..].lines().nth(1);
        Self {
            info,
            code: String::new(),
            first_line: line_of(text, range.start) + 1,
            begins: !is_empty(before) || line_before.is_none_or(is_empty),
            ends: line_after.is_none_or(is_empty),
            prefix,
            open: text[range.clone()].ends_with('\n'),
            range,
        }
    }

    fn add(&mut self, text: &str, code: &str, start: usize) {
        let fresh = self.code.is_empty() || self.code.trim().is_empty();
        if fresh && !code.starts_with('\n') {
            text[line_start(text, start)..start].clone_into(&mut self.prefix);
        }
        self.code.push_str(code);
    }

    /// Where no line of code has shown the prefix, the line of the last backticks does.
    fn finish(mut self, text: &str) -> Self {
        let last = line_start(text, self.range.end);
        if self.code.trim().is_empty() && last > self.range.start && !self.open {
            let line = &text[last..self.range.end];
            line.trim_end_matches(['`', '~']).clone_into(&mut self.prefix);
        }
        self
    }

    /// What to put in the place of the fence so that these lines stand in its container, apart
    /// from what is before and after.
    pub(crate) fn replacement(&self, lines: &[String]) -> String {
        let mut out = String::new();
        let mut begins = self.begins;
        for line in lines {
            if begins {
                out.push_str(line);
                begins = false;
            } else {
                self.push_line(&mut out, line);
            }
        }
        if self.open || !self.ends {
            self.push_line(&mut out, "");
        }
        if self.open {
            out.push('\n');
        }
        out
    }

    /// Whether this fence stands right below another one, in the same container, with nothing but
    /// empty lines between them.
    pub(crate) fn follows(&self, other: &Self, text: &str) -> bool {
        let prefix = other.prefix.trim_end();
        let between = text.get(other.range.end..self.range.start).unwrap_or("-");
        let mut lines = between.split('\n');
        // What is left of the last line of the other fence; the last line of all is our own.
        let rest_is_empty = lines.next().is_some_and(|rest| rest.trim_end().is_empty());
        !other.open
            && self.prefix == other.prefix
            && rest_is_empty
            && lines.all(|line| line.trim_end() == prefix)
    }

    fn push_line(&self, out: &mut String, line: &str) {
        out.push('\n');
        if line.is_empty() {
            out.push_str(self.prefix.trim_end());
        } else {
            out.push_str(&self.prefix);
            out.push_str(line);
        }
    }
}

/// Replaces ranges of a text, which are in order and apart.
pub(crate) fn replace(text: &mut String, edits: Vec<(Range<usize>, String)>) {
    for (range, replacement) in edits.into_iter().rev() {
        text.replace_range(range, &replacement);
    }
}

/// The lines of a fence around this code, which may have fences in its own comments.
pub(crate) fn fenced(info: &str, code: &str) -> Vec<String> {
    let run = |line: &str| line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
    let longest = code.lines().map(run).max().unwrap_or_default();
    let ticks = "`".repeat(3.max(longest + 1));
    let mut lines = vec![format!("{ticks}{info}")];
    lines.extend(code.lines().map(str::to_owned));
    lines.push(ticks);
    lines
}

/// The line on which a byte of a text stands, from 1.
pub(crate) fn line_of(text: &str, at: usize) -> u32 {
    text[..at].matches('\n').count() as u32 + 1
}

/// Whether a line has nothing but the prefix of quotes and lists.
fn is_empty(line: &str) -> bool {
    line.trim_matches(|c: char| c == '>' || c.is_whitespace()).is_empty()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces of Markdown that make containers, fences and trouble.
    fn markdown() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "```rust,whatif=a\n",
            "~~~ rust whatif=a\r\n",
            "```\n",
            "~~~",
            "\n",
            "\r\n",
            "> ",
            "- ",
            "12. ",
            "[^n]: ",
            ": ",
            "\t",
            "  ",
            "    ",
            "é",
            "<!--",
            "fn a() {}\n",
            "\u{0}",
        ]);
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    /// How many elements stand in the text as HTML, opened and closed in one container.
    fn tags(text: &str) -> usize {
        let (mut depth, mut open, mut whole) = (0, None, 0);
        for event in new_cmark_parser(text, &MarkdownOptions::default()) {
            match event {
                Event::Start(tag) if tag != Tag::HtmlBlock => depth += 1,
                Event::End(tag) if tag != TagEnd::HtmlBlock => depth -= 1,
                Event::Html(html) if html.contains("<what-if>") => open = Some(depth),
                Event::Html(html) if html.contains("</what-if>") => {
                    whole += usize::from(open == Some(depth));
                }
                _ => {}
            }
        }
        whole
    }

    /// The containers of a text in order, without what stands in them.
    fn containers(text: &str) -> Vec<Tag<'_>> {
        let starts =
            new_cmark_parser(text, &MarkdownOptions::default()).filter_map(|event| match event {
                Event::Start(tag @ (Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)) => Some(tag),
                _ => None,
            });
        starts.collect()
    }

    /// A fence in containers within containers, as someone with good or bad manners writes it.
    fn nested() -> impl Strategy<Value = String> {
        let containers = prop::sample::select(vec![
            ("- ", "  "),
            ("-   ", "    "),
            ("-\t", "\t"),
            ("1)  ", "    "),
            ("> ", "> "),
            ("> [!NOTE]\n> ", "> "),
        ]);
        let code = prop::sample::select(vec!["", "a\n", "\na\n", "    a\n\n\tb\n", "\n"]);
        let before = prop::sample::select(vec!["", "text\n", "text\n\n"]);
        let after = prop::sample::select(vec!["", "text\n", "\ntext\n", "- item\n", "---\n"]);
        let line_end = prop::sample::select(vec!["\n", "\r\n"]);
        let containers = prop::collection::vec(containers, 0..5);
        (containers, before, 0..4_usize, code, after, line_end).prop_map(
            |(containers, before, indent, code, after, line_end)| {
                // Beside a marker, more spaces would make it code of another kind.
                let indent = if before.is_empty() { String::new() } else { " ".repeat(indent) };
                let fence = format!("```rust,whatif=a\n{code}```\n");
                let fence = fence.split_inclusive('\n').map(|line| format!("{indent}{line}"));
                let mut text = format!("{before}{}{after}", fence.collect::<String>());
                for (first, rest) in containers.into_iter().rev() {
                    let lines = text.split_inclusive('\n').enumerate();
                    let prefixed = lines.map(|(at, line)| {
                        let prefix = if at == 0 { first } else { rest };
                        if line == "\n" {
                            prefix.trim_end().to_owned() + line
                        } else {
                            prefix.to_owned() + line
                        }
                    });
                    text = prefixed.collect();
                }
                text.replace('\n', line_end)
            },
        )
    }

    fn replaced(text: &str) -> (usize, String) {
        let fences = find(text);
        let lines = ["<what-if>".to_owned(), String::new(), "</what-if>".to_owned()];
        let edits =
            fences.iter().map(|fence| (fence.range.clone(), fence.replacement(&lines))).collect();
        let mut replaced = text.to_owned();
        replace(&mut replaced, edits);
        (fences.len(), replaced)
    }

    proptest! {
        #[test]
        fn no_chapter_makes_it_stumble(text in markdown()) {
            let mut end = 0;
            for fence in find(&text) {
                prop_assert!(end <= fence.range.start && fence.range.end <= text.len());
                prop_assert!(fence.range.start <= fence.info.start && fence.info.end <= fence.range.end);
                end = fence.range.end;
            }
            let (fences, replaced) = replaced(&text);
            prop_assert_eq!(replaced.matches("<what-if>").count(), fences);
        }

        #[test]
        fn what_takes_the_place_of_a_fence_stands_in_its_containers(text in nested()) {
            let (fences, replaced) = replaced(&text);
            prop_assert_eq!((fences, tags(&replaced)), (1, 1), "{:?} became {:?}", text, replaced);
            prop_assert_eq!(containers(&text), containers(&replaced), "{:?} became {:?}", text, replaced);
        }
    }
}
