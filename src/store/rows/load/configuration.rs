//! What a file shows of the configuration of clusters.

use rusqlite::Connection;

use crate::log::parsed_batch::RawLine;
use crate::model::cluster_keys::{Configuration, ConfigurationEvent};
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::configuration_code;
use crate::store::values::to_integer;

/// Writes one record of a configuration; returns 1 if the record is new, else 0.
pub(in crate::store) fn write(
    configuration: &Configuration,
    raw: &RawLine,
    cluster: NameId,
    file: FileId,
    connection: &Connection,
) -> Result<u64, Error> {
    let event = configuration_code(configuration.event);
    let at = time_of(configuration.event);
    let keys = serde_json::to_string(&configuration.keys).unwrap_or_default(); // nothing in it fails to be written
    let [line, offset, length] = [raw.line, raw.bytes.offset, raw.bytes.length].map(to_integer);
    let sha256 = raw.sha256.as_slice();
    let Configuration {
        operation,
        insert_id,
        ..
    } = configuration;
    let record = include_str!("../../../../queries/record_configuration.sql");
    let written = connection.execute(
        record,
        (
            cluster, event, at, operation, insert_id, keys, file, line, offset, length, sha256,
        ),
    )?;
    Ok(written as u64)
}

/// When a configuration event happened; a description has no time.
pub(in crate::store) fn time_of(event: ConfigurationEvent) -> Option<UnixNanos> {
    match event {
        ConfigurationEvent::Created(at)
        | ConfigurationEvent::Updated(at)
        | ConfigurationEvent::Deleted(at)
        | ConfigurationEvent::DeletionEnded(at, _)
        | ConfigurationEvent::Ended(at, _) => Some(at.into()),
        ConfigurationEvent::Described => None,
    }
}
