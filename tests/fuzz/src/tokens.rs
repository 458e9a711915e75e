//! A text as tokens, roughly: enough to change or drop a word, a number or a sign as a whole.

/// Cuts a text into words, strings, white space and single signs. Put together again, the tokens
/// are the text.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|sign| !is_word(sign))
        } else if first.is_whitespace() {
            rest.find(|sign: char| !sign.is_whitespace())
        } else if first == '"' {
            rest[1..].find('"').map(|end| end + 2)
        } else {
            Some(first.len_utf8())
        };
        let (token, after) = rest.split_at(length.unwrap_or(rest.len()));
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

pub(crate) fn is_number(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_digit())
}
