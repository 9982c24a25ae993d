//! A file that is read once, by ranges in the order of their offsets.

use std::fs::File;
use std::io::{self, Read, Take};
use std::path::Path;

use super::line::Line;
use crate::ingest::stream::Hashed;
use crate::log::framing::decompress::unpack;
use crate::model::receipt::Bytes;
use crate::receipts::forward_reader::ForwardReader;

/// The longest range that is looked up, in bytes: no item, and no file of evidence, is longer.
const LONGEST: u64 = 64 << 20;

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
    reader: ForwardReader<Take<Hashed>>,
    /// The last range that was asked for.
    last: Option<(Bytes, Line)>,
}

impl OpenFile {
    /// Opens a file of which ingestion read `bytes` bytes. Bytes that were appended since are ignored.
    pub(super) fn open(path: &Path, bytes: u64, seed: u64) -> io::Result<Self> {
        let (_, stream) = unpack(File::open(path)?)?;
        Ok(OpenFile {
            reader: ForwardReader::of(Hashed::new(stream, seed).take(bytes)),
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
        let bytes = self.reader.bytes(range).map_err(Outside::Unreadable)?;
        let is_whole = bytes.len() as u64 == range.length;
        is_whole.then_some(bytes).ok_or(Outside::Ends)
    }

    /// Reads the rest. Returns the hash and the number of all bytes, as one value.
    pub(super) fn content(self) -> io::Result<[u8; 24]> {
        let mut stream = self.reader.into_stream();
        io::copy(&mut stream, &mut io::sink())?;
        Ok(stream.into_inner().digest().0)
    }
}
