//! Runs of row numbers that lie close together: one query reads the range of a run.

use crate::model::row_id::IdentifierId;

/// Numbers of one run are at most so far apart: one query for each is faster beyond that.
const SPARSE: i64 = 8;

/// The runs of ascending numbers.
pub(in crate::store) fn runs(ascending: &[IdentifierId]) -> impl Iterator<Item = &[IdentifierId]> {
    ascending.chunk_by(|one, next| next.0 - one.0 <= SPARSE)
}

/// The range of a run, without its end.
pub(in crate::store) fn range(run: &[IdentifierId]) -> Option<(IdentifierId, IdentifierId)> {
    let (first, last) = (run.first()?, run.last()?);
    Some((*first, IdentifierId(last.0 + 1)))
}
