//! Changes of audit settings, into the database and out of it.

use rusqlite::{Connection, Row};

use crate::coverage::audit_settings::{Action, Change, Switch};
use crate::coverage::intervals::Coverage;
use crate::log::parsed_batch::RawLine;
use crate::model::receipt::{Place, Receipt};
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Keeps one change; says whether it was new. `scope` and `principal` are the numbers of their names.
pub(in crate::store) fn write(
    switch: &Switch,
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
    let [line, offset, length] = [raw.line, raw.bytes.offset, raw.bytes.length].map(|it| it as i64);
    let mut record =
        connection.prepare_cached(include_str!("../../../queries/record_switch.sql"))?;
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

/// Adds all changes to what is known to have been read.
pub(in crate::store) fn read(
    coverage: &mut Coverage,
    connection: &Connection,
) -> Result<(), Error> {
    let mut statement = connection.prepare(include_str!("../../../queries/switches.sql"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((switch(row)?, receipt(row)?));
    }
    coverage.add_switches(&all);
    Ok(())
}

fn switch(row: &Row<'_>) -> Result<Switch, Error> {
    Ok(Switch {
        at: UnixNanos::timestamp(row.get("at")?),
        scope: row.get("scope")?,
        change: Change {
            action: Action::of_code(row.get("action")?)?,
            service: row.get("service")?,
            log_type: row.get("log_type")?,
            exempted: row.get("exempted")?,
        },
        by: row.get("principal")?,
        insert_id: row.get("insert_id")?,
    })
}

fn receipt(row: &Row<'_>) -> Result<Receipt, Error> {
    let insert_id: String = row.get("insert_id")?;
    let sha256: Vec<u8> = row.get("sha256")?;
    let sha256 = sha256.try_into();
    Ok(Receipt {
        place: Place {
            file: row.get("file")?,
            line: row.get::<_, i64>("line")? as u64,
        },
        bytes: super::record::bytes(row.get("offset")?, row.get("length")?),
        insert_id: (!insert_id.is_empty()).then_some(insert_id),
        sha256: Some(sha256.map_err(|_| Error::Damaged("a hash of another length"))?),
    })
}
