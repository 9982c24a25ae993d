//! A connection that reads many rows, with the names and files that these rows refer to.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row};

use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::receipt::Place;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::store::location::Location;
use crate::store::rows::ids;
use crate::store::rows::lineage::identifiers::{
    Identifiers, credential_seed, digest, known_one, restored,
};
use crate::store::values::{from_integer, to_integer};
use crate::store::{Error, names_of};

/// The number of names of files from which on a reader forgets them before it learns others.
const MANY_FILES: usize = 4_096;

/// A connection that reads many rows in the thread of the caller.
pub struct Reader {
    pub(in crate::store) rows: Connection,
    location: Location,
    names: BTreeMap<NameId, String>,
    files: BTreeMap<FileId, String>,
}

impl Reader {
    pub(in crate::store) fn of(rows: Connection, location: Location) -> Self {
        Reader {
            rows,
            location,
            names: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Checks that nobody has changed a file that SQLite reads without locks.
    pub(in crate::store) fn check(&self) -> Result<(), Error> {
        self.location.check()
    }

    /// At most `most` credentials after this one, in the order of their kinds and values.
    pub fn seeds(
        &mut self,
        after: Option<&CredentialId>,
        most: usize,
    ) -> Result<BTreeMap<CredentialId, IdentifierId>, Error> {
        let after = after.map(|it| Identifier::from(it.clone()));
        let (kind, value) = after.as_ref().map_or((0, [].as_slice()), ids::stored);
        let sql = include_str!("../../../queries/credentials_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let seeds = statement.query_map((kind, value, to_integer(most)), restored)?;
        seeds
            .map(|seed| credential_seed(known_one(seed?)?))
            .collect()
    }

    /// The digests with these ids.
    pub fn digests_with_ids(
        &mut self,
        ids: &[IdentifierId],
    ) -> Result<BTreeSet<ToBeSigned>, Error> {
        let identifiers = self.identifiers_of(ids.iter())?;
        let digests = ids.iter().filter_map(|it| digest(Some(*it), &identifiers));
        Ok(digests.collect())
    }

    pub(in crate::store) fn identifiers_of<'s>(
        &mut self,
        numbers: impl Iterator<Item = &'s IdentifierId>,
    ) -> Result<Identifiers, Error> {
        let sql = include_str!("../../../queries/identifier_with_id.sql");
        let rows = self.rows_of(sql, numbers, restored)?;
        rows.into_iter().map(known_one).collect()
    }

    /// All rows that a query from `queries/` gives for each of these identifiers.
    pub(in crate::store) fn rows_of<'s, T>(
        &mut self,
        sql: &str,
        seeds: impl Iterator<Item = &'s IdentifierId>,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.rows.prepare_cached(sql)?;
        let mut found = Vec::new();
        for seed in seeds {
            let mut rows = statement.query([seed])?;
            while let Some(row) = rows.next()? {
                found.push(read(row)?);
            }
        }
        Ok(found)
    }

    /// Fetches names for [`name`](Self::name).
    pub(in crate::store) fn learn_names(
        &mut self,
        numbers: impl Iterator<Item = NameId>,
    ) -> Result<(), Error> {
        let unknown: BTreeSet<NameId> = numbers.filter(|it| !self.names.contains_key(it)).collect();
        if !unknown.is_empty() {
            self.names
                .extend(names_of(unknown.into_iter(), &self.rows)?);
        }
        Ok(())
    }

    /// Forgets all names, so that they do not fill the memory.
    pub(in crate::store) fn forget_names(&mut self) {
        self.names.clear();
    }

    pub(in crate::store) fn name(&self, number: NameId) -> String {
        self.names.get(&number).cloned().unwrap_or_default()
    }

    /// Fetches the names of these files for [`place`](Self::place). A database remembers more files than memory should.
    pub(in crate::store) fn learn_files(
        &mut self,
        numbers: impl Iterator<Item = FileId>,
    ) -> Result<(), Error> {
        if self.files.len() > MANY_FILES {
            self.files.clear();
        }
        let sql = include_str!("../../../queries/name_of_file.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        for number in numbers {
            if let Entry::Vacant(unknown) = self.files.entry(number) {
                let name = statement.query_row([number], |row| row.get(0));
                unknown.insert(name.optional()?.unwrap_or_default());
            }
        }
        Ok(())
    }

    pub(in crate::store) fn place(&self, file: FileId, line: i64) -> Place {
        Place {
            file: self.files.get(&file).cloned().unwrap_or_default(),
            line: from_integer(line),
        }
    }
}
