//! A walk through one JSON line, strict, and without keeping anything.
//!
//! Every step takes a place in the line and tells the place behind what it went over. A step that meets something out of the
//! ordinary answers nothing: the caller then leaves the line to the real parser.

use super::structural_index::BLOCK;

/// Brackets that may be open at once in a value.
const DEEPEST: u32 = 60;

/// What comes next in an object: a key, told by what is behind its first quote, or what is behind the object.
enum Next {
    Key(usize),
    End(usize),
}

/// A line and its [stops](super::structural_index).
pub(in crate::log) struct IndexedLine<'a, 's> {
    text: &'a str,
    stops: &'s [u64],
}

impl<'a, 's> IndexedLine<'a, 's> {
    pub(in crate::log) fn new(text: &'a str, stops: &'s [u64]) -> Self {
        IndexedLine { text, stops }
    }

    #[inline(always)]
    fn peek(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    #[inline(always)]
    fn pair(&self, at: usize) -> Option<[u8; 2]> {
        self.text.as_bytes().get(at..)?.first_chunk().copied()
    }

    /// The next byte that is no blank, and its place.
    #[inline(always)]
    fn solid(&self, at: usize) -> Option<(u8, usize)> {
        let byte = self.peek(at)?;
        if byte > b' ' {
            return Some((byte, at));
        }
        self.blanks(at)
    }

    #[inline(never)]
    fn blanks(&self, mut at: usize) -> Option<(u8, usize)> {
        loop {
            match self.peek(at)? {
                b' ' | b'\n' | b'\t' | b'\r' => at += 1,
                byte => return Some((byte, at)),
            }
        }
    }

    /// Goes over this byte, blanks before it passed over.
    #[inline(always)]
    fn take(&self, at: usize, wanted: u8) -> Option<usize> {
        let (byte, at) = self.solid(at)?;
        (byte == wanted).then_some(at + 1)
    }

    /// Nothing but blanks may follow.
    pub(in crate::log) fn ends(&self, at: usize) -> Option<()> {
        self.solid(at).is_none().then_some(())
    }

    /// The next quote, backslash or control character.
    #[inline(always)]
    fn stop(&self, at: usize) -> Option<usize> {
        let marks = *self.stops.get(at / BLOCK)? >> (at % BLOCK);
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize);
        }
        self.stop_from(at / BLOCK + 1)
    }

    /// The first quote, backslash or control character from this block on.
    #[inline(always)]
    fn stop_from(&self, mut block: usize) -> Option<usize> {
        loop {
            let marks = *self.stops.get(block)?;
            if marks != 0 {
                return Some(block * BLOCK + marks.trailing_zeros() as usize);
            }
            block += 1;
        }
    }

    /// Walks through an object; `member` gets each key as it stands and the place of the value, which it must pass.
    /// Keys with escapes might be others than they seem: there the walk ends.
    #[inline(always)]
    pub(in crate::log) fn object(
        &self,
        at: usize,
        mut member: impl FnMut(&'a str, usize) -> Option<usize>,
    ) -> Option<usize> {
        let mut next = self.first_member(self.take(at, b'{')?)?;
        loop {
            let at = match next {
                Next::Key(at) => at,
                Next::End(at) => return Some(at),
            };
            let (key, behind) = self.unescaped(at)?;
            next = self.next_member(member(key, self.take(behind, b':')?)?)?;
        }
    }

    /// From behind the brace of an object.
    #[inline(always)]
    fn first_member(&self, at: usize) -> Option<Next> {
        match self.solid(at)? {
            (b'"', at) => Some(Next::Key(at + 1)),
            (b'}', at) => Some(Next::End(at + 1)),
            _ => None,
        }
    }

    /// From behind a member of an object.
    #[inline(always)]
    fn next_member(&self, at: usize) -> Option<Next> {
        // Nearly always without blanks, which two bytes at once tell.
        if self.pair(at) == Some(*b",\"") {
            return Some(Next::Key(at + 2));
        }
        match self.solid(at)? {
            (b',', at) => Some(Next::Key(self.take(at + 1, b'"')?)),
            (b'}', at) => Some(Next::End(at + 1)),
            _ => None,
        }
    }

    /// A text without escapes.
    #[inline(always)]
    pub(in crate::log) fn plain(&self, at: usize) -> Option<(&'a str, usize)> {
        self.unescaped(self.take(at, b'"')?)
    }

    /// The rest of a text without escapes, and what is behind its quote.
    #[inline(always)]
    fn unescaped(&self, at: usize) -> Option<(&'a str, usize)> {
        let end = self.stop(at)?;
        if self.peek(end)? != b'"' {
            return None;
        }
        Some((
            self.text.split_at_checked(end)?.0.split_at_checked(at)?.1,
            end + 1,
        ))
    }

    /// Whether an object comes next.
    pub(in crate::log) fn is_object(&self, at: usize) -> bool {
        matches!(self.solid(at), Some((b'{', _)))
    }

    /// Passes over a text, an object, a boolean or null: what no reader of a text can stumble over. It can over numbers, and over
    /// those in an array.
    pub(in crate::log) fn pass_text_or_object(&self, at: usize) -> Option<usize> {
        match self.solid(at)? {
            (b'"' | b'{' | b't' | b'f' | b'n', at) => self.pass(at),
            _ => None,
        }
    }

    /// Passes over a natural number of at most nine digits.
    pub(in crate::log) fn small(&self, at: usize) -> Option<usize> {
        let (_, at) = self.solid(at)?;
        let end = self.number(at)?;
        let digits = self.text.as_bytes().get(at..end)?;
        (digits.len() < 10 && digits.iter().all(u8::is_ascii_digit)).then_some(end)
    }

    /// Passes over a value of any kind.
    #[inline(always)]
    pub(in crate::log) fn pass(&self, at: usize) -> Option<usize> {
        self.value(at, DEEPEST)
    }

    /// Passes over a value in which so many brackets may be open at once.
    #[inline(always)]
    fn value(&self, at: usize, levels: u32) -> Option<usize> {
        match self.solid(at)? {
            (b'"', at) => self.rest_of_text(at + 1),
            (b'{', at) => self.members(at + 1, levels.checked_sub(1)?),
            (b'[', at) => self.elements(at + 1, levels.checked_sub(1)?),
            (first, at) => self.scalar(first, at),
        }
    }

    /// Passes over the rest of an object.
    #[inline(never)]
    fn members(&self, at: usize, levels: u32) -> Option<usize> {
        let mut next = self.first_member(at)?;
        loop {
            let at = match next {
                Next::Key(at) => at,
                Next::End(at) => return Some(at),
            };
            let behind = self.rest_of_text(at)?;
            // Nearly always a text, and without blanks.
            let behind = if self.pair(behind) == Some(*b":\"") {
                self.rest_of_text(behind + 2)?
            } else {
                self.value(self.take(behind, b':')?, levels)?
            };
            next = self.next_member(behind)?;
        }
    }

    /// Passes over the rest of an array.
    #[inline(never)]
    fn elements(&self, at: usize, levels: u32) -> Option<usize> {
        if let (b']', at) = self.solid(at)? {
            return Some(at + 1);
        }
        let mut at = at;
        loop {
            match self.solid(self.value(at, levels)?)? {
                (b',', comma) => at = comma + 1,
                (b']', end) => return Some(end + 1),
                _ => return None,
            }
        }
    }

    /// Passes over the rest of a text, and its quote.
    #[inline(always)]
    fn rest_of_text(&self, at: usize) -> Option<usize> {
        let end = self.stop(at)?;
        if self.peek(end)? == b'"' {
            return Some(end + 1);
        }
        self.escaped_text(end)
    }

    /// Passes over the rest of a text from its first escape, and its quote.
    #[inline(never)]
    fn escaped_text(&self, mut at: usize) -> Option<usize> {
        loop {
            match self.peek(at)? {
                b'"' => return Some(at + 1),
                b'\\' => at = self.stop(self.escape(at + 1)?)?,
                _ => return None,
            }
        }
    }

    /// Passes over what follows the backslash of an escape, RFC 8259 section 7.
    fn escape(&self, at: usize) -> Option<usize> {
        match self.peek(at)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
            b'u' => {
                let digits = self.text.as_bytes().get(at + 1..at + 5)?;
                let hex = digits.iter().all(u8::is_ascii_hexdigit);
                // Half of a pair of surrogates may stand alone, which is for the parser to tell.
                let whole = !matches!(
                    digits,
                    [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]
                );
                (hex && whole).then_some(at + 5)
            }
            _ => None,
        }
    }

    #[inline(never)]
    fn scalar(&self, first: u8, at: usize) -> Option<usize> {
        match first {
            b't' => self.word(at, b"true"),
            b'f' => self.word(at, b"false"),
            b'n' => self.word(at, b"null"),
            _ => self.number(at),
        }
    }

    #[inline(always)]
    fn word(&self, at: usize, word: &[u8]) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        rest.starts_with(word).then_some(at + word.len())
    }

    /// RFC 8259 section 6.
    fn number(&self, mut at: usize) -> Option<usize> {
        at += usize::from(self.peek(at) == Some(b'-'));
        at = match self.peek(at)? {
            b'0' => at + 1,
            _ => self.digits(at)?,
        };
        if self.peek(at) == Some(b'.') {
            at = self.digits(at + 1)?;
        }
        if matches!(self.peek(at), Some(b'e' | b'E')) {
            at += 1;
            at += usize::from(matches!(self.peek(at), Some(b'+' | b'-')));
            at = self.digits(at)?;
        }
        Some(at)
    }

    /// One digit or more.
    fn digits(&self, start: usize) -> Option<usize> {
        let mut at = start;
        while self.peek(at).is_some_and(|byte| byte.is_ascii_digit()) {
            at += 1;
        }
        (at > start).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::fast::structural_index::Stops;

    fn passes(json: &str) -> bool {
        let mut stops = Stops::new();
        let line = IndexedLine::new(json, stops.mark(json.as_bytes()));
        line.pass(0).and_then(|end| line.ends(end)).is_some()
    }

    #[test]
    fn strict_json_is_passed() {
        for json in [
            r#"{"a":[],"b":{},"c":[1,-0.5e+3,true,false,null,"x"]} "#,
            " [ { \"a\" : [ [ ] ] } , 0 ]\n",
            r#""\"\\\/\b\f\n\r\t\u00e9 and a text of more than sixteen bytes""#,
            "10",
        ] {
            assert!(passes(json), "{json}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for json in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "[1}",
            "01",
            "1.",
            "-",
            "1e",
            "tru",
            "\"",
            "\"\n\"",
            r#""\x""#,
            r#""\ud834""#,
            r#""\u12""#,
            "[1] 2",
            "{a:1}",
            "\u{a0}1",
            "[\"a\":1]",
            "{\"a\"}",
        ] {
            assert!(!passes(json), "{json}");
        }
        assert!(!passes(&"[".repeat(100)));
        let deep = |levels| "[".repeat(levels) + &"]".repeat(levels);
        assert!(passes(&deep(60)) && !passes(&deep(61)));
    }

    /// A text of `x` with this in its midst.
    fn text(before: usize, midst: &str) -> String {
        format!("\"{}{midst}x\"", "x".repeat(before))
    }

    #[test]
    fn escapes_are_told_at_every_place_of_a_block() {
        for before in 0..140 {
            for midst in [r"\n", r#"\""#, r"\\", r#"\\\""#, r"\u00e9", "é"] {
                assert!(passes(&text(before, midst)), "{midst} behind {before}");
            }
            for midst in [
                r"\x", r"\u00g9", r"\ud800", r"\uD9ab", "\"", "\\\\\"", "\n", "\0",
            ] {
                assert!(!passes(&text(before, midst)), "{midst} behind {before}");
            }
        }
    }

    #[test]
    fn runs_of_backslashes_end_a_text_only_if_even() {
        for before in 0..70 {
            for run in 0..70 {
                let json = format!("\"{}{}\"", "x".repeat(before), "\\".repeat(run));
                assert_eq!(passes(&json), run % 2 == 0, "{run} behind {before}");
            }
        }
    }

    #[test]
    fn texts_of_every_length_are_passed_and_told() {
        for len in (0..150).chain(4_080..4_100) {
            let json = format!("{{\"k\":\"{}\"}}", "x".repeat(len));
            let mut stops = Stops::new();
            let line = IndexedLine::new(&json, stops.mark(json.as_bytes()));
            let mut told = None;
            let end = line.object(0, |_, at| {
                let (text, end) = line.plain(at)?;
                told = Some(text.len());
                Some(end)
            });
            assert_eq!((end, told), (Some(json.len()), Some(len)));
            assert!(!passes(&json[..json.len() - 2]));
        }
    }
}
