//! The search for holes in one log.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::cadence::Cadence;
use super::records::{Issuances, Records};
use crate::coverage::hole::Counterpart;
use crate::coverage::intervals::Coverage;
use crate::coverage::issuance_times::Recorder;
use crate::model::entry::Source;
use crate::model::time::{earlier, later};

/// The most silences of one log, each no longer than thrice the usual one, in which the missing records are counted.
const MOST_COUNTED: usize = 100;

type Silence = (Timestamp, Timestamp);

/// The search for holes in one log.
pub(super) struct Search<'c> {
    pub(super) coverage: &'c Coverage,
    pub(super) source: Source,
    pub(super) project: &'c str,
    pub(super) counterparts: &'c [Counterpart],
    pub(super) cadence: Cadence,
    /// The longest time between the records of one issuance.
    pub(super) span: SignedDuration,
}

impl Search<'_> {
    /// Whether a silence is far longer than usual, and other logs record several issuances in it: at least two, a usual silence apart. A
    /// silence of a steady log is far longer than usual where the missing records alone would have divided it so often.
    pub(super) fn is_hole<E>(
        &self,
        silence: Silence,
        counted: &mut usize,
        records: &mut Records<'_, E>,
    ) -> Result<bool, E> {
        let is_far = self.cadence.exceeds(silence.1.duration_since(silence.0));
        let (from, to) = self.within(silence);
        if is_far && self.source != Source::Gke {
            let hulls = self.counterparts.iter();
            let hulls = hulls.filter_map(|it| self.lacking(it, (from, to)));
            return Ok(self.are_several(hulls));
        }
        *counted += usize::from(!is_far);
        if !is_far && (!self.cadence.is_steady || *counted > MOST_COUNTED) {
            return Ok(false);
        }
        let missing = self.missing((from, to), records)?;
        if is_far {
            return Ok(self.are_several(missing.iter().map(|it| (it.first, it.last))));
        }
        let most = missing.iter().map(|it| it.count).max();
        Ok(self.cadence.is_exceeded_by(most.unwrap_or_default()))
    }

    /// Returns the part of a silence in which an issuance must have all its records.
    fn within(&self, (from, to): Silence) -> Silence {
        (later(from, self.span), earlier(to, self.span))
    }

    /// Whether issuances from the first to the last of some times are at least two, a usual silence apart.
    fn are_several(&self, times: impl Iterator<Item = Silence>) -> bool {
        let all = times.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        all.is_some_and(|(first, last)| last.duration_since(first) >= self.cadence.usual)
    }

    fn lacking(&self, counterpart: &Counterpart, within: Silence) -> Option<Silence> {
        let lacking = self.coverage.lacking(counterpart, within, self.span);
        lacking.hull()
    }

    /// Returns the issuances that the log lacks.
    fn missing<E>(
        &self,
        (from, to): Silence,
        records: &mut Records<'_, E>,
    ) -> Result<Vec<Issuances>, E> {
        let may_lack = |it: &&Counterpart| {
            it.recorder.source == Source::Kubernetes || self.lacking(it, (from, to)).is_some()
        };
        let lacking = self.counterparts.iter().filter(may_lack);
        let lacking: BTreeMap<&Recorder, &Counterpart> =
            lacking.map(|it| (&it.recorder, it)).collect();
        if lacking.is_empty() || from >= to {
            return Ok(Vec::new());
        }
        let mut all = (records.read)(from, to)?;
        let is_called_for = |it: &Issuances| {
            let is_by_anybody =
                self.source != Source::Gke || it.recorder.source == Source::Kubernetes;
            is_by_anybody || (records.are_for_cluster)(it, self.project)
        };
        let is_missing = |it: &Issuances| lacking.get(&it.recorder).is_some_and(|of| it.are_of(of));
        all.retain(|it| is_missing(it) && is_called_for(it));
        Ok(all)
    }
}
