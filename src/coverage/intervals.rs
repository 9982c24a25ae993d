//! Which stretch of time of which log was read. A missing record proves that nothing happened only where the log was read.
//!
//! The coverage of a log follows from its entries, as [`Stretches`]. Only windows that were pulled from the Logging API are known
//! exactly: [`Pulled`].

mod arriving;
pub mod generations;
mod whole_log;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};

use super::api_windows::{Counted, Pulled, WholeLog, Windows, must_have_entries};
use super::audit_settings;
use super::audit_settings::agent_calls::AgentCalls;
use super::hole::Hole;
use super::issuance_times::{Recorded, Recorder};
use super::scope::Scope;
use super::stretches::{Stretches, moment};
use crate::model::entry::Source;
use crate::model::time::later;
use generations::Generations;

/// A silence of a log that is longer than this counts as not read. Tokens are renewed hourly and a cluster is never silent, but a
/// CA may issue a few certificates a day.
pub const LONGEST_SILENCE: SignedDuration = SignedDuration::from_hours(24);

/// How far the time of an entry may lie in the future: Cloud Logging refuses later entries (documentation of
/// `LogEntry.timestamp`). An entry with a later time, from a wrong clock or written by hand, does not show until
/// when its log was read.
pub const FUTURE: SignedDuration = SignedDuration::from_hours(24);

/// The stretches of all logs that were read, or that the user declares as read.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// The time up to which entries are believed. None where the present time is not known.
    pub(super) horizon: Option<Timestamp>,
    pub(super) read: BTreeMap<(Source, String), Stretches>,
    pub(super) declared: BTreeMap<Source, Stretches>,
    pub(super) pulled: BTreeMap<(Source, String), Windows>,
    pub(super) recorded: Recorded,
    pub(super) generations: BTreeMap<String, Generations>,
    /// When clusters were created.
    creations: BTreeSet<Timestamp>,
    pub(super) hours: BTreeMap<(Source, String), Stretches>,
    pub(super) holes: Vec<Hole>,
    pub(super) off: audit_settings::Known,
    /// All that was read of each log, made when it is first asked for: every lineage asks. Whatever adds to it takes it back.
    whole: OnceLock<BTreeMap<(Source, String), WholeLog>>,
    pub(super) agent_calls: AgentCalls,
}

impl Coverage {
    /// Adds stretches of a log that were read.
    pub fn add_read(&mut self, source: Source, scope: &str, stretches: &Stretches) {
        self.whole.take();
        self.read
            .entry((source, scope.to_owned()))
            .or_default()
            .extend(stretches);
    }

    /// Adds stretches for which a sink's hours show that all entries were read: a silence in them is no hole.
    pub fn add_hours(&mut self, source: Source, scope: &str, stretches: &Stretches) {
        self.add_read(source, scope, stretches);
        let hours = self.hours.entry((source, scope.to_owned()));
        hours.or_default().extend(stretches);
    }

    /// Adds a stretch of a log for which the user declares that all entries were read.
    pub fn add_declared(&mut self, source: Source, from: Timestamp, to: Timestamp) {
        self.whole.take();
        self.declared.entry(source).or_default().add(from, to);
    }

    /// Adds a window for which the Logging API returned all entries.
    pub fn add_pulled(&mut self, source: Source, scope: &str, pulled: Pulled) {
        self.whole.take();
        let windows = self.pulled.entry((source, scope.to_owned()));
        windows.or_default().add(pulled);
    }

    /// Adds moments at which issuances were recorded.
    pub fn add_recorded(&mut self, recorder: Recorder, moments: &Stretches) {
        self.whole.take();
        self.recorded.add(recorder, moments);
    }

    /// Sets the present time, so that entries later than [`FUTURE`] after it are not believed.
    pub fn look_at(&mut self, clock: Timestamp) {
        self.horizon = Some(later(clock, FUTURE));
    }

    /// Returns the moment where it is believed, else None.
    pub(super) fn believed(&self, at: Timestamp) -> Option<Timestamp> {
        self.horizon.is_none_or(|it| at <= it).then_some(at)
    }

    /// Whether all of `from..=to` was read of this log in every one of these scopes. False where there are no scopes.
    pub fn holds(&self, source: Source, scopes: &[Scope], from: Timestamp, to: Timestamp) -> bool {
        self.holds_counting(Counted::Settled, source, scopes, (from, to))
    }

    /// As [`Coverage::holds`], with the ends of pulled windows in which entries may still arrive.
    pub fn may_hold(
        &self,
        source: Source,
        scopes: &[Scope],
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        self.holds_counting(Counted::Arriving, source, scopes, (from, to))
    }

    fn holds_counting(
        &self,
        counted: Counted,
        source: Source,
        scopes: &[Scope],
        (from, to): (Timestamp, Timestamp),
    ) -> bool {
        let declared = self
            .declared
            .get(&source)
            .is_some_and(|stretches| stretches.hold(from, to));
        if declared && source != Source::Gke {
            return true;
        }
        let holds = |scope: &Scope| {
            let on = self.is_on_from(source, scope);
            on.is_some_and(|on| on <= from)
                && (declared || self.read_holds(source, &scope.project, counted, (from, to)))
        };
        !scopes.is_empty() && scopes.iter().all(holds)
    }

    /// Whether all of `from..=to` was read, declared or pulled of a project's log, and no hole is in it.
    fn read_holds(
        &self,
        source: Source,
        project: &str,
        counted: Counted,
        (from, to): (Timestamp, Timestamp),
    ) -> bool {
        let key = (source, project.to_owned());
        self.holds_whole(&key, counted, from, to)
            && self.hole_in(source, project, from, to).is_none()
    }

    /// Returns the stretches of a log that were read or declared, without bridging silences.
    pub(super) fn observed_or_declared(&self, key: &(Source, String)) -> Stretches {
        let mut all = self.read.get(key).cloned().unwrap_or_default();
        if let Some(declared) = self.declared.get(&key.0) {
            all.extend(declared);
        }
        all
    }

    /// Returns the pulled stretches of a log that count.
    pub(super) fn exact(
        &self,
        key: &(Source, String),
        counted: Counted,
    ) -> Vec<(Timestamp, Timestamp)> {
        let Some(windows) = self.pulled.get(key) else {
            return Vec::new();
        };
        match self.known_on_from(key, windows) {
            Some(on) => windows.stretches(on, counted).collect(),
            None => Vec::new(),
        }
    }

    /// Whether a log was pulled for all of `from..=to` in each of these scopes, and is of a source that [must be
    /// seen](must_have_entries) to be known as on.
    pub fn was_never_observed(
        &self,
        source: Source,
        scopes: &[Scope],
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        let was_pulled = |scope: &Scope| {
            let windows = self.pulled.get(&(source, scope.project.clone()));
            windows.is_some_and(|it| it.hold(from, to))
        };
        must_have_entries(source) && !scopes.is_empty() && scopes.iter().all(was_pulled)
    }

    /// Whether GKE's log was read for all of `from..=to` in all scopes, and no issuance is known as early as `from`
    /// in one of them.
    pub fn is_unissued(&self, scopes: &[Scope], from: Timestamp, to: Timestamp) -> bool {
        let is_read = |scope: &Scope| {
            self.read_holds(Source::Gke, &scope.project, Counted::Arriving, (from, to))
        };
        let is_on = |scope: &Scope| self.is_on_from(Source::Gke, scope);
        let is_late = |scope: &Scope| is_on(scope).is_none_or(|on| from < on);
        scopes.iter().any(is_late) && scopes.iter().all(is_read)
    }

    /// Returns the projects or clusters whose log of this source was read.
    pub fn scopes(&self, source: Source) -> impl Iterator<Item = &str> {
        let of_source = self.keys().into_iter().filter(move |it| it.0 == source);
        of_source.map(|(_, scope)| scope.as_str())
    }

    /// Returns every log and scope with stretches that count, in order.
    pub(super) fn keys(&self) -> std::collections::BTreeSet<&(Source, String)> {
        let pulled = self.pulled.iter();
        let pulled = pulled.filter(|(key, windows)| self.known_on_from(key, windows).is_some());
        self.read.keys().chain(pulled.map(|(key, _)| key)).collect()
    }

    /// Returns the stretches that were read, by log and scope, with silences bridged; declared stretches have the
    /// scope `declared`.
    pub fn stretches(&self) -> impl Iterator<Item = (Source, &str, Timestamp, Timestamp)> {
        let read = self.keys().into_iter().map(|key| {
            let mut all = self.read.get(key).cloned().unwrap_or_default();
            all = all.joined(LONGEST_SILENCE);
            all.unite(self.exact(key, Counted::Arriving).into_iter());
            (key.0, key.1.as_str(), all)
        });
        let declared = self
            .declared
            .iter()
            .map(|(source, stretches)| (*source, "declared", stretches.joined(LONGEST_SILENCE)));
        let mut all: Vec<_> = read
            .chain(declared)
            .flat_map(|(source, scope, stretches)| {
                let each = stretches.0.into_iter();
                each.map(move |(from, to)| (source, scope, moment(from), moment(to)))
            })
            .collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Whether any of this log was read from `from` until before `to`; None leaves an end open.
    pub fn touches(&self, source: Source, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
        self.stretches().any(|(known, _, start, end)| {
            known == source && from.is_none_or(|from| end >= from) && to.is_none_or(|to| start < to)
        })
    }

    /// Returns the first and the last moment read of any log. Entries from the [future](FUTURE) do not count, unless all entries
    /// lie in the future: then the present time is wrong.
    pub fn hull(&self) -> Option<(Timestamp, Timestamp)> {
        let all = || self.stretches().map(|(_, _, from, to)| (from, to));
        let believed = all().filter_map(|(from, to)| Some((from, self.end(from, to)?)));
        let around = |one: (Timestamp, Timestamp), other: (Timestamp, Timestamp)| {
            (one.0.min(other.0), one.1.max(other.1))
        };
        believed.reduce(around).or_else(|| all().reduce(around))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::issuance_times::Issue;
    use crate::model::cluster_keys::ClusterChange;

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    fn observed(hours: &[i64]) -> Coverage {
        let mut stretches = Stretches::default();
        hours.iter().for_each(|&it| stretches.include(hour(it)));
        let mut coverage = Coverage::default();
        coverage.add_read(Source::Kms, "projects/p", &stretches);
        coverage.add_recorded(Recorder::project(Source::Kms, "projects/p"), &stretches);
        coverage
    }

    #[test]
    fn the_order_of_moments_does_not_matter() {
        let one: Vec<_> = observed(&[0, 5, 9, 80, 81])
            .stretches()
            .map(|it| (it.2, it.3))
            .collect();
        let other: Vec<_> = observed(&[81, 9, 0, 80, 5, 9])
            .stretches()
            .map(|it| (it.2, it.3))
            .collect();
        assert_eq!(one, other);
        assert_eq!(one, [(hour(0), hour(9)), (hour(80), hour(81))]);
    }

    #[test]
    fn a_silence_of_more_than_a_day_was_not_read() {
        let coverage = observed(&[0, 24, 72]);
        let scopes = [Scope::project("projects/p")];
        let holds = |from, to| coverage.holds(Source::Kms, &scopes, hour(from), hour(to));
        assert!(holds(0, 24));
        assert!(!holds(24, 72));
        assert!(!holds(-1, 3));
        assert!(!coverage.holds(Source::Gke, &scopes, hour(0), hour(1)));
        assert!(!coverage.holds(Source::Kms, &[], hour(0), hour(1)));
    }

    #[test]
    fn every_scope_that_may_hold_the_record_must_have_been_read() {
        let mut coverage = observed(&[0, 10]);
        let mut short = Stretches::default();
        short.include(hour(5));
        coverage.add_read(Source::Kms, "projects/q", &short);
        let [p, q, other] = ["p", "q", "other"].map(|it| Scope::project(format!("projects/{it}")));
        let holds = |scopes: &[Scope]| coverage.holds(Source::Kms, scopes, hour(1), hour(2));
        assert!(!holds(&[p.clone(), q]));
        assert!(holds(&[p]));
        assert!(!holds(&[other]));
    }

    #[test]
    fn an_entry_from_the_future_moves_no_clock() {
        let of = |hours: &[i64], clock| {
            let mut coverage = observed(hours);
            coverage.look_at(hour(clock));
            let silences = coverage.silences(Source::Kms, SignedDuration::from_hours(48));
            let newest = coverage.newest(Source::Kms)[0].1;
            (newest, coverage.hull().map(|it| it.1), silences.len())
        };
        let end = |at| (Some(hour(at)), Some(hour(at)), 0);
        assert_eq!(of(&[0, 1, 1_000_000], 2), end(1));
        assert_eq!(
            of(&[0, 1, 26], 2),
            end(26),
            "it is not farther than a day ahead"
        );
        assert_eq!(of(&[0, 1, 27], 2), end(1));
        assert_eq!(
            of(&[90], 2),
            (None, Some(hour(90)), 0),
            "nothing is believed"
        );
    }

    #[test]
    fn a_declaration_fills_the_hole() {
        let mut coverage = observed(&[0, 24, 72]);
        coverage.add_declared(Source::Kms, hour(24), hour(72));
        let scopes = [Scope::project("projects/p")];
        assert!(coverage.holds(Source::Kms, &scopes, hour(1), hour(71)));
    }

    #[test]
    fn the_log_of_a_cluster_counts_from_its_first_issuance_or_its_configuration() {
        let [one, other] =
            ["one", "other"].map(|it| format!("projects/p/locations/l/clusters/{it}"));
        let mut coverage = Coverage::default();
        let mut read = Stretches::default();
        read.add(hour(0), hour(9));
        coverage.add_read(Source::Gke, "projects/p", &read);
        let recorder = Recorder {
            source: Source::Gke,
            issue: Issue::Token,
            resource: one.clone(),
        };
        let mut first = Stretches::default();
        first.include(hour(3));
        coverage.add_recorded(recorder, &first);
        let holds = |coverage: &Coverage, cluster: &str, from| {
            let scope = Scope::of_cluster(cluster).unwrap();
            coverage.holds(Source::Gke, &[scope], hour(from), hour(8))
        };
        assert!(holds(&coverage, &one, 3));
        assert!(!holds(&coverage, &one, 2));
        assert!(!holds(&coverage, &other, 7), "it never issued");
        coverage.add_changes(&other, &[(hour(6), ClusterChange::Updated)]);
        assert!(holds(&coverage, &other, 7));
        assert!(!holds(&coverage, &other, 5));
    }
}
