//! Looks up every receipt of a database in the files. Each file is read once, from its beginning to its end, with the receipts in the order
//! of its lines, so that memory is bounded by the longest line.

mod by_line;
mod facts;
mod line;
mod open_file;
mod versions;

use std::io;
use std::path::Path;

use self::by_line::{ByLine, Taken};
use self::open_file::{OpenFile, Outside};
use self::versions::Versions;
use crate::model::row_id::FileId;
use crate::receipts::locate::Files;
use crate::store::Error;
use crate::store::verify::Verifier;
use crate::store::verify::lookup::Lookup;
use crate::store::verify::problems::{Area, Found, Verified};
use crate::store::verify::stored_receipts::{Fact, StoredFile, StoredReceipt};

/// The largest number of files that are listed with the reason why they were not looked at.
const MOST: usize = 100;

/// Why a receipt was not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The file does not lie there.
    Missing,
    /// The object of a bucket does not lie there.
    Object,
    /// The entries were pulled, and not kept as a file.
    Pulled,
    /// Another file that was read lies there now.
    Replaced,
    /// The file cannot be opened or read.
    Unreadable(String),
    /// The receipt names a line, and no bytes.
    NoRange,
}

/// Receipts of one file that were not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncheckedFile {
    /// The name of the file when it was read.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// How many receipts.
    pub receipts: u64,
}

/// All that was not looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unchecked {
    /// The first files.
    pub listed: Vec<UncheckedFile>,
    /// How many files there are.
    pub files: u64,
    /// How many receipts they have together.
    pub receipts: u64,
}

impl Unchecked {
    fn add(&mut self, name: &str, reason: Reason, receipts: u64) {
        if self.listed.len() < MOST {
            self.listed.push(UncheckedFile {
                name: name.to_owned(),
                reason,
                receipts,
            });
        }
        self.files += 1;
        self.receipts += receipts;
    }
}

/// Looks up all receipts.
///
/// # Errors
/// Where the database cannot be read for another reason than that it is damaged.
pub fn verify(verifier: &Verifier, files: &Files) -> Result<(Verified, Unchecked), Error> {
    let mut found = Found::default();
    let mut unchecked = Unchecked::default();
    let walked = walk(verifier, files, &mut found, &mut unchecked);
    found.end(walked)?;
    let area = Area::Files;
    Ok((Verified { area, found }, unchecked))
}

fn walk(
    verifier: &Verifier,
    files: &Files,
    found: &mut Found,
    unchecked: &mut Unchecked,
) -> Result<(), Error> {
    let (seed, stored) = (verifier.seed()?, verifier.files()?);
    let mut walk = Walk {
        files,
        lookup: verifier.lookup(),
        failed: None,
        seed,
        versions: Versions::of(&stored, files, seed),
        stored: stored.into_iter(),
        current: None,
        found,
        unchecked,
    };
    verifier.each_receipt(&mut |receipt| walk.take(&receipt))?;
    walk.advance(FileId(i64::MAX));
    walk.failed.map_or(Ok(()), Err)
}

/// The way through all files.
struct Walk<'w> {
    files: &'w Files,
    lookup: Lookup<'w>,
    /// The first error of the database.
    failed: Option<Error>,
    seed: u64,
    versions: Versions,
    stored: std::vec::IntoIter<StoredFile>,
    current: Option<Current>,
    found: &'w mut Found,
    unchecked: &'w mut Unchecked,
}

/// The file that receipts are looked up in.
struct Current {
    stored: StoredFile,
    state: Result<OpenFile, Reason>,
    /// Receipts that were not looked up.
    skipped: u64,
    /// Receipts that name no bytes.
    by_line: ByLine,
    /// Those that are too many.
    without_range: u64,
}

impl Walk<'_> {
    fn take(&mut self, receipt: &StoredReceipt) {
        self.advance(receipt.file);
        let Some(current) = self
            .current
            .as_mut()
            .filter(|it| it.stored.number == receipt.file)
        else {
            return; // it names no file; that is told of references
        };
        let Ok(open) = &mut current.state else {
            current.skipped += 1;
            return;
        };
        let Some(range) = receipt.bytes else {
            match current.by_line.add(receipt) {
                Taken::Yes => self.found.examined += 1,
                Taken::No => current.without_range += 1,
            }
            return;
        };
        match open.line(range) {
            Ok(line) => {
                self.found.examined += 1;
                if let Some(wrong) = line.wrong(receipt) {
                    let (name, fact) = (&current.stored.name, words(&receipt.fact));
                    let offset = range.offset;
                    self.found
                        .add(|| format!("{name}, byte {offset}: {wrong} ({fact})"));
                }
            }
            Err(Outside::Ends) => {
                self.found.examined += 1;
                let (name, fact) = (&current.stored.name, words(&receipt.fact));
                self.found.add(|| {
                    format!(
                        "{name} ends before byte {} ({fact})",
                        range.offset.saturating_add(range.length)
                    )
                });
            }
            Err(Outside::Unreadable(error)) => {
                current.skipped += 1;
                current.state = Err(Reason::Unreadable(error));
            }
        }
    }

    /// Goes on to this file, if the file is not open already. Files on the way there have no receipts.
    fn advance(&mut self, number: FileId) {
        while self
            .current
            .as_ref()
            .is_none_or(|it| it.stored.number < number)
        {
            if let Some(current) = self.current.take() {
                self.end(current);
            }
            let Some(stored) = self.stored.next() else {
                return;
            };
            let state = self.open(&stored);
            self.current = Some(Current {
                stored,
                state,
                skipped: 0,
                by_line: ByLine::default(),
                without_range: 0,
            });
        }
    }

    fn open(&mut self, stored: &StoredFile) -> Result<OpenFile, Reason> {
        let path = self.files.path(&stored.name);
        if path.is_file() {
            let unreadable = |error: io::Error| Reason::Unreadable(error.to_string());
            return match self.versions.is_replaced(stored, &path) {
                Ok(true) => Err(Reason::Replaced),
                Ok(false) => OpenFile::open(&path, stored.bytes, self.seed).map_err(unreadable),
                Err(error) => Err(unreadable(error)),
            };
        }
        Err(match &stored.origin {
            Some(_) => Reason::Pulled,
            None if stored.name.contains("://") => Reason::Object,
            None => Reason::Missing,
        })
    }

    /// Reads a file to the end: it must be the one that was read, byte for byte.
    fn end(&mut self, current: Current) {
        let name = &current.stored.name;
        let path = self.files.path(name);
        match current.by_line.search(&path, current.stored.bytes) {
            Ok(lost) => lost.for_each(|(line, fact)| {
                let what = format!("{name}:{line}: the line there does not tell of it ({fact})");
                self.found.add(|| what);
            }),
            Err(error) => self
                .unchecked
                .add(name, Reason::Unreadable(error.to_string()), 0),
        }
        if current.without_range > 0 {
            self.unchecked
                .add(name, Reason::NoRange, current.without_range);
        }
        let content = current.state.and_then(|open| {
            let content = open.content();
            content.map_err(|error| Reason::Unreadable(error.to_string()))
        });
        match content {
            Ok(content) if content.as_slice() == current.stored.content.as_slice() => {
                self.facts(&path, &current.stored);
            }
            Ok(_) => self
                .found
                .add(|| format!("{name} holds other bytes than when it was read")),
            Err(reason) => self.unchecked.add(name, reason, current.skipped),
        }
    }
}

impl Walk<'_> {
    /// Reads the facts of a file again, which is the one that was read.
    fn facts(&mut self, path: &Path, stored: &StoredFile) {
        match facts::verify(path, stored, &mut self.lookup, self.found) {
            Ok(()) => {}
            Err(facts::Failed::Unreadable(error)) => {
                let reason = Reason::Unreadable(error.to_string());
                self.unchecked.add(&stored.name, reason, 0);
            }
            Err(facts::Failed::Database(error)) => {
                self.failed.get_or_insert(error);
            }
        }
    }
}

/// What a receipt proves, in words.
fn words(fact: &Fact) -> String {
    match fact {
        Fact::Entry { id, .. } => format!("entry {id}"),
        Fact::Use { credential, .. } => format!("use of {credential}"),
        Fact::Other { what, id } => format!("{what} {id}"),
    }
}
