//! Coverage as the database keeps it.

use sqlx::sqlite::SqliteConnection;

use super::{Error, moment, nanoseconds, source_number, source_of};
use crate::coverage::{Coverage, Pulled, Stretches};
use crate::entry::Source;

/// Adds stretches in which a log was heard to those that are known.
pub(super) async fn widen(
    source: Source,
    scope: i64,
    heard: &Stretches,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let source = source_number(source);
    let mut stretches = heard.clone();
    for row in sqlx::query_file!("queries/coverage_of.sql", source, scope)
        .fetch_all(&mut *connection)
        .await?
    {
        stretches.add(moment(row.first)?, moment(row.last)?);
    }
    sqlx::query_file!("queries/forget_coverage.sql", source, scope)
        .execute(&mut *connection)
        .await?;
    for (from, to) in stretches.iter() {
        let (from, to) = (nanoseconds(from), nanoseconds(to));
        sqlx::query_file!("queries/record_coverage.sql", source, scope, from, to)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Everything that was read or declared.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Coverage, Error> {
    let mut coverage = Coverage::default();
    for row in sqlx::query_file!("queries/coverage.sql")
        .fetch_all(&mut *connection)
        .await?
    {
        let mut stretches = Stretches::default();
        stretches.add(moment(row.first)?, moment(row.last)?);
        coverage.add_read(source_of(row.source)?, &row.scope, &stretches);
    }
    super::bucket::read_hours(&mut coverage, connection).await?;
    for row in sqlx::query_file!("queries/pulled.sql")
        .fetch_all(&mut *connection)
        .await?
    {
        let pulled = Pulled {
            from: moment(row.first)?,
            to: moment(row.last)?,
            settled: moment(row.settled)?,
            oldest: row.oldest.map(moment).transpose()?,
            newest: row.newest.map(moment).transpose()?,
        };
        coverage.add_pulled(source_of(row.source)?, &row.scope, pulled);
    }
    for row in sqlx::query_file!("queries/declared.sql")
        .fetch_all(connection)
        .await?
    {
        coverage.add_declared(
            source_of(row.source)?,
            moment(row.first)?,
            moment(row.last)?,
        );
    }
    Ok(coverage)
}
