//! When a line without a readable time was written, by the times of the lines around it in its file.

use jiff::Timestamp;

use crate::coverage::stretches::Stretches;

/// The times of the lines nearest to a line, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    pub(super) before: Vec<Timestamp>,
    pub(super) after: Vec<Timestamp>,
}

/// The earliest and the latest time. `None` if that side is unbounded.
pub type Within = (Option<Timestamp>, Option<Timestamp>);

impl Neighbours {
    /// Returns the neighbours of a line with a time of its own.
    pub fn at(at: Timestamp) -> Self {
        Neighbours {
            before: vec![at],
            after: vec![at],
        }
    }

    /// Returns the neighbours of a part of the input that may have held lines of any time.
    pub fn any() -> Self {
        let far = |nanoseconds: i64| Timestamp::from_nanosecond(nanoseconds.into()).ok();
        Neighbours {
            before: Vec::from_iter(far(i64::MIN)),
            after: Vec::from_iter(far(i64::MAX)),
        }
    }

    /// Sets the times before the line to the first and last time in the part of the file before, `entry_times`, unless times before the line are
    /// known. `None` changes nothing.
    pub(crate) fn precede(&mut self, entry_times: Option<(Timestamp, Timestamp)>) {
        if let (true, Some((first, last))) = (self.before.is_empty(), entry_times) {
            self.before = vec![first, last];
        }
    }

    /// Sets the times behind the line to the first and last time in the part of the file behind, `entry_times`, unless times behind the line are
    /// known. `None` changes nothing.
    pub(crate) fn follow(&mut self, entry_times: Option<(Timestamp, Timestamp)>) {
        if let (true, Some((first, last))) = (self.after.is_empty(), entry_times) {
            self.after = vec![first, last];
        }
    }

    /// The neighbours of a line that was written between two times, if both are known.
    pub(crate) fn between(first: Option<Timestamp>, last: Option<Timestamp>) -> Self {
        Neighbours {
            before: Vec::from_iter(first),
            after: Vec::from_iter(last),
        }
    }

    /// Returns whether a time behind the line is known.
    pub(crate) fn is_followed(&self) -> bool {
        !self.after.is_empty()
    }

    /// Returns the earliest and the latest time before the line, if any is known.
    pub(crate) fn before(&self) -> Option<(Timestamp, Timestamp)> {
        let all = || self.before.iter().copied();
        all().min().zip(all().max())
    }

    /// Returns the bounds of the time at which the line was written. If the times around the line only rise or only fall, the bounds are
    /// the two nearest times, and a missing side is unbounded. If the times are in no order, the bounds are the earliest and latest time,
    /// each moved outwards by the time between the two.
    pub fn within(&self) -> Within {
        let all: Vec<Timestamp> = self.before.iter().chain(&self.after).copied().collect();
        let rises = all.is_sorted();
        let falls = all.iter().rev().is_sorted();
        match (self.before.last(), self.after.first()) {
            (Some(&one), Some(&other)) if rises || falls => {
                (Some(one.min(other)), Some(one.max(other)))
            }
            (Some(_), Some(_)) => widened(&all),
            (Some(&before), None) if rises != falls => after_or_before(before, rises),
            (None, Some(&after)) if rises != falls => after_or_before(after, falls),
            _ => (None, None),
        }
    }
}

fn after_or_before(at: Timestamp, is_after: bool) -> Within {
    match is_after {
        true => (Some(at), None),
        false => (None, Some(at)),
    }
}

/// Within thrice the time that these span.
pub(crate) fn widened(all: &[Timestamp]) -> Within {
    let (Some(&first), Some(&last)) = (all.iter().min(), all.iter().max()) else {
        return (None, None);
    };
    let length = first.duration_until(last);
    (
        first.checked_sub(length).ok(),
        last.checked_add(length).ok(),
    )
}

/// Returns the first and the last time in any of the stretches.
pub(crate) fn entry_times<'h>(
    stretches: impl IntoIterator<Item = &'h Stretches>,
) -> Option<(Timestamp, Timestamp)> {
    let hulls = stretches.into_iter().filter_map(Stretches::hull);
    hulls.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(before: &[i64], after: &[i64]) -> (Option<i64>, Option<i64>) {
        let times = |all: &[i64]| {
            let times = all.iter().map(|it| Timestamp::from_second(*it).unwrap());
            times.collect()
        };
        let neighbours = Neighbours {
            before: times(before),
            after: times(after),
        };
        let (first, last) = neighbours.within();
        (
            first.map(Timestamp::as_second),
            last.map(Timestamp::as_second),
        )
    }

    #[test]
    fn where_times_rise_or_fall_a_line_lies_between_its_neighbours() {
        assert_eq!(within(&[1, 2, 3], &[4, 90]), (Some(3), Some(4)));
        assert_eq!(within(&[90, 4], &[3, 2]), (Some(3), Some(4)));
        assert_eq!(within(&[5], &[5]), (Some(5), Some(5)));
    }

    #[test]
    fn an_end_of_a_file_is_open() {
        assert_eq!(within(&[1, 2], &[]), (Some(2), None));
        assert_eq!(within(&[2, 1], &[]), (None, Some(1)));
        assert_eq!(within(&[], &[1, 2]), (None, Some(1)));
        assert_eq!(within(&[], &[2, 1]), (Some(2), None));
        for alone in [&[][..], &[1], &[1, 1], &[1, 3, 2]] {
            assert_eq!(within(alone, &[]), (None, None), "{alone:?}");
        }
    }

    #[test]
    fn a_file_without_order_leaves_room() {
        assert_eq!(within(&[30, 10], &[20]), (Some(-10), Some(50)));
    }
}
