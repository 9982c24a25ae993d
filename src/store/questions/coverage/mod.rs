//! The coverage of the database.

mod api_windows;
mod audit_settings;
mod sink_hours;

use futures_util::TryStreamExt as _;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::coverage::intervals::Coverage;
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// The stretches of each log that were read or declared. Rows go by one at a time: a row of sqlx takes half a kilobyte, a stretch 16 bytes.
pub(in crate::store) async fn read(connection: &mut SqliteConnection) -> Result<Coverage, Error> {
    let mut coverage = Coverage::default();
    let mut rows =
        sqlx::query(include_str!("../../../../queries/coverage.sql")).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
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
    drop(rows);
    sink_hours::read(&mut coverage, connection).await?;
    let mut rows =
        sqlx::query(include_str!("../../../../queries/pulled.sql")).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        coverage.add_pulled(
            Source::of_code(row.try_get("source")?)?,
            row.try_get("scope")?,
            api_windows::window_of(&row)?,
        );
    }
    drop(rows);
    let mut rows =
        sqlx::query(include_str!("../../../../queries/declared.sql")).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        coverage.add_declared(
            Source::of_code(row.try_get("source")?)?,
            UnixNanos::timestamp(row.try_get("first")?),
            UnixNanos::timestamp(row.try_get("last")?),
        );
    }
    drop(rows);
    audit_settings::read(&mut coverage, connection).await?;
    Ok(coverage)
}
