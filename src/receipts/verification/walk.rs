//! One pass over all files, with the receipts of each file.

use super::by_line::{ByLine, Taken};
use super::facts::{self, Failed};
use super::open_file::{OpenFile, Outside};
use super::versions::Versions;
use super::{Reason, Unchecked, words};
use crate::model::finding::message::message;
use crate::model::row_id::FileId;
use crate::receipts::locate::Files;
use crate::store::Error;
use crate::store::verify::Verifier;
use crate::store::verify::lookup::{Lookup, Lost};
use crate::store::verify::problems::Found;
use crate::store::verify::stored_receipts::{StoredFile, StoredReceipt};

/// Looks up all receipts in one pass over all files.
pub(super) fn walk(
    verifier: &Verifier,
    files: &Files,
    found: &mut Found,
    unchecked: &mut Unchecked,
    unchanged: &mut Vec<StoredFile>,
) -> Result<(), Error> {
    let (seed, stored) = (verifier.seed()?, verifier.files()?);
    let mut walk = Walk {
        files,
        verifier,
        lookup: verifier.lookup()?,
        failed: None,
        seed,
        versions: Versions::of(&stored, files, seed),
        stored: stored.into_iter(),
        current: None,
        found,
        unchecked,
        unchanged,
    };
    verifier.each_receipt(&mut |receipt| walk.take(&receipt))?;
    walk.advance(FileId(i64::MAX));
    let Walk {
        lookup,
        failed,
        found,
        ..
    } = walk;
    lookup.end(&mut |lost| facts::report_lost(&lost, verifier, found))?;
    failed.map_or(Ok(()), Err)
}

/// One pass over all files.
struct Walk<'w> {
    files: &'w Files,
    verifier: &'w Verifier,
    lookup: Lookup<'w>,
    /// The first error of the database.
    failed: Option<Error>,
    seed: u64,
    versions: Versions,
    stored: std::vec::IntoIter<StoredFile>,
    current: Option<Current>,
    found: &'w mut Found,
    unchecked: &'w mut Unchecked,
    /// The files that are there with the bytes that were read.
    unchanged: &'w mut Vec<StoredFile>,
}

/// The file that receipts are looked up in.
struct Current {
    stored: StoredFile,
    state: Result<OpenFile, Reason>,
    /// Receipts that were not looked up.
    skipped: u64,
    /// Receipts that name no bytes.
    by_line: ByLine,
    /// The number of receipts without bytes beyond those in `by_line`.
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
            return; // it names no file, which the check of references reports
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
        let wrong = match open.line(range) {
            Ok(line) => line.wrong(receipt),
            Err(Outside::Ends) => Some(message!(
                "fsck-line-cut",
                "the file ends before the end of the line"
            )),
            Err(Outside::Unreadable(error)) => {
                current.skipped += 1;
                current.state = Err(Reason::of(&error));
                return;
            }
        };
        self.found.examined += 1;
        if let Some(wrong) = wrong {
            let (name, fact) = (&current.stored.name, words(&receipt.fact));
            let what = || {
                message!(
                    "fsck-problem-line",
                    "{name}, byte {offset}: {wrong} ({fact})",
                    name,
                    offset = range.offset;
                    wrong, fact
                )
            };
            self.found.add(what);
        }
    }

    /// Goes on to a file, unless it is the current one. Files in between have no receipts.
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
            let unreadable = |error| Reason::of(&error);
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

    /// Reads a file to the end, and compares all bytes with those that were ingested.
    fn end(&mut self, current: Current) {
        let (stored, without_range) = (&current.stored, current.without_range);
        if without_range > 0 {
            self.unchecked
                .add(&stored.name, Reason::NoRange, without_range);
        }
        let content = current
            .state
            .and_then(|open| open.content().map_err(|error| Reason::of(&error)));
        let name = &stored.name;
        match content {
            Ok(content) => {
                if content.as_slice() == stored.content.as_slice() {
                    self.facts(stored);
                    self.unchanged.push(stored.clone());
                } else {
                    let what = || {
                        message!(
                            "fsck-problem-content",
                            "{name} holds other bytes than when it was read",
                            name
                        )
                    };
                    self.found.add(what);
                }
                self.by_line(stored, current.by_line);
            }
            Err(reason) => self.skip(name, reason, current.skipped),
        }
    }

    /// Looks up receipts that name no bytes.
    fn by_line(&mut self, stored: &StoredFile, receipts: ByLine) {
        let name = &stored.name;
        match receipts.search(&self.files.path(name), stored.bytes) {
            Ok(lost) => lost.for_each(|(line, fact)| {
                let what = || {
                    message!(
                        "fsck-problem-by-line",
                        "{name}:{line}: the line there does not tell of it ({fact})",
                        name,
                        line;
                        fact
                    )
                };
                self.found.add(what);
            }),
            Err(error) => self.skip(name, Reason::of(&error), 0),
        }
    }

    /// Reads the facts of an unchanged file again.
    fn facts(&mut self, stored: &StoredFile) {
        let path = self.files.path(&stored.name);
        let report = &mut |lost: Lost| facts::report_lost(&lost, self.verifier, self.found);
        match facts::verify(&path, stored, &mut self.lookup, report) {
            Ok(()) => {}
            Err(Failed::Unreadable(error)) => self.skip(&stored.name, Reason::of(&error), 0),
            Err(Failed::Database(error)) => {
                self.failed.get_or_insert(error);
            }
        }
    }

    /// Notes receipts that cannot be looked up. A file that cannot be unpacked has changed since ingestion.
    fn skip(&mut self, name: &str, reason: Reason, receipts: u64) {
        if let Reason::Damaged(error) = &reason {
            self.found.add(|| {
                message!(
                    "fsck-problem-unpack",
                    "{name} cannot be unpacked: {error}",
                    name,
                    error
                )
            });
        }
        self.unchecked.add(name, reason, receipts);
    }
}
