//! Arithmetic on times that saturates at the first and last time, and times as 64-bit nanoseconds.

use jiff::{SignedDuration, Timestamp};

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
    let (first, last) = (i128::from(i64::MIN), i128::from(i64::MAX));
    at.as_nanosecond().clamp(first, last) as i64
}
