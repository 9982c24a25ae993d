//! SQLite's own word on the file: pages, tables, indexes, types of values.

use super::problems::Found;
use crate::store::Error;
use crate::store::rows::reader::Reader;
use crate::store::values::from_integer;

/// Where SQLite stops looking.
const MOST: usize = 100;

/// Runs SQLite's `integrity_check`. Each problem is a row of its answer, of one or more lines; a sound database gives one row, `ok`.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    found.examined = count(reader, "pragma page_count")?;
    let sql = format!("pragma integrity_check({MOST})");
    let mut statement = reader.rows.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let told: String = row.get(0)?;
        let lines = told.lines().map(str::trim);
        let lines = lines.filter(|it| !it.is_empty() && *it != "ok" && !it.starts_with("***"));
        lines.for_each(|it| found.add(|| it.to_owned()));
    }
    Ok(())
}

/// A number that a statement gives.
pub(super) fn count(reader: &Reader, sql: &str) -> Result<u64, Error> {
    let count: i64 = reader.rows.query_row(sql, [], |row| row.get(0))?;
    Ok(from_integer(count))
}
