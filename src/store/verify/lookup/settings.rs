//! Changes of audit settings and configurations of clusters that a file has, and the database lacks. Both are few, and never forgotten.

use rusqlite::Connection;

use crate::log::parsed_batch::ParsedBatch;
use crate::model::finding::message::{Message, message};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::load::configuration::time_of;
use crate::store::schema::codes::{Code, configuration_code};

/// A line, and what the database lacks of it.
pub(super) type Lacking = (u64, Message);

/// The changes of audit settings of a stretch of a file that are not in the database.
pub(super) fn switches(
    reading: &ParsedBatch,
    connection: &Connection,
) -> Result<Vec<Lacking>, Error> {
    let sql = include_str!("../../../../queries/switch_is_known.sql");
    let mut statement = connection.prepare_cached(sql)?;
    let mut lost = Vec::new();
    for (raw, switch) in &reading.switches {
        let change = &switch.change;
        let key = (
            UnixNanos::from(switch.at),
            &switch.scope,
            change.action.code(),
            &change.service,
            &change.log_type,
            &change.exempted,
            &switch.by,
            &switch.insert_id,
        );
        let known: i64 = statement.query_row(key, |row| row.get(0))?;
        if known == 0 {
            lost.push((
                raw.line,
                message!(
                    "fsck-lacks-setting",
                    "a change of an audit setting of {scope}",
                    scope = &switch.scope
                ),
            ));
        }
    }
    Ok(lost)
}

/// The configurations of a stretch of a file that are not in the database.
pub(super) fn configurations(
    reading: &ParsedBatch,
    connection: &Connection,
) -> Result<Vec<Lacking>, Error> {
    let sql = include_str!("../../../../queries/configuration_is_known.sql");
    let mut statement = connection.prepare_cached(sql)?;
    let mut lost = Vec::new();
    let kept = reading.configurations.iter();
    // A database that an older version filled lacks the generations of clusters.
    for (raw, configuration) in kept.filter(|(_, it)| !it.is_of_generation()) {
        let key = (
            &configuration.cluster,
            configuration_code(configuration.event),
            time_of(configuration.event),
            &configuration.operation,
            serde_json::to_string(&configuration.keys).unwrap_or_default(),
        );
        let known: i64 = statement.query_row(key, |row| row.get(0))?;
        if known == 0 {
            lost.push((
                raw.line,
                message!(
                    "fsck-lacks-configuration",
                    "a configuration of {cluster}",
                    cluster = &configuration.cluster
                ),
            ));
        }
    }
    Ok(lost)
}
