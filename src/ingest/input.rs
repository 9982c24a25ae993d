//! Input: the files and objects to read.

use std::collections::BTreeSet;
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
    /// Returns the input for a file that the user named.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        Input {
            path: path.into(),
            found: FoundBy::Named,
            object: None,
        }
    }

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

/// The files and directories at some paths.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Files that can be opened.
    pub files: Vec<Input>,
    /// Errors of paths inside a directory that are known to be unreadable: a directory that cannot be entered, a link that leads nowhere, a pipe.
    pub unreadable: Vec<Error>,
    /// The directories whose content is known.
    pub directories: Vec<PathBuf>,
    walked: BTreeSet<DirectoryId>,
}

/// The identity of a directory: device and inode.
#[cfg(unix)]
type DirectoryId = (u64, u64);

/// The identity of a directory: the path without links.
#[cfg(not(unix))]
type DirectoryId = PathBuf;

/// Returns all files at these paths, including all files below directories, in the order of their names.
///
/// # Errors
/// The first path that cannot be read.
pub fn inputs(paths: &[PathBuf]) -> Result<Inputs, Error> {
    let mut inputs = Inputs::default();
    for path in paths {
        if path.is_dir() {
            inputs.walk(path);
            continue;
        }
        if path.as_os_str() != "-" {
            path.metadata().map_err(|it| unreadable(path, it))?;
        }
        inputs.add(path.clone(), FoundBy::Named);
    }
    Ok(inputs)
}

impl Inputs {
    fn add(&mut self, path: PathBuf, found: FoundBy) {
        self.files.push(Input {
            path,
            found,
            object: None,
        });
    }

    fn walk(&mut self, directory: &Path) {
        match id(directory) {
            Ok(id) if !self.walked.insert(id) => return,
            Ok(_) => {}
            Err(error) => return self.unreadable.push(unreadable(directory, error)),
        }
        let paths = directory.read_dir().and_then(|entries| {
            let paths = entries.map(|entry| entry.map(|it| it.path()));
            paths.collect::<io::Result<Vec<_>>>()
        });
        match paths {
            Ok(mut paths) => {
                self.directories.push(directory.to_owned());
                paths.sort();
                let paths = paths.into_iter().filter(|it| !is_unfinished(it));
                paths.for_each(|it| self.found(it));
            }
            Err(error) => self.unreadable.push(unreadable(directory, error)),
        }
    }

    /// Takes what lies in a directory.
    fn found(&mut self, path: PathBuf) {
        match path.metadata() {
            Ok(found) if found.is_dir() => self.walk(&path),
            Ok(found) if found.is_file() => self.add(path, FoundBy::InDirectory),
            Ok(_) => {
                let why = io::Error::other(
                    "neither a file nor a directory, and read only where it is named",
                );
                self.unreadable.push(unreadable(&path, why));
            }
            Err(error) => self.unreadable.push(unreadable(&path, error)),
        }
    }
}

#[cfg(unix)]
fn id(directory: &Path) -> io::Result<DirectoryId> {
    use std::os::unix::fs::MetadataExt;
    let metadata = directory.metadata()?;
    Ok((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn id(directory: &Path) -> io::Result<DirectoryId> {
    directory.canonicalize()
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Unreadable {
        path: path.to_owned(),
        source,
    }
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(|it| it.starts_with('.') && it.ends_with(UNFINISHED))
}
