//! When clusters, CA pools and key versions recorded issuances: with the age of a database the most rows of its coverage.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::coverage::intervals::Coverage;
use crate::coverage::issuance_times::{Issue, Recorder};
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds the times of all recorded issuances to the coverage.
pub(in crate::store) fn read(
    coverage: &mut Coverage,
    connection: &Connection,
) -> Result<(), Error> {
    let sql = include_str!("../../../queries/recorded.sql");
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut last: Option<(Recorder, Stretches)> = None;
    while let Some(row) = rows.next()? {
        let recorder = Recorder {
            source: Source::of_code(row.get(0)?)?,
            issue: Issue::of_code(row.get(1)?)?,
            resource: row.get(2)?,
        };
        let moments = match &mut last {
            Some((known, moments)) if *known == recorder => moments,
            _ => {
                add(last.take(), coverage);
                &mut last.insert((recorder, Stretches::default())).1
            }
        };
        moments.add(whole_second(row.get(3)?), whole_second(row.get(4)?));
    }
    add(last, coverage);
    Ok(())
}

fn add(recorded: Option<(Recorder, Stretches)>, coverage: &mut Coverage) {
    if let Some((recorder, moments)) = recorded {
        coverage.add_recorded(recorder, &moments);
    }
}

/// The whole second of a time: an export that cuts times must not shift the beginning of a log.
fn whole_second(at: UnixNanos) -> Timestamp {
    const SECOND: i64 = 1_000_000_000;
    UnixNanos(at.0 - at.0.rem_euclid(SECOND)).timestamp()
}
