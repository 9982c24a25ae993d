//! The end of a command that failed before it recorded anything: the database that it created is made empty again, so that the next command
//! says that it holds nothing, rather than that nothing was seen. The file stays, without tables: another process may have opened it and may
//! wait for the lock, and what it wrote into a deleted file would be lost.

use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use sqlx::Connection as _;

use super::creation::Origin;
use super::{Error, Store};

impl Store {
    /// Closes the database after a failure. One that this store created, in which nothing is recorded and which no other process uses is
    /// emptied.
    ///
    /// # Errors
    /// Those of [`Store::close`].
    pub async fn abandon(self) -> Result<(), Error> {
        if self.origin == Origin::There {
            return self.close().await;
        }
        let Store {
            connection, reader, ..
        } = self;
        connection.close().await?;
        let _kept = empty(reader.rows); // a database that cannot be emptied stays as it is
        Ok(())
    }
}

/// Empties a database that no other process uses, and that holds nothing.
fn empty(mut rows: Connection) -> rusqlite::Result<()> {
    rows.busy_timeout(Duration::ZERO)?;
    // SQLite leaves the write-ahead log only where no other connection is open ("Write-Ahead Logging", 2.1).
    let mode: String = rows.query_row("pragma journal_mode = delete", [], |row| row.get(0))?;
    let transaction = rows.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let recorded: bool = transaction.query_row(
        include_str!("../../queries/is_anything_recorded.sql"),
        [],
        |row| row.get(0),
    )?;
    if mode != "delete" || recorded {
        return Ok(());
    }
    let tables: Vec<String> = {
        let mut statement = transaction.prepare(include_str!("../../queries/table_names.sql"))?;
        let names = statement.query_map([], |row| row.get(0))?;
        names.collect::<Result<_, _>>()?
    };
    transaction.execute_batch("drop view if exists answered_request")?; // the one view that the migrations make
    for table in tables {
        transaction.execute_batch(&format!("drop table \"{table}\""))?;
    }
    transaction.execute_batch("pragma application_id = 0")?;
    transaction.commit()?;
    rows.execute_batch("vacuum")
}
