//! What the names of a log sink's files prove about which entries were read.
//!
//! A sink writes one file an hour for each log (`…/data_access/2026/11/20/08:00:00_08:59:59_S0.json`, Google's page on "View logs
//! routed to Cloud Storage"), more than one where there are many entries (`S1`), and addenda for entries that came late (`A0`,
//! `A0:<seconds>`); it writes no file for an hour without entries.
//!
//! # Which claim is sound
//!
//! The file of an hour shows that the sink exported this log of this project in that hour. The file does not show since when in
//! that hour, so nothing is claimed before the first entry of a log in a directory and nothing after the last one: a sink may
//! have been created or deleted in the middle of an hour. Nor does the file show which services the sink's filter includes: a
//! file full of signatures does not show that certificates would be in it. But where entries of one of the four logs lie in two
//! hours of a directory, and the files of the hours between them hold entries of the same project, even of other services, then
//! the sink was active all the time and included this log before and after. An hour without a file counts as silent, not unread,
//! if hours with a file lie around it, no further apart than any log may be silent ([`LONGEST_SILENCE`]). An hour with a listed
//! file that was not read yet interrupts the row.
//!
//! So a quiet log (CA Service issues a few certificates a week) counts as read for as long as a busy log (Cloud KMS) of the same
//! project arrives beside it. The rule assumes that one sink exported both logs, as `credtrail filters` creates it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::coverage::intervals::LONGEST_SILENCE;
use crate::model::entry::Source;

/// The directory of the files of one log: the address up to the year, as `gs://bucket/cloudaudit.googleapis.com/data_access`.
pub type Directory = String;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The directory and hour in the name of a sink's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour {
    /// The address in front of the date.
    pub directory: Directory,
    /// The first moment of the hour.
    pub begins: Timestamp,
}

impl Hour {
    /// Reads the name of a file. None where the name is not of the form that sinks give.
    pub fn of(url: &str) -> Option<Self> {
        let parts: Vec<&str> = url.rsplitn(5, '/').collect();
        let [file, day, month, year, directory] = parts.as_slice() else {
            return None;
        };
        let (from, rest) = file.split_once('_')?;
        let (to, part) = rest.split_once('_')?;
        let part = part.strip_suffix(".json")?;
        let hour = from.strip_suffix(":00:00").filter(|it| it.len() == 2)?;
        let ends = to.strip_suffix(":59:59") == Some(hour);
        let begins: DateTime = format!("{year}-{month}-{day}T{from}").parse().ok()?;
        let begins = begins.to_zoned(TimeZone::UTC).ok()?.timestamp();
        (ends && is_part(part)).then(|| Hour {
            directory: (*directory).to_owned(),
            begins,
        })
    }

    /// Whether a moment lies in the hour.
    pub fn holds(&self, at: Timestamp) -> bool {
        let since = at.duration_since(self.begins);
        !since.is_negative() && since < HOUR
    }
}

/// Whether a text names a part of an hour: `S0`, `A0` or `A0:1728000000`.
fn is_part(part: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let numbers = part.strip_prefix(['S', 'A']).unwrap_or_default();
    let mut numbers = numbers.splitn(2, ':');
    numbers.all(digits)
}

/// The entries of one log in one hour of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HourOfLog {
    /// The directory and hour.
    pub hour: Hour,
    /// The project.
    pub scope: String,
    /// The log.
    pub source: Source,
    /// The time of the first entry.
    pub first: Timestamp,
    /// The time of the last entry.
    pub last: Timestamp,
}

/// Returns the stretches that were read of each log and project, by the rule of the [module](self). `unread` holds the hours with
/// a file that is still to be read.
pub fn read_through(
    entry_times: &[HourOfLog],
    unread: &BTreeSet<Hour>,
) -> Vec<(Source, String, Timestamp, Timestamp)> {
    let mut by_sink: BTreeMap<(&str, &str), BTreeMap<Timestamp, Vec<&HourOfLog>>> = BTreeMap::new();
    for it in entry_times.iter().filter(|it| !unread.contains(&it.hour)) {
        let sink = (it.hour.directory.as_str(), it.scope.as_str());
        let hours = by_sink.entry(sink).or_default();
        hours.entry(it.hour.begins).or_default().push(it);
    }
    let mut stretches = Vec::new();
    for ((directory, scope), hours) in by_sink {
        for row in rows(directory, hours, unread) {
            let ends = ends(&row).into_iter();
            stretches.extend(ends.map(|(source, (from, to))| (source, scope.to_owned(), from, to)));
        }
    }
    stretches
}

/// Divides the hours of one sink into rows without a hole.
fn rows<'h>(
    directory: &str,
    hours: BTreeMap<Timestamp, Vec<&'h HourOfLog>>,
    unread: &BTreeSet<Hour>,
) -> Vec<Vec<&'h HourOfLog>> {
    let hour = |begins| Hour {
        directory: directory.to_owned(),
        begins,
    };
    let mut rows: Vec<Vec<&HourOfLog>> = Vec::new();
    let mut last: Option<Timestamp> = None;
    for (begins, entry_times) in hours {
        let goes_on = last.is_some_and(|last| {
            begins.duration_since(last) <= LONGEST_SILENCE
                && unread.range(hour(last)..hour(begins)).next().is_none()
        });
        match rows.last_mut() {
            Some(row) if goes_on => row.extend(entry_times),
            _ => rows.push(entry_times),
        }
        last = Some(begins);
    }
    rows
}

/// Returns the times of the first and the last entry of each log in a row.
fn ends(row: &[&HourOfLog]) -> BTreeMap<Source, (Timestamp, Timestamp)> {
    let mut ends: BTreeMap<Source, (Timestamp, Timestamp)> = BTreeMap::new();
    for it in row {
        let (first, last) = ends.entry(it.source).or_insert((it.first, it.last));
        (*first, *last) = (it.first.min(*first), it.last.max(*last));
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "gs://b/cloudaudit.googleapis.com/data_access";

    #[test]
    fn the_names_of_sinks_tell_their_hour_and_others_nothing() {
        for part in ["S0", "S12", "A0", "A3:1763600000"] {
            let hour = Hour::of(&format!("{LOG}/2026/11/20/08:00:00_08:59:59_{part}.json"));
            let hour = hour.expect(part);
            assert_eq!(hour.directory, LOG);
            assert_eq!(hour.begins, "2026-11-20T08:00:00Z".parse().expect("a time"));
        }
        for name in [
            "2026/11/20/08:00:00_09:59:59_S0.json",
            "2026/11/20/08:30:00_08:59:59_S0.json",
            "2026/13/20/08:00:00_08:59:59_S0.json",
            "2026/11/20/08:00:00_08:59:59_S0.json.gz",
            "2026/11/20/08:00:00_08:59:59_X0.json",
            "2026/11/20/08:00:00_08:59:59_S.json",
            "2026/11/20/08_00_00_08_59_59_S0.json",
            "08:00:00_08:59:59_S0.json",
        ] {
            assert_eq!(Hour::of(&format!("{LOG}/{name}")), None, "{name}");
        }
    }

    #[test]
    fn a_quiet_log_is_read_through_beside_a_loud_one() {
        let mut log: Vec<HourOfLog> = (0..100).map(|it| entry_times(Source::Kms, it)).collect();
        log.extend([
            entry_times(Source::CaService, 3),
            entry_times(Source::CaService, 90),
        ]);
        let read = |unread: &[i64]| through(Source::CaService, &log, unread);
        assert_eq!(read(&[]), [(moment(3), moment(90))]);
        let hole = [(moment(3), moment(3)), (moment(90), moment(90))];
        assert_eq!(read(&[50]), hole, "a file that was not read yet");
        log.retain(|it| it.hour.begins < hour(20).begins || hour(43).begins < it.hour.begins);
        assert_eq!(
            through(Source::CaService, &log, &[]),
            hole,
            "a day without files"
        );
    }

    #[test]
    fn nothing_is_claimed_before_the_first_entry_and_behind_the_last() {
        let log: Vec<HourOfLog> = (0..5).map(|it| entry_times(Source::Kms, it)).collect();
        assert_eq!(through(Source::Kms, &log, &[]), [(moment(0), moment(4))]);
        assert_eq!(through(Source::CaService, &log, &[]), []);
    }

    #[test]
    fn files_of_other_projects_and_directories_show_nothing() {
        let mut log = vec![
            entry_times(Source::CaService, 0),
            entry_times(Source::CaService, 60),
        ];
        let others = (1..60).flat_map(|it| {
            let mut project = entry_times(Source::Kms, it);
            project.scope = "projects/other".to_owned();
            let mut directory = entry_times(Source::Kms, it);
            directory.hour.directory = "gs://other".to_owned();
            [project, directory]
        });
        log.extend(others);
        let apart = [(moment(0), moment(0)), (moment(60), moment(60))];
        assert_eq!(through(Source::CaService, &log, &[]), apart);
    }

    fn through(source: Source, log: &[HourOfLog], unread: &[i64]) -> Vec<(Timestamp, Timestamp)> {
        let unread = unread.iter().map(|it| hour(*it)).collect();
        let all = read_through(log, &unread).into_iter();
        all.filter(|it| it.0 == source && it.1 == "projects/p")
            .map(|it| (it.2, it.3))
            .collect()
    }

    fn hour(number: i64) -> Hour {
        Hour {
            directory: LOG.to_owned(),
            begins: Timestamp::from_second(1_790_000_000 / 3600 * 3600 + number * 3600)
                .expect("a time"),
        }
    }

    fn moment(number: i64) -> Timestamp {
        hour(number).begins + SignedDuration::from_mins(20)
    }

    fn entry_times(source: Source, number: i64) -> HourOfLog {
        HourOfLog {
            hour: hour(number),
            scope: "projects/p".to_owned(),
            source,
            first: moment(number),
            last: moment(number),
        }
    }
}
