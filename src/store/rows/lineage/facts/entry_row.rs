//! One row of the table of entries, and the identifiers and names in it.

use rusqlite::Row;

use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;

pub(in crate::store) struct EntryRow {
    pub(super) at: UnixNanos,
    pub(super) event: i64,
    pub(super) scope: NameId,
    pub(super) resource: NameId,
    pub(super) principal: NameId,
    pub(super) insert_id: String,
    pub(super) credential: Option<IdentifierId>,
    pub(super) certificate: Option<IdentifierId>,
    pub(super) digest: Option<IdentifierId>,
    pub(super) recomputed_certificate: Option<IdentifierId>,
    pub(super) recomputed_digest: Option<IdentifierId>,
    pub(super) requester: Option<IdentifierId>,
    pub(super) valid_from: Option<UnixNanos>,
    pub(super) valid_to: Option<UnixNanos>,
    pub(super) detail: Option<String>,
    pub(super) file: FileId,
    pub(super) line: i64,
    pub(super) offset: i64,
    pub(super) length: Option<i64>,
    pub(super) sha256: [u8; 32],
    pub(super) holder: Option<NameId>,
}

impl EntryRow {
    /// In the order of the query's columns.
    pub(in crate::store) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(EntryRow {
            at: row.get(1)?,
            event: row.get(2)?,
            scope: row.get(3)?,
            resource: row.get(4)?,
            principal: row.get(5)?,
            insert_id: row.get(6)?,
            credential: row.get(7)?,
            certificate: row.get(8)?,
            digest: row.get(9)?,
            recomputed_certificate: row.get(10)?,
            recomputed_digest: row.get(11)?,
            requester: row.get(12)?,
            valid_from: row.get(13)?,
            valid_to: row.get(14)?,
            detail: row.get(15)?,
            file: row.get(16)?,
            line: row.get(17)?,
            offset: row.get(18)?,
            length: row.get(19)?,
            sha256: row.get(20)?,
            holder: row.get(21)?,
        })
    }

    /// Returns the file in which the entry is.
    pub(in crate::store) fn file(&self) -> FileId {
        self.file
    }

    pub(super) fn credentials(&self) -> impl Iterator<Item = IdentifierId> + use<> {
        [
            self.credential,
            self.certificate,
            self.recomputed_certificate,
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn digests(&self) -> impl Iterator<Item = IdentifierId> + use<> {
        [self.digest, self.recomputed_digest].into_iter().flatten()
    }

    /// The numbers of all identifiers that the entry names.
    pub(in crate::store) fn identifiers(&self) -> impl Iterator<Item = IdentifierId> + use<> {
        let mentioned = self.credentials().chain(self.digests());
        mentioned.chain(self.requester)
    }

    /// The numbers of the names that belong to the record of the entry.
    pub(in crate::store) fn names(&self) -> impl Iterator<Item = NameId> + use<> {
        let names = [self.scope, self.resource, self.principal];
        names.into_iter().chain(self.holder)
    }
}
