//! Reads the uses of credentials. Of one credential there are as many rows as somebody wrote user names into a log: only so many are in
//! memory at a time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use rusqlite::Row;

use crate::model::entry::Event;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::receipt::{Bytes, Receipt};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::Identifiers;
use crate::store::rows::lineage::record::{Record, bytes};
use crate::store::rows::lineage::users::{NameSource, Users};
use crate::store::rows::lineage::uses::{Age, Uses};
use crate::store::rows::reader::Reader;
use crate::store::values::{from_integer, to_integer};

/// Rows that are read of one credential at a time, and rows that are in memory before they are added up.
const MANY: usize = 4_096;

/// Everybody whom one of these records calls the holder of a credential.
pub(super) fn holders(records: &[Record]) -> HashSet<&str> {
    let events = || records.iter().map(|it| &it.entry.event);
    let observed = events().filter_map(|event| match event {
        Event::Observed(it) => Some(it.holder.common_name.as_str()),
        _ => None,
    });
    events().map(Event::user).chain(observed).collect()
}

/// The uses of a credential under one name in one cluster.
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

    fn age(&self) -> Age {
        if self.stale { Age::Stale } else { Age::Usual }
    }

    fn name_source(&self) -> NameSource {
        match self.crowded {
            true => NameSource::FrontProxy,
            false => NameSource::Authenticator,
        }
    }

    fn first_place(&self) -> (FileId, i64, Option<Bytes>) {
        let bytes = bytes(self.first_offset, self.first_length);
        (self.first_file, self.first_line, bytes)
    }

    fn last_place(&self) -> (FileId, i64, Option<Bytes>) {
        let bytes = bytes(self.last_offset, self.last_length);
        (self.last_file, self.last_line, bytes)
    }

    /// The uses of the credential before anything is added up.
    fn unused(&self, [first, last]: &[(Timestamp, Receipt); 2]) -> Uses {
        Uses {
            count: 0,
            first: first.clone(),
            last: last.clone(),
            files: (self.first_file, self.last_file),
            users: Users::default(),
            clusters: BTreeSet::new(),
            age: Age::Usual,
        }
    }
}

/// The uses of a credential while they are added up.
struct Sum {
    uses: Uses,
    /// The user name and cluster of the first use and of the last. Of uses at one moment those with the earlier names count as the first and
    /// as the last, since row numbers depend on the order of reading.
    ends: [(String, String); 2],
    /// The user of the last row that was added.
    user: Option<NameId>,
}

impl Sum {
    fn add(
        &mut self,
        row: &UsageRow,
        by: (String, String),
        [first, last]: [(Timestamp, Receipt); 2],
        holders: &HashSet<&str>,
    ) {
        let uses = &mut self.uses;
        uses.count += from_integer(row.count);
        uses.age = uses.age.max(row.age());
        if self.user.replace(row.principal) != Some(row.principal) {
            uses.users.add(&by.0, row.name_source(), holders);
        }
        if !uses.clusters.contains(&by.1) {
            uses.clusters.insert(by.1.clone());
        }
        let [first_by, last_by] = &mut self.ends;
        if (first.0, &by) < (uses.first.0, first_by) {
            (uses.first, uses.files.0) = (first, row.first_file);
            first_by.clone_from(&by);
        }
        if (last.0, Reverse(&by)) > (uses.last.0, Reverse(last_by)) {
            (uses.last, uses.files.1) = (last, row.last_file);
            *last_by = by;
        }
    }
}

impl Reader {
    /// The uses of these credentials. `holders` are all holders that records name.
    pub(super) fn uses_of(
        &mut self,
        credentials: &[IdentifierId],
        identifiers: &Identifiers,
        holders: &HashSet<&str>,
    ) -> Result<BTreeMap<CredentialId, Uses>, Error> {
        let mut totals = BTreeMap::new();
        let mut rows = Vec::new();
        for credential in credentials {
            let mut after = (NameId(0), NameId(0));
            while let Some(last) = self.usage_after(*credential, after, &mut rows)? {
                after = last;
                self.add_up(&mut rows, &mut totals, holders)?;
                self.forget_names();
            }
            if rows.len() >= MANY {
                self.add_up(&mut rows, &mut totals, holders)?;
            }
        }
        self.add_up(&mut rows, &mut totals, holders)?;
        let named =
            totals
                .into_iter()
                .filter_map(|(number, sum)| match identifiers.get(&number)? {
                    Identifier::Credential(credential) => Some((credential.clone(), sum.uses)),
                    Identifier::Digest(_) => None,
                });
        Ok(named.collect())
    }

    /// Adds rows of a credential to `rows`, those after this user and cluster. Returns the last of them where there may be more.
    fn usage_after(
        &self,
        credential: IdentifierId,
        (user, cluster): (NameId, NameId),
        rows: &mut Vec<UsageRow>,
    ) -> Result<Option<(NameId, NameId)>, Error> {
        let sql = include_str!("../../../../queries/usage_of.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let found = (credential, user, cluster, to_integer(MANY));
        let before = rows.len();
        for row in statement.query_map(found, UsageRow::of)? {
            rows.push(row?);
        }
        let is_full = rows.len() - before >= MANY;
        let last = rows.last().filter(|_| is_full);
        Ok(last.map(|it| (it.principal, it.cluster)))
    }

    fn add_up(
        &mut self,
        rows: &mut Vec<UsageRow>,
        totals: &mut BTreeMap<IdentifierId, Sum>,
        holders: &HashSet<&str>,
    ) -> Result<(), Error> {
        self.learn_names(rows.iter().flat_map(|row| [row.principal, row.cluster]))?;
        self.learn_files(rows.iter().flat_map(|row| [row.first_file, row.last_file]))?;
        for row in rows.drain(..) {
            let by = (self.name(row.principal), self.name(row.cluster));
            let ends = [
                self.sighting(row.first, &row.first_place()),
                self.sighting(row.last, &row.last_place()),
            ];
            let sum = totals.entry(row.credential).or_insert_with(|| Sum {
                uses: row.unused(&ends),
                ends: [by.clone(), by.clone()],
                user: None,
            });
            sum.add(&row, by, ends, holders);
        }
        Ok(())
    }

    /// Time and receipt of a use.
    fn sighting(
        &self,
        at: UnixNanos,
        &(file, line, bytes): &(FileId, i64, Option<Bytes>),
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
