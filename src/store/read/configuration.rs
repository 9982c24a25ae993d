//! What clusters were told to use, into the database and out of it.

use rusqlite::Connection;
use sqlx::Row;

use crate::log::parsed_batch::RawLine;
use crate::model::cluster_keys::{Configuration, ConfigurationEvent, Ending};
use crate::model::receipt::{Place, Receipt};
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::schema::codes::{configuration, configuration_code};
use crate::store::{Error, Store};

/// When a configuration event happened; a description has no time.
fn time_of(told: ConfigurationEvent) -> Option<UnixNanos> {
    match told {
        ConfigurationEvent::Created(at)
        | ConfigurationEvent::Updated(at)
        | ConfigurationEvent::Ended(at, _) => Some(at.into()),
        ConfigurationEvent::Described => None,
    }
}

fn restored(told: i64, at: Option<UnixNanos>) -> Result<ConfigurationEvent, Error> {
    let unknown = || Error::Damaged("an unknown kind of configuration");
    let at = at.map(UnixNanos::timestamp);
    Ok(match (told, at) {
        (configuration::CREATED, Some(at)) => ConfigurationEvent::Created(at),
        (configuration::UPDATED, Some(at)) => ConfigurationEvent::Updated(at),
        (configuration::DONE, Some(at)) => ConfigurationEvent::Ended(at, Ending::Done),
        (configuration::FAILED, Some(at)) => ConfigurationEvent::Ended(at, Ending::Failed),
        (configuration::DESCRIBED, None) => ConfigurationEvent::Described,
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
    let told = configuration_code(configuration.told);
    let at = time_of(configuration.told);
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
