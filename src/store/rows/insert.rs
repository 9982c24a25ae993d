//! Inserts many rows with one prepared statement.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement};

use crate::store::Error;

/// Rows of one execution: each execution opens the table and all its indexes.
const ROWS: usize = 64;

/// A value that is bound to a parameter.
pub(crate) enum Bound<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
    Blob(&'v [u8]),
    Owned(String),
}

impl From<i64> for Bound<'_> {
    fn from(number: i64) -> Self {
        Bound::Integer(number)
    }
}

impl<'v> From<&'v str> for Bound<'v> {
    fn from(text: &'v str) -> Self {
        Bound::Text(text)
    }
}

impl<'v> From<&'v [u8]> for Bound<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Bound::Blob(bytes)
    }
}

impl From<String> for Bound<'_> {
    fn from(text: String) -> Self {
        Bound::Owned(text)
    }
}

impl<'v, T: Into<Bound<'v>>> From<Option<T>> for Bound<'v> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Bound::Null, Into::into)
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Bound::Null => ValueRef::Null,
            Bound::Integer(number) => ValueRef::Integer(*number),
            Bound::Text(text) => ValueRef::from(*text),
            Bound::Blob(bytes) => ValueRef::Blob(bytes),
            Bound::Owned(text) => ValueRef::from(text.as_str()),
        }))
    }
}

/// Rows that wait for a statement from `queries/` with `values (?, …)`.
pub(crate) struct Rows<'c, 'v> {
    connection: &'c Connection,
    statement: &'static str,
    /// The group of question marks after `values`, which the values of one row fill.
    group: &'static str,
    width: usize,
    /// The statement for [`ROWS`] rows, once there were so many.
    many: Option<Statement<'c>>,
    values: Vec<Bound<'v>>,
    written: u64,
}

impl<'c, 'v> Rows<'c, 'v> {
    /// No rows yet, for this statement.
    pub(crate) fn of(statement: &'static str, connection: &'c Connection) -> Self {
        let group = group(statement);
        Rows {
            connection,
            statement,
            group,
            width: group.matches('?').count().max(1),
            many: None,
            values: Vec::new(),
            written: 0,
        }
    }

    /// Binds the next parameter of the row at hand.
    pub(crate) fn bind(&mut self, value: impl Into<Bound<'v>>) -> &mut Self {
        self.values.push(value.into());
        self
    }

    /// Ends a row. Writes the waiting rows if there are [`ROWS`] of them.
    pub(crate) fn end_row(&mut self) -> Result<(), Error> {
        if self.values.len() < self.width * ROWS {
            return Ok(());
        }
        if self.many.is_none() {
            self.many = Some(self.prepare(ROWS)?);
        }
        if let Some(many) = &mut self.many {
            self.written += execute(many, &self.values)?;
        }
        self.values.clear();
        Ok(())
    }

    /// Writes the waiting rows. Returns how many rows were written in all.
    pub(crate) fn finish(mut self) -> Result<u64, Error> {
        let values = std::mem::take(&mut self.values);
        if !values.is_empty() {
            let mut single = self.prepare(1)?;
            for row in values.chunks(self.width) {
                self.written += execute(&mut single, row)?;
            }
        }
        Ok(self.written)
    }

    fn prepare(&self, rows: usize) -> rusqlite::Result<Statement<'c>> {
        let statement = repeated(self.statement, self.group, rows);
        self.connection.prepare(&statement)
    }
}

fn execute(statement: &mut Statement<'_>, values: &[Bound<'_>]) -> rusqlite::Result<u64> {
    for (column, value) in (1..).zip(values) {
        statement.raw_bind_parameter(column, value)?;
    }
    Ok(statement.raw_execute()? as u64)
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

/// The statement with its group of question marks repeated for each row.
fn repeated(statement: &str, group: &str, rows: usize) -> String {
    statement.replacen(group, &vec![group; rows].join(", "), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(connection: &Connection) -> i64 {
        let count = connection.query_row("select count(*) from t", [], |row| row.get(0));
        count.unwrap()
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

    #[test]
    fn rows_belong_to_the_open_transaction() {
        let mut connection = Connection::open_in_memory().unwrap();
        let create = "create table t (a integer primary key, b blob)";
        connection.execute_batch(create).unwrap();
        let transaction = connection.transaction().unwrap();
        let mut rows = Rows::of(
            "insert into t (a, b) values (?, ?) on conflict do nothing",
            &transaction,
        );
        for number in (0..10_000).chain(0..10) {
            rows.bind(number).bind([0; 8].as_slice());
            rows.end_row().unwrap();
        }
        assert_eq!(
            (rows.finish().unwrap(), count(&transaction)),
            (10_000, 10_000)
        );
        transaction.rollback().unwrap();
        assert_eq!(count(&connection), 0);
    }
}
