//! Facts of a file that must be in the database: entries, uses, changes of audit settings and configurations. The database never forgets
//! one of them.

mod settings;
mod uses;

use self::settings::Lacking;
use self::uses::WaitingUses;
use super::Verifier;
use crate::log::parsed_batch::ParsedBatch;
use crate::model::finding::message::{Message, message};
use crate::model::row_id::FileId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::load::content::content;
use crate::store::rows::reader::Reader;

/// Uses that wait in memory before they are looked up, 64 bytes each.
const MANY: usize = 100_000;

/// A search for facts.
pub struct Lookup<'v> {
    reader: &'v Reader,
    uses: WaitingUses<'v>,
}

/// A fact that is not in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The file.
    pub file: FileId,
    /// The line of the fact.
    pub line: u64,
    /// The fact in words.
    pub what: Message,
}

impl Verifier {
    /// Begins to look up facts.
    ///
    /// # Errors
    /// Those of a temporary file.
    pub fn lookup(&self) -> Result<Lookup<'_>, Error> {
        Ok(Lookup {
            reader: &self.reader,
            uses: WaitingUses::new(&self.reader, MANY)?,
        })
    }
}

impl Lookup<'_> {
    /// Looks up the facts of a stretch of a file. `lost` gets those that are not in the database; of uses only the ones that were looked up
    /// meanwhile, whichever file they are of.
    ///
    /// # Errors
    /// Those of the database and of a temporary file.
    pub fn look_up(
        &mut self,
        file: FileId,
        reading: &ParsedBatch,
        lost: &mut dyn FnMut(Lost),
    ) -> Result<(), Error> {
        let entries = self.lost_entries(reading)?;
        let switches = settings::switches(reading, &self.reader.rows)?;
        let configurations = settings::configurations(reading, &self.reader.rows)?;
        let all = entries.into_iter().chain(switches).chain(configurations);
        all.for_each(|(line, what)| lost(Lost { file, line, what }));
        self.uses.add(file, reading, lost)
    }

    /// Looks up the uses that still wait.
    ///
    /// # Errors
    /// Those of the database and of a temporary file.
    pub fn end(self, lost: &mut dyn FnMut(Lost)) -> Result<(), Error> {
        self.uses.end(lost)
    }

    fn lost_entries(&self, reading: &ParsedBatch) -> Result<Vec<Lacking>, Error> {
        let sql = include_str!("../../../queries/entry_is_known.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut lost = Vec::new();
        for (raw, entry) in &reading.entries {
            let key = (UnixNanos::from(entry.at), content(entry));
            let known: i64 = statement.query_row(key, |row| row.get(0))?;
            if known == 0 {
                let what = message!(
                    "fsck-lacks-entry",
                    "an entry, {event}",
                    event = entry.event.as_str()
                );
                lost.push((raw.line, what));
            }
        }
        Ok(lost)
    }
}
