//! Receipts: where the line stands that something rests on, and how anybody can make sure of it without this program.

use std::fmt;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as it was named when it was read.
    pub file: String,
    /// 1-based line.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Numbers of files, in the order in which they were read.
pub type FileNumber = i64;

/// A stretch of a file, unpacked where it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes {
    /// Bytes before it.
    pub offset: u64,
    /// Bytes in it.
    pub length: u64,
}

/// Where something is said, and what the raw line was. A line is what stands on its own there: an element of an array or page
/// counts as one, without what stands around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt {
    /// The line, or the first of several.
    pub place: Place,
    /// Its bytes. None where they were not kept: uses that met their like, databases of old.
    pub bytes: Option<Bytes>,
    /// The log's own id of the entry. None where it is not known.
    pub insert_id: Option<String>,
    /// SHA-256 of its bytes. None for a use whose line was not looked at again.
    pub sha256: Option<[u8; 32]>,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}
