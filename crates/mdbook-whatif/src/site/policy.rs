//! The Content-Security-Policy of each page: mdBook's own inline scripts are named by hashes.

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use sha2::{Digest, Sha256};

use super::markup::escaped;

/// Where the hashes of a page go in a policy.
const HASHES: &str = "{hashes}";

/// What a book without additions of its author needs.
///
/// mdBook's template has a few `style` attributes, its page for what is not found a `<base>`, and
/// its table of contents a frame where there are no scripts.
pub(crate) const STRICT: &str = "default-src 'none'; \
     script-src 'self' 'wasm-unsafe-eval' {hashes}; worker-src blob:; \
     style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'none'";

/// The page with its policy in it.
pub(super) fn set(html: &str, policy: &str) -> Result<String> {
    let policy = policy.replace(HASHES, &hashes(html)?.join(" "));
    // The policy stands before everything that it is about, and the encoding before the policy:
    // browsers look for it in the first 1,024 bytes. All pages of mdBook have this one.
    let first = format!(
        "<meta charset=\"UTF-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
        escaped(&policy)
    );
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("head", |head| {
            head.prepend(&first, ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!("meta[charset]", |charset| {
            charset.remove();
            Ok(())
        }));
    rewrite_str(html, settings).context("the head of a page cannot be rewritten")
}

/// The hashes of the scripts that stand in the page itself, each once.
fn hashes(html: &str) -> Result<Vec<String>> {
    let mut hashes = Vec::new();
    let mut script = String::new();
    // Data in a script is not evaluated and needs no hash.
    let inline = text!("script:not([src]):not([type=\"application/json\"])", |chunk| {
        script.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let hash = STANDARD.encode(Sha256::digest(std::mem::take(&mut script)));
            let hash = format!("'sha256-{hash}'");
            if !hashes.contains(&hash) {
                hashes.push(hash);
            }
        }
        Ok(())
    });
    rewrite_str(html, RewriteStrSettings::new().append_element_content_handler(inline))
        .context("the scripts of a page cannot be read")?;
    Ok(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_in_the_page_are_named_once_and_data_is_not() {
        let page = "<html><head><meta charset=\"utf-8\"></head><body><script>a()</script><script>a()</script>\
                    <script src=\"x.js\"></script>\
                    <script type=\"application/json\">{}</script></body></html>";
        let set = set(page, "script-src 'self' {hashes}").unwrap();
        // printf 'a()' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='";
        let meta = format!(
            "<head><meta charset=\"UTF-8\"><meta http-equiv=\"Content-Security-Policy\" \
             content=\"script-src 'self' {hash}\"></head>"
        );
        assert!(set.contains(&meta), "{set}");
    }
}
