//! The facts of a file, read again: nothing else shows that a row was removed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::ingest::evidence_file::{listing, peek};
use crate::log::Reader;
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter::Splitter;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::verify::Verifier;
use crate::store::verify::lookup::{Lookup, Lost};
use crate::store::verify::problems::Found;
use crate::store::verify::stored_receipts::StoredFile;

/// Why the facts of a file were not looked up to the end.
pub(super) enum Failed {
    /// An error of the file.
    Unreadable(io::Error),
    /// An error of the database.
    Database(Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed::Unreadable(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Database(error)
    }
}

/// Looks up all entries and uses of a log in the database. `lost` gets those that are not there. Files of evidence are passed over.
pub(super) fn verify(
    path: &Path,
    stored: &StoredFile,
    lookup: &mut Lookup<'_>,
    lost: &mut dyn FnMut(Lost),
) -> Result<(), Failed> {
    let (_, stream) = unpack(File::open(path)?)?;
    let (head, stream) = peek(stream)?;
    if listing(&head).is_some() {
        return Ok(());
    }
    let reader = Reader::default();
    let mut splitter = Splitter::new(stream.take(stored.bytes));
    while let Some(batch) = splitter.next_batch()? {
        lookup.look_up(stored.number, &reader.read(&batch), lost)?;
        splitter.recycle(batch);
    }
    Ok(())
}

/// Adds a fact that is not in the database.
pub(super) fn report_lost(lost: &Lost, verifier: &Verifier, found: &mut Found) {
    found.add(|| {
        let name = verifier.name_of_file(lost.file);
        let what = lost.what.clone();
        message!(
            "fsck-problem-lacks",
            "{name}:{line}: the database lacks {what}",
            name,
            line = lost.line;
            what
        )
    });
}
