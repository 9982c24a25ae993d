//! Windows of which the Logging API gave everything: nothing is worked out from moments here, so that silence is evidence too.
//!
//! Three things it does not prove. An entry may arrive after it was asked for. A log that is off gives nothing, and so does one that
//! the asker may not see: a log that must be heard counts from its first entry on. And what the log no longer keeps cannot be had.

use jiff::Timestamp;

use crate::model::entry::Source;

/// A window of a log that the Logging API answered to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulled {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// The first moment of which entries may still have been on their way, at most `to`.
    pub settled: Timestamp,
    /// The oldest entry that came. None: none did.
    pub oldest: Option<Timestamp>,
    /// The newest one.
    pub newest: Option<Timestamp>,
}

impl Pulled {
    /// Whether nothing of it is a window.
    pub fn is_empty(&self) -> bool {
        self.to <= self.from
    }

    /// Puts windows in order, and joins those between which nothing was left out.
    pub fn joined(mut windows: Vec<Pulled>) -> Vec<Pulled> {
        windows.retain(|it| !it.is_empty());
        windows.sort_by_key(|it| (it.from, it.to));
        let mut joined: Vec<Pulled> = Vec::new();
        for next in windows {
            match joined.last_mut() {
                Some(last) if next.from <= last.settled.max(last.from) => last.join(&next),
                _ => joined.push(next),
            }
        }
        joined
    }

    fn join(&mut self, next: &Pulled) {
        self.to = self.to.max(next.to);
        self.settled = self.settled.max(next.settled);
        self.oldest = [self.oldest, next.oldest].into_iter().flatten().min();
        self.newest = self.newest.max(next.newest);
    }
}

/// All windows of one log in one project, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Windows(Vec<Pulled>);

/// How much of what was pulled counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// What can be no other by now.
    Settled,
    /// That, and what may still be on its way.
    Arriving,
}

impl Windows {
    pub(super) fn add(&mut self, pulled: Pulled) {
        self.0.push(pulled);
        self.0 = Pulled::joined(std::mem::take(&mut self.0));
    }

    /// The oldest entry that came.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|it| it.oldest).min()
    }

    /// The newest one.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|it| it.newest).max()
    }

    /// The stretches that count, the second moment not in it, where the log is known to be on from a moment on. What may be on its
    /// way counts in the last window alone: nobody will ask for that of earlier ones.
    pub(super) fn stretches(
        &self,
        on: Timestamp,
        counted: Counted,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let last = self.0.len().saturating_sub(1);
        let all = self.0.iter().enumerate().map(move |(position, it)| {
            let arriving = counted == Counted::Arriving && position == last;
            let to = if arriving { it.to } else { it.settled };
            (it.from.max(on), to)
        });
        all.filter(|(from, to)| from < to)
    }

    /// Whether a stretch was pulled, whatever it proves.
    pub(super) fn hold(&self, from: Timestamp, to: Timestamp) -> bool {
        self.0.iter().any(|it| it.from <= from && to < it.to)
    }
}

/// Whether a log is off until somebody switches it on: Data Access.
pub fn is_off_by_default(source: Source) -> bool {
    match source {
        Source::Workload | Source::Kubernetes | Source::Gke => false,
        Source::CaService | Source::Kms => true,
    }
}

/// Whether silence of a log proves nothing until it was heard: Data Access, and GKE's log of issuances, which says nothing of clusters
/// without control plane authority (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).
pub fn must_be_heard(source: Source) -> bool {
    source == Source::Gke || is_off_by_default(source)
}
