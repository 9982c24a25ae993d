//! A walk through one JSON value, strict, and without keeping anything.
//!
//! Every step that meets something out of the ordinary answers nothing: the caller then leaves the line to the real parser.

use wide::u8x16;

/// Brackets that may be open at once: as many as a word has bits.
const DEEPEST: u32 = 60;

/// A place in a line.
pub(super) struct Cursor<'a> {
    line: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Cursor {
            line,
            bytes: line.as_bytes(),
            at: 0,
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is no blank.
    #[inline(always)]
    fn solid(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        if byte > b' ' {
            return Some(byte);
        }
        self.blanks()
    }

    #[inline(never)]
    fn blanks(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Goes over this byte, blanks before it passed over.
    #[inline(always)]
    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.solid()? == wanted).then(|| self.at += 1)
    }

    /// Nothing but blanks may follow.
    pub(super) fn ends(&mut self) -> Option<()> {
        self.solid().is_none().then_some(())
    }

    /// Walks through an object; `member` gets each key as it stands and must pass the value.
    /// Keys with escapes might be others than they seem: there the walk ends.
    #[inline(always)]
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.take(b'{')?;
        if self.solid()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.take(b'"')?;
            let key = self.unescaped()?;
            self.take(b':')?;
            member(self, key)?;
            match self.solid()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// A text without escapes.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        self.unescaped()
    }

    /// Whether an object comes next.
    pub(super) fn is_object(&mut self) -> Option<bool> {
        Some(self.solid()? == b'{')
    }

    /// Passes over a text, an object, a boolean or null: what no reader of a text can stumble over. It can over numbers, and over
    /// those in an array.
    pub(super) fn pass_text_or_object(&mut self) -> Option<()> {
        match self.solid()? {
            b'"' | b'{' | b't' | b'f' | b'n' => self.pass(),
            _ => None,
        }
    }

    /// Passes over a natural number of at most nine digits.
    pub(super) fn small(&mut self) -> Option<()> {
        self.solid()?;
        let start = self.at;
        self.number()?;
        let digits = self.bytes.get(start..self.at)?;
        (digits.len() < 10 && digits.iter().all(u8::is_ascii_digit)).then_some(())
    }

    /// The rest of a text without escapes, and its quote.
    #[inline(always)]
    fn unescaped(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += stop(self.bytes.get(start..)?);
        let text = self.line.get(start..self.at)?;
        (self.peek()? == b'"').then(|| self.at += 1)?;
        Some(text)
    }

    /// Passes over the rest of a text, and its quote.
    #[inline(always)]
    fn text(&mut self) -> Option<()> {
        loop {
            self.at += stop(self.bytes.get(self.at..)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => {
                let digits = self.bytes.get(self.at + 2..self.at + 6)?;
                let hex = digits.iter().all(u8::is_ascii_hexdigit);
                // Half of a pair of surrogates may stand alone, which is for the parser to tell.
                let whole = !matches!(
                    digits,
                    [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]
                );
                (hex && whole).then(|| self.at += 6)?;
            }
            _ => return None,
        }
        Some(())
    }

    /// Passes over a value of any kind.
    #[inline(always)]
    pub(super) fn pass(&mut self) -> Option<()> {
        match self.solid()? {
            b'"' => {
                self.at += 1;
                self.text()
            }
            b'{' | b'[' => self.nested(),
            first => self.scalar(first),
        }
    }

    fn scalar(&mut self, first: u8) -> Option<()> {
        match first {
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    /// RFC 8259 section 6.
    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Passes over a key and the colon behind it.
    #[inline(always)]
    fn key(&mut self) -> Option<()> {
        self.take(b'"')?;
        self.text()?;
        self.take(b':')
    }

    /// Passes over an object or array with all that is in it.
    fn nested(&mut self) -> Option<()> {
        let mut open = Open::default();
        loop {
            match self.solid()? {
                b'"' => {
                    self.at += 1;
                    self.text()?;
                }
                b'{' => {
                    open.push(OBJECT)?;
                    self.at += 1;
                    if self.solid()? != b'}' {
                        self.key()?;
                        continue;
                    }
                }
                b'[' => {
                    open.push(ARRAY)?;
                    self.at += 1;
                    if self.solid()? != b']' {
                        continue;
                    }
                }
                first => self.scalar(first)?,
            }
            if self.behind_value(&mut open)? == After::End {
                return Some(());
            }
        }
    }

    /// From the end of a value to the beginning of the next one.
    #[inline(always)]
    fn behind_value(&mut self, open: &mut Open) -> Option<After> {
        while open.depth > 0 {
            match (self.solid()?, open.kinds & 1) {
                (b',', ARRAY) => {
                    self.at += 1;
                    return Some(After::Value);
                }
                (b',', _) => {
                    self.at += 1;
                    self.key()?;
                    return Some(After::Value);
                }
                (b'}', OBJECT) | (b']', ARRAY) => {
                    self.at += 1;
                    open.pop();
                }
                _ => return None,
            }
        }
        Some(After::End)
    }
}

/// What follows a value.
#[derive(PartialEq, Eq)]
enum After {
    Value,
    End,
}

const OBJECT: u64 = 1;
const ARRAY: u64 = 0;

/// Brackets that are open, a bit each, the innermost lowest.
#[derive(Default)]
struct Open {
    kinds: u64,
    depth: u32,
}

impl Open {
    #[inline(always)]
    fn push(&mut self, kind: u64) -> Option<()> {
        self.kinds = self.kinds << 1 | kind;
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.kinds >>= 1;
        self.depth -= 1;
    }
}

/// Length of `text` before its first quote, backslash or control character.
#[inline(always)]
fn stop(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((bytes, tail)) = rest.split_first_chunk::<16>() {
        let marks = stops(*bytes);
        if marks != 0 {
            return text.len() - rest.len() + marks.trailing_zeros() as usize;
        }
        rest = tail;
    }
    let left = rest
        .iter()
        .take_while(|&&byte| !matches!(byte, b'"' | b'\\' | 0..0x20))
        .count();
    text.len() - rest.len() + left
}

/// Marks quotes, backslashes and control characters, a bit each.
#[inline(always)]
fn stops(bytes: [u8; 16]) -> u32 {
    let bytes = u8x16::new(bytes);
    let quotes = bytes.simd_eq(u8x16::splat(b'"'));
    let backslashes = bytes.simd_eq(u8x16::splat(b'\\'));
    let controls = bytes.min(u8x16::splat(0x1f)).simd_eq(bytes);
    (quotes | backslashes | controls).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(json: &str) -> bool {
        let mut cursor = Cursor::new(json);
        cursor.pass().is_some() && cursor.ends().is_some()
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
}
