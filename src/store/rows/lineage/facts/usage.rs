//! The uses of credentials, from the sums that the database has of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Row;

use crate::model::identifier::{CredentialId, Identifier};
use crate::model::receipt::{Bytes, Receipt};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::Identifiers;
use crate::store::rows::lineage::record::bytes;
use crate::store::rows::lineage::uses::{Age, Uses};
use crate::store::rows::reader::Reader;
use crate::store::values::from_integer;

struct UsageRow {
    credential: IdentifierId,
    principal: NameId,
    cluster: NameId,
    count: i64,
    first: UnixNanos,
    first_file: FileId,
    first_line: i64,
    first_offset: Option<i64>,
    first_length: Option<i64>,
    last: UnixNanos,
    last_file: FileId,
    last_line: i64,
    last_offset: Option<i64>,
    last_length: Option<i64>,
    stale: bool,
    crowded: bool,
}

impl UsageRow {
    /// In the order of the query's columns.
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(UsageRow {
            credential: row.get(0)?,
            principal: row.get(1)?,
            cluster: row.get(2)?,
            count: row.get(3)?,
            first: row.get(4)?,
            first_file: row.get(5)?,
            first_line: row.get(6)?,
            first_offset: row.get(7)?,
            first_length: row.get(8)?,
            last: row.get(9)?,
            last_file: row.get(10)?,
            last_line: row.get(11)?,
            last_offset: row.get(12)?,
            last_length: row.get(13)?,
            stale: row.get(14)?,
            crowded: row.get(15)?,
        })
    }
}

impl Reader {
    pub(super) fn uses_of(
        &mut self,
        credentials: &[IdentifierId],
        identifiers: &Identifiers,
    ) -> Result<BTreeMap<CredentialId, Uses>, Error> {
        let sql = include_str!("../../../../../queries/usage_of.sql");
        let mut rows = self.rows_of(sql, credentials.iter(), UsageRow::of)?;
        self.learn_names(rows.iter().flat_map(|row| [row.principal, row.cluster]))?;
        self.learn_files()?;
        rows.sort_by_cached_key(|it| (self.name(it.principal), self.name(it.cluster))); // row numbers depend on the order of reading
        let mut uses = BTreeMap::new();
        for row in rows {
            let Some(Identifier::Credential(credential)) = identifiers.get(&row.credential) else {
                continue;
            };
            let first = self.sighting(
                row.first,
                (row.first_file, row.first_line),
                bytes(row.first_offset, row.first_length),
            );
            let last = self.sighting(
                row.last,
                (row.last_file, row.last_line),
                bytes(row.last_offset, row.last_length),
            );
            let (principal, cluster) = (self.name(row.principal), self.name(row.cluster));
            let one = Uses {
                count: from_integer(row.count),
                first,
                last,
                files: (row.first_file, row.last_file),
                proxied: row.crowded.then(|| principal.clone()).into_iter().collect(),
                principals: [principal].into(),
                clusters: [cluster].into(),
                age: if row.stale { Age::Stale } else { Age::Usual },
            };
            match uses.entry(credential.clone()) {
                std::collections::btree_map::Entry::Vacant(vacant) => drop(vacant.insert(one)),
                std::collections::btree_map::Entry::Occupied(mut known) => {
                    known.get_mut().join(one)
                }
            }
        }
        Ok(uses)
    }

    /// Time and receipt of a use.
    fn sighting(
        &self,
        at: UnixNanos,
        (file, line): (FileId, i64),
        bytes: Option<Bytes>,
    ) -> (Timestamp, Receipt) {
        let receipt = Receipt {
            place: self.place(file, line),
            bytes,
            insert_id: None,
            sha256: None,
        };
        (at.timestamp(), receipt)
    }
}
