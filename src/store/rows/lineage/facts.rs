//! Reads facts: entries, evidence and uses of some identifiers, and of all identifiers that those name.

mod creations;
mod entry_record;
mod entry_row;

use std::collections::{BTreeMap, HashSet};

pub(in crate::store) use self::entry_row::EntryRow;
use crate::model::identifier::CredentialId;
use crate::model::row_id::IdentifierId;
use crate::store::Error;
use crate::store::rows::lineage::evidence_items::{EvidenceRecord, EvidenceSearch};
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;
use crate::store::rows::lineage::uses_of_credentials::holders;
use crate::store::rows::reader::Reader;
use foldhash::fast::RandomState;

/// The facts of one or more components.
#[derive(Debug, Default)]
pub struct Facts {
    /// Entries, in no particular order.
    pub records: Vec<Record>,
    /// Evidence, in no particular order.
    pub evidence: Vec<EvidenceRecord>,
    /// Uses by credential.
    pub uses: BTreeMap<CredentialId, Uses>,
}

type Set = HashSet<IdentifierId, RandomState>;

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
        let mut search = EvidenceSearch::open(&self.rows)?;
        let mut rows: Vec<EntryRow> = Vec::new();
        let mut met = Set::default();
        let mut known: Set = credentials.iter().chain(digests).copied().collect();
        let mut all_credentials = credentials.to_vec();
        let mut fresh = (credentials.to_vec(), digests.to_vec());
        while !(fresh.0.is_empty() && fresh.1.is_empty()) {
            let found =
                self.entries_by_identifier(fresh.0.iter().chain(&fresh.1), &mut met, most)?;
            let mentioned = search.find(&fresh.0, &fresh.1, &self.rows)?;
            fresh = (Vec::new(), Vec::new());
            for (credential, digest) in mentioned {
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
        let creations = self.creations(&rows)?;
        known.extend(creations.credentials());
        let identifiers = self.identifiers_of(known.iter())?;
        self.learn_names(
            rows.iter()
                .flat_map(EntryRow::names)
                .chain(creations.names()),
        )?;
        self.learn_files(rows.iter().map(EntryRow::file).chain(creations.files()))?;
        let record = |row: EntryRow| {
            let answered = row.credential.map(|it| (it, row.at));
            let mut record = self.record(row, &identifiers)?;
            self.add_creation(&mut record, answered, &creations, &identifiers);
            Ok(record)
        };
        let records: Result<Vec<Record>, Error> = rows.into_iter().map(record).collect();
        let records = records?;
        let uses = self.uses_of(&all_credentials, &identifiers, &holders(&records))?;
        let evidence = search.records(&identifiers, self)?;
        self.check()?;
        Ok(Some(Facts {
            records,
            evidence,
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
}
