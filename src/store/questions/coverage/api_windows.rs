//! Windows of which the Logging API gave everything.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::coverage::api_windows::Pulled;
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::schema::codes::Code;
use crate::store::{Error, Store};

/// The window in a row.
pub(super) fn window_of(row: &SqliteRow) -> Result<Pulled, Error> {
    let entry = |column| row.try_get::<Option<UnixNanos>, _>(column);
    Ok(Pulled {
        from: UnixNanos::timestamp(row.try_get("first")?),
        to: UnixNanos::timestamp(row.try_get("last")?),
        settled: UnixNanos::timestamp(row.try_get("settled")?),
        oldest: entry("oldest")?.map(UnixNanos::timestamp),
        newest: entry("newest")?.map(UnixNanos::timestamp),
    })
}

impl Store {
    /// The windows that were pulled of a log, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn pulled(&mut self, source: Source, scope: &str) -> Result<Vec<Pulled>, Error> {
        let name = sqlx::query(include_str!("../../../../queries/name_of_text.sql"))
            .bind(scope)
            .fetch_optional(&mut self.connection)
            .await?;
        let Some(name) = name else {
            return Ok(Vec::new());
        };
        let rows = sqlx::query(include_str!("../../../../queries/pulled_of.sql"))
            .bind(source.code())
            .bind(name.try_get::<NameId, _>("id")?)
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(window_of).collect()
    }

    /// The time from which the next pull of a log must ask, since later entries may be missing. None if the log was never pulled.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn pull_position(
        &mut self,
        source: Source,
        scope: &str,
    ) -> Result<Option<Timestamp>, Error> {
        let windows = self.pulled(source, scope).await?;
        Ok(windows.last().map(|it| it.settled.max(it.from)))
    }
}
