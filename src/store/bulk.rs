//! Many rows in one statement: a statement each would cost more than the row.

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, Encode, Sqlite, Type};

/// Parameters of one statement; SQLite allows 32,766.
const PARAMETERS: usize = 8_000;

/// Rows on their way into a statement with `values (?, …)`, which is written out as many times as there are rows.
pub(crate) struct Rows<'q> {
    statement: &'static str,
    group: &'static str,
    rows: usize,
    width: usize,
    arguments: SqliteArguments,
    _rows: std::marker::PhantomData<&'q ()>,
}

impl<'q> Rows<'q> {
    /// Rows for this statement from `queries/`. Its first group of question marks after `values` is what is repeated.
    pub(crate) fn of(statement: &'static str) -> Self {
        let group = group(statement);
        Rows {
            statement,
            group,
            rows: 0,
            width: group.matches('?').count().max(1),
            arguments: SqliteArguments::default(),
            _rows: std::marker::PhantomData,
        }
    }

    /// Binds the next parameter of the row at hand.
    pub(crate) fn bind<T: Encode<'q, Sqlite> + Type<Sqlite>>(
        &mut self,
        value: T,
    ) -> Result<&mut Self, sqlx::Error> {
        self.arguments.add(value).map_err(sqlx::Error::Encode)?;
        Ok(self)
    }

    /// Ends a row; executes when there are enough of them. Returns the number of rows that were written.
    pub(crate) async fn end_row(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<u64, sqlx::Error> {
        self.rows += 1;
        if self.rows * self.width < PARAMETERS - self.width {
            return Ok(0);
        }
        self.execute(connection, Remember::Yes).await
    }

    /// Executes what is left. Returns the number of rows that were written.
    pub(crate) async fn finish(
        mut self,
        connection: &mut SqliteConnection,
    ) -> Result<u64, sqlx::Error> {
        if self.rows == 0 {
            Ok(0)
        } else {
            self.execute(connection, Remember::No).await
        }
    }

    async fn execute(
        &mut self,
        connection: &mut SqliteConnection,
        remember: Remember,
    ) -> Result<u64, sqlx::Error> {
        let sql = repeated(self.statement, self.group, self.rows);
        self.rows = 0;
        let query = sqlx::query_with(AssertSqlSafe(sql), std::mem::take(&mut self.arguments))
            .persistent(remember == Remember::Yes);
        Ok(query.execute(connection).await?.rows_affected())
    }
}

/// Whether SQLite keeps the prepared statement: the full size comes again, the last one does not.
#[derive(PartialEq, Eq)]
enum Remember {
    Yes,
    No,
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
pub(crate) fn repeated(statement: &str, group: &str, rows: usize) -> String {
    statement.replacen(group, &vec![group; rows].join(", "), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_repeated_where_it_stands() {
        let statement = "insert into t (a, b) values (?, ?) on conflict do nothing";
        assert_eq!(group(statement), "(?, ?)");
        assert_eq!(
            repeated(statement, group(statement), 2),
            "insert into t (a, b) values (?, ?), (?, ?) on conflict do nothing"
        );
    }
}
