//! An entry with its receipt.

use crate::model::entry::Entry;
use crate::model::receipt::{Bytes, Place, Receipt};
use crate::model::row_id::FileId;
use crate::store::values::from_integer;

/// An entry with the line that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// The file and the line of the entry.
    pub place: Place,
    /// The position of the line's bytes. None in databases of versions that did not keep it.
    pub bytes: Option<Bytes>,
    /// SHA-256 of the line's bytes.
    pub sha256: [u8; 32],
    /// The row of the file.
    pub file: FileId,
}

impl Record {
    /// The receipt of the entry.
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

/// The position of a line's bytes. None if offset or length was not kept.
pub(in crate::store) fn bytes(offset: Option<i64>, length: Option<i64>) -> Option<Bytes> {
    Some(Bytes {
        offset: from_integer(offset?),
        length: from_integer(length?),
    })
}
