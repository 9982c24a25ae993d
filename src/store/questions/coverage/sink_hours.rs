//! Which hours of a log the files of sinks show to have been read through.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::coverage::intervals::Coverage;
use crate::coverage::sink_hours::{Hour, HourOfLog, read_through};
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds the hours that were read completely, as the files of sinks show.
pub(in crate::store) async fn read(
    coverage: &mut Coverage,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let unread = unread(&mut *connection).await?;
    let mut sink: Vec<HourOfLog> = Vec::new();
    let sql = include_str!("../../../../queries/hours_with_entries.sql");
    let mut rows = sqlx::query(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let next = HourOfLog {
            hour: hour(row.try_get("directory")?, row.try_get("hour")?),
            scope: row.try_get("scope")?,
            source: Source::of_code(row.try_get("source")?)?,
            first: UnixNanos::timestamp(row.try_get("first")?),
            last: UnixNanos::timestamp(row.try_get("last")?),
        };
        if sink.last().is_some_and(|it| !is_of_one_sink(it, &next)) {
            add(&std::mem::take(&mut sink), &unread, coverage);
        }
        sink.push(next);
    }
    add(&sink, &unread, coverage);
    Ok(())
}

fn is_of_one_sink(one: &HourOfLog, other: &HourOfLog) -> bool {
    one.hour.directory == other.hour.directory && one.scope == other.scope
}

/// Adds the hours of one sink.
fn add(sink: &[HourOfLog], unread: &BTreeSet<Hour>, coverage: &mut Coverage) {
    for (source, scope, from, to) in read_through(sink, unread) {
        let mut stretches = Stretches::default();
        stretches.add(from, to);
        coverage.add_hours(source, &scope, &stretches);
    }
}

/// The hours with a file that is still to be read.
async fn unread(connection: &mut SqliteConnection) -> Result<BTreeSet<Hour>, Error> {
    let mut unread = BTreeSet::new();
    let sql = include_str!("../../../../queries/hours_unread.sql");
    let mut rows = sqlx::query(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        unread.insert(hour(row.try_get("directory")?, row.try_get("hour")?));
    }
    Ok(unread)
}

fn hour(directory: String, begins: UnixNanos) -> Hour {
    let begins = begins.timestamp();
    Hour { directory, begins }
}
