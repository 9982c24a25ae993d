//! The coverage of the database.

mod api_windows;
mod audit_settings;
mod issuance_times;
mod sink_hours;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::coverage::intervals::Coverage;
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// The stretches of each log that were read or declared.
pub(in crate::store) async fn read(connection: &mut SqliteConnection) -> Result<Coverage, Error> {
    let mut coverage = Coverage::default();
    for row in sqlx::query(include_str!("../../../../queries/coverage.sql"))
        .fetch_all(&mut *connection)
        .await?
    {
        let mut stretches = Stretches::default();
        stretches.add(
            UnixNanos::timestamp(row.try_get("first")?),
            UnixNanos::timestamp(row.try_get("last")?),
        );
        coverage.add_read(
            Source::of_code(row.try_get("source")?)?,
            row.try_get("scope")?,
            &stretches,
        );
    }
    sink_hours::read(&mut coverage, connection).await?;
    for row in sqlx::query(include_str!("../../../../queries/pulled.sql"))
        .fetch_all(&mut *connection)
        .await?
    {
        coverage.add_pulled(
            Source::of_code(row.try_get("source")?)?,
            row.try_get("scope")?,
            api_windows::window_of(&row)?,
        );
    }
    for row in sqlx::query(include_str!("../../../../queries/declared.sql"))
        .fetch_all(&mut *connection)
        .await?
    {
        coverage.add_declared(
            Source::of_code(row.try_get("source")?)?,
            UnixNanos::timestamp(row.try_get("first")?),
            UnixNanos::timestamp(row.try_get("last")?),
        );
    }
    issuance_times::read(&mut coverage, connection).await?;
    audit_settings::read(&mut coverage, connection).await?;
    Ok(coverage)
}
