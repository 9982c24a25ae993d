//! Fetched entries, stored as files: the files outlive the retention of the log.
//!
//! A file holds an hour of one log of one project, one entry a line, and never changes. Entries of that hour that are fetched
//! later go into another file beside it, `_A1`, `_A2`, so that every entry lies in one file, and receipts stay valid.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, Unit};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_128;

use super::deep_entry::without_depths;
use super::page::{Fetched, Stamped};
use super::target::Target;
use crate::files::destination_path::refuse_standard_output;
use crate::files::temporary_files::{TemporaryFile, TemporaryFiles, UNFINISHED, sync_directory};
use crate::log::framing::decompress::unpack;

/// The bytes of an hour that are held in memory before they go to a temporary file.
const SPOOL: usize = 16 << 20;

/// The compression level, zstd's default.
const LEVEL: i32 = 3;

/// Why a file of the archive cannot be read or written.
#[derive(Debug, Error)]
#[error("--save: cannot {what} {}", path.display())]
pub struct Error {
    what: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl Error {
    /// Returns the path of the file or directory.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A directory of fetched entries.
#[derive(Debug, Clone)]
pub struct Archive {
    path: PathBuf,
    unfinished: TemporaryFiles,
}

impl Archive {
    /// Opens the archive in this directory, which is created where it does not exist.
    ///
    /// # Errors
    /// Where the directory cannot be written to.
    pub fn at(path: PathBuf, unfinished: TemporaryFiles) -> Result<Self, Error> {
        let mut named = tempfile::Builder::new();
        named.prefix(".").suffix(UNFINISHED); // a process that is killed leaves the file, and nobody reads it
        let made = refuse_standard_output(&path)
            .and_then(|()| fs::create_dir_all(&path))
            .and_then(|()| unfinished.file(&named, &path));
        match made {
            Ok(_) => Ok(Archive { path, unfinished }),
            Err(source) => Err(Error {
                what: "write to",
                path,
                source,
            }),
        }
    }

    /// Starts an hour of a log.
    pub(super) fn hour(&self, target: &Target, at: Timestamp) -> Hour {
        let directory = self
            .path
            .join(target.project.to_string())
            .join(target.source.as_str());
        let start = hour_of(at);
        Hour {
            stem: start.strftime("%Y-%m-%dT%HZ").to_string(),
            start,
            directory,
            unfinished: self.unfinished.clone(),
            lines: tempfile::spooled_tempfile(SPOOL),
        }
    }
}

/// Returns the beginning of the hour that holds a moment.
fn hour_of(at: Timestamp) -> Timestamp {
    let rounded = jiff::TimestampRound::new()
        .smallest(Unit::Hour)
        .mode(jiff::RoundMode::Floor);
    at.round(rounded).unwrap_or(at)
}

/// An hour of one log that is being fetched. Its entries lie in a temporary file until [`Hour::write`].
pub(super) struct Hour {
    directory: PathBuf,
    stem: String,
    start: Timestamp,
    unfinished: TemporaryFiles,
    lines: tempfile::SpooledTempFile,
}

impl Hour {
    /// Whether a moment lies in the hour.
    pub(super) fn holds(&self, at: Timestamp) -> bool {
        hour_of(at) == self.start
    }

    pub(super) fn add(&mut self, entry: &Fetched) -> Result<(), Error> {
        writeln!(self.lines, "{}", entry.line).map_err(|it| self.failed("keep", it))
    }

    /// Returns the existing files of this hour, in the order in which they were written.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let numbers = 0..;
        let paths = numbers.map(|number| self.path(number));
        paths.take_while(|it| it.exists()).collect()
    }

    fn path(&self, number: u32) -> PathBuf {
        let stem = &self.stem;
        self.directory.join(match number {
            0 => format!("{stem}.ndjson.zst"),
            _ => format!("{stem}_A{number}.ndjson.zst"),
        })
    }

    /// Writes the entries that none of the hour's files holds into a new file. None where there are no such entries.
    pub(super) fn write(mut self, known: &[PathBuf]) -> Result<Option<PathBuf>, Error> {
        let mut keys = HashSet::new();
        for path in known {
            let failed = |source| Error {
                what: "read",
                path: path.clone(),
                source,
            };
            add_keys(path, &mut keys).map_err(failed)?;
        }
        fs::create_dir_all(&self.directory).map_err(|it| self.failed("write to", it))?;
        self.sweep();
        match self
            .pack(&mut keys)
            .map_err(|it| self.failed("write to", it))?
        {
            Some(file) => self.persist(file, known.len()).map(Some),
            None => Ok(None),
        }
    }

    /// Removes temporary files that an earlier pull of this hour left when it was killed.
    fn sweep(&self) {
        let unfinished = format!(".{}", self.stem);
        let names = fs::read_dir(&self.directory)
            .into_iter()
            .flatten()
            .flatten();
        let ours = |name: &str| name.starts_with(&unfinished) && name.ends_with(UNFINISHED);
        for name in names.filter(|it| it.file_name().to_str().is_some_and(ours)) {
            let _ = fs::remove_file(name.path()); // a file that stays does no harm: nobody reads it
        }
    }

    fn pack(&mut self, keys: &mut HashSet<u128>) -> io::Result<Option<TemporaryFile>> {
        let prefix = format!(".{}-", self.stem);
        let mut named = tempfile::Builder::new();
        named.prefix(&prefix).suffix(UNFINISHED);
        readable(&mut named);
        let file = self.unfinished.file(&named, &self.directory)?;
        let mut packed = zstd::Encoder::new(file, LEVEL)?;
        packed.include_checksum(true)?;
        io::Seek::rewind(&mut self.lines)?;
        let mut is_empty = true;
        for line in BufReader::new(&mut self.lines).split(b'\n') {
            let line = line?;
            if keys.insert(key(&line)) {
                packed.write_all(&line)?;
                packed.write_all(b"\n")?;
                is_empty = false;
            }
        }
        let file = packed.finish()?;
        file.file().sync_all()?;
        Ok((!is_empty).then_some(file))
    }

    /// Gives the file its name. Another process may have taken the first free name in the meantime.
    fn persist(&self, mut file: TemporaryFile, taken: usize) -> Result<PathBuf, Error> {
        for number in u32::try_from(taken).unwrap_or(u32::MAX).. {
            let path = self.path(number);
            let back = file.persist_as_new(&path);
            match back.map_err(|it| self.failed("write to", it))? {
                None => {
                    let synced = sync_directory(&self.directory);
                    synced.map_err(|it| self.failed("write to", it))?;
                    return Ok(path);
                }
                Some(unnamed) => file = unnamed,
            }
        }
        Err(self.failed("write to", io::ErrorKind::AlreadyExists.into()))
    }

    fn failed(&self, what: &'static str, source: io::Error) -> Error {
        Error {
            what,
            path: self.directory.clone(),
            source,
        }
    }
}

/// Makes a file readable for the group: temporary files are readable for their owner only.
#[cfg(unix)]
fn readable(named: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    named.permissions(fs::Permissions::from_mode(0o640));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>) {}

fn add_keys(path: &Path, keys: &mut HashSet<u128>) -> io::Result<()> {
    let (_, stream) = unpack(File::open(path)?)?;
    for line in BufReader::new(stream).split(b'\n') {
        keys.insert(key(&line?));
    }
    Ok(())
}

/// Returns a hash of what identifies an entry: the API does not write the fields of an entry in the same order every time. An entry without
/// an id is known by all of its bytes.
fn key(line: &[u8]) -> u128 {
    match sonic_rs::from_slice::<Stamped<'_>>(&without_depths(line)) {
        Ok(it) if !it.insert_id.is_empty() => {
            let text = format!("{}\0{}\0{}", it.timestamp, it.insert_id, it.log_name);
            xxh3_128(text.as_bytes())
        }
        _ => xxh3_128(line),
    }
}
