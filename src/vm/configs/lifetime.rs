//! The lifetime of a certificate, a duration in the JSON form of protocol buffers.

use jiff::SignedDuration;

/// The longest lifetime that is accepted: 100 years. Real certificates live for days.
const LONGEST: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// Parses a positive duration in the JSON form of protocol buffers: seconds, up to nine decimals, `s`.
pub(super) fn duration(text: &str) -> Option<SignedDuration> {
    let (seconds, decimals) = match text.strip_suffix('s')?.split_once('.') {
        Some((seconds, decimals)) if !decimals.is_empty() => (seconds, decimals),
        Some(_) => return None,
        None => (text.strip_suffix('s')?, "0"),
    };
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(decimals) || decimals.len() > 9 {
        return None;
    }
    let nanoseconds: i64 = format!("{decimals:0<9}").parse().ok()?;
    let seconds = SignedDuration::from_secs(seconds.parse().ok()?);
    let duration = seconds.checked_add(SignedDuration::from_nanos(nanoseconds))?;
    (duration.is_positive() && duration <= LONGEST).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_positive_and_not_endless() {
        for (text, expected) in [
            ("86400s", Some(SignedDuration::from_hours(24))),
            ("1.5s", Some(SignedDuration::from_millis(1500))),
            ("0.000000001s", Some(SignedDuration::from_nanos(1))),
            ("-9223372036854775808s", None),
            ("9223372036854775807s", None),
            ("9223372036854775807.999999999s", None),
            ("99999999999999999999s", None),
            ("0s", None),
            ("0.0s", None),
            ("-1s", None),
            ("+1s", None),
            ("1.s", None),
            (".5s", None),
            ("1.0000000001s", None),
            ("1e3s", None),
            ("s", None),
            ("86400", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
