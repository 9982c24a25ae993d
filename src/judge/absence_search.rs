//! The search for the reason why a record is missing.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::absence::Absence;
use super::context::{Judge, Moment};
use super::switched_off::{Caller, KnownBy};
use crate::coverage::scope::Scope;
use crate::model::entry::Source;
use crate::model::identity::agent::Service as AgentOf;
use crate::model::time::{earlier, later};
use crate::store::rows::rejected::Rejected;

impl Judge {
    /// Returns what the absence of a record means that would lie in one of these scopes of a log, in `from..=to`.
    pub fn absence(
        &self,
        source: Source,
        scopes: &[Scope],
        from: Timestamp,
        to: Timestamp,
    ) -> Absence {
        let caller = Caller {
            service: AgentOf::Gke,
            claimers: BTreeSet::new(),
            known_by: KnownBy::Records,
        };
        self.absence_of_call(source, &caller, scopes, (from, to))
    }

    /// Returns what it means that GKE has no record, for one of these clusters, of a credential that was used there.
    pub fn absence_of_use(&self, scopes: &[Scope], (from, to): (Timestamp, Timestamp)) -> Absence {
        let caller = Caller {
            service: AgentOf::Gke,
            claimers: BTreeSet::new(),
            known_by: KnownBy::Uses,
        };
        self.absence_of_call(Source::Gke, &caller, scopes, (from, to))
    }

    /// As [`Judge::absence`], for the record of a call by this caller.
    pub fn absence_of_call(
        &self,
        source: Source,
        caller: &Caller<'_>,
        scopes: &[Scope],
        (from, to): (Timestamp, Timestamp),
    ) -> Absence {
        if let Some(outside) = self.outside(source, caller, scopes, (from, to)) {
            return outside;
        }
        if let Some(off) = self.switched_off(source, caller, scopes, (from, to)) {
            return Absence::SwitchedOff(Box::new(off));
        }
        if !self.coverage.holds(source, scopes, from, to) {
            return self.unheld(source, scopes, from, to);
        }
        let may_be = |it: &&Rejected| it.may_be(source, from, to) && self.may_stand_in(it, scopes);
        if let Some(first) = self.rejected.iter().find(may_be) {
            return match first.is_input() {
                true => Absence::UnreadInput(first.receipt.place.file.clone()),
                false => Absence::Doubted(first.receipt.place.clone()), // only the first is named
            };
        }
        match self.moment {
            Moment::Now(now) if later(to, self.tolerance().settling) > now => Absence::Pending,
            Moment::Now(_) | Moment::Afterwards => Absence::Proven,
        }
    }

    /// Whether a line that could not be read may belong to one of these scopes. A line without a known scope may belong to any.
    fn may_stand_in(&self, rejected: &Rejected, scopes: &[Scope]) -> bool {
        let is_same = |one: &str, other: &str| {
            let (one, other) = (format!("{one}/"), format!("{other}/"));
            self.projects().same(&one, &other) || self.projects().may_be_same(&one, &other)
        };
        let is_own = |own: &String| scopes.iter().any(|it| is_same(&it.project, own));
        scopes.is_empty() || rejected.scope.as_ref().is_none_or(is_own)
    }

    /// Returns why the content of a log in `from..=to` is not known.
    fn unheld(&self, source: Source, scopes: &[Scope], from: Timestamp, to: Timestamp) -> Absence {
        let coverage = &self.coverage;
        let hole = scopes
            .iter()
            .find_map(|it| coverage.hole_in(source, &it.project, from, to));
        if coverage.may_hold(source, scopes, from, to) || self.arrives(source, scopes, from, to) {
            Absence::Pending
        } else if let Some(hole) = hole {
            Absence::Hole(hole.clone())
        } else if let Some(unissued) = self.unissued(source, scopes, from, to) {
            unissued
        } else if coverage.was_never_observed(source, scopes, from, to) {
            Absence::NeverObserved
        } else {
            self.unread(source, scopes, from, to)
        }
    }

    /// Whether a log was read up to its newest entries, so that a record of `from..=to` may still be on its way.
    fn arrives(&self, source: Source, scopes: &[Scope], from: Timestamp, to: Timestamp) -> bool {
        let Moment::Now(now) = self.moment else {
            return false;
        };
        let recent = earlier(now, self.tolerance().settling);
        recent < to
            && self
                .coverage
                .is_arriving(source, scopes, (from, to), recent)
    }

    /// Returns a cluster among the scopes without a known issuance as early as `from`, where GKE's log was read.
    fn unissued(
        &self,
        source: Source,
        scopes: &[Scope],
        from: Timestamp,
        to: Timestamp,
    ) -> Option<Absence> {
        if source != Source::Gke || !self.coverage.is_unissued(scopes, from, to) {
            return None;
        }
        let clusters = scopes.iter().filter_map(|it| it.cluster.as_ref());
        let mut since = clusters.map(|it| (self.coverage.issues_from(it), it));
        let (since, cluster) = since.find(|(since, _)| since.is_none_or(|on| from < on))?;
        Some(Absence::Unissued {
            cluster: cluster.clone(),
            since,
        })
    }

    fn unread(&self, source: Source, scopes: &[Scope], from: Timestamp, to: Timestamp) -> Absence {
        let is_unread = |it: &&Scope| {
            let one = std::slice::from_ref(*it);
            !self.coverage.holds(source, one, from, to)
        };
        let kept = self.expectations.policy.retention.of(source);
        match (kept, self.moment) {
            (Some(kept), Moment::Now(now)) if from < earlier(now, kept) => {
                Absence::Gone { from, to }
            }
            _ => Absence::Unread {
                scopes: scopes.iter().filter(is_unread).cloned().collect(),
                from,
                to,
            },
        }
    }
}

impl Rejected {
    /// Whether this line may be a record of that log and time. A line that names no log belongs to none. A line whose time
    /// neither itself nor the lines around it show may be of any time.
    fn may_be(&self, source: Source, from: Timestamp, to: Timestamp) -> bool {
        self.sources.contains(&source)
            && self.first.is_none_or(|it| it <= to)
            && self.last.is_none_or(|it| from <= it)
    }
}
