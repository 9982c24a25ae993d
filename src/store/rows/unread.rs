//! Inputs that were given to an ingest and are not read. Anything may be in them, of any log and any time: they cast the same doubt as
//! lines that could not be read, until they are read or the user declares that they have no entries.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::model::entry::Source;
use crate::model::omitted::{StandsFor, UnreadInput};
use crate::model::receipt::{Place, Receipt};
use crate::store::rows::rejected::Rejected;
use crate::store::{Error, Store, begin_immediate};

/// The largest number of inputs that are returned. One unread input casts as much doubt as many.
const MOST: i64 = 1_000;

/// The reason of an unread input for which no error is known.
const AHEAD: &str = "an ingest that is at work, or was stopped, had it still ahead";

/// Where an input lies.
#[derive(Debug, Clone)]
pub struct InputPath {
    /// The path or address as it was given.
    named: PathBuf,
    /// The same for every way to name it: from the root, and without links to the directory.
    absolute: PathBuf,
}

impl InputPath {
    /// A file or directory.
    pub fn of_file(path: &Path) -> Self {
        let absolute = absolute(path).unwrap_or_else(|_| path.to_owned());
        let named = path.to_owned();
        InputPath { named, absolute }
    }

    /// An object of a bucket.
    pub fn of_object(url: &Path) -> Self {
        let (named, absolute) = (url.to_owned(), url.to_owned());
        InputPath { named, absolute }
    }

    /// Whether it is this one or lies below it.
    pub fn is_in(&self, other: &InputPath) -> bool {
        self.absolute.starts_with(&other.absolute)
    }

    /// The SHA-256 of the bytes of a regular file; None where there is none, or nobody can read it. A named pipe is never opened: that would wait
    /// for a writer.
    fn content(&self) -> Option<[u8; 32]> {
        fs::metadata(&self.absolute)
            .ok()
            .filter(Metadata::is_file)?;
        let mut file = File::open(&self.absolute).ok()?;
        let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 << 10]);
        loop {
            match file.read(&mut buffer).ok()? {
                0 => return Some(hash.finalize().into()),
                read => hash.update(buffer.get(..read)?),
            }
        }
    }

    /// The path, and the range of the paths below it.
    fn range(&self) -> (&[u8], Vec<u8>, Vec<u8>) {
        let key = self.key().strip_suffix(b"/").unwrap_or(self.key());
        let (below, behind) = ([key, b"/"].concat(), [key, b"0"].concat()); // `0` follows on `/`
        (key, below, behind)
    }

    fn key(&self) -> &[u8] {
        self.absolute.as_os_str().as_encoded_bytes()
    }
}

/// The path from the root; the file itself may be a link that leads nowhere.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => Ok(parent
            .canonicalize()
            .map_or_else(|_| absolute.clone(), |it| it.join(name))),
        _ => absolute.canonicalize(),
    }
}

impl Store {
    /// Records that these inputs will be read. Until each of them is, an ingest that is stopped has not read them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn expect(&mut self, inputs: impl Iterator<Item = InputPath>) -> Result<(), Error> {
        let transaction = begin_immediate(&mut self.reader.rows)?;
        for input in inputs {
            record(&transaction, &input, AHEAD)?;
        }
        Ok(transaction.commit()?)
    }

    /// Records that an input cannot be read.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record_unread(&mut self, input: &InputPath, reason: &str) -> Result<(), Error> {
        record(&self.reader.rows, input, reason)
    }

    /// Forgets that an input was not read, and all that lies below it, and remembers the content of these files.
    ///
    /// # Errors
    /// Those of the database.
    pub fn dismiss(&mut self, input: &InputPath) -> Result<(), Error> {
        self.remember_content(input)?;
        for path in self.unread_below(input)? {
            self.remember_content(&InputPath::of_file(&path))?;
        }
        let sql = include_str!("../../../queries/forget_dismissed.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        statement.execute(input.range())?;
        Ok(())
    }

    /// The files at this path or below it that are not read; none whose name is no UTF-8.
    fn unread_below(&self, input: &InputPath) -> Result<Vec<PathBuf>, Error> {
        let sql = include_str!("../../../queries/unread_below.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let paths = statement.query_map(input.range(), |row| row.get::<_, Vec<u8>>(0))?;
        let paths = paths.collect::<Result<Vec<_>, _>>()?.into_iter();
        let path = |it| String::from_utf8(it).ok().map(PathBuf::from);
        Ok(paths.filter_map(path).collect())
    }

    /// Remembers that the content of a file holds no log entries.
    fn remember_content(&self, input: &InputPath) -> Result<(), Error> {
        if let Some(content) = input.content() {
            let sql = include_str!("../../../queries/record_dismissed.sql");
            let mut statement = self.reader.rows.prepare_cached(sql)?;
            statement.execute([content])?;
        }
        Ok(())
    }

    /// Whether the content of a file was dismissed, under whatever name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_dismissed(&self, input: &InputPath) -> Result<bool, Error> {
        let Some(content) = input.content() else {
            return Ok(false);
        };
        let sql = include_str!("../../../queries/dismissed.sql");
        Ok(self.reader.rows.prepare_cached(sql)?.exists([content])?)
    }

    /// Records that an input was read.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_unread(&mut self, input: &InputPath) -> Result<(), Error> {
        let sql = include_str!("../../../queries/forget_unread.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        statement.execute([input.key()])?;
        Ok(())
    }

    /// The inputs that are not read, as one line of any log and time each.
    pub(super) fn unread_inputs(&mut self) -> Result<Vec<Rejected>, Error> {
        let sql = include_str!("../../../queries/unread.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let inputs = statement.query_map([MOST], |row| Ok(rejected(row.get(0)?, row.get(1)?)))?;
        Ok(inputs.collect::<Result<_, _>>()?)
    }
}

fn record(rows: &rusqlite::Connection, input: &InputPath, reason: &str) -> Result<(), Error> {
    let sql = include_str!("../../../queries/record_unread.sql");
    let name = input.named.display().to_string();
    let mut statement = rows.prepare_cached(sql)?;
    statement.execute((input.key(), name, reason))?;
    Ok(())
}

fn rejected(name: String, reason: String) -> Rejected {
    let place = Place {
        file: name,
        line: 1,
    };
    Rejected {
        receipt: Receipt {
            place,
            bytes: None,
            insert_id: None,
            sha256: None,
        },
        reason: UnreadInput(reason).to_string(),
        stands_for: StandsFor::Input,
        sources: Source::LOGS.to_vec(),
        scope: None,
        first: None,
        last: None,
    }
}
