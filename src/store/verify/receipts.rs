//! Receipts: whether each lies within the file that it names. Only the files themselves can show that the line there is the same.

use super::problems::Found;
use super::sqlite::count;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;

/// Compares all receipts with the sizes of their files.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    found.examined = count(reader, include_str!("../../../queries/receipt_count.sql"))?;
    files(reader, found)?;
    removed(reader, found)?;
    let sql = include_str!("../../../queries/receipts_out_of_place.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (of, id): (String, i64) = (row.get(0)?, row.get(1)?);
        let (name, line): (String, i64) = (row.get(2)?, row.get(3)?);
        found.add(|| {
            message!(
                "fsck-problem-outside",
                "{of} {id}: its receipt lies outside of its file, {name}:{line}",
                of,
                id,
                name,
                line
            )
        });
    }
    Ok(())
}

/// What has a receipt is numbered one by one and never removed. Of the last rows only the files show that they were.
fn removed(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/rows_missing.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (of, missing): (String, i64) = (row.get(0)?, row.get(1)?);
        found.add(|| {
            message!(
                "fsck-problem-removed",
                "{of}: rows {missing} were removed, or numbered anew",
                of,
                missing
            )
        });
    }
    Ok(())
}

fn files(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/files_out_of_order.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        found.add(|| {
            message!(
                "fsck-problem-file",
                "file {id}, {name}: its hash or counts cannot be",
                id,
                name
            )
        });
    }
    Ok(())
}
