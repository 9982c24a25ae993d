//! When a line without a readable time was written, by the times of the lines around it in its file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most lines on either side whose times are read.
pub(super) const NEAR: usize = 8;

/// The times of the lines nearest to a line, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    pub(super) before: Vec<Timestamp>,
    pub(super) after: Vec<Timestamp>,
    /// The number of lines whose times are wanted from the parts of the file before the part with this line.
    pub(super) wanted_before: usize,
    /// The number of lines whose times are wanted from the parts behind.
    pub(super) wanted_after: usize,
}

/// The times of the lines at both ends of a part of a file. The neighbours of a line do not depend on how a file is cut into parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndTimes {
    /// The times of the first lines, where a line has one.
    first: Vec<Option<Timestamp>>,
    /// The times of the last lines.
    last: Vec<Option<Timestamp>>,
    /// The first time in the part.
    first_known: Option<Timestamp>,
    /// The last time in the part.
    last_known: Option<Timestamp>,
}

/// The earliest and the latest time. `None` if that side is unbounded.
pub type Within = (Option<Timestamp>, Option<Timestamp>);

impl EndTimes {
    /// Returns the times at both ends of a part with `count` lines. `time` returns the time of a line.
    pub(super) fn of(count: usize, time: impl Fn(usize) -> Option<Timestamp>) -> Self {
        let near = count.min(NEAR);
        let first: Vec<_> = (0..near).map(&time).collect();
        let last: Vec<_> = (count - near..count).map(&time).collect();
        let first_known = first.iter().find_map(|it| *it);
        let last_known = last.iter().rev().find_map(|it| *it);
        EndTimes {
            first_known: first_known.or_else(|| (near..count).find_map(&time)),
            last_known: last_known.or_else(|| (0..count - near).rev().find_map(&time)),
            first,
            last,
        }
    }

    /// Adds the part behind.
    pub(crate) fn extend(&mut self, next: &EndTimes) {
        let lacking = NEAR.saturating_sub(self.first.len());
        self.first.extend(next.first.iter().take(lacking));
        self.last.extend(&next.last);
        let surplus = self.last.len().saturating_sub(NEAR);
        self.last.drain(..surplus);
        self.first_known = self.first_known.or(next.first_known);
        self.last_known = next.last_known.or(self.last_known);
    }

    /// Returns the first time in the part.
    pub(crate) fn first_known(&self) -> Option<Timestamp> {
        self.first_known
    }
}

impl Neighbours {
    /// Returns the neighbours of a line with a time of its own.
    pub fn at(at: Timestamp) -> Self {
        Neighbours::between(Some(at), Some(at))
    }

    /// Returns the neighbours of a part of the input that may have held lines of any time.
    pub fn any() -> Self {
        let far = |nanoseconds: i64| Timestamp::from_nanosecond(nanoseconds.into()).ok();
        Neighbours::between(far(i64::MIN), far(i64::MAX))
    }

    /// Adds the times of the nearest lines in the part of the file before. Without any, the nearest time counts.
    pub(crate) fn precede(&mut self, part: &EndTimes) {
        let near = part.last.len().saturating_sub(self.wanted_before);
        let near = part.last.get(near..).unwrap_or_default();
        self.wanted_before -= near.len();
        self.before.splice(0..0, near.iter().flatten().copied());
        if self.before.is_empty() {
            self.before.extend(part.last_known);
        }
    }

    /// Adds the times of the nearest lines in the part of the file behind. Without any, the nearest time counts.
    pub(crate) fn follow(&mut self, part: &EndTimes) {
        let near = part.first.iter().take(self.wanted_after);
        self.after.extend(near.clone().flatten());
        self.wanted_after -= near.len();
        if self.after.is_empty() {
            self.after.extend(part.first_known);
        }
    }

    /// Returns whether the parts of the file behind have nothing more to show.
    pub(crate) fn is_followed(&self) -> bool {
        self.wanted_after == 0 && !self.after.is_empty()
    }

    /// The neighbours of a line that was written between two times, if both are known.
    pub(crate) fn between(first: Option<Timestamp>, last: Option<Timestamp>) -> Self {
        Neighbours {
            before: Vec::from_iter(first),
            after: Vec::from_iter(last),
            ..Neighbours::default()
        }
    }

    /// Returns the nearest time before the line, and the nearest time behind the line.
    pub(crate) fn nearest(&self) -> Within {
        (self.before.last().copied(), self.after.first().copied())
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::log::neighbour_search;

    fn within(before: &[i64], after: &[i64]) -> (Option<i64>, Option<i64>) {
        let times = |all: &[i64]| {
            let times = all.iter().map(|it| Timestamp::from_second(*it).unwrap());
            times.collect()
        };
        let neighbours = Neighbours {
            before: times(before),
            after: times(after),
            ..Neighbours::default()
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

    /// The neighbours of the line `own` of a file of these lines, which is read in parts of `size` lines.
    fn in_parts(lines: &[Option<i64>], own: usize, size: usize) -> Neighbours {
        let time = |at: usize| lines[at].map(|it| Timestamp::from_second(it).unwrap());
        let mut before = EndTimes::default();
        let mut found: Option<Neighbours> = None;
        for start in (0..lines.len()).step_by(size) {
            let count = size.min(lines.len() - start);
            let part = EndTimes::of(count, |at| time(start + at));
            found.iter_mut().for_each(|it| it.follow(&part));
            if (start..start + count).contains(&own) {
                let times: Vec<_> = (start..start + count).map(time).collect();
                let mut neighbours = Neighbours::default();
                neighbour_search::look_around(&times, own - start, &mut neighbours);
                neighbours.precede(&before);
                found = Some(neighbours);
            }
            before.extend(&part);
        }
        let found = found.unwrap();
        Neighbours {
            wanted_before: 0,
            wanted_after: 0,
            ..found
        }
    }

    proptest! {
        #[test]
        fn neighbours_do_not_depend_on_how_a_file_is_cut(
            lines in vec(of(0_i64..50), 1..40), own in any::<Index>(), size in 1_usize..12,
        ) {
            let own = own.index(lines.len());
            let whole = in_parts(&lines, own, lines.len());
            prop_assert_eq!(in_parts(&lines, own, size), whole);
        }
    }
}
