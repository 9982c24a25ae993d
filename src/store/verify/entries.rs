//! Entries: whether each entry can be read, and still has the content that was recorded.
//!
//! Each entry carries 64 bits of a hash over its fields (see [`content`]), by which a second reading recognises the entry. The hash covers
//! neither the time nor the holder: only the files show these again.

use super::problems::Found;
use crate::model::finding::message::message;
use crate::model::row_id::{FileId, IdentifierId};
use crate::store::Error;
use crate::store::rows::lineage::facts::EntryRow;
use crate::store::rows::lineage::identifiers::{Identifiers, restored};
use crate::store::rows::lineage::record::Record;
use crate::store::rows::load::content::content;
use crate::store::rows::reader::Reader;

/// Entries that are read at once.
const BATCH: i64 = 4_096;

/// The number of a row, and the entry in the row with the hash that the row carries.
type Numbered = (i64, rusqlite::Result<(EntryRow, i64)>);

/// Reads all entries, in the order of their numbers.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    let mut after = i64::MIN;
    let mut newest = FileId(i64::MIN);
    loop {
        let rows = rows_after(after, reader)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = *last;
        found.examined += rows.len() as u64;
        order(&rows, &mut newest, found);
        batch(rows, reader, found)?;
        reader.forget_names();
    }
}

/// Entries are numbered in the order in which their files were read. `receipts_between.sql` finds those of a file by that.
fn order(rows: &[Numbered], newest: &mut FileId, found: &mut Found) {
    for (id, row) in rows {
        let Ok((row, _)) = row else { continue };
        let file = row.file();
        if file < *newest {
            found.add(|| {
                message!(
                    "fsck-problem-entry-order",
                    "entry {id} is of an earlier file than an entry before it",
                    id = *id
                )
            });
        }
        *newest = file.max(*newest);
    }
}

fn rows_after(after: i64, reader: &Reader) -> Result<Vec<Numbered>, Error> {
    let sql = include_str!("../../../queries/entries_after.sql");
    let mut statement = reader.rows.prepare_cached(sql)?;
    let rows = statement.query_map([after, BATCH], |row| {
        let whole = EntryRow::of(row).and_then(|it| Ok((it, row.get("content")?)));
        Ok((row.get(0)?, whole))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn batch(rows: Vec<Numbered>, reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    let readable = || {
        rows.iter()
            .filter_map(|(_, row)| Some(&row.as_ref().ok()?.0))
    };
    let names = readable().flat_map(EntryRow::names);
    reader.learn_names(names)?;
    reader.learn_files(readable().map(EntryRow::file))?;
    let identifiers: Vec<IdentifierId> = readable().flat_map(EntryRow::identifiers).collect();
    let identifiers = known(&identifiers, reader)?;
    for (id, row) in rows {
        match row {
            Err(_) => found.add(|| {
                message!(
                    "fsck-problem-entry-type",
                    "entry {id} holds a value of another type or length",
                    id
                )
            }),
            Ok((row, carried)) => match reader.record(row, &identifiers) {
                Err(error) => found.add(|| {
                    message!(
                        "fsck-problem-entry",
                        "entry {id}: {cause}",
                        id,
                        cause = super::cause(&error)
                    )
                }),
                Ok(record) => compare_content(id, &record, carried, found),
            },
        }
    }
    Ok(())
}

/// The identifiers of these numbers. Numbers without an identifier are left out.
fn known(numbers: &[IdentifierId], reader: &mut Reader) -> Result<Identifiers, Error> {
    let sql = include_str!("../../../queries/identifier_with_id.sql");
    let rows = reader.rows_of(sql, numbers.iter(), restored)?;
    let known = rows.into_iter();
    Ok(known.filter_map(|(id, it)| Some((id, it?))).collect())
}

fn compare_content(id: i64, record: &Record, carried: i64, found: &mut Found) {
    if content(&record.entry) != carried {
        let place = &record.place;
        found.add(|| {
            message!(
                "fsck-problem-entry-altered",
                "entry {id}, {place}: it does not say what it was recorded with",
                id,
                place
            )
        });
    }
}
