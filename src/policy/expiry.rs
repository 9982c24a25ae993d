//! The last day of a policy. Whoever signs policies can so be sure that an old one does not count for ever.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserializer;
use toml::Spanned;

use super::suppression::{self, is_over};

/// Reads the day, a TOML date without quotes.
pub(super) fn day<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Spanned<Date>>, D::Error> {
    suppression::day(deserializer).map(Some)
}

/// Returns the place of the day and the problem, where the day is over.
pub(super) fn problem(day: &Spanned<Date>, now: Timestamp) -> Option<(Range<usize>, String)> {
    let last = day.get_ref();
    let problem = || {
        format!("the policy counts until {last}, which is over; review it, and give it a later day")
    };
    is_over(*last, now).then(|| (day.span(), problem()))
}
