//! Stretches of time that a file adds to those that the database knows.

use rusqlite::{Connection, params_from_iter};

use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds stretches of time in which entries of a log lie to those that the database knows.
pub(in crate::store) fn widen(
    source: Source,
    scope: NameId,
    entry_times: &Stretches,
    connection: &Connection,
) -> Result<(), Error> {
    let kept = StoredStretches {
        of: include_str!("../../../../queries/coverage_of.sql"),
        forget: include_str!("../../../../queries/forget_coverage.sql"),
        record: include_str!("../../../../queries/record_coverage.sql"),
    };
    kept.widen(&[source.code(), scope.0], entry_times, connection)
}

/// The queries over a table that keeps stretches of time by a key. The key comes first among the parameters of each query.
pub(in crate::store) struct StoredStretches {
    /// Reads the stretches of a key.
    pub(in crate::store) of: &'static str,
    /// Deletes the stretches of a key.
    pub(in crate::store) forget: &'static str,
    /// Inserts one stretch.
    pub(in crate::store) record: &'static str,
}

impl StoredStretches {
    /// Adds stretches to those of a key, and joins stretches that lie close together.
    pub(in crate::store) fn widen(
        &self,
        key: &[i64],
        entry_times: &Stretches,
        connection: &Connection,
    ) -> Result<(), Error> {
        let mut stretches = entry_times.clone();
        let mut known = connection.prepare_cached(self.of)?;
        let mut known = known.query(params_from_iter(key))?;
        while let Some(row) = known.next()? {
            stretches.add(
                UnixNanos::timestamp(row.get(0)?),
                UnixNanos::timestamp(row.get(1)?),
            );
        }
        let mut forget = connection.prepare_cached(self.forget)?;
        forget.execute(params_from_iter(key))?;
        let mut record = connection.prepare_cached(self.record)?;
        for (from, to) in stretches.iter() {
            let ends = [from, to].map(|it| UnixNanos::from(it).0);
            record.execute(params_from_iter(key.iter().chain(&ends)))?;
        }
        Ok(())
    }
}
