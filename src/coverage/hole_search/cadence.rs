//! How often a log speaks.

use jiff::SignedDuration;

use crate::coverage::stretches::{STORED_SILENCE, Stretches};

/// A silence counts as far longer than usual when it exceeds this many times the usual silence.
const FAR_LONGER: i32 = 3;

/// A log whose silences are fewer than one in this many of its ten minutes is steady.
const STEADY: i128 = 20;

/// How often a log speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cadence {
    /// The median of the silences; every ten minutes of a stretch count as one silence of ten minutes.
    pub(super) usual: SignedDuration,
    /// Whether the log is hardly ever silent for ten minutes.
    pub(super) is_steady: bool,
}

impl Cadence {
    /// The cadence of a log of which nothing is known.
    pub(super) const UNKNOWN: Cadence = Cadence {
        usual: STORED_SILENCE,
        is_steady: false,
    };

    /// Returns the cadence of a log. None where the log has a single moment.
    pub(super) fn of(recorded: &Stretches) -> Option<Self> {
        let (first, last) = recorded.hull()?;
        let spoken: i128 = recorded
            .iter()
            .map(|(from, to)| to.duration_since(from).as_nanos() / STORED_SILENCE.as_nanos())
            .sum();
        let mut silences: Vec<SignedDuration> = recorded
            .silences()
            .map(|(from, to)| to.duration_since(from))
            .collect();
        silences.sort_unstable();
        let count = silences.len() as i128;
        let median = usize::try_from((spoken + count) / 2 - spoken).ok();
        let median = median.and_then(|it| silences.get(it)).copied();
        (first < last).then_some(Cadence {
            usual: median.unwrap_or(STORED_SILENCE),
            is_steady: count * STEADY <= spoken,
        })
    }

    /// Returns the slower of two cadences.
    pub(super) fn slower(self, other: Self) -> Self {
        Cadence {
            usual: self.usual.max(other.usual),
            is_steady: self.is_steady && other.is_steady,
        }
    }

    /// Whether a silence is far longer than usual.
    pub(super) fn exceeds(self, silence: SignedDuration) -> bool {
        silence > self.usual * FAR_LONGER
    }

    /// Whether so many records that are missing in a silence of a steady log make the silence far longer than usual. Its own cadence is
    /// not known where it is below ten minutes; without the silence, these records would have divided it.
    pub(super) fn is_exceeded_by(self, missing: u64) -> bool {
        self.is_steady && missing >= FAR_LONGER.unsigned_abs().into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn cadence(minutes: impl Iterator<Item = i64>) -> Option<Cadence> {
        let mut stretches = Stretches::default();
        let moment = |it: i64| Timestamp::from_second(1_790_000_000 + it * 60).unwrap();
        minutes.for_each(|it| stretches.include(moment(it)));
        Cadence::of(&stretches)
    }

    #[test]
    fn a_log_is_steady_where_it_is_hardly_ever_silent() {
        let steady = |it: Option<Cadence>| it.map(|it| (it.usual.as_secs() / 60, it.is_steady));
        assert_eq!(steady(cadence([0].into_iter())), None);
        assert_eq!(steady(cadence(0..500)), Some((10, true)));
        let with_one = (0..500).filter(|it| !(200..230).contains(it));
        assert_eq!(steady(cadence(with_one)), Some((10, true)));
        let with_one = (0..200).filter(|it| !(100..130).contains(it));
        assert_eq!(steady(cadence(with_one)), Some((10, false)));
        assert_eq!(steady(cadence((0..3000).step_by(60))), Some((60, false)));
    }

    #[test]
    fn the_slower_of_two_cadences_counts() {
        let of = |minutes, is_steady| Cadence {
            usual: SignedDuration::from_mins(minutes),
            is_steady,
        };
        assert_eq!(of(60, true).slower(of(10, false)), of(60, false));
        assert_eq!(of(10, true).slower(of(10, true)), of(10, true));
    }
}
