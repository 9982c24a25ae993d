//! Timestamps in the spellings of the export routes. All times are in UTC.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::model::time::nanoseconds;

/// Parses RFC 3339 (`2026-10-02T09:06:06.982112024Z`), BigQuery's `2021-08-11 15:35:06.914207 UTC`, and the bq command's `2021-08-11
/// 15:35:06`. Returns `None` for any other text, and for times that do not fit into 64 bits of nanoseconds (1678 to 2262).
pub fn parse(text: &str) -> Option<Timestamp> {
    plain(text.as_bytes()).or_else(|| any(text))
}

/// Returns the nearest time that fits into 64 bits of nanoseconds.
pub(crate) fn nearest(at: Timestamp) -> Timestamp {
    Timestamp::from_nanosecond(nanoseconds(at).into()).unwrap_or(at)
}

/// Parses a time. A time that does not fit into 64 bits of nanoseconds becomes the nearest time that does.
pub(crate) fn parse_nearest(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let any = || text.parse().ok().or_else(|| past_all(text));
    parse(text).or_else(|| any().map(nearest))
}

/// Returns [`Timestamp::MAX`] for a later time: jiff cannot represent `9999-12-31T23:59:59Z`, which means no end.
fn past_all(text: &str) -> Option<Timestamp> {
    let day: Date = text.get(.."9999-12-31".len())?.parse().ok()?;
    (day >= Date::constant(9999, 12, 30)).then_some(Timestamp::MAX)
}

/// Parses the format of Cloud Logging, `2026-10-02T09:06:06.982112024Z` with up to nine fractional digits, many times as fast as a parser
/// of all of RFC 3339. Returns `None` for any other text.
fn plain(text: &[u8]) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked(11)?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = date else {
        return None;
    };
    let [h1, h2, b':', n1, n2, b':', s1, s2] = clock else {
        return None;
    };
    let year = i16::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    let month = i8::try_from(number(&[*m1, *m2])?).ok()?;
    let day = i8::try_from(number(&[*d1, *d2])?).ok()?;
    let [hour, minute, second] = [
        number(&[*h1, *h2])?,
        number(&[*n1, *n2])?,
        number(&[*s1, *s2])?,
    ];
    let nanosecond = match rest {
        b"Z" => 0,
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_u32.pow(9 - u32::try_from(digits.len()).ok()?)
        }
        _ => return None,
    };
    let whole = (1970..2262).contains(&year) && hour < 24 && minute < 60 && second < 60;
    if !whole {
        return None;
    }
    let days = days_since_1970(Date::new(year, month, day).ok()?);
    let second = days * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
    Timestamp::new(second, i32::try_from(nanosecond).ok()?).ok()
}

/// Parses at most nine digits.
#[inline(always)]
fn number(digits: &[u8]) -> Option<u32> {
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

/// Returns the days since 1970-01-01 in the proleptic Gregorian calendar, for years from 1970 on.
fn days_since_1970(date: Date) -> i64 {
    let before = i64::from(date.year()) - 1;
    let leaps = before / 4 - before / 100 + before / 400 - 477;
    (before - 1969) * 365 + leaps + i64::from(date.day_of_year()) - 1
}

fn any(text: &str) -> Option<Timestamp> {
    let text = in_nanoseconds(text.trim());
    let at = text.parse().ok().or_else(|| in_utc(&text));
    let at = at
        .or_else(|| in_digits(&text))
        .or_else(|| since_1970(&text))?;
    i64::try_from(Timestamp::as_nanosecond(at)).ok().map(|_| at)
}

/// Cuts a fraction after its ninth digit. RFC 3339 (5.6) allows any number of digits.
fn in_nanoseconds(text: &str) -> Cow<'_, str> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let fraction = text.get(whole.len() + 1..).unwrap_or_default();
    let zone = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
    match (fraction.get(..9), fraction.len() - zone.len()) {
        (Some(digits), 10..) if whole.contains(':') => format!("{whole}.{digits}{zone}").into(),
        _ => text.into(),
    }
}

/// The numbers that are times in seconds: from the year 2001 on, before which no cloud wrote a log, to 2286.
const SECONDS: std::ops::Range<f64> = 1e9..1e10;

/// Parses the time since 1970 in digits alone: seconds with nine digits behind the point, as the fields `seconds` and `nanos` of a
/// `google.protobuf.Timestamp` give; or whole seconds, milliseconds (`DataFrame.to_json` of pandas), microseconds or nanoseconds, which
/// their number of digits distinguishes from 2001 to 2286.
fn in_digits(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let nanoseconds: i128 = match (whole.len(), fraction.len()) {
        (10, 0 | 9) => 1_000_000_000,
        (13, 0) => 1_000_000,
        (16, 0) => 1_000,
        (19, 0) => 1,
        _ => return None,
    };
    let mut digits = whole.bytes().chain(fraction.bytes());
    let is_number = !whole.starts_with('0') && digits.all(|it| it.is_ascii_digit());
    let whole: i128 = is_number.then(|| whole.parse().ok())??;
    let fraction: i128 = match fraction {
        "" => 0,
        _ => fraction.parse().ok()?,
    };
    Timestamp::from_nanosecond(whole * nanoseconds + fraction).ok()
}

/// Parses the time since 1970 as BigQuery's API writes a TIMESTAMP: `1.628696106914207E9` in seconds, or whole microseconds with
/// `useInt64Timestamp` (reference of `tabledata.list`, `DataFormatOptions`). A double distinguishes microseconds until 2255.
fn since_1970(text: &str) -> Option<Timestamp> {
    let is_number = |it: u8| it.is_ascii_digit() || b".+eE".contains(&it);
    let number: f64 = text.bytes().all(is_number).then(|| text.parse().ok())??;
    let seconds = if SECONDS.contains(&(number / 1e6)) {
        number / 1e6
    } else {
        number
    };
    let microseconds = SECONDS
        .contains(&seconds)
        .then(|| (seconds * 1e6).round())?;
    let microseconds = format!("{microseconds:.0}").parse().ok()?;
    Timestamp::from_microsecond(microseconds).ok()
}

fn in_utc(text: &str) -> Option<Timestamp> {
    if text.len() <= "2021-08-11".len() {
        return None; // a date without a time
    }
    let civil: DateTime = text
        .strip_suffix("UTC")
        .unwrap_or(text)
        .trim_end()
        .parse()
        .ok()?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// The keys of the times of an entry, the best first.
const KEYS: [&[u8]; 5] = [
    b"\"timestamp\"",
    b"\"requestReceivedTimestamp\"",
    b"\"receiveTimestamp\"",
    b"\"stageTimestamp\"",
    b"\"time\"",
];

/// Returns the time after the first of the keys in bytes that are no JSON: when a damaged line was probably written.
pub fn find(bytes: &[u8]) -> Option<Timestamp> {
    let first = |key: &&[u8]| after(bytes, memchr::memmem::find(bytes, key)? + key.len());
    KEYS.iter().find_map(first)
}

/// Returns the first and the last of the times after any of the keys: when the entries in these bytes were probably written.
pub(in crate::log) fn find_all(bytes: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let all = KEYS.iter().flat_map(|key| {
        let keys = memchr::memmem::find_iter(bytes, key);
        keys.filter_map(|at| after(bytes, at + key.len()))
    });
    let times = all.map(|it| (it, it));
    times.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
}

/// Returns the time in the string that begins behind `at`.
fn after(bytes: &[u8], at: usize) -> Option<Timestamp> {
    let rest = bytes.get(at..)?;
    let open = memchr::memchr(b'"', rest)? + 1;
    let text = rest.get(open..)?;
    let close = memchr::memchr(b'"', text.get(..40.min(text.len()))?)?;
    parse(std::str::from_utf8(text.get(..close)?).ok()?)
}

/// The units, in nanoseconds, to which exports truncate times, the coarsest first: the bq command truncates to seconds, some programs to
/// milliseconds, BigQuery to microseconds. Cloud Logging writes nanoseconds.
const UNITS: [i64; 3] = [1_000_000_000, 1_000_000, 1_000];

/// Returns whether one of two times, in nanoseconds, is the other time truncated to a coarser unit.
pub fn one_is_cut(one: i64, other: i64) -> bool {
    let cut = |at: i64| UNITS.map(|unit| at - at.rem_euclid(unit));
    one != other && (cut(one).contains(&other) || cut(other).contains(&one))
}

/// Returns a sort key for the times, in nanoseconds, of one event. A time that may be truncated comes behind all finer times with the same
/// coarser unit; else the earlier time comes first.
pub fn fineness(at: i64) -> [i64; 4] {
    let [seconds, milliseconds, microseconds] = UNITS.map(|unit| at.div_euclid(unit));
    let is_cut = |unit: i64| at.rem_euclid(unit) == 0;
    let fine = |unit, at| if is_cut(unit) { i64::MAX } else { at };
    [
        seconds,
        fine(UNITS[0], milliseconds),
        fine(UNITS[1], microseconds),
        fine(UNITS[2], at),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_bigquery_are_times() {
        let expected = parse("2021-08-11T15:35:06.914207Z");
        for text in [
            "1.628696106914207E9",
            "1628696106.914207",
            "1628696106914207",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        let nanoseconds = parse("2021-08-11T15:35:06.914207001Z");
        for text in ["1628696106.914207001", "1628696106914207001"] {
            assert_eq!(parse(text), nanoseconds, "{text}");
        }
        let milliseconds = parse("2021-08-11T15:35:06.914Z");
        assert_eq!(parse("1628696106914"), milliseconds);
        for text in [
            "5",
            "0628696106914",
            "9999999999999999999",
            "162869610691",
            "20210811",
            "1e300",
            "-1628696106",
            "NaN",
            "1628696106914207000000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn all_spellings_are_the_same_moment() {
        let moment = parse("2021-08-11T15:35:06Z").unwrap();
        for text in [
            "2021-08-11 15:35:06 UTC",
            "2021-08-11 15:35:06",
            "2021-08-11T17:35:06.000+02:00",
            " 2021-08-11 15:35:06.000000 UTC ",
            "2021-08-11T15:35:06.000000000999Z",
            "2021-08-11T17:35:06.000000000000+02:00",
        ] {
            assert_eq!(parse(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn the_fast_way_is_the_right_way() {
        let day = jiff::SignedDuration::from_hours(24);
        let mut at: Timestamp = "1969-12-30T23:59:59.999999999Z".parse().unwrap();
        let mut plain_ones = 0;
        while at.as_second() < 10_000_000_000 {
            at += day;
            let text = at.to_string();
            let fast = plain(text.as_bytes());
            assert!(fast.is_none() || fast == any(&text), "{text}");
            plain_ones += usize::from(fast.is_some());
        }
        assert!(plain_ones > 100_000);
        for odd in [
            "2026-02-29T00:00:00Z",
            "2026-10-02T24:00:00Z",
            "2026-10-02T23:59:60Z",
            "2026-10-02T09:06:06.Z",
            "2026-10-02T09:06:06.1234567890Z",
            "2026-10-02 09:06:06Z",
            "2026-10-02T09:06:06+00:00",
            "2026-10-02T09:06:0:Z",
        ] {
            assert_eq!(plain(odd.as_bytes()), None, "{odd}");
        }
    }

    #[test]
    fn a_time_that_does_not_fit_is_the_nearest_that_does() {
        let of = |text: &str| nanoseconds(text.parse().unwrap());
        assert_eq!(of("0001-01-01T00:00:00Z"), i64::MIN);
        assert_eq!(of("1600-01-01T00:00:00Z"), i64::MIN);
        assert_eq!(of("9999-12-30T00:00:00Z"), i64::MAX);
        assert_eq!(of("1969-12-31T23:59:59Z"), -1_000_000_000);
        let nearest = |text| parse_nearest(text).map(nanoseconds);
        assert_eq!(nearest("0001-01-01T00:00:00Z"), Some(i64::MIN));
        assert_eq!(nearest("9999-12-31T23:59:59Z"), Some(i64::MAX));
        assert_eq!(
            nearest("9999-12-31T23:59:59.999999999+00:00"),
            Some(i64::MAX)
        );
        assert_eq!(nearest("9999-12-40T00:00:00Z"), None);
        assert_eq!(nearest("yesterday"), None);
    }

    #[test]
    fn nanoseconds_survive() {
        let at = parse("2026-10-02T09:06:06.982112024Z").unwrap();
        assert_eq!(at.subsec_nanosecond(), 982_112_024);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2021-13-01T00:00:00Z",
            "<date out of range for display>",
            "9999-01-01T00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_cut_line_still_tells_its_time() {
        let line = br#"{"insertId":"a","timestamp": "2026-10-02T09:06:06Z","proto"#;
        assert_eq!(find(line), parse("2026-10-02T09:06:06Z"));
        assert_eq!(find(br#"{"timestamp":"2026"#), None);
    }

    #[test]
    fn a_cut_time_is_distinguished_from_another_one() {
        let whole = 1_791_288_000_000_000_000;
        let fine = whole + 123_456_789;
        let cut = [whole, whole + 123_000_000, whole + 123_456_000];
        for one in cut {
            assert!(one_is_cut(one, fine) && one_is_cut(fine, one), "{one}");
            assert!(fineness(fine) < fineness(one), "{one}");
        }
        assert!(cut.is_sorted_by_key(|it| std::cmp::Reverse(fineness(*it))));
        for other in [
            fine,
            fine - 1,
            fine + 1,
            whole + 1_000,
            whole + 1_000_000_000,
            0,
        ] {
            assert!(!one_is_cut(other, fine), "{other}");
        }
        assert!(one_is_cut(-1_000, -1) && !one_is_cut(0, -1));
        assert!(fineness(fine) < fineness(fine + 1) && fineness(fine + 1) < fineness(whole));
        assert!(fineness(whole) < fineness(fine + 1_000_000_000));
    }
}
