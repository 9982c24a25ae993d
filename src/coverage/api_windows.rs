//! Windows of time for which the Logging API returned all entries. Their bounds are exact and not derived from the times of
//! entries, so that silence inside a window is evidence too.
//!
//! A window does not prove three things. An entry may arrive after the window was pulled. A log that is off returns nothing, and
//! so does a log that the caller may not read: [a log that must be seen](must_have_entries) counts from its first entry on. And
//! entries older than the log's retention cannot be returned.

use jiff::Timestamp;

use super::stretches::Stretches;
use crate::model::entry::Source;

/// A window of one log for which the Logging API returned all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulled {
    /// The first moment of the window.
    pub from: Timestamp,
    /// The first moment after the window.
    pub to: Timestamp,
    /// The first moment for which entries may not have arrived yet when the window was pulled, at most `to`.
    pub settled: Timestamp,
    /// The time of the oldest entry in the window, or of the change that had switched the log on before; None where the window has no
    /// entries.
    pub oldest: Option<Timestamp>,
    /// The time of the newest entry in the window; None where the window has no entries.
    pub newest: Option<Timestamp>,
}

impl Pulled {
    /// Whether the window has no length.
    pub fn is_empty(&self) -> bool {
        self.to <= self.from
    }

    /// Sorts windows, and joins windows between which no time was left out.
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

/// All windows of one log in one project, in order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Windows(Vec<Pulled>);

/// Which part of a pulled window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// The part up to [`Pulled::settled`], in which no further entries can arrive.
    Settled,
    /// The whole window, with the part in which entries may still arrive.
    Arriving,
}

/// The stretches of one log that were read, declared or pulled, with silences bridged.
#[derive(Debug, Clone)]
pub(super) struct WholeLog {
    pub(super) settled: Stretches,
    pub(super) arriving: Stretches,
}

impl WholeLog {
    /// Returns the stretches that count.
    pub(super) fn counting(&self, counted: Counted) -> &Stretches {
        match counted {
            Counted::Settled => &self.settled,
            Counted::Arriving => &self.arriving,
        }
    }
}

impl Windows {
    pub(super) fn add(&mut self, pulled: Pulled) {
        self.0.push(pulled);
        self.0 = Pulled::joined(std::mem::take(&mut self.0));
    }

    /// The time of the oldest entry of all windows.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|it| it.oldest).min()
    }

    /// The time of the newest entry of all windows.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|it| it.newest).max()
    }

    /// Returns the stretches that count, as half-open ranges, where the log is known to be on from the moment `on`. With
    /// [`Counted::Arriving`], only the last window counts to its end: nobody pulls the unsettled ends of earlier windows again.
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

    /// Whether one window holds all of `from..=to`, whether or not the log was on.
    pub(super) fn hold(&self, from: Timestamp, to: Timestamp) -> bool {
        self.0.iter().any(|it| it.from <= from && to < it.to)
    }
}

/// Whether a log is off until somebody switches it on: the Data Access logs of CA Service and Cloud KMS.
pub fn is_off_by_default(source: Source) -> bool {
    match source {
        Source::Workload | Source::Kubernetes | Source::Gke => false,
        Source::CaService | Source::Kms => true,
    }
}

/// Whether the silence of a log proves nothing before its first entry: the Data Access logs, and GKE's log of issuances, which
/// has no entries of clusters without control plane authority
/// (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).
pub fn must_have_entries(source: Source) -> bool {
    source == Source::Gke || is_off_by_default(source)
}
