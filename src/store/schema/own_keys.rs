//! The part of migration 22 that SQL cannot do: finding the names of authorities that are computed from their keys.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::evidence::issuer::AuthorityId;

/// The migration that adds the column.
const ADDED_BY: i64 = 22;

/// Whether a database of this version, if it has one, has keys that migration 22 has just given the column.
pub(in crate::store) fn are_due(version: Option<i64>) -> bool {
    version.is_some_and(|it| it < ADDED_BY)
}

/// Fills the column `own` of all authorities.
pub(in crate::store) async fn fill(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let keys = include_str!("../../../queries/keys_of_authorities.sql");
    let keys = sqlx::query(keys).fetch_all(&mut *connection).await?;
    for row in keys {
        let (name, text, key): (i64, String, Vec<u8>) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if AuthorityId::stored(text).is_worked_out_from(&key) {
            let record = include_str!("../../../queries/record_own_key.sql");
            let record = sqlx::query(record).bind(name).bind(key);
            record.execute(&mut *connection).await?;
        }
    }
    Ok(())
}
