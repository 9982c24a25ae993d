//! Input: the files and objects that somebody wants read.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store;
use crate::store::bucket_object::Object;

/// How the names of files end that somebody has not written to their end yet. Directories are read without them.
pub const UNFINISHED: &str = ".part";

/// Why input cannot be read.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or directory.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Directories and files in which no entry was recognised.
    #[error(
        "no log entries in {0}: expected exported audit logs (LogEntry, BigQuery or Log Analytics rows, audit.k8s.io events) or evidence (PEM, DER, PKCS #7, JWT, JWKS, kubeconfig, Secret, TokenRequest, certificates of CA Service as JSON), plain, gzip or zstd"
    )]
    NoLogs(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where.
    pub path: PathBuf,
    /// How it came to be read.
    pub found: FoundBy,
    /// What it is, where it lies in a bucket.
    pub object: Option<Object>,
}

impl Input {
    /// An object of a bucket, as it lies among others.
    pub fn of_object(object: &Object) -> Self {
        Input {
            path: PathBuf::from(&object.url),
            found: FoundBy::InDirectory,
            object: Some(object.clone()),
        }
    }
}

/// How a file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Somebody named it.
    Named,
    /// Somebody named it, and named logs beside it: all its lines count, even if none is an entry.
    AmongLogs,
    /// It lay in a directory.
    InDirectory,
}

/// All files behind these paths, directories with everything below them, in the order of their names.
///
/// # Errors
/// What cannot be read.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            below(path, &mut inputs)?;
        } else {
            if path.as_os_str() != "-" {
                let unreadable = |source| Error::Unreadable {
                    path: path.clone(),
                    source,
                };
                path.metadata().map_err(unreadable)?;
            }
            inputs.push(Input {
                path: path.clone(),
                found: FoundBy::Named,
                object: None,
            });
        }
    }
    Ok(inputs)
}

fn below(directory: &Path, inputs: &mut Vec<Input>) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable {
        path: directory.to_owned(),
        source,
    };
    let entries = directory.read_dir().map_err(unreadable)?;
    let mut paths = entries
        .map(|entry| entry.map(|it| it.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(unreadable)?;
    paths.sort();
    for path in paths.into_iter().filter(|it| !is_unfinished(it)) {
        if path.is_dir() {
            below(&path, inputs)?;
        } else if path.is_file() {
            inputs.push(Input {
                path,
                found: FoundBy::InDirectory,
                object: None,
            });
        }
    }
    Ok(())
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(|it| it.starts_with('.') && it.ends_with(UNFINISHED))
}
