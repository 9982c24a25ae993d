//! A fact in the message of a finding.

use std::fmt::{self, Display};

use jiff::{SignedDuration, Timestamp};

use super::joint::Joint;
use crate::model::entry::Source;
use crate::model::identifier::{CredentialId, Fingerprint, Identifier, ToBeSigned};
use crate::model::receipt::Place;

/// A fact in the message of a finding. It is shown in the text by `Display`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// A name or another text.
    Text(String),
    /// A number.
    Number(i64),
    /// A time.
    Time(Timestamp),
    /// A duration in whole seconds, shown like `10m` or `1h 2m 3s`.
    Duration(SignedDuration),
    /// Texts of one kind.
    List(List),
}

/// Texts of one kind, and how a sentence lists them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct List {
    items: Vec<String>,
    total: u64,
    between: Joint,
    shown: usize,
    others: &'static str,
}

impl List {
    /// Returns the list of these texts. A sentence lists all of them, with commas.
    pub fn of(items: impl IntoIterator<Item: Display>) -> Self {
        let items: Vec<String> = items.into_iter().map(|it| it.to_string()).collect();
        List {
            total: items.len() as u64,
            shown: items.len(),
            items,
            between: Joint::Comma,
            others: "others",
        }
    }

    /// Puts another text than a comma between two texts of a sentence.
    pub fn between(self, between: Joint) -> Self {
        List { between, ..self }
    }

    /// Counts texts that are known to exist and are not kept.
    pub fn out_of(self, total: u64) -> Self {
        List { total, ..self }
    }

    /// Shows at most so many texts in a sentence, and how many `others` there are.
    pub fn shown(self, most: usize, others: &'static str) -> Self {
        List {
            shown: most.min(self.items.len()),
            others,
            ..self
        }
    }

    /// Returns the text between two texts of a sentence.
    pub fn joint(&self) -> Joint {
        self.between
    }

    /// Returns the texts that a sentence shows, and how many others there are.
    pub fn in_sentence(&self) -> (&[String], u64) {
        self.first(self.shown)
    }

    /// Returns at most so many of the texts, and how many others there are.
    pub fn first(&self, most: usize) -> (&[String], u64) {
        let kept = self.items.get(..most).unwrap_or(&self.items);
        (kept, self.total.saturating_sub(kept.len() as u64))
    }
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, others) = self.in_sentence();
        let between = self.between.as_str();
        f.write_str(&shown.join(between))?;
        if others > 0 {
            let between = if shown.is_empty() { "" } else { between };
            write!(f, "{between}{others} {}", self.others)?;
        }
        Ok(())
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Text(text) => text.fmt(f),
            Argument::Number(number) => number.fmt(f),
            Argument::Time(time) => time.fmt(f),
            Argument::Duration(duration) => write!(f, "{duration:#}"),
            Argument::List(list) => list.fmt(f),
        }
    }
}

impl From<Timestamp> for Argument {
    fn from(time: Timestamp) -> Self {
        Argument::Time(time)
    }
}

impl From<SignedDuration> for Argument {
    fn from(duration: SignedDuration) -> Self {
        Argument::Duration(SignedDuration::from_secs(duration.as_secs()))
    }
}

impl From<List> for Argument {
    fn from(list: List) -> Self {
        Argument::List(list)
    }
}

impl From<u64> for Argument {
    fn from(number: u64) -> Self {
        Argument::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Makes arguments of numbers and texts.
macro_rules! arguments {
    (numbers: $($number:ty),*; texts: $($text:ty),*) => {
        $(impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Argument::Number(number.into())
            }
        })*
        $(impl From<$text> for Argument {
            fn from(text: $text) -> Self {
                Argument::Text(text.to_string())
            }
        })*
    };
}

arguments! {
    numbers: u8, u32, i32, i64;
    texts: &str, &String, String, Source, &CredentialId, &Place
}

impl From<ToBeSigned> for Argument {
    fn from(digest: ToBeSigned) -> Self {
        Argument::Text(Identifier::from(digest).to_string())
    }
}

impl From<Fingerprint> for Argument {
    fn from(certificate: Fingerprint) -> Self {
        Argument::Text(Identifier::from(certificate).to_string())
    }
}

/// Digests, as `TBS=…` each.
impl<'d> FromIterator<&'d ToBeSigned> for List {
    fn from_iter<I: IntoIterator<Item = &'d ToBeSigned>>(digests: I) -> Self {
        List::of(digests.into_iter().map(|it| Identifier::from(*it)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_the_first_and_counts_the_others() {
        let list = List::of(["a", "b", "c"]);
        assert_eq!(list.to_string(), "a, b, c");
        assert_eq!(list.clone().between(Joint::Or).to_string(), "a or b or c");
        let list = list.out_of(5).shown(2, "more");
        assert_eq!(list.to_string(), "a, b, 3 more");
        assert_eq!(list.first(2).1, 3);
        assert_eq!(list.first(32).1, 2);
    }
}
