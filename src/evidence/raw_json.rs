//! JSON as it is written: the places of its values, each duplicate key among them.
//!
//! Bytes that are no UTF-8, lone surrogates and numbers out of range are kept, since the logs hold them too.

use std::borrow::Cow;
use std::ops::Range;

/// Values nested deeper than this are not read: entries of audit logs have some ten levels.
const DEEPEST: usize = 256;

/// A value, by its place in the text.
#[derive(Debug)]
pub(super) enum RawValue {
    /// All members, in order.
    Object(Vec<Member>),
    /// The items that are no numbers or words.
    Array {
        place: Range<usize>,
        items: Vec<RawValue>,
    },
    /// A string, with its quotes.
    String(Range<usize>),
    Number(Range<usize>),
    /// `true`, `false` or `null`.
    Word,
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    /// The name, with its quotes.
    pub(super) name: Range<usize>,
    pub(super) value: RawValue,
}

/// Reads one value with nothing but whitespace around it. None where the text is no JSON, or is nested too deep.
pub(super) fn read(text: &[u8]) -> Option<RawValue> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    (reader.at == text.len()).then_some(value)
}

/// Returns the value of a string literal. None where it is not text: bytes that are no UTF-8, or lone surrogates.
pub(super) fn decoded(literal: &[u8]) -> Option<Cow<'_, str>> {
    let inside = literal.get(1..literal.len().checked_sub(1)?)?;
    if !inside.contains(&b'\\') {
        return std::str::from_utf8(inside).ok().map(Cow::Borrowed);
    }
    serde_json::from_slice(literal).ok().map(Cow::Owned)
}

/// Returns the value of a string literal, with U+FFFD for bytes that are no UTF-8 and for surrogates. None where it holds an escape that JSON
/// does not have.
pub(super) fn decoded_leniently(literal: &[u8]) -> Option<Cow<'_, str>> {
    decoded(literal).or_else(|| {
        let text = String::from_utf8_lossy(literal);
        let mut parts = text.split("\\u");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_surrogate = part.starts_with(['d', 'D'])
                && part.get(1..2).is_some_and(|it| {
                    it.contains([
                        '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'D', 'E', 'F',
                    ])
                });
            let part = part
                .get(4..)
                .filter(|_| is_surrogate)
                .map_or_else(|| format!("\\u{part}"), |rest| format!("\u{fffd}{rest}"));
            whole.push_str(&part);
        }
        serde_json::from_str(&whole).ok().map(Cow::Owned)
    })
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips whitespace and this byte, if it is next.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self, depth: usize) -> Option<RawValue> {
        self.skip_space();
        match self.peek()? {
            _ if depth > DEEPEST => None,
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(RawValue::String),
            b'-' | b'0'..=b'9' => Some(RawValue::Number(self.run_of(is_of_number))),
            _ => {
                let word = self.run_of(|it| it.is_ascii_alphabetic());
                let word = self.text.get(word)?;
                matches!(word, b"true" | b"false" | b"null").then_some(RawValue::Word)
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<RawValue> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Some(RawValue::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            if !self.take(b':') {
                return None;
            }
            let value = self.value(depth + 1)?;
            members.push(Member { name, value });
            if self.take(b'}') {
                return Some(RawValue::Object(members));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<RawValue> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        let mut ended = self.take(b']');
        while !ended {
            match self.value(depth + 1)? {
                RawValue::Number(_) | RawValue::Word => {}
                item => items.push(item),
            }
            ended = self.take(b']');
            if !ended && !self.take(b',') {
                return None;
            }
        }
        let place = start..self.at;
        Some(RawValue::Array { place, items })
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..)?;
            let step = memchr::memchr2(b'"', b'\\', rest)?;
            let ends = rest.get(step) == Some(&b'"');
            self.at += step + if ends { 1 } else { 2 };
            if ends {
                return Some(start..self.at);
            }
        }
    }

    fn run_of(&mut self, belongs: fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(belongs) {
            self.at += 1;
        }
        start..self.at
    }
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parsers_drop_or_refuse_is_kept() {
        let text = br#"{"a":1,"a":"\ud800","b":[1e999,[],"x"]} "#;
        let Some(RawValue::Object(members)) = read(text) else {
            panic!("an object")
        };
        assert_eq!(members.len(), 3);
        assert!(read(b"{\"a\":\"\xff\"}").is_some());
    }

    #[test]
    fn what_is_no_text_is_read_around() {
        for (literal, text) in [
            (&br#""a\ud800b""#[..], "a\u{fffd}b"),
            (br#""\ud83d\ude00 \DFFF\u0041""#, "?"),
            (b"\"a\xffb\"", "a\u{fffd}b"),
            (br#""\ud83d\ude00\udc00""#, "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(decoded_leniently(literal).as_deref().unwrap_or("?"), text);
        }
    }

    #[test]
    fn what_is_no_json_or_too_deep_is_none() {
        for text in [
            r#"{"a":1"#,
            r#"{"a" 1}"#,
            "[1,]x",
            "{}{}",
            "",
            "\"\\\"",
            "nil",
        ] {
            assert!(read(text.as_bytes()).is_none(), "{text}");
        }
        assert!(read("[".repeat(100_000).as_bytes()).is_none());
    }
}
