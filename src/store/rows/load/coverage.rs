//! Stretches of time that a file adds to those that the database knows.

use rusqlite::{Connection, params_from_iter};

use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds stretches in which a log was heard to those that are known.
pub(in crate::store) fn widen(
    source: Source,
    scope: NameId,
    heard: &Stretches,
    connection: &Connection,
) -> Result<(), Error> {
    let kept = StoredStretches {
        of: include_str!("../../../../queries/coverage_of.sql"),
        forget: include_str!("../../../../queries/forget_coverage.sql"),
        record: include_str!("../../../../queries/record_coverage.sql"),
    };
    kept.widen(&[source.code(), scope.0], heard, connection)
}

/// Stretches that a table keeps under a key: its questions take the key first.
pub(in crate::store) struct StoredStretches {
    /// Which stretches are there?
    pub(in crate::store) of: &'static str,
    /// Takes them out.
    pub(in crate::store) forget: &'static str,
    /// Puts one in.
    pub(in crate::store) record: &'static str,
}

impl StoredStretches {
    /// Adds stretches to those that are known, and joins what is near.
    pub(in crate::store) fn widen(
        &self,
        key: &[i64],
        heard: &Stretches,
        connection: &Connection,
    ) -> Result<(), Error> {
        let mut stretches = heard.clone();
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
