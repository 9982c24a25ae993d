//! A declaration that a stretch of logs was read, and times as the command line has them.

use std::str::FromStr;

use crate::command::failure;
use credtrail::message;
use credtrail::model::entry::{NoSuchLog, Source};
use credtrail::model::finding::message::Message;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A declaration that a stretch of logs was read, `SOURCE=FROM..TO`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The logs of the declaration.
    pub sources: Vec<Source>,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl FromStr for Declaration {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let shape = || {
            message!(
                "error-covers-form",
                "expected SOURCE=FROM..TO, as in kms=2026-11-01..2026-11-21"
            )
        };
        let (source, stretch) = text.split_once('=').ok_or_else(shape)?;
        let (from, to) = stretch.split_once("..").ok_or_else(shape)?;
        let sources = if source == "all" {
            Source::LOGS.to_vec()
        } else {
            vec![
                source
                    .parse()
                    .map_err(|it: NoSuchLog| failure::message(&it))?,
            ]
        };
        let (from, to) = (time(from)?, time(to)?);
        if from > to {
            Err(message!(
                "error-covers-order",
                "{from} comes after {to}",
                from,
                to
            ))
        } else {
            Ok(Declaration { sources, from, to })
        }
    }
}

/// A moment, or a day, whose beginning depends on the time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// A moment.
    Moment(Timestamp),
    /// A day.
    Day(Date),
}

impl Time {
    /// Returns the moment; that of a day is its beginning. A day at the end of all times has none in some time zones.
    pub fn in_zone(self, zone: &TimeZone) -> Result<Timestamp, Message> {
        match self {
            Time::Moment(at) => Ok(at),
            Time::Day(day) => {
                day.to_zoned(zone.clone())
                    .map(|it| it.timestamp())
                    .map_err(|error| {
                        message!(
                            "error-no-beginning",
                            "{day} has no beginning: {why}",
                            day = day.to_string(),
                            why = error.to_string()
                        )
                    })
            }
        }
    }
}

impl FromStr for Time {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let day = || text.parse().ok().map(Time::Day);
        let moment = credtrail::log::shape::timestamp::parse(text).map(Time::Moment);
        moment.or_else(day).ok_or_else(|| {
            message!(
                "error-no-time",
                "{text} is no time; expected RFC 3339, as in 2026-11-21T08:00:00Z, or a date",
                text = format!("{text:?}")
            )
        })
    }
}

/// Reads a moment, or a day as its beginning in UTC.
pub(super) fn time(text: &str) -> Result<Timestamp, Message> {
    text.parse::<Time>()?.in_zone(&TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_declaration_names_a_log_and_a_stretch() {
        let one: Declaration = "kms=2026-11-01..2026-11-21T00:00:00Z".parse().unwrap();
        assert_eq!(one.sources, [Source::Kms]);
        assert_eq!(
            one.to.duration_since(one.from),
            SignedDuration::from_hours(20 * 24)
        );
        assert_eq!(
            "all=2026-11-01..2026-11-02"
                .parse::<Declaration>()
                .unwrap()
                .sources,
            Source::LOGS
        );
        for text in [
            "kms",
            "kms=2026-11-01",
            "mks=2026-11-01..2026-11-02",
            "kms=2026-11-02..2026-11-01",
            "kms=x..y",
        ] {
            assert!(text.parse::<Declaration>().is_err(), "{text}");
        }
    }
}
