//! Timestamps in the spellings of the export routes. All are UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Reads RFC 3339 (`2026-10-02T09:06:06.982112024Z`), BigQuery's `2021-08-11 15:35:06.914207 UTC`, and the bq command's
/// `2021-08-11 15:35:06`. None for anything else, and for times that do not fit into 64 bits of nanoseconds (1678 to 2262).
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let at = text.parse().ok().or_else(|| in_utc(text))?;
    i64::try_from(Timestamp::as_nanosecond(at)).ok().map(|_| at)
}

fn in_utc(text: &str) -> Option<Timestamp> {
    if text.len() <= "2021-08-11".len() {
        return None; // a day is no moment
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

/// The first RFC 3339 text after one of these keys in bytes that are no JSON: when a damaged line was probably written.
pub fn find(bytes: &[u8]) -> Option<Timestamp> {
    [
        "\"timestamp\"",
        "\"requestReceivedTimestamp\"",
        "\"receiveTimestamp\"",
        "\"stageTimestamp\"",
        "\"time\"",
    ]
    .iter()
    .find_map(|key| after(bytes, key.as_bytes()))
}

fn after(bytes: &[u8], key: &[u8]) -> Option<Timestamp> {
    let rest = bytes.get(memchr::memmem::find(bytes, key)? + key.len()..)?;
    let open = memchr::memchr(b'"', rest)? + 1;
    let text = rest.get(open..)?;
    let close = memchr::memchr(b'"', text.get(..40.min(text.len()))?)?;
    parse(std::str::from_utf8(text.get(..close)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_are_the_same_moment() {
        let moment = parse("2021-08-11T15:35:06Z").unwrap();
        for text in [
            "2021-08-11 15:35:06 UTC",
            "2021-08-11 15:35:06",
            "2021-08-11T17:35:06.000+02:00",
            " 2021-08-11 15:35:06.000000 UTC ",
        ] {
            assert_eq!(parse(text), Some(moment), "{text}");
        }
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
}
