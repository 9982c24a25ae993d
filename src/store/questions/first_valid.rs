//! Of several validity periods the first that is valid at a moment, found without a look at each: anybody who can create certificates of one
//! authority decides how many there are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};

use crate::model::entry::Validity;

/// The first period that is valid, by moment.
#[derive(Debug, Default)]
pub(super) struct FirstValid {
    /// The moments from which another period is the first, or none is valid, in order.
    changes: Vec<(Timestamp, Option<usize>)>,
}

/// The periods that begin at a moment, and those that have ended just before.
#[derive(Default)]
struct Change {
    begin: Vec<usize>,
    ended: Vec<usize>,
}

impl FirstValid {
    /// Orders these periods by time.
    pub(super) fn of(periods: impl Iterator<Item = Validity>) -> Self {
        let mut changes: BTreeMap<Timestamp, Change> = BTreeMap::new();
        for (position, period) in periods.enumerate() {
            let from = period.from.unwrap_or(Timestamp::MIN);
            if period.to.is_some_and(|to| to < from) {
                continue; // it is never valid
            }
            changes.entry(from).or_default().begin.push(position);
            let behind = period.to.and_then(|to| to.checked_add(1.nanosecond()).ok());
            if let Some(behind) = behind {
                changes.entry(behind).or_default().ended.push(position);
            }
        }
        let mut valid = BTreeSet::new();
        let step = |(at, change): (Timestamp, Change)| {
            valid.extend(change.begin);
            change.ended.iter().for_each(|it| _ = valid.remove(it));
            (at, valid.first().copied())
        };
        FirstValid {
            changes: changes.into_iter().map(step).collect(),
        }
    }

    /// The position of the first period that is valid at this moment.
    pub(super) fn at(&self, at: Timestamp) -> Option<usize> {
        let behind = self.changes.partition_point(|it| it.0 <= at);
        let (_, first) = self.changes.get(behind.checked_sub(1)?)?;
        *first
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(seconds: i8) -> Timestamp {
        match seconds {
            i8::MIN => Timestamp::MIN,
            i8::MAX => Timestamp::MAX,
            _ => Timestamp::UNIX_EPOCH + i64::from(seconds).nanoseconds(),
        }
    }

    fn end() -> impl Strategy<Value = i8> {
        prop_oneof![Just(i8::MIN), Just(i8::MAX), -8..8i8]
    }

    proptest! {
        #[test]
        fn the_first_period_is_found_as_by_a_look_at_each(
            periods in proptest::collection::vec((proptest::option::of(end()), proptest::option::of(end())), 0..8),
            at in end(),
        ) {
            let periods: Vec<Validity> = periods.into_iter().map(|(from, to)| Validity {
                from: from.map(moment),
                to: to.map(moment),
            }).collect();
            let first = periods.iter().position(|it| it.holds(moment(at)));
            prop_assert_eq!(FirstValid::of(periods.iter().copied()).at(moment(at)), first);
        }
    }
}
