//! Reads facts: entries, evidence and uses of some identifiers, and of all identifiers that those name.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;
use jiff::Timestamp;
use rusqlite::Row;

use crate::model::entry::{
    Certified, Entry, Event, Holder, Issued, Method, Observed, Order, Outcome, Recomputed,
    Requested, Signed, Signer, Validity,
};
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::receipt::{Bytes, Receipt};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::evidence_items::{EvidenceRecord, EvidenceSearch};
use crate::store::rows::lineage::identifiers::{Identifiers, certificate, credential, digest};
use crate::store::rows::lineage::record::{Record, bytes};
use crate::store::rows::lineage::uses::{Age, Uses};
use crate::store::rows::reader::Reader;
use crate::store::schema::codes::Code;
use crate::store::schema::codes::event::{CERTIFIED, OBSERVED, REQUESTED, SIGNED};
use crate::store::values::from_integer;

/// The facts of one or more components.
#[derive(Debug, Default)]
pub struct Facts {
    /// Entries, in no particular order.
    pub records: Vec<Record>,
    /// Evidence, in no particular order.
    pub shown: Vec<EvidenceRecord>,
    /// Uses by credential.
    pub uses: BTreeMap<CredentialId, Uses>,
}

type Set = HashSet<IdentifierId, RandomState>;

pub(in crate::store) struct EntryRow {
    at: UnixNanos,
    event: i64,
    scope: NameId,
    resource: NameId,
    principal: NameId,
    insert_id: String,
    credential: Option<IdentifierId>,
    certificate: Option<IdentifierId>,
    digest: Option<IdentifierId>,
    recomputed_certificate: Option<IdentifierId>,
    recomputed_digest: Option<IdentifierId>,
    requester: Option<IdentifierId>,
    valid_from: Option<UnixNanos>,
    valid_to: Option<UnixNanos>,
    detail: Option<String>,
    file: FileId,
    line: i64,
    offset: i64,
    length: Option<i64>,
    sha256: [u8; 32],
    holder: Option<NameId>,
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
}

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

impl EntryRow {
    fn credentials(&self) -> impl Iterator<Item = IdentifierId> + use<> {
        [
            self.credential,
            self.certificate,
            self.recomputed_certificate,
        ]
        .into_iter()
        .flatten()
    }

    fn digests(&self) -> impl Iterator<Item = IdentifierId> + use<> {
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

impl Reader {
    /// The facts of these credentials and digests, and of all identifiers that entries or evidence name beside them.
    pub fn facts(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
    ) -> Result<Facts, Error> {
        let facts = self.facts_up_to(credentials, digests, usize::MAX)?;
        Ok(facts.unwrap_or_default())
    }

    /// Returns the facts of one credential, or None if its component has more than `most` entries.
    pub(crate) fn few_facts(
        &mut self,
        credential: IdentifierId,
        most: usize,
    ) -> Result<Option<Facts>, Error> {
        self.facts_up_to(&[credential], &[], most)
    }

    fn facts_up_to(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
        most: usize,
    ) -> Result<Option<Facts>, Error> {
        let mut in_hand = EvidenceSearch::open(&self.rows)?;
        let mut rows: Vec<EntryRow> = Vec::new();
        let mut met = Set::default();
        let mut known: Set = credentials.iter().chain(digests).copied().collect();
        let mut all_credentials = credentials.to_vec();
        let mut fresh = (credentials.to_vec(), digests.to_vec());
        while !(fresh.0.is_empty() && fresh.1.is_empty()) {
            let found =
                self.entries_by_identifier(fresh.0.iter().chain(&fresh.1), &mut met, most)?;
            let shown = in_hand.find(&fresh.0, &fresh.1, &self.rows)?;
            fresh = (Vec::new(), Vec::new());
            for (credential, digest) in shown {
                fresh.0.extend(credential.filter(|&it| known.insert(it)));
                fresh.1.extend(digest.filter(|&it| known.insert(it)));
            }
            for row in &found {
                fresh
                    .0
                    .extend(row.credentials().filter(|&it| known.insert(it)));
                fresh.1.extend(row.digests().filter(|&it| known.insert(it)));
            }
            all_credentials.extend(&fresh.0);
            rows.extend(found);
            if rows.len() > most {
                return Ok(None);
            }
        }
        known.extend(rows.iter().filter_map(|row| row.requester));
        let identifiers = self.identifiers_of(known.iter())?;
        let uses = self.uses_of(&all_credentials, &identifiers)?;
        self.learn_names(rows.iter().flat_map(EntryRow::names))?;
        let records = rows
            .into_iter()
            .map(|row| self.record(row, &identifiers))
            .collect::<Result<_, _>>()?;
        let shown = in_hand.shown(&identifiers, self)?;
        self.check()?;
        Ok(Some(Facts {
            records,
            shown,
            uses,
        }))
    }

    /// Entries that name one of these identifiers and are not in `met`.
    fn entries_by_identifier<'s>(
        &mut self,
        seeds: impl Iterator<Item = &'s IdentifierId>,
        met: &mut Set,
        most: usize,
    ) -> Result<Vec<EntryRow>, Error> {
        let sql = include_str!("../../../../queries/entries_by_identifier.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let mut found = Vec::new();
        for seed in seeds {
            let mut rows = statement.query([seed])?;
            while let Some(row) = rows.next()? {
                if met.insert(row.get(0)?) {
                    found.push(EntryRow::of(row)?);
                }
                if found.len() > most {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    fn uses_of(
        &mut self,
        credentials: &[IdentifierId],
        identifiers: &Identifiers,
    ) -> Result<BTreeMap<CredentialId, Uses>, Error> {
        let sql = include_str!("../../../../queries/usage_of.sql");
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

    /// The record of a row. The reader must have learnt its names and files.
    pub(in crate::store) fn record(
        &self,
        row: EntryRow,
        identifiers: &Identifiers,
    ) -> Result<Record, Error> {
        let bytes = bytes(Some(row.offset), row.length);
        let place = self.place(row.file, row.line);
        let entry = Entry {
            at: row.at.timestamp(),
            scope: self.name(row.scope),
            principal: self.name(row.principal),
            event: self.event(&row, identifiers)?,
            insert_id: row.insert_id,
        };
        Ok(Record {
            entry,
            place,
            bytes,
            sha256: row.sha256,
            file: row.file,
        })
    }

    /// Whose certificate or token a request asked for, and the signer of the certificate.
    fn order(&self, row: &EntryRow) -> Order {
        let cluster = Signer::Cluster.as_str();
        Order {
            holder: row.holder.map(|it| self.name(it)).unwrap_or_default(),
            signer: match row.detail.as_deref() {
                Some(signer) if signer == cluster => Signer::Cluster,
                _ => Signer::Unknown,
            },
        }
    }

    fn event(&self, row: &EntryRow, identifiers: &Identifiers) -> Result<Event, Error> {
        let incomplete = Error::Damaged("an entry without what it must mention");
        let resource = self.name(row.resource);
        let credential = |number: Option<IdentifierId>| credential(number, identifiers);
        let certificate = |number: Option<IdentifierId>| certificate(number, identifiers);
        let digest = |number: Option<IdentifierId>| digest(number, identifiers);
        let validity = Validity {
            from: row.valid_from.map(UnixNanos::timestamp),
            to: row.valid_to.map(UnixNanos::timestamp),
        };
        Ok(match row.event {
            REQUESTED => Event::Requested(Requested {
                credential: credential(row.credential).ok_or(incomplete)?,
                digest: digest(row.digest),
                requester: credential(row.requester),
                cluster: resource,
                validity,
                order: Box::new(self.order(row)),
            }),
            CERTIFIED => Event::Certified(Certified {
                certificate: certificate(row.certificate).ok_or(incomplete)?,
                digest: digest(row.digest),
                recomputed: certificate(row.recomputed_certificate).map(|certificate| Recomputed {
                    certificate,
                    digest: digest(row.recomputed_digest),
                }),
                pool: resource,
                validity,
                holder: Box::new(holder(row.detail.as_deref())),
            }),
            SIGNED => Event::Signed(Signed {
                digest: digest(row.digest).ok_or(incomplete)?,
                key: resource,
                outcome: outcome(row.detail.as_deref()),
            }),
            OBSERVED => Event::Observed(Observed {
                certificate: certificate(row.certificate).ok_or(incomplete)?,
                digest: digest(row.digest),
                host: resource,
                validity,
                holder: Box::new(holder(row.detail.as_deref())),
            }),
            method => Event::Issued(Issued {
                method: Method::of_code(method)?,
                credential: credential(row.credential).ok_or(incomplete)?,
                certificate: certificate(row.certificate),
                digest: digest(row.digest),
                cluster: resource,
            }),
        })
    }
}

fn holder(detail: Option<&str>) -> Holder {
    detail
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

fn outcome(detail: Option<&str>) -> Outcome {
    detail
        .and_then(|code| code.parse().ok())
        .map_or(Outcome::Done, Outcome::Refused)
}
