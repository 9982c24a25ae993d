//! The creations of the CertificateSigningRequests in which certificates were handed out.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::EntryRow;
use crate::model::entry::{Asked, Creator, Event};
use crate::model::receipt::Receipt;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::rows::lineage::identifiers::{Identifiers, credential};
use crate::store::rows::lineage::record::{Record, bytes};
use crate::store::rows::reader::Reader;
use crate::store::schema::codes::event::REQUESTED;
use crate::store::{Error, json_list};

/// A certificate, and when it was written into the status of a CertificateSigningRequest.
type Answered = (IdentifierId, UnixNanos);

/// The known creations, by what was answered.
#[derive(Default)]
pub(in crate::store) struct Creations(BTreeMap<Answered, CreationRow>);

/// The creation of one CertificateSigningRequest.
struct CreationRow {
    at: UnixNanos,
    principal: NameId,
    acting_as: Option<NameId>,
    credential: Option<IdentifierId>,
    file: FileId,
    line: i64,
    offset: i64,
    length: i64,
    sha256: [u8; 32],
}

impl CreationRow {
    /// In the order of the query's columns.
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(CreationRow {
            at: row.get(2)?,
            principal: row.get(3)?,
            acting_as: row.get(4)?,
            credential: row.get(5)?,
            file: row.get(6)?,
            line: row.get(7)?,
            offset: row.get(8)?,
            length: row.get(9)?,
            sha256: row.get(10)?,
        })
    }
}

impl Creations {
    /// The credentials of the creators.
    pub(super) fn credentials(&self) -> impl Iterator<Item = IdentifierId> {
        self.0.values().filter_map(|it| it.credential)
    }

    /// The names of the creators, and of those whom they impersonated.
    pub(super) fn names(&self) -> impl Iterator<Item = NameId> {
        let all = self.0.values();
        all.flat_map(|it| [Some(it.principal), it.acting_as].into_iter().flatten())
    }

    /// The files of the creations.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.0.values().map(|it| it.file)
    }
}

impl Reader {
    /// Returns the creations of the requests among these entries.
    pub(super) fn creations(&mut self, rows: &[EntryRow]) -> Result<Creations, Error> {
        let requests = rows.iter().filter(|it| it.event == REQUESTED);
        let certificates = requests.filter_map(|it| it.credential);
        let certificates = json_list(certificates);
        if certificates == "[]" {
            return Ok(Creations::default());
        }
        let sql = include_str!("../../../../../queries/creations_of_requests.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let mut rows = statement.query([certificates])?;
        let mut creations = Creations::default();
        while let Some(row) = rows.next()? {
            let answered = (row.get(0)?, row.get(1)?);
            let creation = CreationRow::of(row)?;
            creations.0.entry(answered).or_insert(creation);
        }
        Ok(creations)
    }

    /// Adds the creation of the request of a row to the record of the row. The reader must have learnt its names and files.
    pub(super) fn add_creation(
        &self,
        record: &mut Record,
        answered: Option<Answered>,
        creations: &Creations,
        identifiers: &Identifiers,
    ) {
        let creation = answered.and_then(|it| creations.0.get(&it));
        if let (Event::Requested(requested), Some(creation)) = (&mut record.entry.event, creation) {
            requested.order.asked = Some(self.asked(creation, identifiers));
        }
    }

    fn asked(&self, row: &CreationRow, identifiers: &Identifiers) -> Asked {
        Asked {
            at: row.at.timestamp(),
            creator: Creator {
                principal: self.name(row.principal),
                acting_as: row.acting_as.map(|it| self.name(it)),
                credential: credential(row.credential, identifiers),
            },
            receipt: Receipt {
                place: self.place(row.file, row.line),
                bytes: bytes(Some(row.offset), Some(row.length)),
                insert_id: None,
                sha256: Some(row.sha256),
            },
        }
    }
}
