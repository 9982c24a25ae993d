//! Facts of a file that must be in the database: entries, uses, changes of audit settings and configurations. The database never forgets
//! one of them.

mod settings;

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use super::Verifier;
use crate::log::parsed_batch::{ParsedBatch, Use};
use crate::model::identifier::CredentialId;
use crate::model::row_id::IdentifierId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids;
use crate::store::rows::load::content::content;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{self, RequestKey};

/// The number of time buckets in memory. The lines of a file go from one bucket to the next.
const BUCKETS: usize = 8;

/// A search for facts, with the time buckets of the last uses.
pub struct Lookup<'v> {
    reader: &'v Reader,
    buckets: HashMap<i64, Vec<u8>>,
}

/// A fact that is not in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The line that tells of the fact.
    pub line: u64,
    /// The fact in words.
    pub what: String,
}

impl Verifier {
    /// Begins to look up facts.
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup {
            reader: &self.reader,
            buckets: HashMap::new(),
        }
    }
}

impl Lookup<'_> {
    /// The facts of a stretch of a file that are not in the database.
    ///
    /// # Errors
    /// Those of the database.
    pub fn lost(&mut self, reading: &ParsedBatch) -> Result<Vec<Lost>, Error> {
        let mut lost = self.lost_entries(reading)?;
        lost.extend(self.lost_uses(reading)?);
        let switches = settings::switches(reading, &self.reader.rows)?;
        let configurations = settings::configurations(reading, &self.reader.rows)?;
        let settings = switches.into_iter().chain(configurations);
        lost.extend(settings.map(|(line, what)| Lost { line, what }));
        Ok(lost)
    }

    fn lost_entries(&self, reading: &ParsedBatch) -> Result<Vec<Lost>, Error> {
        let sql = include_str!("../../../queries/entry_is_known.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut lost = Vec::new();
        for (raw, entry) in &reading.entries {
            let key = (UnixNanos::from(entry.at), content(entry));
            let known: i64 = statement.query_row(key, |row| row.get(0))?;
            if known == 0 {
                let what = format!("an entry, {}", entry.event.as_str());
                let line = raw.line;
                lost.push(Lost { line, what });
            }
        }
        Ok(lost)
    }

    fn lost_uses(&mut self, reading: &ParsedBatch) -> Result<Vec<Lost>, Error> {
        let mut numbers = HashMap::new();
        let mut lost = Vec::new();
        for one in &reading.uses {
            let text = one.credential(&reading.texts);
            if !numbers.contains_key(text) {
                numbers.insert(text, self.number(text)?);
            }
            let number = numbers.get(text).copied().flatten();
            let is_there = number.map(|it| self.holds(it, one)).transpose()?;
            if is_there != Some(true) {
                let what = format!("a use of {}", CredentialId::parse(text));
                let line = one.line;
                lost.push(Lost { line, what });
            }
        }
        Ok(lost)
    }

    /// The number of a credential.
    fn number(&self, text: &str) -> Result<Option<IdentifierId>, Error> {
        let credential = CredentialId::parse(text);
        let sql = include_str!("../../../queries/identifier_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let number = statement.query_row(ids::stored_credential(&credential), |row| row.get(0));
        Ok(number.optional()?)
    }

    /// Whether a time bucket holds a use.
    fn holds(&mut self, credential: IdentifierId, one: &Use) -> Result<bool, Error> {
        let at = UnixNanos::from(one.at);
        let bucket = time_bucket::bucket_of(at);
        self.fetch(bucket)?;
        let uses = self
            .buckets
            .get(&bucket)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let key = (
            credential.packed(),
            RequestKey::new(&one.request),
            time_bucket::second_of(at),
        );
        Ok(time_bucket::holds(bucket, uses, key))
    }

    /// Reads a time bucket into memory.
    fn fetch(&mut self, bucket: i64) -> Result<(), Error> {
        if self.buckets.contains_key(&bucket) {
            return Ok(());
        }
        if self.buckets.len() == BUCKETS {
            self.buckets.clear();
        }
        let sql = include_str!("../../../queries/time_bucket.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let uses: Option<Vec<u8>> = statement.query_row([bucket], |row| row.get(0)).optional()?;
        self.buckets.insert(bucket, uses.unwrap_or_default());
        Ok(())
    }
}
