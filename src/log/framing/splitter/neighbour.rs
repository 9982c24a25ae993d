//! The next of several objects side by side on one line, `{…}{…}`, behind one that is damaged.
//!
//! An object inside of another one comes behind a colon, a comma or an opening bracket. `{"key":` behind anything else begins the next
//! object on the line, also where the end of the damaged one is lost. No string can hold these bytes: its quotes are escaped. So a body
//! that a caller wrote is never taken for an entry.

use memchr::{memchr, memchr2_iter, memmem};

use super::blanks::blanks;
use crate::log::framing::scanner::{OffendingByte, Problem};

/// The longest key of a log entry, in bytes.
const LONGEST_KEY: usize = 64;

/// Returns the length of the damaged part at the beginning of `text`, if another object follows on the line. `failed` is where the scan of
/// the damaged part found the problem: a bracket that JSON does not allow there begins an object, too.
pub(super) fn next(text: &[u8], problem: Problem, failed: usize) -> Option<usize> {
    let is_bracket = matches!(
        problem,
        Problem::Unexpected {
            found: OffendingByte(b'{'),
            ..
        }
    );
    let may_begin = |at: usize| !is_within(text, at) || (is_bracket && at == failed);
    let is_first = |at: usize| at == 0 && text.starts_with(b"{"); // the damaged one itself
    let mut marks = memchr2_iter(b'{', b'\n', text).filter(|at| !is_first(*at));
    let next = marks.find(|&at| match text.get(at..) {
        Some(rest) if rest.starts_with(b"{") => begins_object(rest) && may_begin(at),
        _ => true, // the line ends
    })?;
    let is_on_line = text.get(next) == Some(&b'{');
    let before = text.get(..next).filter(|_| is_on_line)?;
    Some(before.trim_ascii_end().len())
}

/// Returns whether an object begins here, with a key and a colon.
fn begins_object(text: &[u8]) -> bool {
    // Behind a string that ends with a bracket, marks come before the next quote.
    let is_name = |it: &&[u8]| {
        it.first()
            .is_some_and(|it| it.is_ascii_alphabetic() || *it == b'@')
    };
    let Some(key) = first_key(text).filter(is_name) else {
        return false;
    };
    let rest = text.get(1..).unwrap_or_default();
    let behind = rest.get(blanks(rest) + key.len() + 2..).unwrap_or_default();
    behind.get(blanks(behind)) == Some(&b':')
}

/// Returns whether a damaged part may hold more than one object: another one begins with the same key.
pub(super) fn holds_others(part: &[u8]) -> bool {
    let Some(key) = first_key(part) else {
        return false;
    };
    let begin = [b"{\"", key, b"\""].concat();
    memmem::find_iter(part, &begin).any(|at| at > 0)
}

/// Returns the first key of the object at the beginning of `text`.
pub(super) fn first_key(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"{")?;
    let rest = rest.get(blanks(rest)..)?.strip_prefix(b"\"")?;
    let length = memchr(b'"', rest.get(..LONGEST_KEY.min(rest.len()))?)?;
    rest.get(..length)
}

/// Returns whether an object at this place may be a value inside of another one: behind the mark before a value, which is not the first
/// byte of `text`.
fn is_within(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_ascii_end();
    matches!(before, [_, .., b':' | b',' | b'['])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(text: &str) -> Option<&str> {
        let end = next(text.as_bytes(), Problem::TooLong, 0)?;
        text.get(end..)
    }

    #[test]
    fn an_object_behind_anything_but_the_marks_before_a_value_is_the_next() {
        for damaged in [
            r#"{"a":x}"#,
            r#"{"a":"te"#,
            r#"{"a""#,
            "garbage",
            r#"{"a":{"b":1"#,
            "}",
        ] {
            let text = format!("{damaged}{{\"k\":1}}");
            assert_eq!(next_of(&text), Some(r#"{"k":1}"#), "{text}");
        }
    }

    #[test]
    fn an_object_on_the_next_line_is_not_the_next_on_this_line() {
        for text in ["\n{\"k\":1}", "}\n{\"k\":1}"] {
            assert_eq!(next_of(text), None, "{text:?}");
        }
    }

    #[test]
    fn nothing_inside_of_a_value_is_the_next() {
        for text in [
            r#"{"a":{"b":[{"c":1},{"d":2}],"e":x}"#,
            r#"{"a":"}{\"k\":1}",x}"#,
            r#"{"a{":":1}",x}"#,
            "",
        ] {
            assert_eq!(next_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_bracket_at_which_the_scan_fails_begins_the_next() {
        let text = br#"{"a":1,{"a":2}"#;
        let found = OffendingByte(b'{');
        let problem = Problem::Unexpected {
            found,
            expected: "",
        };
        assert_eq!(next(text, problem, 7), Some(7));
        assert!(holds_others(text));
        assert!(!holds_others(&text[..7]));
    }
}
