//! Which stretch of which log has been read: absence of evidence is evidence of absence only where somebody looked.
//!
//! A stretch is a run of entries of one log without a long silence. It is worked out from the moments at which the log was heard
//! and from nothing else, so that it does not matter over how many files, or in which order, the entries came. Only what was pulled
//! from the Logging API is known better: [`Pulled`].

use crate::coverage::audit_settings;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::coverage::api_windows::{Counted, Windows};
pub use crate::coverage::api_windows::{Pulled, is_off_by_default, must_be_heard};
pub use crate::coverage::audit_settings::{Action, Cause, Change, Off, Switch, Switches};
pub use crate::coverage::hole::{Counterpart, Counterparts, Hole};
use crate::coverage::issuance_times::Recorded;
pub use crate::coverage::issuance_times::{Issue, Recorder};
use crate::model::entry::Source;
use crate::model::time::later;
use crate::model::time::nanoseconds;

/// Moments of one log nearer to each other than this are kept as one stretch.
pub const STORED_SILENCE: SignedDuration = SignedDuration::from_mins(10);

/// A log that was silent for longer than this was not read in between. Tokens are renewed hourly and a cluster is never silent,
/// but a CA may issue a few certificates a day.
pub const LONGEST_SILENCE: SignedDuration = SignedDuration::from_hours(24);

/// Disjoint stretches of time, both ends included, in order. Kept as nanoseconds: this is touched for every line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches(pub(super) Vec<(i64, i64)>);

impl Stretches {
    /// Adds one moment.
    pub fn touch(&mut self, at: Timestamp) {
        let at = nanoseconds(at);
        let silence = length(STORED_SILENCE);
        match self.0.as_mut_slice() {
            // Entries come nearly in order.
            [(from, to)]
                if from.saturating_sub(silence) <= at && at <= to.saturating_add(silence) =>
            {
                (*from, *to) = (at.min(*from), at.max(*to))
            }
            [.., (from, to)] if *from <= at && at <= to.saturating_add(silence) => {
                *to = at.max(*to)
            }
            _ => self.insert(at, at),
        }
    }

    /// Adds a stretch and joins what is near it.
    pub fn add(&mut self, from: Timestamp, to: Timestamp) {
        self.insert(nanoseconds(from), nanoseconds(to));
    }

    fn insert(&mut self, from: i64, to: i64) {
        let behind = self.0.partition_point(|known| known.0 <= from);
        self.0.insert(behind, (from, to));
        self.join(STORED_SILENCE);
    }

    /// Adds all stretches of another.
    pub fn extend(&mut self, other: &Stretches) {
        self.0.extend_from_slice(&other.0);
        self.0.sort_unstable();
        self.join(STORED_SILENCE);
    }

    fn join(&mut self, silence: SignedDuration) {
        let silence = length(silence);
        self.0.dedup_by(|next, last| {
            let near = last.1.saturating_add(silence) >= next.0;
            if near {
                last.1 = last.1.max(next.1);
            }
            near
        });
    }

    /// Adds stretches that are exact, and joins only what touches. The second moment of each is not in it.
    pub(super) fn unite(&mut self, exact: impl Iterator<Item = (Timestamp, Timestamp)>) {
        self.0
            .extend(exact.map(|(from, to)| (nanoseconds(from), nanoseconds(to).saturating_sub(1))));
        self.0.sort_unstable();
        self.join(SignedDuration::from_nanos(1));
    }

    /// The same with silences up to `silence` bridged.
    pub fn joined(&self, silence: SignedDuration) -> Stretches {
        let mut joined = self.clone();
        joined.join(silence);
        joined
    }

    /// Whether one stretch holds all of this.
    pub fn hold(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (nanoseconds(from), nanoseconds(to));
        self.0
            .iter()
            .any(|&(start, end)| start <= from && to <= end)
    }

    /// The silences between the stretches, in order.
    pub(crate) fn silences(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.0.windows(2).filter_map(|pair| match pair {
            [(_, from), (to, _)] => Some((moment(*from), moment(*to))),
            _ => None,
        })
    }

    /// Takes the inside of a stretch out.
    fn cut(&mut self, from: i64, to: i64) {
        let whole = std::mem::take(&mut self.0);
        for (first, last) in whole {
            if last <= from || to <= first {
                self.0.push((first, last));
                continue;
            }
            self.0.extend((first <= from).then_some((first, from)));
            self.0.extend((to <= last).then_some((to, last)));
        }
    }

    /// From the first moment to the last.
    pub fn hull(&self) -> Option<(Timestamp, Timestamp)> {
        let ends = (self.0.first()?.0, self.0.last()?.1);
        Some((moment(ends.0), moment(ends.1)))
    }

    /// The stretches in order.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.0.iter().map(|&(from, to)| (moment(from), moment(to)))
    }
}

pub(super) fn length(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

fn moment(nanoseconds: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default()
}

/// A time in which a log said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence<'c> {
    /// The project or cluster.
    pub scope: &'c str,
    /// The last moment before it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

/// Where records of a log would stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The project whose log it is, as `projects/P`; a cluster's name for raw audit events.
    pub project: String,
    /// The cluster that issues, in GKE's log.
    pub cluster: Option<String>,
}

impl Scope {
    /// The log of a project.
    pub fn project(project: impl Into<String>) -> Self {
        Scope {
            project: project.into(),
            cluster: None,
        }
    }

    /// What a cluster issues, in GKE's log of its project. None, where its name does not tell the project.
    pub fn of_cluster(cluster: &str) -> Option<Self> {
        Some(Scope {
            project: project_of(cluster)?,
            cluster: Some(cluster.to_owned()),
        })
    }
}

/// `projects/P` of a resource's name.
pub fn project_of(resource: &str) -> Option<String> {
    let id = resource.strip_prefix("projects/")?.split('/').next()?;
    Some(format!("projects/{id}"))
}

/// How far an entry may lie in the future: Cloud Logging takes no others (its documentation of `LogEntry.timestamp`). One that lies
/// farther ahead, of a clock that was wrong or of somebody who wrote it by hand, does not tell until when its log was heard.
pub const FUTURE: SignedDuration = SignedDuration::from_hours(24);

/// Everything that was read, or that the user says was read.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Until when entries are believed. None where nobody knows what time it is.
    horizon: Option<Timestamp>,
    pub(super) read: BTreeMap<(Source, String), Stretches>,
    pub(super) declared: BTreeMap<Source, Stretches>,
    pulled: BTreeMap<(Source, String), Windows>,
    pub(super) recorded: Recorded,
    switched_on: BTreeMap<String, Timestamp>,
    pub(super) hours: BTreeMap<(Source, String), Stretches>,
    pub(super) holes: Vec<Hole>,
    pub(super) off: audit_settings::Known,
}

impl Coverage {
    /// Adds stretches of a log that were read.
    pub fn add_read(&mut self, source: Source, scope: &str, stretches: &Stretches) {
        self.read
            .entry((source, scope.to_owned()))
            .or_default()
            .extend(stretches);
    }

    /// Adds stretches of which a sink's hours show that all entries were read: silence in them is no hole.
    pub fn add_hours(&mut self, source: Source, scope: &str, stretches: &Stretches) {
        self.add_read(source, scope, stretches);
        let hours = self.hours.entry((source, scope.to_owned()));
        hours.or_default().extend(stretches);
    }

    /// Adds a stretch of a log of which the user says that all its entries are here.
    pub fn add_declared(&mut self, source: Source, from: Timestamp, to: Timestamp) {
        self.declared.entry(source).or_default().add(from, to);
    }

    /// Adds a window of which the Logging API gave everything.
    pub fn add_pulled(&mut self, source: Source, scope: &str, pulled: Pulled) {
        let windows = self.pulled.entry((source, scope.to_owned()));
        windows.or_default().add(pulled);
    }

    /// Adds moments at which issuances were recorded.
    pub fn add_recorded(&mut self, recorder: Recorder, moments: &Stretches) {
        self.recorded.add(recorder, moments);
    }

    /// Adds that a cluster was configured for control plane authority at a moment.
    pub fn add_switched_on(&mut self, cluster: &str, at: Timestamp) {
        let known = self.switched_on.entry(cluster.to_owned()).or_insert(at);
        *known = at.min(*known);
    }

    /// Tells what time it is, so that entries from farther ahead than [`FUTURE`] move no clock.
    pub fn look_at(&mut self, clock: Timestamp) {
        self.horizon = Some(later(clock, FUTURE));
    }

    /// A moment, where it is believed.
    fn believed(&self, at: Timestamp) -> Option<Timestamp> {
        self.horizon.is_none_or(|it| at <= it).then_some(at)
    }

    /// Whether all of `from..=to` was read of this log in every one of these scopes. Of a scope that nobody knows nothing was read.
    pub fn holds(&self, source: Source, scopes: &[Scope], from: Timestamp, to: Timestamp) -> bool {
        self.holds_counting(Counted::Settled, source, scopes, (from, to))
    }

    /// The same where that counts too of which entries were still on their way when it was pulled.
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
                && (declared || self.read_in(source, &scope.project, counted).hold(from, to))
        };
        !scopes.is_empty() && scopes.iter().all(holds)
    }

    /// What was read of a log in a project, or declared, or pulled.
    fn read_in(&self, source: Source, project: &str, counted: Counted) -> Stretches {
        let key = (source, project.to_owned());
        let mut all = self.heard_or_declared(&key).joined(LONGEST_SILENCE);
        all.unite(self.exact(&key, counted).into_iter());
        for hole in self.holes_of_log(source, project) {
            all.cut(nanoseconds(hole.from), nanoseconds(hole.to));
        }
        all
    }

    /// What was heard of a log, or declared, without a silence bridged.
    fn heard_or_declared(&self, key: &(Source, String)) -> Stretches {
        let mut all = self.read.get(key).cloned().unwrap_or_default();
        if let Some(declared) = self.declared.get(&key.0) {
            all.extend(declared);
        }
        all
    }

    /// What was pulled of a log, as far as it counts.
    pub(super) fn exact(
        &self,
        key: &(Source, String),
        counted: Counted,
    ) -> Vec<(Timestamp, Timestamp)> {
        let Some(windows) = self.pulled.get(key) else {
            return Vec::new();
        };
        match self.is_heard_from(key, windows) {
            Some(on) => windows.stretches(on, counted).collect(),
            None => Vec::new(),
        }
    }

    /// From when on a log that was pulled is known to be on. One that must be heard and never said anything may be off, or hidden.
    fn is_heard_from(&self, key: &(Source, String), windows: &Windows) -> Option<Timestamp> {
        match key.0 {
            Source::Kubernetes | Source::Workload => Some(Timestamp::MIN),
            Source::Gke => [windows.oldest(), self.read_from(key)]
                .into_iter()
                .flatten()
                .min(),
            Source::CaService | Source::Kms => self.records_from(key.0, &key.1),
        }
    }

    fn read_from(&self, key: &(Source, String)) -> Option<Timestamp> {
        self.read.get(key)?.hull().map(|it| it.0)
    }

    /// From when on a log is known to record what is issued. GKE records nothing of a cluster without control plane authority: its log
    /// counts from the cluster's first issuance on, or from the configuration that switched it on
    /// (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>). A Data Access log is off until somebody
    /// switches it on, for each permission type: it counts from the first entry of the right type on
    /// (<https://cloud.google.com/logging/docs/audit/configure-data-access>).
    fn is_on_from(&self, source: Source, scope: &Scope) -> Option<Timestamp> {
        match (source, &scope.cluster) {
            (Source::Gke, Some(cluster)) => self.issues_from(cluster),
            (Source::Gke, None) => self.recorded.first_of_project(&scope.project),
            (Source::CaService | Source::Kms, _) => self.records_from(source, &scope.project),
            (Source::Kubernetes | Source::Workload, _) => Some(Timestamp::MIN),
        }
    }

    /// The first moment at which the Data Access log of a project is known to record issuances.
    pub fn records_from(&self, source: Source, project: &str) -> Option<Timestamp> {
        let key = (source, project.to_owned());
        let pulled = self.pulled.get(&key).and_then(Windows::oldest);
        let read = self.recorded.of(&Recorder::project(source, project));
        let read = read.and_then(Stretches::hull).map(|it| it.0);
        [pulled, read].into_iter().flatten().min()
    }

    /// From when on a cluster is known to be under control plane authority.
    pub fn issues_from(&self, cluster: &str) -> Option<Timestamp> {
        let configured = self.switched_on.get(cluster).copied();
        let first = self.recorded.first_of_cluster(cluster);
        [configured, first].into_iter().flatten().min()
    }

    /// The clusters that are known to be under control plane authority, by what they issued or by their configuration.
    pub fn issuing_clusters(&self) -> impl Iterator<Item = &str> {
        let configured = self.switched_on.keys().map(String::as_str);
        self.recorded.clusters().chain(configured)
    }

    /// Whether a log was pulled for all of this time in each of these scopes, and is not known to have been on.
    pub fn is_mute(
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
        must_be_heard(source) && !scopes.is_empty() && scopes.iter().all(was_pulled)
    }

    /// Whether GKE's log was read for all of this time, and nothing is known to have been issued that early in one of these scopes.
    pub fn is_unissued(&self, scopes: &[Scope], from: Timestamp, to: Timestamp) -> bool {
        let is_read = |scope: &Scope| {
            let read = self.read_in(Source::Gke, &scope.project, Counted::Arriving);
            read.hold(from, to)
        };
        let is_on = |scope: &Scope| self.is_on_from(Source::Gke, scope);
        let is_late = |scope: &Scope| is_on(scope).is_none_or(|on| from < on);
        scopes.iter().any(is_late) && scopes.iter().all(is_read)
    }

    /// The projects or clusters of which this log was read.
    pub fn scopes(&self, source: Source) -> impl Iterator<Item = &str> {
        let of_source = self.keys().into_iter().filter(move |it| it.0 == source);
        of_source.map(|(_, scope)| scope.as_str())
    }

    /// Every log and scope of which something counts, in order.
    fn keys(&self) -> std::collections::BTreeSet<&(Source, String)> {
        let pulled = self.pulled.iter();
        let pulled = pulled.filter(|(key, windows)| self.is_heard_from(key, windows).is_some());
        self.read.keys().chain(pulled.map(|(key, _)| key)).collect()
    }

    /// The newest entry of each project or cluster of which this log was read, as far as it is [believed](FUTURE). None: all of them lie
    /// in the future.
    pub fn newest(&self, source: Source) -> Vec<(&str, Option<Timestamp>)> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let newest = of_source.filter_map(|key| {
            let read = self.read.get(key).filter(|it| !it.0.is_empty());
            let pulled = self.pulled.get(key).and_then(Windows::newest);
            if read.is_none() && pulled.is_none() {
                return None;
            }
            let read = read.and_then(|it| self.newest_of(it));
            let pulled = pulled.and_then(|it| self.believed(it));
            Some((key.1.as_str(), read.max(pulled)))
        });
        newest.collect()
    }

    /// The last moment that is believed.
    fn newest_of(&self, stretches: &Stretches) -> Option<Timestamp> {
        let ends = stretches.iter().filter_map(|(from, to)| self.end(from, to));
        ends.last()
    }

    /// The end of a stretch as far as it is believed. None where not even its beginning is.
    fn end(&self, from: Timestamp, to: Timestamp) -> Option<Timestamp> {
        self.believed(from)?;
        Some(self.horizon.map_or(to, |it| to.min(it)))
    }

    /// Silences of a log that are longer than this. Those of up to ten minutes are not known, nor those of what was pulled: it is
    /// certain there that nothing was left out.
    pub fn silences(&self, source: Source, longest: SignedDuration) -> Vec<Silence<'_>> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let mut silences = Vec::new();
        for key in of_source {
            let mut all = self.heard_or_declared(key);
            all.unite(self.exact(key, Counted::Arriving).into_iter());
            let believed = all
                .silences()
                .filter(|(_, to)| self.believed(*to).is_some());
            let too_long = believed.filter(|(from, to)| to.duration_since(*from) > longest);
            let scope = key.1.as_str();
            silences.extend(too_long.map(|(from, to)| Silence { scope, from, to }));
        }
        silences
    }

    /// What was read, by log and scope, with silences bridged; declared stretches have the scope `declared`.
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

    /// Whether anything at all of this log was read in a window; open ends are unbounded.
    pub fn touches(&self, source: Source, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
        self.stretches().any(|(known, _, start, end)| {
            known == source && from.is_none_or(|from| end >= from) && to.is_none_or(|to| start < to)
        })
    }

    /// From the first to the last moment read of any log. Entries from the [future](FUTURE) do not count, unless there are no others:
    /// then it is the clock that is wrong.
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

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    fn heard(hours: &[i64]) -> Coverage {
        let mut stretches = Stretches::default();
        hours.iter().for_each(|&it| stretches.touch(hour(it)));
        let mut coverage = Coverage::default();
        coverage.add_read(Source::Kms, "projects/p", &stretches);
        coverage.add_recorded(Recorder::project(Source::Kms, "projects/p"), &stretches);
        coverage
    }

    #[test]
    fn the_order_of_moments_does_not_matter() {
        let one: Vec<_> = heard(&[0, 5, 9, 80, 81])
            .stretches()
            .map(|it| (it.2, it.3))
            .collect();
        let other: Vec<_> = heard(&[81, 9, 0, 80, 5, 9])
            .stretches()
            .map(|it| (it.2, it.3))
            .collect();
        assert_eq!(one, other);
        assert_eq!(one, [(hour(0), hour(9)), (hour(80), hour(81))]);
    }

    #[test]
    fn a_silence_of_more_than_a_day_was_not_read() {
        let coverage = heard(&[0, 24, 72]);
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
        let mut coverage = heard(&[0, 10]);
        let mut short = Stretches::default();
        short.touch(hour(5));
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
            let mut coverage = heard(hours);
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
        let mut coverage = heard(&[0, 24, 72]);
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
        first.touch(hour(3));
        coverage.add_recorded(recorder, &first);
        let holds = |coverage: &Coverage, cluster: &str, from| {
            let scope = Scope::of_cluster(cluster).unwrap();
            coverage.holds(Source::Gke, &[scope], hour(from), hour(8))
        };
        assert!(holds(&coverage, &one, 3));
        assert!(!holds(&coverage, &one, 2));
        assert!(!holds(&coverage, &other, 7), "it never issued");
        coverage.add_switched_on(&other, hour(6));
        assert!(holds(&coverage, &other, 7));
        assert!(!holds(&coverage, &other, 5));
    }
}
