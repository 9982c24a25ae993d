//! The bytes from which one entry is read, with their place in the file.

use std::cell::OnceCell;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::cut_line;
use super::damaged_line;
use super::neighbour_times::Neighbours;
use super::parsed_batch::{RawLine, Rejection};
use crate::model::entry::Source;
use crate::model::receipt::Bytes;

/// The bytes from which an entry is read: a line, or one of several values on a line.
pub(super) struct RecordSpan<'a> {
    pub(super) line: u64,
    pub(super) offset: u64,
    pub(super) bytes: &'a [u8],
    raw: OnceCell<RawLine>,
    damaged: OnceCell<DamagedLine>,
}

/// Logs, project and neighbouring times of a line that could not be read, as far as its bytes show them.
#[derive(Default)]
pub(super) struct DamagedLine {
    pub(super) sources: Vec<Source>,
    pub(super) scope: Option<String>,
    pub(super) neighbours: Neighbours,
}

impl<'a> RecordSpan<'a> {
    pub(super) fn at(line: u64, offset: u64, bytes: &'a [u8]) -> Self {
        RecordSpan {
            line,
            offset,
            bytes,
            raw: OnceCell::new(),
            damaged: OnceCell::new(),
        }
    }
}

impl<'a> RecordSpan<'a> {
    /// Returns the span of one of several values in this span.
    pub(super) fn part(&self, part: Range<usize>) -> Option<RecordSpan<'a>> {
        let offset = self.offset + part.start as u64;
        Some(RecordSpan::at(self.line, offset, self.bytes.get(part)?))
    }
}

impl RecordSpan<'_> {
    pub(super) fn range(&self) -> Bytes {
        Bytes {
            offset: self.offset,
            length: self.bytes.len() as u64,
        }
    }

    /// Returns the line with its hash. Hashing a line takes longer than parsing, so that only lines that are kept are hashed.
    pub(super) fn raw_line(&self) -> RawLine {
        *self.raw.get_or_init(|| RawLine {
            line: self.line,
            bytes: self.range(),
            sha256: Sha256::digest(self.bytes).into(),
        })
    }

    /// Returns what the bytes show. Zeros at the beginning of a file are no line: the file was emptied while its writer had it open.
    pub(super) fn damaged_line(&self) -> &DamagedLine {
        self.damaged.get_or_init(|| match self.offset {
            0 if damaged_line::is_zeroed(self.bytes) => DamagedLine::default(),
            _ => DamagedLine::of(self.bytes),
        })
    }

    pub(super) fn rejection(&self, reason: &impl ToString) -> Rejection {
        let damaged = self.damaged_line();
        Rejection {
            raw: self.raw_line(),
            reason: reason.to_string(),
            sources: damaged.sources.clone(),
            scope: damaged.scope.clone(),
            tail: cut_line::tail(self.bytes),
            neighbours: damaged.neighbours.clone(),
        }
    }
}

impl DamagedLine {
    pub(super) fn of(bytes: &[u8]) -> Self {
        if damaged_line::is_zeroed(bytes) {
            return DamagedLine {
                sources: damaged_line::any_log(),
                ..DamagedLine::default()
            };
        }
        let searched = damaged_line::searched(bytes);
        DamagedLine {
            sources: damaged_line::sources(&searched),
            scope: damaged_line::scope(&searched),
            neighbours: damaged_line::neighbours(&searched),
        }
    }
}
