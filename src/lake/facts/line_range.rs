//! The lines that begin in a range of bytes.

use std::io::{self, Read};

use memchr::memchr;

/// Reads the lines that begin in a range of a stream: from the first line that begins at or behind `start` to the end of the last line that begins
/// before `end`.
pub(super) struct LineRange<R> {
    inner: R,
    /// The offset of the next byte of `inner`.
    at: u64,
    end: u64,
    is_finished: bool,
    /// The offset of the first byte that is part of the range.
    begin: u64,
    /// Bytes that were read while looking for the first line.
    ahead: io::Cursor<Vec<u8>>,
}

/// Bytes that are read at once while looking for the first line.
const BLOCK: usize = 64 << 10;

impl<R: Read> LineRange<R> {
    /// The lines from `start` to `end`. `inner` begins one byte before `start`, or at `start` where that is 0.
    pub(super) fn new(inner: R, start: u64, end: u64) -> io::Result<Self> {
        let mut range = LineRange {
            inner,
            at: start.saturating_sub(1),
            end,
            is_finished: false,
            begin: start,
            ahead: io::Cursor::default(),
        };
        if start > 0 {
            range.skip_line()?;
        }
        range.is_finished = range.begin >= end;
        Ok(range)
    }

    /// The offset of the first line's first byte.
    pub(super) fn begin(&self) -> u64 {
        self.begin
    }

    /// The offset behind the last byte that was read.
    pub(super) fn offset(&self) -> u64 {
        self.at - (self.ahead.get_ref().len() as u64 - self.ahead.position())
    }

    /// Skips the rest of the line that began before the range.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut block = vec![0; BLOCK];
        loop {
            let read = self.inner.read(&mut block)?;
            let bytes = block.get(..read).unwrap_or_default();
            self.at += read as u64;
            if let Some(end) = memchr(b'\n', bytes) {
                let rest = bytes.get(end + 1..).unwrap_or_default();
                self.begin = self.at - rest.len() as u64;
                self.ahead = io::Cursor::new(rest.to_vec());
                return Ok(());
            }
            if read == 0 {
                self.begin = self.at;
                return Ok(());
            }
        }
    }

    /// How many of these bytes, which begin at `offset`, are in the range.
    fn within(&mut self, bytes: &[u8], offset: u64) -> usize {
        let last = (self.end - 1).saturating_sub(offset); // a line that ends here or behind is the last one
        let last = usize::try_from(last).unwrap_or(usize::MAX);
        let found = bytes.get(last..).and_then(|it| memchr(b'\n', it));
        found.map_or(bytes.len(), |found| {
            self.is_finished = true;
            last + found + 1
        })
    }
}

impl<R: Read> Read for LineRange<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_finished || buffer.is_empty() {
            return Ok(0);
        }
        let offset = self.offset();
        let mut read = self.ahead.read(buffer)?;
        if read == 0 {
            read = self.inner.read(buffer)?;
            self.at += read as u64;
        }
        let bytes = buffer.get(..read).unwrap_or_default();
        let within = self.within(bytes, offset);
        self.at -= if self.is_finished {
            (read - within) as u64
        } else {
            0
        };
        Ok(within)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &[u8], start: usize, end: usize) -> (u64, Vec<u8>, u64) {
        let from = start.saturating_sub(1);
        let mut range = LineRange::new(&text[from..], start as u64, end as u64).unwrap();
        let mut read = Vec::new();
        let mut byte = [0; 3];
        loop {
            let count = range.read(&mut byte).unwrap();
            if count == 0 {
                break;
            }
            read.extend(&byte[..count]);
        }
        (range.begin(), read, range.offset())
    }

    proptest! {
        #[test]
        fn every_line_is_in_the_split_in_which_it_begins(text in "[a\n]{0,40}", size in 1_usize..12) {
            let text = text.as_bytes();
            let mut all = Vec::new();
            let mut behind = 0;
            for start in (0..text.len()).step_by(size) {
                let end = (start + size).min(text.len());
                let (begin, read, offset) = lines(text, start, end);
                if !read.is_empty() || start == 0 {
                    prop_assert_eq!(begin, all.len() as u64);
                    prop_assert!((start as u64..end as u64).contains(&begin));
                    behind = offset;
                }
                all.extend(read);
                prop_assert_eq!(behind, all.len() as u64);
            }
            prop_assert_eq!(all, text);
        }
    }
}
