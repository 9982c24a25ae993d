//! Looks up every receipt of a database in the files. Each file is read from its beginning to its end, with the receipts in the order
//! of its lines, so that memory is bounded by the longest line.

mod by_line;
mod facts;
mod line;
mod open_file;
mod versions;
mod walk;

use std::io;

use crate::model::finding::message::{Message, message};
use crate::receipts::locate::Files;
use crate::store::Error;
use crate::store::verify::Verifier;
use crate::store::verify::problems::{Area, Found, Verified};
use crate::store::verify::stored_receipts::{Fact, StoredFile};

/// The largest number of files that are listed with the reason why they were not looked at.
const MOST: usize = 100;

/// Why a receipt was not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The file does not exist.
    Missing,
    /// The directory has no copy of the object of a bucket.
    Object,
    /// The entries were pulled, and not kept as a file.
    Pulled,
    /// The path now has another file that was also read.
    Replaced,
    /// The file cannot be opened or read.
    Unreadable(String),
    /// The file cannot be unpacked.
    Damaged(String),
    /// The receipt names a line, and no bytes.
    NoRange,
}

impl Reason {
    /// The reason that an error of a file gives. An error of the operating system leaves open whether the bytes of the file have changed.
    fn of(error: &io::Error) -> Self {
        match error.raw_os_error() {
            Some(_) => Reason::Unreadable(error.to_string()),
            None => Reason::Damaged(error.to_string()),
        }
    }
}

/// Receipts of one file that were not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncheckedFile {
    /// The name of the file when it was read.
    pub name: String,
    /// Why the receipts were not looked up.
    pub reason: Reason,
    /// The number of these receipts.
    pub receipts: u64,
}

/// All files with receipts that were not looked up.
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

/// The receipts, looked up in the files.
pub struct LookedUp {
    /// What is wrong.
    pub verified: Verified,
    /// What was not looked up.
    pub unchecked: Unchecked,
    /// The files that are there with the bytes that were read, in the order in which they were read.
    pub unchanged: Vec<StoredFile>,
}

/// Looks up all receipts.
///
/// # Errors
/// If the database cannot be read, although it is not damaged.
pub fn verify(verifier: &Verifier, files: &Files) -> Result<LookedUp, Error> {
    let mut found = Found::default();
    let mut unchecked = Unchecked::default();
    let mut unchanged = Vec::new();
    let walked = walk::walk(verifier, files, &mut found, &mut unchecked, &mut unchanged);
    found.end(walked)?;
    let area = Area::Files;
    Ok(LookedUp {
        verified: Verified { area, found },
        unchecked,
        unchanged,
    })
}

/// A fact in words.
fn words(fact: &Fact) -> Message {
    match fact {
        Fact::Entry { id, .. } => message!("fsck-fact-entry", "entry {id}", id = *id),
        Fact::Use { credential, .. } => {
            message!("fsck-fact-use", "use of {credential}", credential)
        }
        Fact::Other { what, id } => other(what, *id),
    }
}

/// A fact without a hash of its own, by the kind that `receipts.sql` gives it.
fn other(what: &str, id: i64) -> Message {
    match what {
        "unreadable line" => message!("fsck-fact-unreadable", "unreadable line {id}", id),
        "evidence" => message!("fsck-fact-evidence", "evidence {id}", id),
        "configuration" => message!("fsck-fact-configuration", "configuration {id}", id),
        "audit setting" => message!("fsck-fact-setting", "audit setting {id}", id),
        what => format!("{what} {id}").into(),
    }
}
