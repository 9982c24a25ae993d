//! Which stretch of which log has been read: absence of evidence is evidence of absence only where somebody looked.
//!
//! A stretch is a run of entries of one log without a long silence. It is worked out from the moments at which the log was heard
//! and from nothing else, so that it does not matter over how many files, or in which order, the entries came. Only what was pulled
//! from the Logging API is known better: [`Pulled`].

mod pulled;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use self::pulled::{Counted, Windows};
pub use self::pulled::{Pulled, is_off_by_default, must_be_heard};
use crate::entry::Source;

/// Moments of one log nearer to each other than this are kept as one stretch.
pub const STORED_SILENCE: SignedDuration = SignedDuration::from_mins(10);

/// A log that was silent for longer than this was not read in between. Tokens are renewed hourly and a cluster is never silent,
/// but a CA may issue a few certificates a day.
pub const LONGEST_SILENCE: SignedDuration = SignedDuration::from_hours(24);

/// Disjoint stretches of time, both ends included, in order. Kept as nanoseconds: this is touched for every line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches(Vec<(i64, i64)>);

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
    fn unite(&mut self, exact: impl Iterator<Item = (Timestamp, Timestamp)>) {
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

fn length(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// Times that do not fit into 64 bits count as the nearest that do.
fn nanoseconds(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(if at < Timestamp::UNIX_EPOCH {
        i64::MIN
    } else {
        i64::MAX
    })
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

/// Everything that was read, or that the user says was read.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    read: BTreeMap<(Source, String), Stretches>,
    declared: BTreeMap<Source, Stretches>,
    pulled: BTreeMap<(Source, String), Windows>,
}

impl Coverage {
    /// Adds stretches of a log that were read.
    pub fn add_read(&mut self, source: Source, scope: &str, stretches: &Stretches) {
        self.read
            .entry((source, scope.to_owned()))
            .or_default()
            .extend(stretches);
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

    /// Whether all of `from..=to` was read of this log in every one of these scopes. Of a scope that nobody knows nothing was read.
    pub fn holds(&self, source: Source, scopes: &[String], from: Timestamp, to: Timestamp) -> bool {
        self.holds_counting(Counted::Settled, source, scopes, (from, to))
    }

    /// The same where that counts too of which entries were still on their way when it was pulled.
    pub fn may_hold(
        &self,
        source: Source,
        scopes: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        self.holds_counting(Counted::Arriving, source, scopes, (from, to))
    }

    fn holds_counting(
        &self,
        counted: Counted,
        source: Source,
        scopes: &[String],
        (from, to): (Timestamp, Timestamp),
    ) -> bool {
        let declared = self
            .declared
            .get(&source)
            .is_some_and(|stretches| stretches.hold(from, to));
        declared
            || (!scopes.is_empty()
                && scopes
                    .iter()
                    .all(|scope| self.read_in(source, scope, counted).hold(from, to)))
    }

    /// What was read of a log in a scope, or declared, or pulled.
    fn read_in(&self, source: Source, scope: &str, counted: Counted) -> Stretches {
        let key = (source, scope.to_owned());
        let mut all = self.read.get(&key).cloned().unwrap_or_default();
        if let Some(declared) = self.declared.get(&source) {
            all.extend(declared);
        }
        let mut all = all.joined(LONGEST_SILENCE);
        all.unite(self.exact(&key, counted).into_iter());
        all
    }

    /// What was pulled of a log, as far as it counts.
    fn exact(&self, key: &(Source, String), counted: Counted) -> Vec<(Timestamp, Timestamp)> {
        let Some(windows) = self.pulled.get(key) else {
            return Vec::new();
        };
        match self.is_on_from(key, windows) {
            Some(on) => windows.stretches(on, counted).collect(),
            None => Vec::new(),
        }
    }

    /// From when on a log is known to be on. One that must be heard and never said anything may be off, or hidden.
    fn is_on_from(&self, key: &(Source, String), windows: &Windows) -> Option<Timestamp> {
        if !must_be_heard(key.0) {
            return Some(Timestamp::MIN);
        }
        let read = self.read.get(key).and_then(|it| it.0.first());
        let read = read.map(|(first, _)| moment(*first));
        [windows.oldest(), read].into_iter().flatten().min()
    }

    /// Whether a log that must be heard was pulled for all of this time in each of these scopes, and is not known to have been on.
    pub fn is_mute(
        &self,
        source: Source,
        scopes: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        let was_pulled = |scope: &String| {
            let windows = self.pulled.get(&(source, scope.clone()));
            windows.is_some_and(|it| it.hold(from, to))
        };
        must_be_heard(source) && !scopes.is_empty() && scopes.iter().all(was_pulled)
    }

    /// The projects or clusters of which this log was read.
    pub fn scopes(&self, source: Source) -> impl Iterator<Item = &str> {
        let of_source = self.keys().into_iter().filter(move |it| it.0 == source);
        of_source.map(|(_, scope)| scope.as_str())
    }

    /// Every log and scope of which something counts, in order.
    fn keys(&self) -> std::collections::BTreeSet<&(Source, String)> {
        let pulled = self.pulled.iter();
        let pulled = pulled.filter(|(key, windows)| self.is_on_from(key, windows).is_some());
        self.read.keys().chain(pulled.map(|(key, _)| key)).collect()
    }

    /// The newest entry of each project or cluster of which this log was read.
    pub fn newest(&self, source: Source) -> Vec<(&str, Timestamp)> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let newest = of_source.filter_map(|key| {
            let read = self.read.get(key).and_then(|it| it.0.last());
            let read = read.map(|(_, last)| moment(*last));
            let pulled = self.pulled.get(key).and_then(Windows::newest);
            Some((key.1.as_str(), read.max(pulled)?))
        });
        newest.collect()
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
            let mut all = self.read.get(key).cloned().unwrap_or_default();
            if let Some(declared) = self.declared.get(&source) {
                all.extend(declared);
            }
            all.unite(self.exact(key, Counted::Arriving).into_iter());
            let ends = all.0.windows(2).filter_map(|pair| match pair {
                [(_, from), (to, _)] => Some((moment(*from), moment(*to))),
                _ => None,
            });
            let too_long = ends.filter(|(from, to)| to.duration_since(*from) > longest);
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

    /// From the first to the last moment read of any log.
    pub fn hull(&self) -> Option<(Timestamp, Timestamp)> {
        let from = self.stretches().map(|(_, _, from, _)| from).min()?;
        let to = self.stretches().map(|(_, _, _, to)| to).max()?;
        Some((from, to))
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
        let scopes = ["projects/p".to_owned()];
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
        let both = ["projects/p".to_owned(), "projects/q".to_owned()];
        assert!(!coverage.holds(Source::Kms, &both, hour(1), hour(2)));
        assert!(coverage.holds(Source::Kms, &["projects/p".to_owned()], hour(1), hour(2)));
        assert!(!coverage.holds(
            Source::Kms,
            &["projects/never-read".to_owned()],
            hour(1),
            hour(2)
        ));
    }

    #[test]
    fn a_declaration_fills_the_hole() {
        let mut coverage = heard(&[0, 24, 72]);
        coverage.add_declared(Source::Kms, hour(24), hour(72));
        assert!(coverage.holds(Source::Kms, &["projects/p".to_owned()], hour(1), hour(71)));
    }
}
