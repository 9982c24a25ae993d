//! Lines in their files, and where the files lie at present. A line counts only if the line agrees with its receipt.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use crate::log::framing::splitter;
use crate::log::framing::splitter::{Batch, Item};
use crate::model::finding::message::{Message, message};
use crate::model::identifier::CredentialId;
use crate::model::receipt::{Bytes, Place, Receipt};

/// The present location of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// The paths at which the files were read.
    Unmoved,
    /// One directory with all files, by their own names. Objects of a bucket may also have their keys as paths, as in a copy of the bucket.
    In(PathBuf),
}

/// A line to read again.
#[derive(Debug, Clone, Copy)]
pub struct WantedLine<'w> {
    /// The facts that the line must still have.
    pub sought: Sought<'w>,
    /// The place of the line.
    pub receipt: &'w Receipt,
}

/// The facts that a line must still have.
#[derive(Debug, Clone, Copy)]
pub enum Sought<'w> {
    /// It is the line of a record: its hash is that of the receipt.
    Record,
    /// It is the line of a use: it names this credential and the request of the receipt.
    Use(&'w CredentialId),
}

/// A line in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    /// The range.
    pub range: Bytes,
    /// The bytes.
    pub content: Vec<u8>,
    /// The `insertId`.
    pub insert_id: Option<String>,
}

/// Why a line cannot be read.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum Lost {
    /// The file does not exist.
    Moved(PathBuf),
    /// The file cannot be read.
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file has another line at the position.
    Changed(PathBuf),
}

impl Lost {
    /// Returns why, as a message.
    pub fn message(&self) -> Message {
        let (Lost::Moved(path) | Lost::Unreadable { path, .. } | Lost::Changed(path)) = self;
        let path = path.display().to_string();
        match self {
            Lost::Moved(_) => message!("error-line-moved", "{path} is not there", path),
            Lost::Unreadable { source, .. } => message!(
                "error-line-unreadable",
                "{path} cannot be read: {source}",
                path,
                source = source.to_string()
            ),
            Lost::Changed(_) => message!(
                "error-line-changed",
                "{path} holds another line there",
                path
            ),
        }
    }
}

impl Files {
    /// Returns whether the file of a place is there and holds at most `size` bytes, packed or not.
    pub(super) fn is_at_most(&self, place: &Place, size: u64) -> bool {
        let file = std::fs::metadata(self.path(&place.file));
        file.is_ok_and(|it| it.len() <= size)
    }

    /// The present path of a file. In a directory it is the longest end of the earlier path that is there: files of one name may lie in
    /// several directories, and a sink gives its objects the same names every day.
    pub fn path(&self, file: &str) -> PathBuf {
        let path = Path::new(file);
        let (Files::In(directory), Some(name)) = (self, path.file_name()) else {
            return path.to_owned();
        };
        let parts: Vec<&OsStr> = path.components().rev().map_while(normal).collect();
        let ends = (1..=parts.len()).rev().filter_map(|it| parts.get(..it));
        let copies = ends.map(|end| directory.join(end.iter().rev().collect::<PathBuf>()));
        let copied = { copies }.find(|it| it.is_file());
        copied.unwrap_or_else(|| directory.join(name))
    }
}

/// A part of a path that leads deeper.
fn normal<'p>(part: Component<'p>) -> Option<&'p OsStr> {
    match part {
        Component::Normal(name) => Some(name),
        _ => None,
    }
}

/// Returns an item, and the elements in the item.
pub(super) fn stretches<'b>(item: &Item, batch: &'b Batch) -> Vec<(Bytes, &'b [u8])> {
    let whole = batch.bytes.get(item.bytes.clone()).unwrap_or_default();
    let parts = std::iter::once(0..whole.len())
        .chain(splitter::elements(whole).into_iter().map(|it| it.place));
    let stretch = |part: std::ops::Range<usize>| {
        let range = Bytes {
            offset: item.offset + part.start as u64,
            length: part.len() as u64,
        };
        Some((range, whole.get(part)?))
    };
    parts.filter_map(stretch).collect()
}
