//! Who did what clusters and pools claim.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::policy::service_agents::{Claimed, Name};
use crate::store::schema::codes::Code;
use crate::store::values::from_integer;
use crate::store::{Error, Store};

impl Store {
    /// Each caller of a claimed signature or certification, with whoever claims it.
    pub async fn callers(&mut self) -> Result<Vec<Claimed>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/callers.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(claimed).collect()
    }
}

fn claimed(row: &SqliteRow) -> Result<Claimed, Error> {
    let name = |column: usize| {
        Ok::<_, Error>(Name {
            number: row.try_get(column)?,
            text: row.try_get(column + 1)?,
        })
    };
    Ok(Claimed {
        source: Source::of_code(row.try_get(0)?)?,
        principal: name(1)?,
        by: Source::of_code(row.try_get(3)?)?,
        claimer: name(4)?,
        count: from_integer(row.try_get(6)?),
        first: UnixNanos::timestamp(row.try_get(7)?),
    })
}
