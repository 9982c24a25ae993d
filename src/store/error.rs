//! Why the database cannot do what is asked of it.

use std::path::PathBuf;

use sqlx::migrate::MigrateError;
use thiserror::Error;

use super::sqlite_failure;
use crate::model::finding::message::Message;

/// Why the database cannot do what is asked of it.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no such file.
    #[error(
        "there is no database {0}; check the path, or fill one with `credtrail ingest` or `credtrail pull`"
    )]
    Missing(PathBuf),
    /// The file is no database of this program.
    #[error("{0} is no database of credtrail")]
    NotOurs(PathBuf),
    /// The file has no tables yet: the process that created the file was stopped, or is still at work.
    #[error("{0} holds nothing yet; `credtrail ingest` or `credtrail pull` fills it")]
    Unfinished(PathBuf),
    /// A later version of this program wrote the file.
    #[error(
        "{path} was written by a newer version of credtrail (its schema is {version}); use that one"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the file's schema.
        version: i64,
    },
    /// An earlier version of this program wrote the file, which is open for reading only.
    #[error(
        "{0} was written by an older version of credtrail; `credtrail ingest` brings it up to date"
    )]
    Older(PathBuf),
    /// This process cannot write beside the file, and the file is not whole without the write-ahead log beside it.
    #[error(
        "{0} cannot be read where nothing can be written: changes that belong to it wait in {0}-wal; copy both files elsewhere"
    )]
    Unsettled(PathBuf),
    /// Another process has written to a file that SQLite read without locks.
    #[error("{0} was written to while it was read without locks; run it again")]
    Changed(PathBuf),
    /// A row holds what this program never writes.
    #[error("the database holds {0}, which credtrail never writes")]
    Damaged(&'static str),
    /// All row numbers of a table are given out: caches and packed uses keep them in four bytes.
    #[error(
        "the database has four billion rows of one kind and can have no more; begin another one"
    )]
    Full,
    /// An error of SQLite, through sqlx.
    #[error("{}", sqlite_failure::of_sqlx(.0))]
    Database(sqlx::Error),
    /// An error of SQLite, through rusqlite.
    #[error("{}", sqlite_failure::of_rusqlite(.0))]
    Rows(rusqlite::Error),
    /// An error while the schema was brought up to date.
    #[error("its schema could not be brought up to date: {}", sqlite_failure::of_migration(.0))]
    Schema(MigrateError),
}

impl Error {
    /// Returns the message of SQLite, of an error of SQLite.
    pub fn failure(&self) -> Message {
        match self {
            Error::Database(error) => sqlite_failure::of_sqlx(error),
            Error::Rows(error) => sqlite_failure::of_rusqlite(error),
            Error::Schema(error) => sqlite_failure::of_migration(error),
            other => other.to_string().into(),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Database(error)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Rows(error)
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        Error::Schema(error)
    }
}
