//! How deep rows are nested: the parser recurses, and a row takes far more of its stack than any other value.

use memchr::memmem;

use super::json::{self, Unreadable};
use super::row::Row;

/// Rows that may be nested; more than [`json::DEEPEST`] are not opened.
const DEEPEST_ROWS: usize = 12;

/// Keys under which a row holds rows. One with an escape may be any of them.
const KEYS: [&[u8]; 6] = [
    b"\"entries\"",
    b"\"items\"",
    b"\"receivedMessages\"",
    b"\"data\"",
    b"\"data_base64\"",
    b"\\u",
];

/// Parses a row.
///
/// # Errors
/// Those of [`json::parse`]; rows in rows without end are not usable.
pub(in crate::log) fn parse(bytes: &[u8]) -> Result<Row<'_>, Unreadable> {
    if may_be_deep(bytes)
        && let Some(at) = too_deep_at(bytes)
    {
        return Err(Unreadable::NotUsable(at));
    }
    json::parse(bytes)
}

/// Whether there are enough objects and enough such keys at all: hardly any line has that many.
fn may_be_deep(bytes: &[u8]) -> bool {
    if memchr::memchr_iter(b'{', bytes).count() <= DEEPEST_ROWS {
        return false; // faster than the search for the keys
    }
    let count = |key: &&[u8]| memmem::find_iter(bytes, key).take(DEEPEST_ROWS).count();
    KEYS.iter().map(count).sum::<usize>() >= DEEPEST_ROWS
}

/// The innermost bracket that is open at a position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A row: some of its members may be rows.
    Row,
    /// A list of rows.
    Rows,
    /// Anything else, whatever it holds.
    Other,
}

/// Where more rows are open at once.
fn too_deep_at(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut rows) = (0, 0_usize);
    let mut open: Vec<Open> = Vec::new();
    let mut last_text: &[u8] = b"";
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = json::end_of_text(bytes, at).unwrap_or(bytes.len());
                last_text = bytes.get(at..end).unwrap_or_default();
                at = end;
                continue;
            }
            b'{' | b'[' => {
                let next = opened(*byte, open.last().copied(), last_text);
                rows += usize::from(next == Open::Row);
                open.push(next);
            }
            b'}' | b']' => rows -= usize::from(open.pop() == Some(Open::Row)),
            _ => {}
        }
        if rows > DEEPEST_ROWS {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The kind of a bracket that begins behind this key, by the bracket around it.
fn opened(bracket: u8, within: Option<Open>, key: &[u8]) -> Open {
    let holds_rows = || KEYS.contains(&key) || key.contains(&b'\\');
    match (within, bracket) {
        (None | Some(Open::Rows), b'{') => Open::Row,
        (Some(Open::Row), b'{') if holds_rows() => Open::Row,
        (Some(Open::Row), _) if holds_rows() => Open::Rows,
        _ => Open::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize, open: &str, close: &str) -> String {
        format!("{}{{}}{}", open.repeat(depth), close.repeat(depth))
    }

    #[test]
    fn rows_in_rows_without_end_are_refused_in_any_spelling() {
        let ways = [
            (r#"{"data":"#, "}"),
            (r#"{"entries":["#, "]}"),
            (r#"{"x":1,"d\u0061ta":"#, "}"),
            (r#"{"items":[{"data":"#, "}]}"),
        ];
        for (open, close) in ways {
            let deep = nested(200, open, close);
            let refused = matches!(parse(deep.as_bytes()), Err(Unreadable::NotUsable(_)));
            assert!(refused, "{open}");
            let few = nested(5, open, close);
            assert!(parse(few.as_bytes()).is_ok(), "{open}");
        }
    }

    #[test]
    fn what_stands_in_a_body_is_no_row() {
        let body = nested(100, r#"{"data":"#, "}");
        let line = format!(r#"{{"protoPayload":{{"request":{body}}}}}"#);
        assert!(parse(line.as_bytes()).is_ok());
    }

    #[test]
    fn many_rows_side_by_side_are_not_deep() {
        let rows = [r#"{"data":{}}"#; 100].join(",");
        assert!(parse(format!(r#"{{"entries":[{rows}]}}"#).as_bytes()).is_ok());
    }
}
