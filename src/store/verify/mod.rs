//! Whether a database is sound: SQLite's own checks, and what `credtrail` relies on beyond these. One transaction reads everything, so
//! that other processes may write meanwhile. Nothing is repaired.

pub mod comparison;
mod coverage;
mod entries;
mod history;
mod identifiers;
pub mod lookup;
mod opening;
pub mod problems;
pub mod receipts;
mod references;
mod schema;
mod sqlite;
pub mod stored_receipts;
mod uses;

use rusqlite::ErrorCode;

use self::problems::{Area, Found, Verified};
use crate::history::recorded::{ChainHead, ScanId};
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;

/// An open database, as it was at one moment.
pub struct Verifier {
    reader: Reader,
}

/// The ends of the chain of recorded scans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chain {
    /// The newest scan that carries a hash.
    pub head: Option<ChainHead>,
    /// The last scan from before scans were chained.
    pub unprotected: Option<ScanId>,
}

/// A function that examines one area, and adds the problems to `Found`.
type Check = fn(&mut Reader, &mut Found) -> Result<(), Error>;

/// The areas that need nothing but the database, in the order in which they are examined.
const CHECKS: [(Area, Check); 8] = [
    (Area::Sqlite, sqlite::verify),
    (Area::Schema, schema::verify),
    (Area::References, references::verify),
    (Area::Identifiers, identifiers::verify),
    (Area::Entries, entries::verify),
    (Area::Receipts, receipts::verify),
    (Area::Uses, uses::verify),
    (Area::Coverage, coverage::verify),
];

impl Verifier {
    /// Examines everything but the history of scans.
    ///
    /// # Errors
    /// If the database cannot be read, although it is not damaged.
    pub fn facts(&mut self) -> Result<Vec<Verified>, Error> {
        let mut all = Vec::new();
        for (area, check) in CHECKS {
            all.push(self.examine(area, check)?);
        }
        Ok(all)
    }

    /// Examines the recorded scans. `kept` is the hash of a scan that somebody kept outside of the database, or the first digits of the hash.
    ///
    /// # Errors
    /// If the database cannot be read, although it is not damaged.
    pub fn history(&mut self, kept: Option<&str>) -> Result<(Verified, Chain), Error> {
        let mut chain = Chain::default();
        let verified = self.examine(Area::History, |reader, found| {
            chain = history::verify(reader, kept, found)?;
            Ok(())
        })?;
        Ok((verified, chain))
    }

    fn examine(
        &mut self,
        area: Area,
        check: impl FnOnce(&mut Reader, &mut Found) -> Result<(), Error>,
    ) -> Result<Verified, Error> {
        let mut found = Found::default();
        let checked = check(&mut self.reader, &mut found);
        found.end(checked)?;
        Ok(Verified { area, found })
    }

    /// Closes the database.
    ///
    /// # Errors
    /// If somebody has written to a database that was read without locks.
    pub fn close(self) -> Result<(), Error> {
        self.reader.check()
    }
}

impl Found {
    /// Ends a check. An error that a damaged database causes becomes a problem.
    ///
    /// # Errors
    /// All other errors.
    pub fn end(&mut self, checked: Result<(), Error>) -> Result<(), Error> {
        match checked {
            Err(error) if is_damage(&error) => {
                self.add(|| {
                    message!(
                        "fsck-problem-unreadable",
                        "cannot be read to the end: {cause}",
                        cause = cause(&error)
                    )
                });
                Ok(())
            }
            other => other,
        }
    }
}

/// Whether an error shows that the database is damaged: SQLite's SQLITE_CORRUPT, SQLITE_NOTADB and SQLITE_ERROR (the code for missing
/// tables and columns), and values of an unexpected type.
fn is_damage(error: &Error) -> bool {
    match error {
        Error::Damaged(_) => true,
        Error::Rows(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
            failure.code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown
        ),
        Error::Rows(_) => true,
        _ => false,
    }
}

/// The cause of an error, without the words that all errors of the database share.
fn cause(error: &Error) -> String {
    match error {
        Error::Rows(error) => error.to_string(),
        other => other.to_string(),
    }
}
