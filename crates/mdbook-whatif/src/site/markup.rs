//! Small things about HTML and addresses.

use std::fmt::Write as _;

/// The text of an attribute, or of a title, without the escapes that mdBook writes.
pub(super) fn plain(markup: &str) -> String {
    let plain = markup.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

/// The text as it stands in an attribute or between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The words alone.
pub(super) fn without_tags(markup: &str) -> String {
    let mut parts = markup.split('<');
    let mut words = parts.next().unwrap_or_default().to_owned();
    words.extend(parts.filter_map(|part| part.split_once('>')).map(|(_, words)| words));
    plain(&words)
}

/// A path of an address without its `%` escapes. What is no escape stays.
pub(super) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|c| (*c as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The path as it stands in an address.
pub(crate) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(byte as char);
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Where an address on a page leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// Out of the site.
    Away,
    /// To a file of the site, or a folder, and a place in it.
    Here { path: String, fragment: &'a str },
}

impl<'a> Address<'a> {
    /// Reads an address as it stands on the page at this path.
    pub(super) fn on(page: &str, address: &'a str) -> Self {
        let (rest, fragment) = address.split_once('#').unwrap_or((address, ""));
        let path = rest.split('?').next().unwrap_or_default();
        let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
        if scheme || path.starts_with('/') {
            return Self::Away;
        }
        if path.is_empty() {
            return Self::Here { path: page.to_owned(), fragment };
        }
        let mut parts: Vec<&str> = page.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." if parts.is_empty() => return Self::Away,
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        // A path that ends in its folder names what the folder opens with.
        if matches!(path.split('/').next_back(), Some("." | "..")) {
            parts.push("");
        }
        let mut path = decoded(&parts.join("/"));
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        Self::Here { path, fragment }
    }
}

/// What a file is, by the end of its name; nothing where a page would not show it.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(page: &str, address: &str) -> String {
        match Address::on(page, address) {
            Address::Away => "away".into(),
            Address::Here { path, fragment } => format!("{path} {fragment}"),
        }
    }

    #[test]
    fn an_address_is_read_from_where_it_stands() {
        assert_eq!(here("a/b.html", "#x"), "a/b.html x");
        assert_eq!(here("a/b.html", "c.html?q=1#x"), "a/c.html x");
        assert_eq!(here("a/b.html", "../c.html"), "c.html ");
        assert_eq!(here("a/b.html", "./"), "a/index.html ");
        assert_eq!(here("a/b.html", ".."), "index.html ");
        assert_eq!(here("b.html", "%C3%A4.html"), "ä.html ");
        for away in ["https://example.org/", "mailto:a@b", "//example.org/a", "/a", "../../a"] {
            assert_eq!(here("a/b.html", away), "away", "{away}");
        }
    }

    #[test]
    fn escapes_go_there_and_back() {
        for text in ["plain.html", "Ünï cödé/第一章.html", "100%.html", "a%zz"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
        assert_eq!(decoded("a%zz%"), "a%zz%");
        assert_eq!(plain(&escaped("<a href=\"x\">&amp;</a>")), "<a href=\"x\">&amp;</a>");
    }
}
