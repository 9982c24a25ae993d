//! Files of one name that were read one after the other: a log that is written anew each day, an object that was replaced. Only one of them
//! can still exist.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::ingest::stream::Hashed;
use crate::log::framing::decompress::unpack;
use crate::model::row_id::FileId;
use crate::receipts::locate::Files;
use crate::store::verify::stored_receipts::StoredFile;

/// The files that were read, by their present paths.
pub(super) struct Versions {
    by_path: HashMap<PathBuf, Vec<Version>>,
    /// The files that still exist, for each path that was asked for.
    present: HashMap<PathBuf, HashSet<FileId>>,
    seed: u64,
}

struct Version {
    file: FileId,
    bytes: u64,
    content: Vec<u8>,
}

impl Versions {
    pub(super) fn of(stored: &[StoredFile], files: &Files, seed: u64) -> Self {
        let mut by_path: HashMap<PathBuf, Vec<Version>> = HashMap::new();
        for it in stored {
            let path = files.path(&it.name);
            if path.is_file() {
                by_path.entry(path).or_default().push(Version {
                    file: it.number,
                    bytes: it.bytes,
                    content: it.content.clone(),
                });
            }
        }
        by_path.retain(|_, versions| versions.len() > 1);
        Versions {
            by_path,
            present: HashMap::new(),
            seed,
        }
    }

    /// Whether another file that was read lies at the path of this one.
    pub(super) fn is_replaced(&mut self, stored: &StoredFile, path: &Path) -> io::Result<bool> {
        let Some(versions) = self.by_path.get_mut(path) else {
            return Ok(false);
        };
        if !self.present.contains_key(path) {
            let present = present(path, versions, self.seed)?;
            self.present.insert(path.to_owned(), present);
        }
        let present = self.present.get(path);
        Ok(present.is_some_and(|it| !it.is_empty() && !it.contains(&stored.number)))
    }
}

/// The versions with whose bytes a file begins.
fn present(path: &Path, versions: &mut [Version], seed: u64) -> io::Result<HashSet<FileId>> {
    versions.sort_unstable_by_key(|it| it.bytes);
    let (_, stream) = unpack(File::open(path)?)?;
    let mut stream = Hashed::new(stream, seed);
    let mut present = HashSet::new();
    for version in versions {
        let lacking = version.bytes.saturating_sub(stream.digest().1);
        io::copy(&mut stream.by_ref().take(lacking), &mut io::sink())?;
        if stream.digest().0.as_slice() == version.content.as_slice() {
            present.insert(version.file);
        }
    }
    Ok(present)
}
