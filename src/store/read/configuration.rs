//! What clusters were told to use, into the database and out of it.

use rusqlite::Connection;
use sqlx::Row;

use crate::log::parsed_batch::RawLine;
use crate::model::cluster_keys::{Configuration, ConfigurationEvent, Ending};
use crate::model::receipt::{Place, Receipt};
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::{Error, Store};

/// How it became known, as the database numbers it, and when.
fn stored(told: ConfigurationEvent) -> (i64, Option<UnixNanos>) {
    match told {
        ConfigurationEvent::Created(at) => (1, Some(UnixNanos::from(at))),
        ConfigurationEvent::Updated(at) => (2, Some(UnixNanos::from(at))),
        ConfigurationEvent::Ended(at, Ending::Done) => (3, Some(UnixNanos::from(at))),
        ConfigurationEvent::Ended(at, Ending::Failed) => (4, Some(UnixNanos::from(at))),
        ConfigurationEvent::Described => (5, None),
    }
}

fn restored(told: i64, at: Option<UnixNanos>) -> Result<ConfigurationEvent, Error> {
    let unknown = || Error::Damaged("an unknown kind of configuration");
    let at = at.map(UnixNanos::timestamp);
    Ok(match (told, at) {
        (1, Some(at)) => ConfigurationEvent::Created(at),
        (2, Some(at)) => ConfigurationEvent::Updated(at),
        (3, Some(at)) => ConfigurationEvent::Ended(at, Ending::Done),
        (4, Some(at)) => ConfigurationEvent::Ended(at, Ending::Failed),
        (5, None) => ConfigurationEvent::Described,
        _ => return Err(unknown()),
    })
}

/// Keeps one record; says whether it was new.
pub(in crate::store) fn write(
    configuration: &Configuration,
    raw: &RawLine,
    cluster: NameId,
    file: FileId,
    connection: &Connection,
) -> Result<u64, Error> {
    let (told, at) = stored(configuration.told);
    let keys = serde_json::to_string(&configuration.keys).unwrap_or_default(); // nothing in it fails to be written
    let [line, offset, length] = [raw.line, raw.bytes.offset, raw.bytes.length].map(|it| it as i64);
    let sha256 = raw.sha256.as_slice();
    let Configuration {
        operation,
        insert_id,
        ..
    } = configuration;
    let record = include_str!("../../../queries/record_configuration.sql");
    let written = connection.execute(
        record,
        (
            cluster, told, at, operation, insert_id, keys, file, line, offset, length, sha256,
        ),
    )?;
    Ok(written as u64)
}

impl Store {
    /// What clusters were told to use, in order.
    pub async fn configurations(&mut self) -> Result<Vec<(Configuration, Receipt)>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/configurations.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let rows = rows.into_iter().map(|row| {
            let keys = serde_json::from_str(row.try_get("keys")?);
            let insert_id: String = row.try_get("insert_id")?;
            let configuration = Configuration {
                cluster: row.try_get("cluster")?,
                told: restored(row.try_get("told")?, row.try_get("at")?)?,
                operation: row.try_get("operation")?,
                insert_id: insert_id.clone(),
                keys: keys.map_err(|_| Error::Damaged("keys of another shape"))?,
            };
            let sha256 = row.try_get::<&[u8], _>("sha256")?.try_into();
            let receipt = Receipt {
                place: Place {
                    file: row.try_get("file")?,
                    line: row.try_get::<i64, _>("line")? as u64,
                },
                bytes: super::record::bytes(
                    Some(row.try_get("offset")?),
                    Some(row.try_get("length")?),
                ),
                insert_id: (!insert_id.is_empty()).then_some(insert_id),
                sha256: Some(sha256.map_err(|_| Error::Damaged("a hash of another length"))?),
            };
            Ok((configuration, receipt))
        });
        rows.collect()
    }
}
