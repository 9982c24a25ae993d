//! What clusters were told to use, into the database and out of it.

use sqlx::sqlite::SqliteConnection;

use super::facts::Place;
use super::{Error, Store, moment, nanoseconds};
use crate::configuration::{Configuration, Ending, Told};
use crate::log::reading::Receipt;

/// How it became known, as the database numbers it, and when.
fn stored(told: Told) -> (i64, Option<i64>) {
    match told {
        Told::Created(at) => (1, Some(nanoseconds(at))),
        Told::Updated(at) => (2, Some(nanoseconds(at))),
        Told::Ended(at, Ending::Done) => (3, Some(nanoseconds(at))),
        Told::Ended(at, Ending::Failed) => (4, Some(nanoseconds(at))),
        Told::Described => (5, None),
    }
}

fn restored(told: i64, at: Option<i64>) -> Result<Told, Error> {
    let unknown = || Error::Damaged("an unknown kind of configuration");
    let at = at.map(moment).transpose()?;
    Ok(match (told, at) {
        (1, Some(at)) => Told::Created(at),
        (2, Some(at)) => Told::Updated(at),
        (3, Some(at)) => Told::Ended(at, Ending::Done),
        (4, Some(at)) => Told::Ended(at, Ending::Failed),
        (5, None) => Told::Described,
        _ => return Err(unknown()),
    })
}

/// Keeps one record; says whether it was new.
pub(super) async fn write(
    configuration: &Configuration,
    receipt: &Receipt,
    cluster: i64,
    file: i64,
    connection: &mut SqliteConnection,
) -> Result<u64, Error> {
    let (told, at) = stored(configuration.told);
    let keys = serde_json::to_string(&configuration.keys).unwrap_or_default(); // nothing in it fails to be written
    let (line, offset, sha256) = (
        receipt.line as i64,
        receipt.offset as i64,
        receipt.sha256.as_slice(),
    );
    let operation = &configuration.operation;
    let written = sqlx::query_file!(
        "queries/record_configuration.sql",
        cluster,
        told,
        at,
        operation,
        keys,
        file,
        line,
        offset,
        sha256
    )
    .execute(connection)
    .await?;
    Ok(written.rows_affected())
}

impl Store {
    /// What clusters were told to use, in order.
    pub async fn configurations(&mut self) -> Result<Vec<(Configuration, Place)>, Error> {
        let rows = sqlx::query_file!("queries/configurations.sql")
            .fetch_all(&mut self.connection)
            .await?;
        let rows = rows.into_iter().map(|row| {
            let keys = serde_json::from_str(&row.keys);
            let configuration = Configuration {
                cluster: row.cluster,
                told: restored(row.told, row.at)?,
                operation: row.operation,
                keys: keys.map_err(|_| Error::Damaged("keys of another shape"))?,
            };
            let place = Place {
                file: row.file,
                line: row.line as u64,
            };
            Ok((configuration, place))
        });
        rows.collect()
    }
}
