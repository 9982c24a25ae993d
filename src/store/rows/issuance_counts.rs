//! How many issuances were recorded in a stretch of time.

use jiff::Timestamp;

use crate::coverage::issuance_times::Recorder;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::schema::codes::event;
use crate::store::{Error, Store};

impl Store {
    /// Returns how many issuances a recorder recorded from `from` to `to`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn issuances(
        &mut self,
        recorder: &Recorder,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<u64, Error> {
        let sql = include_str!("../../../queries/issuances_between.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let ends = [from, to].map(|it| UnixNanos::from(it).0);
        let mut rows = statement.query((ends[0], ends[1], &recorder.resource))?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let principal: String = row.get(1)?;
            if is_of(row.get(0)?, recorder.source) && recorder.issue.may_be_called_for_by(&principal) {
                count += row.get::<_, i64>(2)?.unsigned_abs();
            }
        }
        Ok(count)
    }
}

/// Returns whether an event of a stored kind stands in a log.
fn is_of(code: i64, source: Source) -> bool {
    match source {
        Source::Kubernetes => code == event::REQUESTED,
        Source::Gke => event::ISSUED.contains(&code),
        Source::CaService => code == event::CERTIFIED,
        Source::Kms => code == event::SIGNED,
        Source::Workload => false,
    }
}
