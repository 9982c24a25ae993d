//! How many issuances were recorded in a stretch of time.

use jiff::Timestamp;
use rusqlite::Row;

use crate::coverage::hole_search::records::Issuances;
use crate::coverage::issuance_times::{Issue, Recorder};
use crate::model::entry::{Method, Source};
use crate::model::time::UnixNanos;
use crate::store::schema::codes::{Code, event};
use crate::store::{Error, Store};

impl Store {
    /// Returns the issuances that were recorded from `from` to `to`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn issuances(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Issuances>, Error> {
        let sql = include_str!("../../../queries/issuances_between.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let ends = [from, to].map(|it| UnixNanos::from(it).0);
        let mut rows = statement.query(ends)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.extend(issuances(row)?);
        }
        Ok(all)
    }
}

fn issuances(row: &Row<'_>) -> Result<Option<Issuances>, Error> {
    let Some((source, issue)) = kind(row.get(0)?) else {
        return Ok(None);
    };
    Ok(Some(Issuances {
        recorder: Recorder {
            source,
            issue,
            resource: row.get(1)?,
        },
        caller: row.get(2)?,
        first: UnixNanos::timestamp(row.get(3)?),
        last: UnixNanos::timestamp(row.get(4)?),
        count: row.get::<_, i64>(5)?.unsigned_abs(),
    }))
}

/// Returns the log and the kind of issuance of a stored event.
fn kind(code: i64) -> Option<(Source, Issue)> {
    match code {
        event::REQUESTED => Some((Source::Kubernetes, Issue::Token)),
        event::CERTIFIED => Some((Source::CaService, Issue::Certificate)),
        event::SIGNED => Some((Source::Kms, Issue::Signature)),
        code => Some(match Method::of_code(code).ok()? {
            Method::SignServiceAccountJWT => (Source::Gke, Issue::Token),
            _ => (Source::Gke, Issue::Certificate),
        }),
    }
}
