//! Lines that are counted and not kept one by one, and inputs whose lines nobody could count.

use std::fmt;

/// So many lines of one log that could not be read, beyond those that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Omitted(pub u64);

/// What stands behind the number.
const WORDS: &str = " more lines of this log could not be read, the first of them here: counted, not kept one by one";

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{WORDS}", self.0)
    }
}

/// An input that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadInput(pub String);

/// What stands before the reason.
const UNREAD: &str = "nothing of this input was read: ";

impl fmt::Display for UnreadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{UNREAD}{}", self.0)
    }
}

impl Omitted {
    /// How many lines a reason stands for: one, if it does not tell that it stands for more, or for an input of which no line was read. No
    /// other reason begins with a number or with those words.
    pub fn lines_of(reason: &str) -> u64 {
        if reason.starts_with(UNREAD) {
            return 0;
        }
        let count = reason.strip_suffix(WORDS).and_then(|it| it.parse().ok());
        count.unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_tells_for_how_many_lines_it_stands() {
        assert_eq!(Omitted::lines_of(&Omitted(7).to_string()), 7);
        assert_eq!(Omitted::lines_of("not JSON at byte 3"), 1);
        let unread = UnreadInput("it breaks off".to_owned());
        assert_eq!(Omitted::lines_of(&unread.to_string()), 0);
    }
}
