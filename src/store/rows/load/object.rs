//! Objects of buckets that were read, and the logs that were seen in the hours of their names.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::coverage::sink_hours::Hour;
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::bucket_object::Object;
use crate::store::schema::codes::Code;
use crate::store::values::to_integer;
use crate::store::{Error, Store};

/// The stretches of time in which entries of each log and scope lie.
pub(crate) type EntryTimes = BTreeMap<(Source, String), Stretches>;

impl Store {
    /// Records that an object has been read whose content the database knows already under another name.
    pub(crate) fn record_known_object(
        &mut self,
        object: &Object,
        entry_times: &EntryTimes,
        content: &[u8],
    ) -> Result<(), Error> {
        let transaction = crate::store::begin_immediate(&mut self.reader.rows)?;
        record(object, entry_times, content, &transaction)?;
        Ok(transaction.commit()?)
    }
}

/// Records that an object has been read. The file with this content holds the facts of the object.
pub(in crate::store) fn record(
    object: &Object,
    entry_times: &EntryTimes,
    content: &[u8],
    connection: &Connection,
) -> Result<(), Error> {
    let size = to_integer(object.size);
    connection.execute(
        include_str!("../../../../queries/record_object.sql"),
        (content, &object.url, &object.version, size),
    )?;
    if let Some(hour) = &object.hour {
        record_hour(hour, entry_times, connection)?;
    }
    Ok(())
}

/// Records which logs have entries in the hour of a file's name. A file with entries of other hours was not named by a sink, and proves
/// nothing.
fn record_hour(
    hour: &Hour,
    entry_times: &EntryTimes,
    connection: &Connection,
) -> Result<(), Error> {
    let moments = || entry_times.values().flat_map(Stretches::iter);
    if !moments().all(|(first, last)| hour.holds(first) && hour.holds(last)) {
        return Ok(());
    }
    let mut record = connection.prepare(include_str!(
        "../../../../queries/record_hour_with_entries.sql"
    ))?;
    for ((source, scope), stretches) in entry_times {
        let Some((first, last)) = stretches.hull() else {
            continue;
        };
        let (source, begins) = (source.code(), UnixNanos::from(hour.begins));
        let (first, last) = (UnixNanos::from(first), UnixNanos::from(last));
        record.execute((&hour.directory, begins, scope, source, first, last))?;
    }
    Ok(())
}
