//! Receipts: the position of a line that proves a statement, and its hash, by which anybody can check the line without this program.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The name of the file when the file was read.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A range of bytes in a decompressed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bytes {
    /// The offset of the first byte.
    pub offset: u64,
    /// The number of bytes.
    pub length: u64,
}

/// The position and the hash of a line that proves a statement. An element of an array or page counts as a line, without the brackets and
/// commas around the element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt {
    /// The line, or the first of several lines.
    pub place: Place,
    /// The range of the line. `None` if the range was not kept: for a use with an earlier similar use, and in old databases.
    pub bytes: Option<Bytes>,
    /// The `insertId` of the entry. `None` if unknown.
    pub insert_id: Option<String>,
    /// SHA-256 of the line. `None` for a use whose line was not read again.
    pub sha256: Option<[u8; 32]>,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}
