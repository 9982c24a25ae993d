//! Changes of audit settings, and the calls that show that an exemption was not in force.

use futures_util::TryStreamExt as _;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::coverage::audit_settings::{Action, Change, RecordedChange};
use crate::coverage::intervals::Coverage;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::questions::receipt::receipt_with_id;
use crate::store::schema::codes::Code;

/// Adds all changes of audit settings to the coverage, and where one of them exempts somebody, the times of the calls of service agents: to find
/// these takes the reading of all entries.
pub(in crate::store) async fn read(
    coverage: &mut Coverage,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let rows = sqlx::query(include_str!("../../../../queries/audit_settings.sql"))
        .fetch_all(&mut *connection)
        .await?;
    let all = rows
        .iter()
        .map(|row| Ok((switch(row)?, receipt_with_id(row)?)));
    let all = all.collect::<Result<Vec<_>, Error>>()?;
    coverage.add_switches(&all);
    let exempts = |it: &(RecordedChange, _)| !it.0.change.exempted.is_empty();
    match all.iter().any(exempts) {
        true => read_agent_calls(coverage, connection).await,
        false => Ok(()),
    }
}

/// Adds the times of all recorded calls of service agents to the coverage.
async fn read_agent_calls(
    coverage: &mut Coverage,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let sql = include_str!("../../../../queries/agent_calls.sql");
    let mut rows = sqlx::query(sql).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let source = Source::of_code(row.try_get("source")?)?;
        let calls = (
            UnixNanos::timestamp(row.try_get("first")?),
            UnixNanos::timestamp(row.try_get("last")?),
        );
        coverage.add_agent_calls(
            (source, row.try_get("scope")?),
            row.try_get("agent")?,
            calls,
        );
    }
    Ok(())
}

fn switch(row: &SqliteRow) -> Result<RecordedChange, Error> {
    Ok(RecordedChange {
        at: UnixNanos::timestamp(row.try_get("at")?),
        scope: row.try_get("scope")?,
        change: Change {
            action: Action::of_code(row.try_get("action")?)?,
            service: row.try_get("service")?,
            log_type: row.try_get("log_type")?,
            exempted: row.try_get("exempted")?,
        },
        by: row.try_get("principal")?,
        insert_id: row.try_get("insert_id")?,
    })
}
