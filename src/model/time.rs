//! Arithmetic on times that saturates at the first and last time, and times as 64-bit nanoseconds.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Returns the time that is later by `by`, at most [`Timestamp::MAX`].
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// Returns the time that is earlier by `by`, at least [`Timestamp::MIN`].
pub fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

/// Returns the nanoseconds since 1970 in 64 bits, as databases store times (1677 to 2262). An earlier time becomes the first of these, a
/// later time the last: Go's zero time, year 1, is before all others.
pub(crate) fn nanoseconds(at: Timestamp) -> i64 {
    let nanoseconds = at.as_nanosecond();
    let nearest = if nanoseconds < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(nanoseconds).unwrap_or(nearest)
}

/// A time as the database keeps it: nanoseconds since 1970, UTC, in 64 bits (1677 to 2262).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[repr(transparent)]
#[serde(transparent)]
pub struct UnixNanos(pub i64);

impl UnixNanos {
    /// The first time that fits into 64 bits.
    pub(crate) const MIN: UnixNanos = UnixNanos(i64::MIN);
    /// The last one.
    pub(crate) const MAX: UnixNanos = UnixNanos(i64::MAX);

    /// The same time for people. Every count of nanoseconds that fits into 64 bits is a time that jiff knows.
    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_nanosecond(self.0.into()).unwrap_or_default()
    }
}

impl From<Timestamp> for UnixNanos {
    /// A time outside of 64 bits counts as the first or the last one inside.
    fn from(at: Timestamp) -> Self {
        UnixNanos(nanoseconds(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_database_are_times_of_jiff() {
        for at in [UnixNanos::MIN, UnixNanos(-1), UnixNanos(0), UnixNanos::MAX] {
            assert_eq!(UnixNanos::from(at.timestamp()), at);
        }
        assert_eq!(UnixNanos::from(Timestamp::MIN), UnixNanos::MIN);
        assert_eq!(UnixNanos::from(Timestamp::MAX), UnixNanos::MAX);
    }
}
