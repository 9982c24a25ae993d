//! The fixed times of the world, and how the logs write times.

use jiff::{SignedDuration, Timestamp};

/// When the first credential of a scenario is issued; Google's logs carry nanoseconds.
pub const NOON: Timestamp = Timestamp::constant(1_791_288_000, 123_456_789);

/// [`NOON`] in microseconds, for worlds that every export shape must be able to hold.
pub const MICROSECOND_NOON: Timestamp = Timestamp::constant(1_791_288_000, 123_456_000);

/// How long before the GKE entry the key signs.
pub const SIGNING_LEAD: SignedDuration = SignedDuration::from_millis(40);

/// How long before the GKE entry the certificate authority answers.
pub const CERTIFYING_LEAD: SignedDuration = SignedDuration::from_millis(20);

/// How long before its issuance a certificate's validity begins.
pub const BACKDATING: SignedDuration = SignedDuration::from_mins(5);

/// A time written out in RFC 3339.
pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a time in RFC 3339")
}

/// A number of days.
pub const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// The time cut to a second.
pub fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).expect("a time of this century")
}

/// The time cut to a microsecond, as the API server keeps it.
pub fn to_the_microsecond(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).expect("a time of this century")
}

/// The time as the logs write it: six decimals where they suffice, else nine.
pub fn written(time: Timestamp) -> String {
    match time.subsec_nanosecond() % 1_000 {
        0 => format!("{time:.6}"),
        _ => format!("{time:.9}"),
    }
}
