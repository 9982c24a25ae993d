//! Coverage as the database keeps it.

use rusqlite::Connection;
use sqlx::sqlite::SqliteConnection;

use super::{Error, moment, nanoseconds, source_number, source_of};
use crate::coverage::{Coverage, Pulled, Stretches};
use crate::entry::Source;

/// Adds stretches in which a log was heard to those that are known.
pub(super) fn widen(
    source: Source,
    scope: i64,
    heard: &Stretches,
    connection: &Connection,
) -> Result<(), Error> {
    let source = source_number(source);
    let mut stretches = heard.clone();
    let mut known = connection.prepare(include_str!("../../queries/coverage_of.sql"))?;
    let mut known = known.query((source, scope))?;
    while let Some(row) = known.next()? {
        stretches.add(moment(row.get(0)?)?, moment(row.get(1)?)?);
    }
    let forget = include_str!("../../queries/forget_coverage.sql");
    connection.execute(forget, (source, scope))?;
    let mut record = connection.prepare(include_str!("../../queries/record_coverage.sql"))?;
    for (from, to) in stretches.iter() {
        record.execute((source, scope, nanoseconds(from), nanoseconds(to)))?;
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
