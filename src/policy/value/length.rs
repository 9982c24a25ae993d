//! Lengths of time as people write them: `90m`, `24h`, `7d`.

use crate::model::finding::message::{Message, message};
use jiff::{SignedDuration, Span, SpanRelativeTo};

/// The longest length of time: between the first and the last moment that jiff knows, which is what jiff reads of any unit.
const LONGEST: SignedDuration = SignedDuration::from_secs(631_107_417_600);

/// Reads a length of time; a day has 24 hours.
///
/// # Errors
/// The message says what was expected: for text that is no length of time, and for a length that is not positive or longer than 20,000
/// years.
pub fn parse(text: &str) -> Result<SignedDuration, Message> {
    let shown = || format!("{text:?}");
    let shape = |_| {
        let text = shown();
        message!(
            "error-no-length",
            "{text} is no length of time; expected 90m, 24h or 7d",
            text
        )
    };
    let span: Span = text.parse().map_err(shape)?;
    let length = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(shape)?;
    if length > LONGEST {
        Err(message!(
            "error-long-length",
            "{text} is longer than 20,000 years",
            text = shown()
        ))
    } else if length.is_positive() {
        Ok(length)
    } else {
        Err(message!(
            "error-no-positive-length",
            "{text} is not a positive length of time",
            text = shown()
        ))
    }
}

/// Writes a length of time so that `parse` reads it back: in the largest unit that divides it, a part of a second as jiff writes it.
pub fn show(length: SignedDuration) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "d"), (3_600, "h"), (60, "m")];
    if length.subsec_nanos() != 0 {
        return format!("{length:#}");
    }
    let seconds = length.as_secs();
    let unit = UNITS
        .into_iter()
        .find(|(size, _)| seconds >= *size && seconds % size == 0);
    match unit {
        Some((size, name)) => format!("{}{name}", seconds / size),
        None => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_24_hours() {
        assert_eq!(parse("7d").unwrap(), SignedDuration::from_hours(7 * 24));
        assert!(parse("-1h").is_err() && parse("0s").is_err() && parse("soon").is_err());
    }

    #[test]
    fn what_is_shown_can_be_read() {
        for text in ["1s", "90s", "5m", "1h", "36h", "365d"] {
            assert_eq!(show(parse(text).unwrap()), text);
        }
    }
}
