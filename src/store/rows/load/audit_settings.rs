//! Changes of audit settings that a file shows.

use rusqlite::Connection;

use crate::coverage::audit_settings::{Change, RecordedChange};
use crate::log::parsed_batch::RawLine;
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;
use crate::store::values::to_integer;

/// Writes one change of an audit setting; returns 1 if the change is new, else 0.
pub(in crate::store) fn write(
    switch: &RecordedChange,
    raw: &RawLine,
    [scope, principal]: [NameId; 2],
    file: FileId,
    connection: &Connection,
) -> Result<u64, Error> {
    let Change {
        action,
        service,
        log_type,
        exempted,
    } = &switch.change;
    let [line, offset, length] = [raw.line, raw.bytes.offset, raw.bytes.length].map(to_integer);
    let mut record =
        connection.prepare_cached(include_str!("../../../../queries/record_audit_setting.sql"))?;
    let written = record.execute((
        scope,
        UnixNanos::from(switch.at),
        action.code(),
        service,
        log_type,
        exempted,
        principal,
        &switch.insert_id,
        file,
        line,
        offset,
        length,
        raw.sha256.as_slice(),
    ))?;
    Ok(written as u64)
}
