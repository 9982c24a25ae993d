//! Why the database cannot do what is asked of it.

use std::path::PathBuf;

use sqlx::migrate::MigrateError;
use thiserror::Error;

/// Why the database cannot do what is asked of it.
#[derive(Debug, Error)]
pub enum Error {
    /// The file is not there.
    #[error(
        "no database at {0}; run `credtrail ingest` or `credtrail pull` first, or name one with --db"
    )]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{0} is no database of credtrail")]
    NotOurs(PathBuf),
    /// The file was written by a later version.
    #[error(
        "{path} was written by a newer version of credtrail (its schema is {version}); use that one"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        version: i64,
    },
    /// The file was written by an earlier version, and is open for reading only.
    #[error(
        "{0} was written by an older version of credtrail; `credtrail ingest` brings it up to date"
    )]
    Older(PathBuf),
    /// The file lies where nothing can be written, and is not whole without the log beside it.
    #[error(
        "{0} cannot be read where nothing can be written: changes that belong to it wait in {0}-wal; copy both files elsewhere"
    )]
    Unsettled(PathBuf),
    /// The file lies where nothing can be written, but somebody else has written to it.
    #[error("{0} was written to while it was read without locks; run it again")]
    Changed(PathBuf),
    /// A row holds what this program never writes.
    #[error("the database holds {0}, which credtrail never writes")]
    Damaged(&'static str),
    /// SQLite's own.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// SQLite's own, where there are many rows.
    #[error("the database failed")]
    Rows(#[from] rusqlite::Error),
    /// While bringing the schema up to date.
    #[error("the database's schema could not be brought up to date")]
    Schema(#[from] MigrateError),
}
