//! A file that is read once, by ranges in the order of their offsets.

use std::fs::File;
use std::io::{self, Read, Take};
use std::path::Path;

use super::line::Line;
use crate::ingest::stream::Hashed;
use crate::log::framing::decompress::unpack;
use crate::model::receipt::Bytes;

/// The longest range that is looked up, in bytes: no item, and no file of evidence, is longer.
const LONGEST: u64 = 64 << 20;

/// The smallest number of bytes to drop from the beginning of the buffer.
const SLACK: usize = 1 << 20;

/// Why a range cannot be looked up.
#[derive(Debug)]
pub(super) enum Outside {
    /// The file has fewer bytes.
    Ends,
    /// The file cannot be read on.
    Unreadable(io::Error),
}

/// An open file, and the bytes of it that ranges may still ask for.
pub(super) struct OpenFile {
    stream: Take<Hashed>,
    buffer: Vec<u8>,
    /// The offset in the file of the first byte of the buffer.
    begin: u64,
    /// The last range that was asked for.
    last: Option<(Bytes, Line)>,
}

impl OpenFile {
    /// Opens a file of which ingestion read `bytes` bytes. Bytes that were appended since are ignored.
    pub(super) fn open(path: &Path, bytes: u64, seed: u64) -> io::Result<Self> {
        let (_, stream) = unpack(File::open(path)?)?;
        Ok(OpenFile {
            stream: Hashed::new(stream, seed).take(bytes),
            buffer: Vec::new(),
            begin: 0,
            last: None,
        })
    }

    /// The line in a range. Ranges come in the order of their offsets.
    pub(super) fn line(&mut self, range: Bytes) -> Result<&Line, Outside> {
        if self.last.as_ref().is_none_or(|(it, _)| *it != range) {
            let line = Line::of(self.bytes(range)?);
            self.last = Some((range, line));
        }
        self.last.as_ref().map(|(_, it)| it).ok_or(Outside::Ends)
    }

    /// The bytes of a range. A range that no file has is refused first: it must not carry the stream past the ranges that follow.
    fn bytes(&mut self, range: Bytes) -> Result<&[u8], Outside> {
        if range.length > LONGEST || range.offset == u64::MAX {
            return Err(Outside::Ends);
        }
        self.skip_to(range.offset).map_err(Outside::Unreadable)?;
        let start = range.offset.checked_sub(self.begin).ok_or(Outside::Ends)?;
        let start = usize::try_from(start).map_err(|_| Outside::Ends)?;
        let length = usize::try_from(range.length).map_err(|_| Outside::Ends)?;
        let end = start.checked_add(length).ok_or(Outside::Ends)?;
        let lacking = end.saturating_sub(self.buffer.len()) as u64;
        let more = self.stream.by_ref().take(lacking);
        { more }
            .read_to_end(&mut self.buffer)
            .map_err(Outside::Unreadable)?;
        self.buffer.get(start..end).ok_or(Outside::Ends)
    }

    /// Drops the bytes before an offset from the buffer, if they are many and more than the rest: else ranges that overlap would
    /// move the same bytes again and again.
    fn skip_to(&mut self, offset: u64) -> io::Result<()> {
        let end = self.begin + self.buffer.len() as u64;
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

    /// Reads the rest. Returns the hash and the number of all bytes, as one value.
    pub(super) fn content(mut self) -> io::Result<[u8; 24]> {
        io::copy(&mut self.stream, &mut io::sink())?;
        Ok(self.stream.into_inner().digest().0)
    }
}
