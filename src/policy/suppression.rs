//! Suppressions: findings that an owner has accepted until a day. A suppressed finding stays in the report, and only the exit
//! status changes.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use super::value::pattern::Pattern;
use crate::model::finding::Code;

/// The longest time until a suppression expires, in days.
const LONGEST: i32 = 365;

/// A finding that an owner has accepted until a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The code of the finding.
    pub finding: Code,
    /// The subjects of the finding: `X509SHA256=…`, `JTI=…`, `TBS=…`, with `*` for any characters.
    pub subject: Pattern,
    /// The owner who accepts the finding.
    pub owner: Spanned<String>,
    /// Why the finding is accepted.
    pub reason: Spanned<String>,
    /// The last day on which the suppression is active (UTC).
    #[serde(deserialize_with = "day")]
    pub expires: Spanned<Date>,
}

/// The state of a suppression at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The suppression applies.
    Active,
    /// The last day of the suppression is over.
    Expired,
}

impl Suppression {
    /// Returns the state at a moment. The suppression is active until the end of its last day, UTC.
    pub fn state(&self, now: Timestamp) -> State {
        match is_over(*self.expires.get_ref(), now) {
            true => State::Expired,
            false => State::Active,
        }
    }

    /// Whether the suppression covers this finding on this subject.
    pub fn covers(&self, code: Code, subject: &str) -> bool {
        self.finding == code && self.subject.matches(subject)
    }

    /// Returns the places of an empty owner and reason, and the problem.
    pub(super) fn incomplete(&self) -> Vec<(Range<usize>, String)> {
        let empty = |it: &&Spanned<String>| it.get_ref().trim().is_empty();
        let fields = [&self.owner, &self.reason].into_iter().filter(empty);
        let problem = |it: &Spanned<String>| (it.span(), "must not be empty".to_owned());
        fields.map(problem).collect()
    }

    /// Returns the place and the problem of an expiry that lies too far ahead.
    pub fn too_long(&self, now: Timestamp) -> Option<(Range<usize>, String)> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let last = today.checked_add(LONGEST.days()).ok()?;
        let problem =
            || format!("must not lie more than {LONGEST} days ahead; {last} at the latest");
        (*self.expires.get_ref() > last).then(|| (self.expires.span(), problem()))
    }
}

/// Whether a day is over, UTC.
pub(super) fn is_over(day: Date, now: Timestamp) -> bool {
    now.to_zoned(TimeZone::UTC).date() > day
}

fn date_of(date: toml::value::Date) -> Result<Date, jiff::Error> {
    let year = i16::try_from(date.year).unwrap_or(i16::MAX);
    let month = i8::try_from(date.month).unwrap_or(i8::MAX);
    let day = i8::try_from(date.day).unwrap_or(i8::MAX);
    Date::new(year, month, day)
}

/// Reads a TOML date, which has no quotes.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<Date>, D::Error> {
    use serde::de::Error;
    let spanned = Spanned::<Datetime>::deserialize(deserializer)?;
    let day = match spanned.get_ref() {
        Datetime {
            date: Some(date),
            time: None,
            offset: None,
        } => date_of(*date).map_err(D::Error::custom)?,
        other => {
            return Err(D::Error::custom(format!(
                "{other} is no day; expected 2027-01-31"
            )));
        }
    };
    Ok(Spanned::new(spanned.span(), day))
}
