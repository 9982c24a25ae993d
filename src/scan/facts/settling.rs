//! Credentials that a source of facts can judge without reading their components.

use std::collections::BTreeSet;

use crate::judge::context::Judge;
use crate::model::row_id::IdentifierId;
use crate::scan::facts::FactSource;
use crate::scan::pages::StartingPoints;
use crate::scan::plain_pass;
use crate::scan::siblings::UserIndex;
use crate::scan::summary::Summary;
use crate::store::rows::selection::candidates::{Unclaimed, Watched};
use crate::store::snapshot::SnapshotReaders;
use crate::store::{Error, Store};

/// The credentials that remain to be judged, and the result for the others.
#[derive(Debug)]
pub struct Settled {
    /// The counts of the settled credentials.
    pub(in crate::scan) summary: Summary,
    /// The credentials that remain.
    pub(in crate::scan) rest: StartingPoints,
    /// All unclaimed signatures of the watched keys.
    pub(in crate::scan) unclaimed: Unclaimed,
    /// Users of the credentials that remain, with their other credentials.
    pub(in crate::scan) users: UserIndex,
}

/// A source of facts for a scan.
pub trait Settling: FactSource {
    /// Judges all credentials that take no reading of their components, `selected` ones excepted. None where this source has no faster way
    /// than to read components.
    ///
    /// # Errors
    /// The errors of the database.
    fn settle(
        &mut self,
        _snapshot: &mut Self::Snapshot,
        _judge: &Judge,
        _watched: &Watched,
        _selected: &BTreeSet<IdentifierId>,
    ) -> Result<Option<Settled>, Error> {
        Ok(None)
    }
}

impl Settling for Store {
    /// Runs the plain pass.
    fn settle(
        &mut self,
        snapshot: &mut SnapshotReaders,
        judge: &Judge,
        watched: &Watched,
        selected: &BTreeSet<IdentifierId>,
    ) -> Result<Option<Settled>, Error> {
        let plain = plain_pass::run(&mut snapshot.workers, judge, watched, selected)?;
        let mut summary = Summary::default();
        summary.count_plain(&plain);
        plain.places.break_down(self, &mut summary.breakdown)?;
        let unclaimed = self.unclaimed_among(&plain.unclaimed, watched)?;
        let rest = StartingPoints::rest(self, plain.rest)?;
        let users = match &rest {
            StartingPoints::Listed { all, .. } => {
                plain_pass::user_index::build(all, &plain.complete, &mut snapshot.workers, self)?
            }
            StartingPoints::Everything { .. } | StartingPoints::Numbered { .. } => {
                UserIndex::default()
            }
        };
        Ok(Some(Settled {
            summary,
            rest,
            unclaimed,
            users,
        }))
    }
}
