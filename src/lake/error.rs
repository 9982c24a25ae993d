//! Why facts could not be written or read.

use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;
use thiserror::Error;

use crate::{ingest, store};

/// Why facts could not be written or read.
#[derive(Debug, Error)]
pub enum Error {
    /// A file that cannot be read or written.
    #[error("cannot read or write {}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A table that cannot be read or written.
    #[error("cannot read or write the table {}", path.display())]
    Table {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: ParquetError,
    },
    /// A file of the lake with another content than the program writes.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The path.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file of the lake that another version of the program wrote.
    #[error("{} was written by credtrail {tool} with facts of version {version}; all facts of a lake must be written by one version", path.display())]
    OtherVersion {
        /// The path.
        path: PathBuf,
        /// The version of the program.
        tool: String,
        /// The version of the facts.
        version: u32,
    },
    /// The folder holds no plan.
    #[error("{} holds no plan; `credtrail facts --plan` writes one", .0.display())]
    NoPlan(PathBuf),
    /// The folder of an export holds something.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// Another process added to the plan at the same time.
    #[error("another process has added {} to the plan meanwhile; plan again", .0.display())]
    PlannedMeanwhile(PathBuf),
    /// Splits without facts.
    #[error(
        "{count} planned splits have no facts, among them {first}; without them gaps would look like breaks"
    )]
    Missing {
        /// How many splits have no facts.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// The input of a split has changed since it was planned.
    #[error("{} is not what it was when it was planned", .0.display())]
    Changed(PathBuf),
    /// An object of a bucket, in a build that reads no buckets.
    #[cfg(not(feature = "buckets"))]
    #[error("{0} is an object of a bucket, which this build does not read")]
    NoBuckets(String),
    /// A bucket that cannot be read.
    #[cfg(feature = "buckets")]
    #[error(transparent)]
    Bucket(#[from] crate::fetch::bucket::Error),
    /// No split.
    #[error("this is no split or slice of a plan")]
    NoSplit(#[source] serde_json::Error),
    /// An input that cannot be read.
    #[error(transparent)]
    Input(#[from] ingest::input::Error),
    /// An error of the database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        |source| Error::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn table(path: &Path) -> impl FnOnce(ParquetError) -> Error + '_ {
        |source| Error::Table {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn damaged(path: &Path, what: impl ToString) -> Error {
        Error::Damaged {
            path: path.to_owned(),
            what: what.to_string(),
        }
    }
}
