//! Times as all rooms reckon with them: sums that stop at the ends of time, and nanoseconds in 64 bits.

use jiff::{SignedDuration, Timestamp};

/// A moment this much later, at most the last one there is.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// A moment this much earlier, at least the first one there is.
pub fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

/// Nanoseconds since 1970 in 64 bits, as databases keep them (1677 to 2262). A time before counts as the first of them, one after as the
/// last: Go's zero time, year 1, lies before all others.
pub(crate) fn nanoseconds(at: Timestamp) -> i64 {
    let (first, last) = (i128::from(i64::MIN), i128::from(i64::MAX));
    at.as_nanosecond().clamp(first, last) as i64
}
