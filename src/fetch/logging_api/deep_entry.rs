//! Entries that are nested so deep that a parser, which recurses, would exhaust its stack. The page is taken apart without a parser,
//! and such an entry goes on as it is, to be rejected where all lines are read.

use std::borrow::Cow;
use std::ops::Range;

use crate::log::shape::json::end_of_text;

/// The most brackets that may be open at once in what a parser gets. The deepest real pages have some twenty.
const DEEPEST: usize = 256;

/// Returns JSON in which `null` is in place of each value that is nested deeper.
pub(super) fn without_depths(json: &[u8]) -> Cow<'_, [u8]> {
    let mut flat = Vec::new();
    let (mut at, mut open, mut kept) = (0, 0_usize, 0);
    while let Some(byte) = json.get(at) {
        let behind = match byte {
            b'"' => end_of_text(json, at).unwrap_or(json.len()),
            _ => at + 1,
        };
        match byte {
            b'{' | b'[' => {
                open += 1;
                if open == DEEPEST + 1 {
                    flat.extend_from_slice(json.get(kept..at).unwrap_or_default());
                    flat.extend_from_slice(b"null");
                }
            }
            b'}' | b']' => {
                if open == DEEPEST + 1 {
                    kept = behind;
                }
                open = open.saturating_sub(1);
            }
            _ => {}
        }
        at = behind;
    }
    if kept == 0 && flat.is_empty() {
        return Cow::Borrowed(json);
    }
    if open <= DEEPEST {
        flat.extend_from_slice(json.get(kept..).unwrap_or_default());
    }
    Cow::Owned(flat)
}

/// Returns the places of the objects in `entries` of a page.
pub(super) fn places(json: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let (mut at, mut open, mut start) = (0, 0_usize, 0);
    let (mut text, mut is_inside) = (&b""[..], false);
    while let Some(byte) = json.get(at) {
        let behind = match byte {
            b'"' => end_of_text(json, at).unwrap_or(json.len()),
            _ => at + 1,
        };
        match byte {
            b'"' if open == 1 => text = json.get(at..behind).unwrap_or_default(),
            b'{' | b'[' => {
                open += 1;
                match open {
                    2 => is_inside = text == b"\"entries\"",
                    3 => start = at,
                    _ => {}
                }
            }
            b'}' | b']' => {
                if open == 3 && is_inside {
                    places.push(start..behind);
                }
                open = open.saturating_sub(1);
            }
            _ => {}
        }
        at = behind;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_without_a_parser() {
        let json = br#"{"x":[{}],"entries":[{"a":[1,{}]}, {"b":"]}"}],"next":{"entries":[{}]}}"#;
        let found: Vec<&[u8]> = places(json).into_iter().map(|it| &json[it]).collect();
        assert_eq!(found, [&br#"{"a":[1,{}]}"#[..], br#"{"b":"]}"}"#]);
    }

    #[test]
    fn only_what_is_too_deep_goes() {
        let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        let around = |inner: &str| format!("{{\"a\":{inner},\"b\":\"[[\\\"\"}}");
        let flat = around(&deep(DEEPEST - 1));
        assert_eq!(without_depths(flat.as_bytes()), flat.as_bytes());
        let inner = format!("{}null{}", "[".repeat(DEEPEST - 1), "]".repeat(DEEPEST - 1));
        for levels in [DEEPEST, DEEPEST + 1, 80_000] {
            let text = around(&deep(levels));
            let left = without_depths(text.as_bytes());
            assert_eq!(String::from_utf8_lossy(&left), around(&inner));
        }
    }

    #[test]
    fn what_does_not_end_stays_shallow() {
        let text = "[".repeat(80_000);
        let left = without_depths(text.as_bytes());
        assert_eq!(left.len(), DEEPEST + "null".len());
    }
}
