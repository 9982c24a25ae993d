//! SQLite's own check of the file: pages, tables, indexes, types of values.

use std::fs;

use super::problems::Found;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;
use crate::store::values::from_integer;

/// The number of problems after which SQLite stops.
const MOST: usize = 100;

/// Runs SQLite's `integrity_check`. Each problem is a row of its answer, of one or more lines; a sound database gives one row, `ok`.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    found.examined = count(reader, "pragma page_count")?;
    length(reader, found)?;
    let sql = format!("pragma integrity_check({MOST})");
    let mut statement = reader.rows.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let problems: String = row.get(0)?;
        let lines = problems.lines().map(str::trim);
        let lines = lines.filter(|it| !it.is_empty() && *it != "ok" && !it.starts_with("***"));
        lines.for_each(|it| found.add(|| it.into()));
    }
    Ok(())
}

/// Compares the length of the file with the number of its pages: SQLite reads zeros beyond the end.
/// Pages may still wait in the write-ahead log.
fn length(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let size = count(reader, "pragma page_size")?.max(1);
    let Some(path) = reader.rows.path() else {
        return Ok(());
    };
    let length = |path: &str| fs::metadata(path).map_or(0, |it| it.len());
    let (bytes, log) = (length(path), length(&format!("{path}-wal")));
    if bytes % size != 0 {
        found.add(|| {
            message!(
                "fsck-problem-length",
                "the file has {bytes} bytes, and its pages {size}",
                bytes,
                size
            )
        });
    } else if log == 0 && bytes / size < found.examined {
        found.add(|| {
            message!(
                "fsck-problem-cut",
                "the file ends after page {page}",
                page = bytes / size
            )
        });
    }
    Ok(())
}

/// The number that a statement returns.
pub(super) fn count(reader: &Reader, sql: &str) -> Result<u64, Error> {
    let count: i64 = reader.rows.query_row(sql, [], |row| row.get(0))?;
    Ok(from_integer(count))
}
