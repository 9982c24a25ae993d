//! Receipts from rows: the columns `file`, `line`, `offset`, `length` and `sha256`, and `insert_id` where an entry has one.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::receipt::{Place, Receipt};
use crate::store::Error;
use crate::store::rows::lineage::record::bytes;
use crate::store::values::from_integer;

/// The receipt of what is in no entry of a log.
pub(in crate::store::questions) fn receipt(row: &SqliteRow) -> Result<Receipt, Error> {
    let sha256 = row.try_get::<&[u8], _>("sha256")?.try_into();
    Ok(Receipt {
        place: Place {
            file: row.try_get("file")?,
            line: from_integer(row.try_get("line")?),
        },
        bytes: bytes(row.try_get("offset")?, row.try_get("length")?),
        insert_id: None,
        sha256: Some(sha256.map_err(|_| Error::Damaged("a hash of another length"))?),
    })
}

/// The receipt of an entry.
pub(in crate::store::questions) fn receipt_with_id(row: &SqliteRow) -> Result<Receipt, Error> {
    let insert_id: String = row.try_get("insert_id")?;
    Ok(Receipt {
        insert_id: (!insert_id.is_empty()).then_some(insert_id),
        ..receipt(row)?
    })
}
