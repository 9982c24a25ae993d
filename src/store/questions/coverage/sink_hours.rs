//! Which hours of a log the files of sinks show to have been read through.

use std::collections::BTreeSet;

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
    let mut entry_times = Vec::new();
    for row in sqlx::query(include_str!("../../../../queries/hours_with_entries.sql"))
        .fetch_all(&mut *connection)
        .await?
    {
        entry_times.push(HourOfLog {
            hour: hour(row.try_get("directory")?, row.try_get("hour")?),
            scope: row.try_get("scope")?,
            source: Source::of_code(row.try_get("source")?)?,
            first: UnixNanos::timestamp(row.try_get("first")?),
            last: UnixNanos::timestamp(row.try_get("last")?),
        });
    }
    if entry_times.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(include_str!("../../../../queries/hours_unread.sql"))
        .fetch_all(connection)
        .await?;
    let unread = rows
        .into_iter()
        .map(|row| Ok(hour(row.try_get("directory")?, row.try_get("hour")?)));
    let unread = unread.collect::<Result<BTreeSet<Hour>, Error>>()?;
    for (source, scope, from, to) in read_through(&entry_times, &unread) {
        let mut stretches = Stretches::default();
        stretches.add(from, to);
        coverage.add_hours(source, &scope, &stretches);
    }
    Ok(())
}

fn hour(directory: String, begins: UnixNanos) -> Hour {
    let begins = begins.timestamp();
    Hour { directory, begins }
}
