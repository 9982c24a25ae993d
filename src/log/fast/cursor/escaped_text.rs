//! Strings with escapes (RFC 8259 section 7).

use super::IndexedLine;

impl IndexedLine<'_, '_> {
    /// Passes a string from the offset of its first escape, and its closing quote.
    #[inline(never)]
    pub(super) fn escaped_text(&self, mut at: usize) -> Option<usize> {
        loop {
            match self.peek(at)? {
                b'"' => return Some(at + 1),
                b'\\' => at = self.stop(self.escape(at + 1)?)?,
                _ => return None,
            }
        }
    }

    /// Passes an escape from the offset behind its backslash (RFC 8259 section 7).
    fn escape(&self, at: usize) -> Option<usize> {
        match self.peek(at)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
            b'u' => {
                let digits = self.text.as_bytes().get(at + 1..at + 5)?;
                let hex = digits.iter().all(u8::is_ascii_hexdigit);
                // Surrogates are left to the full parser, which checks that they come in pairs.
                let whole = !matches!(
                    digits,
                    [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]
                );
                (hex && whole).then_some(at + 5)
            }
            _ => None,
        }
    }
}
