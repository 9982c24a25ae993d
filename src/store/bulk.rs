//! Many rows by one prepared statement, in this thread: to hand a row to sqlx's thread costs more than to write it.

use rusqlite::Connection;
use rusqlite::types::Value;
use sqlx::sqlite::SqliteConnection;

use super::Error;

/// Values that are kept back before they are written: most rows have a dozen or two.
const VALUES: usize = 32_000;

/// Rows in one execution, which opens the table and all its indexes once.
const ROWS: usize = 64;

/// Rows on their way into a statement from `queries/` with `values (?, …)`.
pub(crate) struct Rows {
    statement: &'static str,
    group: &'static str,
    width: usize,
    values: Vec<Value>,
}

impl Rows {
    /// Rows for this statement. Its first group of question marks after `values` is what a row fills.
    pub(crate) fn of(statement: &'static str) -> Self {
        let group = group(statement);
        Rows {
            statement,
            group,
            width: group.matches('?').count().max(1),
            values: Vec::new(),
        }
    }

    /// Binds the next parameter of the row at hand.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self
    }

    /// Ends a row; writes when there are enough of them. Returns the number of rows that were written.
    pub(crate) async fn end_row(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<u64, Error> {
        if self.values.len() < VALUES {
            return Ok(0);
        }
        self.write(connection).await
    }

    /// Writes what is left. Returns the number of rows that were written.
    pub(crate) async fn finish(mut self, connection: &mut SqliteConnection) -> Result<u64, Error> {
        self.write(connection).await
    }

    async fn write(&mut self, connection: &mut SqliteConnection) -> Result<u64, Error> {
        let values = std::mem::take(&mut self.values);
        if values.is_empty() {
            return Ok(0);
        }
        here(connection, |connection| {
            let groups = values.chunks_exact(self.width * ROWS);
            let singles = groups.remainder().chunks(self.width);
            let many = self.execute(ROWS, groups, connection)?;
            Ok(many + self.execute(1, singles, connection)?)
        })
        .await
    }

    /// Executes the statement for so many rows at once. Returns the number of rows that were written.
    fn execute<'v>(
        &self,
        rows: usize,
        groups: impl ExactSizeIterator<Item = &'v [Value]>,
        connection: &Connection,
    ) -> rusqlite::Result<u64> {
        if groups.len() == 0 {
            return Ok(0);
        }
        let mut statement = connection.prepare(&repeated(self.statement, self.group, rows))?;
        let mut written = 0;
        for group in groups {
            for (column, value) in (1..).zip(group) {
                statement.raw_bind_parameter(column, value)?;
            }
            written += statement.raw_execute()? as u64;
        }
        Ok(written)
    }
}

fn group(statement: &'static str) -> &'static str {
    let values = statement
        .find("values (")
        .map_or(0, |at| at + "values ".len());
    let group = statement.get(values..).unwrap_or_default();
    group
        .find(')')
        .and_then(|end| group.get(..=end))
        .unwrap_or_default()
}

/// A statement with its group of question marks as often as there are rows.
fn repeated(statement: &str, group: &str, rows: usize) -> String {
    statement.replacen(group, &vec![group; rows].join(", "), 1)
}

/// Works on the connection in this thread, inside whatever transaction is open on it.
///
/// # Errors
/// SQLite's own, and those of `work`.
#[expect(
    unsafe_code,
    reason = "there is no other way from sqlx's connection to its handle"
)]
pub(crate) async fn here<T>(
    connection: &mut SqliteConnection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T, Error> {
    let mut locked = connection.lock_handle().await?;
    // SAFETY: the handle is open, and the lock keeps sqlx's thread from it until the borrowed connection is gone, which closes
    // nothing. `work` can keep neither it nor a statement.
    let borrowed = unsafe { Connection::from_handle(locked.as_raw_handle().as_ptr()) }?;
    Ok(work(&borrowed)?)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, Row as _};

    use super::*;

    async fn count(connection: &mut SqliteConnection) -> i64 {
        let count = sqlx::query("select count(*) from t").fetch_one(connection);
        count.await.unwrap().get(0)
    }

    #[test]
    fn the_group_is_repeated_where_it_stands() {
        let statement = "insert into t (a, b) values (?, ?) on conflict do nothing";
        assert_eq!(group(statement), "(?, ?)");
        assert_eq!(
            repeated(statement, group(statement), 2),
            "insert into t (a, b) values (?, ?), (?, ?) on conflict do nothing"
        );
    }

    #[tokio::test]
    async fn rows_belong_to_the_open_transaction() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let create = sqlx::query("create table t (a integer primary key, b blob)");
        create.execute(&mut connection).await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        let mut rows = Rows::of("insert into t (a, b) values (?, ?) on conflict do nothing");
        let mut written = 0;
        for number in (0..10_000).chain(0..10) {
            rows.bind(number).bind(vec![0; 8]);
            written += rows.end_row(&mut transaction).await.unwrap();
        }
        written += rows.finish(&mut transaction).await.unwrap();
        assert_eq!((written, count(&mut transaction).await), (10_000, 10_000));
        transaction.rollback().await.unwrap();
        assert_eq!(count(&mut connection).await, 0);
    }
}
