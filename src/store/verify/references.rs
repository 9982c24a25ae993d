//! Rows that name rows of other tables. Connections that write switch the check of foreign keys off.

use super::problems::Found;
use super::sqlite::count;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;

/// Runs SQLite's `foreign_key_check`.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    let tables = include_str!("../../../queries/tables_with_references.sql");
    found.examined = count(reader, tables)?;
    let mut statement = reader.rows.prepare("pragma foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        let id: Option<i64> = row.get(1)?;
        let row = id.map_or_else(|| table.clone(), |it| format!("{table} {it}"));
        found.add(|| {
            message!(
                "fsck-problem-reference",
                "{row} names a {parent} that is not there",
                row,
                parent
            )
        });
    }
    Ok(())
}
