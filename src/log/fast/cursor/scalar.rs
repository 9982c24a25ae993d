//! Numbers, `true`, `false` and `null` (RFC 8259 sections 3 and 6).

use super::IndexedLine;

impl IndexedLine<'_, '_> {
    #[inline(never)]
    pub(super) fn scalar(&self, first: u8, at: usize) -> Option<usize> {
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

    /// Passes a number (RFC 8259 section 6).
    pub(super) fn number(&self, mut at: usize) -> Option<usize> {
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

    /// Passes one digit or more.
    fn digits(&self, start: usize) -> Option<usize> {
        let mut at = start;
        while self.peek(at).is_some_and(|byte| byte.is_ascii_digit()) {
            at += 1;
        }
        (at > start).then_some(at)
    }
}
