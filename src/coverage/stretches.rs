//! Stretches of time in which a log has entries.
//!
//! A stretch is a run of entries of one log without a silence of more than ten minutes. Stretches follow from the times of the
//! entries alone, so they do not depend on how many files the entries came in, or in which order.

use jiff::{SignedDuration, Timestamp};

use serde::{Deserialize, Serialize};

use crate::model::time::nanoseconds;

/// Moments of one log that are no farther apart than this are stored as one stretch.
pub const STORED_SILENCE: SignedDuration = SignedDuration::from_mins(10);

/// Disjoint stretches of time, in order, both ends included, in nanoseconds since 1970: [`Stretches::include`] runs
/// for every line of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stretches(pub(super) Vec<(i64, i64)>);

impl Stretches {
    /// Adds one moment.
    pub fn include(&mut self, at: Timestamp) {
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

    /// Adds a stretch and joins stretches no farther apart than [`STORED_SILENCE`].
    pub fn add(&mut self, from: Timestamp, to: Timestamp) {
        self.insert(nanoseconds(from), nanoseconds(to));
    }

    fn insert(&mut self, from: i64, to: i64) {
        let silence = length(STORED_SILENCE);
        let first = self
            .0
            .partition_point(|known| known.1.saturating_add(silence) < from);
        let near = self.0.get(first..).unwrap_or_default().iter();
        let near = near.take_while(|known| known.0 <= to.saturating_add(silence));
        let (joined, count) = near.fold(((from, to), 0), |(all, count), known| {
            ((all.0.min(known.0), all.1.max(known.1)), count + 1)
        });
        self.0.splice(first..first + count, [joined]);
    }

    /// Adds all stretches of `other`.
    pub fn extend(&mut self, other: &Stretches) {
        if let [(from, to)] = other.0[..] {
            return self.insert(from, to); // as they come from the database, one by one
        }
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

    /// Adds half-open ranges that are known exactly, and joins only adjacent stretches.
    pub(super) fn unite(&mut self, exact: impl Iterator<Item = (Timestamp, Timestamp)>) {
        self.0
            .extend(exact.map(|(from, to)| (nanoseconds(from), nanoseconds(to).saturating_sub(1))));
        self.0.sort_unstable();
        self.join(SignedDuration::from_nanos(1));
    }

    /// Returns the stretches with silences of up to `silence` bridged.
    pub fn joined(&self, silence: SignedDuration) -> Stretches {
        let mut joined = self.clone();
        joined.join(silence);
        joined
    }

    /// Whether one stretch holds all of `from..=to`.
    pub fn hold(&self, from: Timestamp, to: Timestamp) -> bool {
        let (from, to) = (nanoseconds(from), nanoseconds(to));
        let behind = self.0.partition_point(|it| it.0 <= from);
        let last = behind.checked_sub(1).and_then(|it| self.0.get(it));
        last.is_some_and(|it| to <= it.1)
    }

    /// Returns the first moment at or after `from` that certainly was included: an end of a stretch.
    pub(super) fn next_known(&self, from: Timestamp) -> Option<Timestamp> {
        let from = nanoseconds(from);
        let first = self.0.partition_point(|it| it.1 < from);
        let (begin, end) = *self.0.get(first)?;
        Some(moment(if from <= begin { begin } else { end }))
    }

    /// Returns the silences between the stretches, in order.
    pub(crate) fn silences(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.0.windows(2).filter_map(|pair| match pair {
            [(_, from), (to, _)] => Some((moment(*from), moment(*to))),
            _ => None,
        })
    }

    /// Returns the first and the last moment of all stretches.
    pub fn hull(&self) -> Option<(Timestamp, Timestamp)> {
        let ends = (self.0.first()?.0, self.0.last()?.1);
        Some((moment(ends.0), moment(ends.1)))
    }

    /// Returns the stretches, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.0.iter().map(|&(from, to)| (moment(from), moment(to)))
    }
}

pub(super) fn length(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

pub(super) fn moment(nanoseconds: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or_default()
}
