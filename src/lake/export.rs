//! Writes a database as tables of facts, for those who ask questions in other languages. Nothing is loaded from these tables.

use std::fs;
use std::path::Path;

use super::context::Context;
use super::error::Error;
use super::facts::open_tables::OpenTables;
use super::folder::Lake;
use super::split::{Found, Split, SplitShape};
use crate::log::parsed_batch::ParsedBatch;
use crate::store::Store;

/// The name for all logs together.
const DATABASE: &str = "database";

/// Writes the uses, the entries with their edges, the unread lines and the remarks of a database into a folder that is empty or not there. Each
/// request and each entry is one row, however many files hold them. There are no exhibits: a database keeps what it concluded from
/// certificates, not the facts, as a signature whose issuer's key came later is checked once and dropped.
///
/// # Errors
/// If the folder holds something or cannot be written, or the database cannot be read.
pub fn write(store: &mut Store, folder: &Path) -> Result<(), Error> {
    let lake = Lake::at(folder)?;
    if fs::read_dir(folder).is_ok_and(|mut it| it.next().is_some()) {
        return Err(Error::NotEmpty(folder.to_owned()));
    }
    let split = whole();
    let mut context = Context::of(&split);
    let mut tables = OpenTables::new(&lake, &split);
    let mut readers = store.snapshot_readers()?;
    let reader = &mut readers.pages;
    reader.each_use(&mut |batch| tables.add(batch, &mut context))?;
    reader.each_entry(&mut |entries| {
        let mut batch = ParsedBatch::default();
        batch.entries = entries;
        tables.add(batch, &mut context)
    })?;
    reader.each_rejection(&mut |rejections| {
        let mut batch = ParsedBatch::default();
        batch.rejections = rejections;
        tables.add(batch, &mut context)
    })?;
    reader.each_remark(&mut |remarks| {
        let mut batch = ParsedBatch::default();
        batch.remarks = remarks;
        tables.add(batch, &mut context)
    })?;
    store.return_readers(readers)?;
    tables.finish()?;
    Ok(())
}

/// The database as a split: its name is that of the files.
fn whole() -> Split {
    Split {
        ordinal: 0,
        url: DATABASE.to_owned(),
        generation: String::new(),
        size: 0,
        start: 0,
        end: 0,
        key: None,
        shape: SplitShape::Other,
        found: Found::Named,
        cluster: None,
        cuts: Vec::new(),
    }
}
