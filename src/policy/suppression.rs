//! Findings that somebody answers for, until a day: they stay in the report, and change its exit status alone.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use super::value::pattern::Pattern;
use crate::model::finding::Code;

/// Days that a suppression may lie ahead at most.
const LONGEST: i32 = 365;

/// A finding that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Which finding.
    pub finding: Code,
    /// On which subjects: `X509SHA256=…`, `JTI=…`, `TBS=…`, with `*` for any characters.
    pub subject: Pattern,
    /// Who answers for it.
    pub owner: Spanned<String>,
    /// Why.
    pub reason: Spanned<String>,
    /// The last day on which it holds.
    #[serde(deserialize_with = "day")]
    pub expires: Spanned<Date>,
}

/// A suppression at a certain moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It holds.
    Active,
    /// Its day is over.
    Expired,
}

impl Suppression {
    /// Whether it still holds: through its last day, UTC.
    pub fn state(&self, now: Timestamp) -> State {
        if now.to_zoned(TimeZone::UTC).date() <= *self.expires.get_ref() {
            State::Active
        } else {
            State::Expired
        }
    }

    /// Whether it is about this finding on this subject.
    pub fn covers(&self, code: Code, subject: &str) -> bool {
        self.finding == code && self.subject.matches(subject)
    }

    /// A name or a reason that is none.
    pub(super) fn incomplete(&self) -> Option<(Range<usize>, String)> {
        let empty = |it: &&Spanned<String>| it.get_ref().trim().is_empty();
        let field = [&self.owner, &self.reason].into_iter().find(empty)?;
        Some((field.span(), "must not be empty".to_owned()))
    }

    /// Where it ends too far ahead, the place and the problem.
    pub fn too_long(&self, now: Timestamp) -> Option<(Range<usize>, String)> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let last = today.checked_add(LONGEST.days()).ok()?;
        let problem =
            || format!("must not lie more than {LONGEST} days ahead; {last} at the latest");
        (*self.expires.get_ref() > last).then(|| (self.expires.span(), problem()))
    }
}

/// A date as TOML writes it, without quotes.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<Date>, D::Error> {
    use serde::de::Error;
    let spanned = Spanned::<Datetime>::deserialize(deserializer)?;
    let day = match spanned.get_ref() {
        Datetime {
            date: Some(date),
            time: None,
            offset: None,
        } => Date::new(date.year as i16, date.month as i8, date.day as i8)
            .map_err(D::Error::custom)?,
        other => {
            return Err(D::Error::custom(format!(
                "{other} is no day; expected 2027-01-31"
            )));
        }
    };
    Ok(Spanned::new(spanned.span(), day))
}
