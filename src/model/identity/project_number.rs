//! Numbers of projects of Google Cloud, and the ids that entries show with them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::project::Project;
use super::resource_name::relative;
use crate::model::text::serde_as_text;

/// The number of a project: an `int64` without leading zeros
/// (<https://cloud.google.com/resource-manager/reference/rest/v1/projects>, `projectNumber`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectNumber(i64);

impl ProjectNumber {
    /// Returns the project number in the name of a resource. None if the name has an id, or no project.
    pub fn in_name_of(resource: &str) -> Option<Self> {
        let (project, _) = relative(resource)
            .strip_prefix("projects/")?
            .split_once('/')?;
        project.parse().ok()
    }
}

/// The error for a text that is no number of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no number of a project; expected 123456789")]
pub struct NotANumber;

impl FromStr for ProjectNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let is_plain = text.starts_with(|it: char| it.is_ascii_digit() && it != '0');
        let number = text.parse().ok().filter(|_| is_plain);
        number.map(ProjectNumber).ok_or(NotANumber)
    }
}

impl From<ProjectNumber> for i64 {
    fn from(number: ProjectNumber) -> i64 {
        number.0
    }
}

impl fmt::Display for ProjectNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

serde_as_text!(ProjectNumber);

/// Numbers of projects, each with an id that an entry shows: the resource name of the entry has the number, and the name of the log that has
/// the entry has the id.
///
/// There are at most [`ShownNumbers::MOST`] pairs and one, the first ones in order. Which pairs are kept follows from all pairs, in
/// whatever order and over however many files they come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShownNumbers(BTreeSet<(ProjectNumber, Project)>);

impl ShownNumbers {
    /// The most pairs that count. A judgement holds all of them in memory. A project has one number, so that there are as many pairs as
    /// projects; only a forged export shows more. No pair counts then, since pairs that contradict each other may be among those left
    /// out.
    pub const MOST: usize = 10_000;

    /// Adds a number with an id.
    pub fn add(&mut self, number: ProjectNumber, id: Project) {
        self.0.insert((number, id));
        if self.0.len() > Self::MOST + 1 {
            self.0.pop_last();
        }
    }

    /// Moves all pairs of `other` here.
    pub fn append(&mut self, other: &mut ShownNumbers) {
        for (number, id) in std::mem::take(&mut other.0) {
            self.add(number, id);
        }
    }

    /// Returns all pairs.
    pub fn iter(&self) -> impl Iterator<Item = &(ProjectNumber, Project)> {
        self.0.iter()
    }

    /// Returns the pairs that count: all, or none if there are too many.
    pub fn counted(&self) -> impl Iterator<Item = &(ProjectNumber, Project)> {
        let are_few = self.0.len() <= Self::MOST;
        self.0.iter().filter(move |_| are_few)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(numbers: impl IntoIterator<Item = i64>) -> ShownNumbers {
        let mut shown = ShownNumbers::default();
        for number in numbers {
            shown.add(ProjectNumber(number), "acme".parse().unwrap());
        }
        shown
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        let number = |name: &str| ProjectNumber::in_name_of(name).map(i64::from);
        assert_eq!(number("projects/123/locations/l"), Some(123));
        let full = "//cloudkms.googleapis.com/projects/123/locations/l";
        assert_eq!(number(full), Some(123));
        for name in [
            "projects/acme/locations/l",
            "projects/1a/locations/l",
            "projects/+1/locations/l",
            "projects/-1/locations/l",
            "projects/0/locations/l",
            "projects/012/locations/l",
            "projects/9223372036854775808/locations/l",
            "projects/123",
            "projects//l",
            "folders/123/l",
            "",
        ] {
            assert_eq!(number(name), None, "{name}");
        }
    }

    #[test]
    fn of_too_many_numbers_none_counts_in_whatever_order_they_come() {
        let most = i64::try_from(ShownNumbers::MOST).unwrap();
        let all = shown(1..=most);
        assert_eq!(all.counted().count(), ShownNumbers::MOST);
        let above = shown(1..=most + 9);
        assert_eq!(above.counted().count(), 0);
        assert_eq!(above.iter().count(), ShownNumbers::MOST + 1);
        assert_eq!(above, shown((1..=most + 9).rev()));
        let (mut parts, mut rest) = (shown(most / 2..=most + 9), shown(1..=most / 2));
        parts.append(&mut rest);
        assert_eq!(parts, above);
    }
}
