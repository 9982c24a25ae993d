//! When clusters, CA pools and key versions recorded issuances.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::coverage::intervals::Coverage;
use crate::coverage::issuance_times::{Issue, Recorder};
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds the times of all recorded issuances to the coverage.
pub(in crate::store) async fn read(
    coverage: &mut Coverage,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let rows = sqlx::query(include_str!("../../../../queries/recorded.sql"))
        .fetch_all(connection)
        .await?;
    for row in rows {
        let recorder = Recorder {
            source: Source::of_code(row.try_get(0)?)?,
            issue: Issue::of_code(row.try_get(1)?)?,
            resource: row.try_get(2)?,
        };
        let mut moments = Stretches::default();
        moments.add(whole_second(row.try_get(3)?), whole_second(row.try_get(4)?));
        coverage.add_recorded(recorder, &moments);
    }
    Ok(())
}

/// The whole second of a time: an export that cuts times must not shift the beginning of a log.
fn whole_second(at: UnixNanos) -> Timestamp {
    const SECOND: i64 = 1_000_000_000;
    UnixNanos(at.0 - at.0.rem_euclid(SECOND)).timestamp()
}
