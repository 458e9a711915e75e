//! Symbols that often stand beside one another, made one (byte-pair encoding, Philip Gage 1994).

/// A pair has its place in the header, so it has to come this often to be worth it.
const WORTH: u32 = 8;

/// Joins pairs in the row, the most frequent first, until all values of a byte have a meaning.
/// Returns the two symbols of each new symbol; the first new symbol is `free`.
pub(super) fn join(row: &mut Vec<u8>, free: usize) -> Vec<[u8; 2]> {
    let mut pairs = Vec::new();
    for symbol in free..256 {
        let Some(pair) = most_frequent(row) else { break };
        replace(row, pair, symbol as u8);
        pairs.push(pair);
    }
    pairs
}

fn most_frequent(row: &[u8]) -> Option<[u8; 2]> {
    let mut counts = vec![0_u32; 1 << 16];
    let mut counted_before = false;
    for (place, pair) in row.windows(2).enumerate() {
        // Three of the same are one pair and one that is left over.
        let overlaps =
            counted_before && place > 0 && row[place - 1] == pair[0] && pair[0] == pair[1];
        counted_before = !overlaps;
        if !overlaps {
            counts[usize::from(pair[0]) << 8 | usize::from(pair[1])] += 1;
        }
    }
    // Of several the last, so that the same module gives the same bytes.
    let (pair, &count) = counts.iter().enumerate().max_by_key(|&(_, count)| count)?;
    (count >= WORTH).then_some([(pair >> 8) as u8, pair as u8])
}

fn replace(row: &mut Vec<u8>, pair: [u8; 2], symbol: u8) {
    let (mut from, mut to) = (0, 0);
    while from < row.len() {
        let found = row[from..].starts_with(&pair);
        row[to] = if found { symbol } else { row[from] };
        from += if found { 2 } else { 1 };
        to += 1;
    }
    row.truncate(to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_pair_becomes_the_first_new_symbol() {
        let mut row = [1, 2, 0, 1, 2, 3].repeat(8);
        let pairs = join(&mut row, 4);
        assert_eq!(pairs[0], [1, 2]);
    }

    #[test]
    fn what_is_rare_is_not_joined() {
        let mut row = [1, 2, 3].repeat(7);
        assert!(join(&mut row, 4).is_empty());
        assert_eq!(row, [1, 2, 3].repeat(7));
    }

    #[test]
    fn a_row_of_the_same_symbol_is_joined_from_its_front() {
        let mut row = vec![1; 17];
        assert_eq!(join(&mut row, 2), [[1, 1]]);
        assert_eq!(row, [2, 2, 2, 2, 2, 2, 2, 2, 1]);
    }

    #[test]
    fn a_byte_has_256_values() {
        let mut row: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(join(&mut row, 256).is_empty());
    }
}
