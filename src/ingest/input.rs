//! Input: the files and objects to read.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::files::temporary_files::UNFINISHED;
use crate::store;
use crate::store::bucket_object::Object;

/// Why input cannot be read.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or directory that cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Directories and files in which no entry was recognised.
    #[error(
        "no log entries in {0}: expected exported audit logs (LogEntry, BigQuery or Log Analytics rows, audit.k8s.io events) or evidence (PEM, DER, PKCS #7, JWT, JWKS, kubeconfig, Secret, TokenRequest, certificates of CA Service as JSON), plain, gzip or zstd"
    )]
    NoLogs(String),
    /// An error of the database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A file or an object to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path. The URL for an object.
    pub path: PathBuf,
    /// Why the file is read.
    pub found: FoundBy,
    /// The object, for a file in a bucket.
    pub object: Option<Object>,
}

impl Input {
    /// Returns the input for an object of a bucket.
    pub fn of_object(object: &Object) -> Self {
        Input {
            path: PathBuf::from(&object.url),
            found: FoundBy::InDirectory,
            object: Some(object.clone()),
        }
    }
}

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The user named the file.
    Named,
    /// The user named the file and other logs beside the file: all its lines count, even if none is an entry.
    AmongLogs,
    /// The file is in a directory that the user named.
    InDirectory,
}

/// Returns all files at these paths, including all files below directories, in the order of their names.
///
/// # Errors
/// The first path that cannot be read.
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
