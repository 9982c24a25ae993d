//! Where the files of a lake lie.
//!
//! ```text
//! plan/000001.json                                     the inputs that one plan added, and the splits of each
//! context/SPLIT.json                                   what a split holds beside its tables; written last, so that facts without it do not count
//! again/SPLIT-CUTS.json                                which cut lines a split has whole
//! uses/day=2026-01-31/SPLIT.parquet                    tables, in partitions as Hive names them
//! entries/day=2026-01-31/log=cloud-kms/SPLIT.parquet
//! ```

use std::fs;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempDir};

#[cfg(not(feature = "buckets"))]
use super::absent_remote::Remote;
use super::context::{TableFile, Writer};
use super::error::Error;
#[cfg(feature = "buckets")]
use super::remote::Remote;
use super::split::Split;
use crate::model::time::UnixNanos;
use crate::store::bucket_object::is_url;

/// Bytes that are hashed at once.
const BLOCK: usize = 256 << 10;

/// The folder of unfinished files.
const UNFINISHED: &str = ".unfinished";

/// The time since the last change of an unfinished file after which nobody writes the file any more.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

/// The folder of folds.
pub(super) const FOLDS: &str = "folds";

/// The folder of plans.
const PLAN: &str = "plan";

/// A lake: a folder of facts, or a part of a bucket.
#[derive(Debug, Clone)]
pub struct Lake {
    address: PathBuf,
    /// The folder; for a lake in a bucket, the folder of the working copy.
    folder: PathBuf,
    remote: Option<Arc<WorkingCopy>>,
}

/// A lake in a bucket, and the folder of the files that were needed of it.
#[derive(Debug)]
struct WorkingCopy {
    remote: Remote,
    folder: TempDir,
}

/// A table of a lake that is being read. The copy of a table in a bucket is removed afterwards.
pub(super) struct Fetched {
    path: PathBuf,
    is_copy: bool,
}

impl Fetched {
    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Fetched {
    fn drop(&mut self) {
        if self.is_copy {
            let _ = fs::remove_file(&self.path); // the folder of the working copy is removed in any case
        }
    }
}

impl Lake {
    /// The lake in a folder, or at the address of a bucket. It need not exist yet.
    ///
    /// # Errors
    /// If the address is none, or no temporary folder can be made.
    pub fn at(address: impl Into<PathBuf>) -> Result<Self, Error> {
        let address = address.into();
        if !is_url(&address) {
            return Ok(Lake {
                folder: address.clone(),
                address,
                remote: None,
            });
        }
        let remote = Remote::at(address.to_str().unwrap_or_default())?;
        let folder = TempDir::new().map_err(Error::io(&std::env::temp_dir()))?;
        Ok(Lake {
            folder: folder.path().to_owned(),
            address,
            remote: Some(Arc::new(WorkingCopy { remote, folder })),
        })
    }

    /// The folder, or the address of the bucket.
    pub fn address(&self) -> &Path {
        &self.address
    }

    /// The path of a file of the lake, by the name relative to the lake.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes a part of the lake readable at its paths: the files of a folder directly below the lake.
    pub(super) fn fetch_part(&self, part: &str) -> Result<(), Error> {
        match &self.remote {
            Some(copy) => copy.remote.copy_part(part, copy.folder.path()),
            None => Ok(()),
        }
    }

    /// Makes a table readable.
    pub(super) fn fetch(&self, name: &str) -> Result<Fetched, Error> {
        if let Some(copy) = &self.remote {
            copy.remote.copy_file(name, copy.folder.path())?;
        }
        Ok(Fetched {
            path: self.path(name),
            is_copy: self.remote.is_some(),
        })
    }

    /// The name of the context of a split.
    pub(super) fn context_name(split: &Split) -> String {
        format!("context/{}.json", split.name())
    }

    /// The name of the result of a search for cut lines.
    pub(super) fn search_name(split: &Split) -> String {
        format!("again/{}.json", split.search_name())
    }

    /// The paths of all plans, the first one first.
    pub(super) fn plans(&self) -> Result<Vec<PathBuf>, Error> {
        self.fetch_part(PLAN)?;
        let folder = self.path(PLAN);
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(&folder).map_err(Error::io(&folder))?;
        let paths = entries.map(|it| it.map(|it| it.path()));
        let mut paths = paths
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::io(&folder))?;
        paths.retain(|it| it.extension().is_some_and(|it| it == "json"));
        paths.sort();
        Ok(paths)
    }

    /// The name of the plan behind `count` plans.
    pub(super) fn plan_name(count: usize) -> String {
        format!("{PLAN}/{:06}.json", count + 1)
    }

    /// Makes a table readable, and checks that the table is the one that was written.
    pub(super) fn check(&self, table: &TableFile) -> Result<Fetched, Error> {
        let fetched = self.fetch(&table.path)?;
        match sha256(fetched.path())? == table.sha256 {
            true => Ok(fetched),
            false => Err(Error::damaged(
                fetched.path(),
                "the file has changed since it was written",
            )),
        }
    }

    /// Reads a JSON file that this version wrote.
    pub(super) fn read_by_this<T: DeserializeOwned>(&self, path: &Path) -> Result<T, Error> {
        let bytes = fs::read(path).map_err(Error::io(path))?;
        let Written { writer } = parsed(path, &bytes)?;
        if writer == Writer::this() {
            return parsed(path, &bytes);
        }
        Err(Error::OtherVersion {
            path: path.to_owned(),
            tool: writer.tool,
            version: writer.version,
        })
    }

    /// Writes a JSON file of the lake: whole or not at all.
    pub(super) fn write(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let path = self.path(name);
        let file = self.unfinished(value)?;
        self.keep(file, &path)?;
        match &self.remote {
            Some(copy) => copy.remote.store(name, &path),
            None => Ok(()),
        }
    }

    /// Writes a JSON file of the lake where there is none.
    pub(super) fn write_new(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let path = self.path(name);
        let file = self.unfinished(value)?;
        create_parent(&path)?;
        match file.persist_noclobber(&path) {
            Ok(_) => match &self.remote {
                Some(copy) => copy.remote.store_plan(name, &path),
                None => Ok(()),
            },
            Err(it) if it.error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(Error::PlannedMeanwhile(path))
            }
            Err(it) => Err(Error::io(&path)(it.error)),
        }
    }

    fn unfinished(&self, value: &impl Serialize) -> Result<NamedTempFile, Error> {
        let mut file = self.temporary()?;
        let write = |file: &mut NamedTempFile| {
            serde_json::to_writer(&mut *file, value)?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()
        };
        write(&mut file).map_err(Error::io(&self.folder))?;
        Ok(file)
    }

    /// An unfinished file, in a folder whose name begins with a dot, which readers of tables leave out.
    pub(super) fn temporary(&self) -> Result<NamedTempFile, Error> {
        let folder = self.path(UNFINISHED);
        fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        NamedTempFile::new_in(&folder).map_err(Error::io(&folder))
    }

    /// Removes the unfinished files of processes that were killed a day ago or earlier. Whoever still writes such a file fails when the
    /// file is to get its name, and leaves nothing half done. A file that cannot be removed harms nobody and stays, as in a lake that may only be
    /// read. A lake in a bucket has no unfinished files.
    pub fn remove_abandoned(&self) {
        if self.remote.is_some() {
            return;
        }
        let files = fs::read_dir(self.path(UNFINISHED)).into_iter().flatten();
        let paths = files.flatten().map(|it| it.path());
        for path in paths.filter(|it| is_abandoned(it)) {
            let _ = fs::remove_file(path);
        }
    }

    /// Gives a finished table its name.
    pub(super) fn place(&self, file: NamedTempFile, name: &str) -> Result<(), Error> {
        match &self.remote {
            Some(copy) => copy.remote.store(name, file.path()),
            None => self.keep(file, &self.path(name)),
        }
    }

    fn keep(&self, file: NamedTempFile, path: &Path) -> Result<(), Error> {
        create_parent(path)?;
        file.persist(path).map_err(|it| Error::io(path)(it.error))?;
        Ok(())
    }
}

/// The beginning of a file of a lake.
#[derive(Deserialize)]
struct Written {
    writer: Writer,
}

fn parsed<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|it| Error::damaged(path, it))
}

/// Whether a file has not changed for so long that nobody writes the file any more.
fn is_abandoned(path: &Path) -> bool {
    let changed = path.symlink_metadata().and_then(|it| it.modified());
    let age = changed.ok().and_then(|it| it.elapsed().ok());
    age.is_some_and(|it| it > ABANDONED_AFTER)
}

/// Makes the folder of a file.
fn create_parent(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(Error::io(folder)),
        None => Ok(()),
    }
}

/// Nanoseconds of a day.
pub(super) const DAY: i64 = 86_400 * 1_000_000_000;

/// The number of the day of a time, since 1970 in UTC.
pub(super) fn day(at: Timestamp) -> i64 {
    UnixNanos::from(at).0.div_euclid(DAY)
}

/// The date of a day of this number.
pub(super) fn date(day: i64) -> Date {
    let midnight = UnixNanos(day.saturating_mul(DAY)).timestamp();
    midnight.to_zoned(TimeZone::UTC).date()
}

/// SHA-256 of a file, in hex.
pub(super) fn sha256(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let mut hash = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        let read = file.read(&mut block).map_err(Error::io(path))?;
        if read == 0 {
            break;
        }
        hash.update(block.get(..read).unwrap_or_default());
    }
    Ok(hex::encode(hash.finalize()))
}
