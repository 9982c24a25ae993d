//! Parts of stretches.

use jiff::{SignedDuration, Timestamp};

use super::stretches::{Stretches, length};
use crate::model::time::nanoseconds;

impl Stretches {
    /// Returns the part of the stretches in `from..=to`.
    pub(super) fn part(&self, from: Timestamp, to: Timestamp) -> Stretches {
        let (from, to) = (nanoseconds(from), nanoseconds(to));
        let begin = self.0.partition_point(|it| it.1 < from);
        let end = self.0.partition_point(|it| it.0 <= to);
        let within = self.0.get(begin..end).unwrap_or_default().iter();
        Stretches(within.map(|it| (it.0.max(from), it.1.min(to))).collect())
    }

    /// Returns the part of the stretches that is farther than `distance` from all stretches of `other`.
    pub(super) fn far_from(&self, other: &Stretches, distance: SignedDuration) -> Stretches {
        let distance = length(distance);
        let near = |it: &(i64, i64)| (it.0.saturating_sub(distance), it.1.saturating_add(distance));
        let mut others = other.0.iter().map(near).peekable();
        let mut far = Vec::new();
        for &(from, to) in &self.0 {
            let mut rest = Some(from);
            while let (Some(from), Some(&(begin, end))) = (rest, others.peek()) {
                if to < begin {
                    break;
                }
                if end >= from {
                    far.extend((from < begin).then_some((from, begin)));
                    rest = (end < to).then_some(end);
                }
                if end <= to {
                    others.next();
                }
            }
            far.extend(rest.map(|from| (from, to)));
        }
        Stretches(far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretches(all: &[(i64, i64)]) -> Stretches {
        Stretches(all.to_vec())
    }

    #[test]
    fn what_is_far_from_others_is_left() {
        let far = |one: &[(i64, i64)], other: &[(i64, i64)]| {
            let distance = SignedDuration::from_nanos(1);
            stretches(one).far_from(&stretches(other), distance).0
        };
        assert_eq!(far(&[(0, 9)], &[]), [(0, 9)]);
        assert_eq!(far(&[(0, 9)], &[(3, 4)]), [(0, 2), (5, 9)]);
        assert_eq!(far(&[(0, 9), (20, 29)], &[(8, 21)]), [(0, 7), (22, 29)]);
        assert_eq!(far(&[(5, 5), (20, 20)], &[(4, 4)]), [(20, 20)]);
        assert_eq!(far(&[(5, 6), (8, 9)], &[(0, 100)]), []);
        assert_eq!(far(&[(5, 6)], &[(0, 1), (10, 11)]), [(5, 6)]);
        assert_eq!(far(&[(0, 9)], &[(0, 1), (3, 4), (6, 9)]), []);
    }

    #[test]
    fn a_part_ends_where_it_is_cut() {
        let moment = |nanosecond: i64| Timestamp::from_nanosecond(nanosecond.into()).unwrap();
        let all = stretches(&[(0, 9), (20, 29)]);
        assert_eq!(all.part(moment(5), moment(24)).0, [(5, 9), (20, 24)]);
        assert_eq!(all.part(moment(10), moment(19)).0, []);
        assert_eq!(all.part(moment(30), moment(1)).0, []);
    }
}
