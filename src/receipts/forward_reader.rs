//! A stream that is read once, by ranges in the order of their offsets.

use std::io::{self, Read};

use crate::model::receipt::Bytes;

/// The smallest number of bytes to drop from the beginning of the buffer.
const SLACK: usize = 1 << 20;

/// A stream, and the bytes of it that ranges may still ask for.
pub(super) struct ForwardReader<R> {
    stream: R,
    buffer: Vec<u8>,
    /// The offset in the stream of the first byte of the buffer.
    begin: u64,
}

impl<R: Read> ForwardReader<R> {
    /// Returns a reader at the beginning of a stream.
    pub(super) fn of(stream: R) -> Self {
        ForwardReader {
            stream,
            buffer: Vec::new(),
            begin: 0,
        }
    }

    /// Returns the bytes of a range; fewer where the stream ends earlier, and none where an earlier range began behind this one.
    pub(super) fn bytes(&mut self, range: Bytes) -> io::Result<&[u8]> {
        self.skip_to(range.offset)?;
        let Some(start) = range.offset.checked_sub(self.begin) else {
            return Ok(&[]);
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let length = usize::try_from(range.length).unwrap_or(usize::MAX);
        let end = start.saturating_add(length);
        let lacking = end.saturating_sub(self.buffer.len()) as u64;
        let more = self.stream.by_ref().take(lacking);
        { more }.read_to_end(&mut self.buffer)?;
        let end = end.min(self.buffer.len());
        Ok(self.buffer.get(start..end).unwrap_or_default())
    }

    /// Drops the bytes before an offset from the buffer, if they are many and more than the rest: else ranges that overlap would
    /// move the same bytes again and again.
    fn skip_to(&mut self, offset: u64) -> io::Result<()> {
        let end = self.position();
        if offset >= end {
            self.buffer.clear();
            self.begin = offset;
            let skipped = self.stream.by_ref().take(offset - end);
            io::copy(&mut { skipped }, &mut io::sink())?;
            return Ok(());
        }
        let past = usize::try_from(offset.saturating_sub(self.begin)).unwrap_or(usize::MAX);
        if past > SLACK && past > self.buffer.len() / 2 {
            self.buffer.drain(..past);
            self.begin = offset;
        }
        Ok(())
    }

    /// Returns the offset up to which the stream was read, or would have been if it were longer.
    pub(super) fn position(&self) -> u64 {
        self.begin + self.buffer.len() as u64
    }

    /// Returns the stream, behind the last byte of the last range.
    pub(super) fn into_stream(self) -> R {
        self.stream
    }
}
