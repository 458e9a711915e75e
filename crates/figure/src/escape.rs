//! Text of others, made fit to stand in markup and on one line.

/// The text without anything that breaks a line, hides, or turns the direction of what follows.
pub(crate) fn clean(raw: &str) -> String {
    raw.chars().map(fit).collect()
}

/// The text as it may stand between tags and in quoted attributes.
pub(crate) fn markup(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars().map(fit) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn fit(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        // Marks that turn the direction of text would turn our own words as well.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        // XML cannot hold these in any form.
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_cannot_be_left() {
        assert_eq!(markup(r#"<b a='"'>&"#), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    }

    #[test]
    fn what_breaks_lines_or_turns_them_is_replaced() {
        assert_eq!(clean("a\r\nb\u{0}c\u{202e}d\u{2028}é"), "a  b\u{fffd}c\u{fffd}d é");
    }
}
