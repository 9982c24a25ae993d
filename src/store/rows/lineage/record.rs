//! A record is an entry with where it stands.

use crate::model::entry::Entry;
use crate::model::receipt::{Bytes, Place, Receipt};
use crate::model::row_id::FileId;

/// An entry with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it says.
    pub entry: Entry,
    /// Where it stands.
    pub place: Place,
    /// The bytes of its line; None in databases of old.
    pub bytes: Option<Bytes>,
    /// SHA-256 of these bytes.
    pub sha256: [u8; 32],
    /// The number of its file: later files have higher ones.
    pub file: FileId,
}

impl Record {
    /// Where it stands, and how to make sure of it.
    pub fn receipt(&self) -> Receipt {
        let insert_id = &self.entry.insert_id;
        Receipt {
            place: self.place.clone(),
            bytes: self.bytes,
            insert_id: (!insert_id.is_empty()).then(|| insert_id.clone()),
            sha256: Some(self.sha256),
        }
    }
}

/// A stretch of a file; None where one of its numbers was not kept.
pub(in crate::store) fn bytes(offset: Option<i64>, length: Option<i64>) -> Option<Bytes> {
    Some(Bytes {
        offset: offset? as u64,
        length: length? as u64,
    })
}
