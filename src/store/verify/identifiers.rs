//! Credentials and digests: whether each can be read, and whether the index finds each by its value.

use super::problems::Found;
use super::sqlite::count;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::restored;
use crate::store::rows::reader::Reader;

/// Checks that each identifier can be read, and that the index over values has each identifier once.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    readable(reader, found)?;
    let indexed = indexed(reader, found)?;
    let all = found.examined;
    if indexed != all {
        found.add(|| {
            message!(
                "fsck-problem-index",
                "{indexed} of {all} identifiers stand in the index over values",
                indexed,
                all
            )
        });
    }
    let fresh = count(reader, include_str!("../../../queries/values_waiting.sql"))?;
    if fresh > 0 {
        found.add(|| {
            message!(
                "fsck-problem-index-waits",
                "{count} identifiers wait for the index since a file was read",
                count = fresh
            )
        });
    }
    Ok(())
}

fn readable(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/identifiers.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if !matches!(restored(row), Ok((_, Some(_)))) {
            found.add(|| {
                message!(
                    "fsck-problem-identifier",
                    "identifier {id} is neither a credential nor a digest",
                    id
                )
            });
        }
        found.examined += 1;
    }
    Ok(())
}

/// The number of identifiers in the index. The index is whole if it has as many identifiers as the table, with the same values.
fn indexed(reader: &Reader, found: &mut Found) -> Result<u64, Error> {
    let sql = include_str!("../../../queries/identifiers_by_value.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if row.get(1)? {
            found.add(|| {
                message!(
                    "fsck-problem-index-value",
                    "the index over values has another value for identifier {id}",
                    id
                )
            });
        }
        count += 1;
    }
    Ok(count)
}
