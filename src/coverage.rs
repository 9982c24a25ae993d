//! Which stretch of which log has been read: absence of evidence is evidence of absence only where somebody looked.
//!
//! A stretch is a run of entries of one log without a long silence. It is worked out from the moments at which the log was heard
//! and from nothing else, so that it does not matter over how many files, or in which order, the entries came.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

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
        match self.0.last_mut() {
            Some((from, to)) if *from <= at && at <= to.saturating_add(length(STORED_SILENCE)) => {
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

    /// Whether all of `from..=to` was read of this log in every one of these scopes. Of a scope that nobody knows nothing was read.
    pub fn holds(&self, source: Source, scopes: &[String], from: Timestamp, to: Timestamp) -> bool {
        let declared = self
            .declared
            .get(&source)
            .is_some_and(|stretches| stretches.hold(from, to));
        declared
            || (!scopes.is_empty()
                && scopes
                    .iter()
                    .all(|scope| self.holds_in(source, scope, from, to)))
    }

    fn holds_in(&self, source: Source, scope: &str, from: Timestamp, to: Timestamp) -> bool {
        let mut all = self
            .read
            .get(&(source, scope.to_owned()))
            .cloned()
            .unwrap_or_default();
        if let Some(declared) = self.declared.get(&source) {
            all.extend(declared);
        }
        all.joined(LONGEST_SILENCE).hold(from, to)
    }

    /// The projects or clusters of which this log was read.
    pub fn scopes(&self, source: Source) -> impl Iterator<Item = &str> {
        self.read
            .keys()
            .filter(move |(known, _)| *known == source)
            .map(|(_, scope)| scope.as_str())
    }

    /// The last moment of each project or cluster of which this log was read.
    pub fn newest(&self, source: Source) -> Vec<(&str, Timestamp)> {
        let of_source = self.read.iter().filter(|((known, _), _)| *known == source);
        let newest = of_source.filter_map(|((_, scope), stretches)| {
            Some((scope.as_str(), moment(stretches.0.last()?.1)))
        });
        newest.collect()
    }

    /// Silences of a log that are longer than this. Those of up to ten minutes are not known.
    pub fn silences(&self, source: Source, longest: SignedDuration) -> Vec<Silence<'_>> {
        let of_source = self.read.iter().filter(|((known, _), _)| *known == source);
        let mut silences = Vec::new();
        for ((_, scope), stretches) in of_source {
            let mut all = stretches.clone();
            if let Some(declared) = self.declared.get(&source) {
                all.extend(declared);
            }
            let ends = all.0.windows(2).filter_map(|pair| match pair {
                [(_, from), (to, _)] => Some((moment(*from), moment(*to))),
                _ => None,
            });
            let too_long = ends.filter(|(from, to)| to.duration_since(*from) > longest);
            silences.extend(too_long.map(|(from, to)| Silence { scope, from, to }));
        }
        silences
    }

    /// What was read, by log and scope, with silences bridged; declared stretches have the scope `declared`.
    pub fn stretches(&self) -> impl Iterator<Item = (Source, &str, Timestamp, Timestamp)> {
        let read = self
            .read
            .iter()
            .map(|((source, scope), stretches)| (*source, scope.as_str(), stretches));
        let declared = self
            .declared
            .iter()
            .map(|(source, stretches)| (*source, "declared", stretches));
        let mut all: Vec<_> = read
            .chain(declared)
            .flat_map(|(source, scope, stretches)| {
                let joined = stretches.joined(LONGEST_SILENCE);
                joined
                    .0
                    .into_iter()
                    .map(move |(from, to)| (source, scope, moment(from), moment(to)))
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
