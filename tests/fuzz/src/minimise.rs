//! Makes an input that fails smaller while it still fails.

use crate::tokens::tokens;

/// Drops lines, then tokens, in parts that become smaller and smaller, as long as `fails` says
/// that what is left still fails, and asks it so many times at the most.
pub fn minimise(text: &str, mut attempts: usize, mut fails: impl FnMut(&str) -> bool) -> String {
    let mut small = text.to_owned();
    loop {
        let before = small.len();
        let lines: Vec<&str> = small.split_inclusive('\n').collect();
        let lines = without_parts(&lines, &mut attempts, &mut fails);
        small = without_parts(&tokens(&lines), &mut attempts, &mut fails);
        if small.len() == before || attempts == 0 {
            return small;
        }
    }
}

fn without_parts(
    parts: &[&str],
    attempts: &mut usize,
    fails: &mut impl FnMut(&str) -> bool,
) -> String {
    let mut parts = parts.to_vec();
    let mut size = parts.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < parts.len() && *attempts > 0 {
            *attempts -= 1;
            let end = (at + size).min(parts.len());
            let shorter = [&parts[..at], &parts[end..]].concat();
            if fails(&shorter.concat()) {
                parts = shorter;
            } else {
                at = end;
            }
        }
        size /= 2;
    }
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::minimise;

    #[test]
    fn what_does_not_matter_is_dropped() {
        let text = "fn main() {\n    let one = 1;\n    let two = one + 41;\n}\n";
        let small = minimise(text, 1_000, |text| text.contains("two") && text.contains("41"));
        assert_eq!(small, "two41");
        assert_eq!(minimise(text, 0, |_| true), text);
    }
}
