//! Reads raw lines again from their files. A line counts only if the line agrees with its receipt.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::log::Reader;
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter;
use crate::log::framing::splitter::{Batch, Item, MAX_ITEM, Splitter};
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
pub enum Lost {
    /// The file does not exist.
    #[error("{} is not there", .0.display())]
    Moved(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file has another line at the position.
    #[error("{} holds another line there", .0.display())]
    Changed(PathBuf),
}

impl Files {
    /// Returns the line of a record, whose hash must be that of the receipt.
    ///
    /// # Errors
    /// Why the line cannot be read.
    pub fn line_of_record(&self, receipt: &Receipt) -> Result<RawLine, Lost> {
        self.find(receipt, |range, content| {
            let is_it = receipt.sha256 == Some(Sha256::digest(content).into());
            is_it.then(|| RawLine {
                range,
                content: content.to_vec(),
                insert_id: receipt.insert_id.clone(),
            })
        })
    }

    /// Returns the line of a use, which must still name this credential and this request.
    ///
    /// # Errors
    /// Why the line cannot be read.
    pub fn line_of_use(
        &self,
        credential: &CredentialId,
        receipt: &Receipt,
    ) -> Result<RawLine, Lost> {
        self.find(receipt, |range, content| {
            let insert_id = request_in(content, credential, receipt.insert_id.as_deref())?;
            Some(RawLine {
                range,
                content: content.to_vec(),
                insert_id: Some(insert_id),
            })
        })
    }

    /// Returns whether the file of a place is there and holds at most `size` bytes, packed or not.
    pub(super) fn is_at_most(&self, place: &Place, size: u64) -> bool {
        let file = std::fs::metadata(self.path(&place.file));
        file.is_ok_and(|it| it.len() <= size)
    }

    fn find(
        &self,
        receipt: &Receipt,
        mut is_it: impl FnMut(Bytes, &[u8]) -> Option<RawLine>,
    ) -> Result<RawLine, Lost> {
        let path = self.path(&receipt.place.file);
        if !path.is_file() {
            return Err(Lost::Moved(path));
        }
        let found = match receipt.bytes {
            Some(range) => slice(&path, range).map(|content| is_it(range, &content)),
            None => search(&path, receipt.place.line, &mut is_it),
        };
        match found {
            Ok(Some(line)) => Ok(line),
            Ok(None) => Err(Lost::Changed(path)),
            Err(source) => Err(Lost::Unreadable { path, source }),
        }
    }

    /// The present path of a file. In a directory it is the longest end of the earlier path that is there: files of one name may lie in
    /// several directories, and a sink gives its objects the same names every day.
    pub(super) fn path(&self, file: &str) -> PathBuf {
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

/// Reads a range of the decompressed file. The result is shorter if the file ends earlier.
fn slice(path: &Path, range: Bytes) -> io::Result<Vec<u8>> {
    let (packing, mut stream) = unpack(File::open(path)?)?;
    if packing.is_plain() {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(range.offset))?;
        stream = Box::new(file);
    } else {
        io::copy(&mut stream.by_ref().take(range.offset), &mut io::sink())?;
    }
    let mut content = Vec::new();
    let length = range.length.min(MAX_ITEM as u64);
    stream.take(length).read_to_end(&mut content)?;
    Ok(content)
}

/// Searches the items that begin on a line, for receipts without a range.
fn search(
    path: &Path,
    line: u64,
    is_it: &mut dyn FnMut(Bytes, &[u8]) -> Option<RawLine>,
) -> io::Result<Option<RawLine>> {
    let (_, stream) = unpack(File::open(path)?)?;
    let mut splitter = Splitter::new(stream);
    while let Some(batch) = splitter.next_batch()? {
        let there = batch.items.iter().filter(|it| it.line == line);
        let found = there
            .flat_map(|item| stretches(item, &batch))
            .find_map(|(range, content)| is_it(range, content));
        if found.is_some() || batch.items.last().is_some_and(|it| it.line > line) {
            return Ok(found);
        }
        splitter.recycle(batch);
    }
    Ok(None)
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

/// Returns the id of the request, if a line records a use of this credential.
fn request_in(content: &[u8], credential: &CredentialId, request: Option<&str>) -> Option<String> {
    let item = Item {
        line: 1,
        offset: 0,
        bytes: 0..content.len(),
        problem: None,
        lost: splitter::Lost::Itself,
    };
    let batch = Batch {
        bytes: content.to_vec(),
        items: vec![item],
        end: 0,
    };
    let reading = Reader::default().read(&batch);
    let of_it = |text: &str| CredentialId::parse(text) == *credential;
    let own = reading
        .uses
        .iter()
        .filter(|it| of_it(it.credential(&reading.texts)));
    own.map(|it| it.request.to_string())
        .find(|id| request.is_none_or(|request| request == id))
}
