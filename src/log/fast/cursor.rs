//! A strict walk over one JSON line that allocates nothing.
//!
//! Every function takes a byte offset in the line and returns the offset behind the token or value that the function passed. A function
//! returns `None` at JSON that is invalid or that the fast reader leaves to the full parser.

mod escaped_text;
mod scalar;

use super::structural_index::BLOCK;

/// The most brackets that may be open at once in a value.
const DEEPEST: u32 = 60;

/// The next token of an object: a key, by the offset behind its opening quote, or the end, by the offset behind the closing brace.
enum Next {
    Key(usize),
    End(usize),
}

/// A line and its [`Stops`](super::structural_index::Stops): one bit for each byte.
pub(in crate::log) struct IndexedLine<'a, 's> {
    text: &'a str,
    stops: &'s [u64],
}

impl<'a, 's> IndexedLine<'a, 's> {
    pub(in crate::log) fn new(text: &'a str, stops: &'s [u64]) -> Self {
        IndexedLine { text, stops }
    }

    /// Returns the text between two offsets.
    #[inline(always)]
    pub(in crate::log) fn between(&self, at: usize, behind: usize) -> Option<&'a str> {
        self.text.get(at..behind)
    }

    #[inline(always)]
    fn peek(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    #[inline(always)]
    fn pair(&self, at: usize) -> Option<[u8; 2]> {
        self.text.as_bytes().get(at..)?.first_chunk().copied()
    }

    /// Returns the first byte at or behind `at` that is no blank, and its offset.
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

    /// Passes blanks and then the byte `wanted`.
    #[inline(always)]
    fn take(&self, at: usize, wanted: u8) -> Option<usize> {
        let (byte, at) = self.solid(at)?;
        (byte == wanted).then_some(at + 1)
    }

    /// Returns `Some` if only blanks follow.
    pub(in crate::log) fn ends(&self, at: usize) -> Option<()> {
        self.solid(at).is_none().then_some(())
    }

    /// Returns the offset of the first quote, backslash or control character at or behind `at`.
    #[inline(always)]
    fn stop(&self, at: usize) -> Option<usize> {
        let marks = *self.stops.get(at / BLOCK)? >> (at % BLOCK);
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize);
        }
        self.stop_from(at / BLOCK + 1)
    }

    /// Returns the offset of the first quote, backslash or control character in block `block` or a later block.
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

    /// Passes an object. `member` gets each key and the offset of its value, and returns the offset behind the value. Returns `None` for a
    /// key with an escape, since the decoded key may be another one.
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

    /// Returns the first token behind the opening brace of an object.
    #[inline(always)]
    fn first_member(&self, at: usize) -> Option<Next> {
        match self.solid(at)? {
            (b'"', at) => Some(Next::Key(at + 1)),
            (b'}', at) => Some(Next::End(at + 1)),
            _ => None,
        }
    }

    /// Returns the next token behind a member of an object.
    #[inline(always)]
    fn next_member(&self, at: usize) -> Option<Next> {
        // Most exports write no blank between members: one comparison of two bytes finds the next key.
        if self.pair(at) == Some(*b",\"") {
            return Some(Next::Key(at + 2));
        }
        match self.solid(at)? {
            (b',', at) => Some(Next::Key(self.take(at + 1, b'"')?)),
            (b'}', at) => Some(Next::End(at + 1)),
            _ => None,
        }
    }

    /// Returns a string without escapes, and the offset behind its closing quote.
    #[inline(always)]
    pub(in crate::log) fn plain(&self, at: usize) -> Option<(&'a str, usize)> {
        self.unescaped(self.take(at, b'"')?)
    }

    /// Returns a string without escapes from the offset behind its opening quote, and the offset behind its closing quote.
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

    /// Returns whether the next value is an object.
    pub(in crate::log) fn is_object(&self, at: usize) -> bool {
        matches!(self.solid(at), Some((b'{', _)))
    }

    /// Passes a string, an object, a boolean or null. The full parser accepts these in place of any string, but may refuse a number or an
    /// array with a number, so that this function returns `None` for numbers and arrays.
    pub(in crate::log) fn pass_text_or_object(&self, at: usize) -> Option<usize> {
        match self.solid(at)? {
            (b'"' | b'{' | b't' | b'f' | b'n', at) => self.pass(at),
            _ => None,
        }
    }

    /// Passes a natural number of at most nine digits.
    pub(in crate::log) fn small(&self, at: usize) -> Option<usize> {
        let (_, at) = self.solid(at)?;
        let end = self.number(at)?;
        let digits = self.text.as_bytes().get(at..end)?;
        (digits.len() < 10 && digits.iter().all(u8::is_ascii_digit)).then_some(end)
    }

    /// Passes a value of any type.
    #[inline(always)]
    pub(in crate::log) fn pass(&self, at: usize) -> Option<usize> {
        self.value(at, DEEPEST)
    }

    /// Passes a value in which at most `levels` brackets are open at once.
    #[inline(always)]
    fn value(&self, at: usize, levels: u32) -> Option<usize> {
        match self.solid(at)? {
            (b'"', at) => self.rest_of_text(at + 1),
            (b'{', at) => self.members(at + 1, levels.checked_sub(1)?),
            (b'[', at) => self.elements(at + 1, levels.checked_sub(1)?),
            (first, at) => self.scalar(first, at),
        }
    }

    /// Passes an object from the offset behind its opening brace.
    #[inline(never)]
    fn members(&self, at: usize, levels: u32) -> Option<usize> {
        let mut next = self.first_member(at)?;
        loop {
            let at = match next {
                Next::Key(at) => at,
                Next::End(at) => return Some(at),
            };
            let behind = self.rest_of_text(at)?;
            // Most members are strings without a blank before them.
            let behind = if self.pair(behind) == Some(*b":\"") {
                self.rest_of_text(behind + 2)?
            } else {
                self.value(self.take(behind, b':')?, levels)?
            };
            next = self.next_member(behind)?;
        }
    }

    /// Passes an array from the offset behind its opening bracket.
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

    /// Passes a string from any offset inside it, and its closing quote.
    #[inline(always)]
    fn rest_of_text(&self, at: usize) -> Option<usize> {
        let end = self.stop(at)?;
        if self.peek(end)? == b'"' {
            return Some(end + 1);
        }
        self.escaped_text(end)
    }
}

#[cfg(test)]
mod tests;
