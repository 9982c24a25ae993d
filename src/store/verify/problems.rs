//! Problems by area. Each area counts all problems, and keeps the text of the first ones only.

use crate::model::finding::message::Message;

/// The largest number of problems of one area whose text is kept.
const MOST: usize = 100;

/// A part of what is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Pages, tables and indexes, by SQLite's own `integrity_check`.
    Sqlite,
    /// Tables, columns, indexes and migrations.
    Schema,
    /// Rows that name rows of other tables.
    References,
    /// Credentials and digests, and the index over them.
    Identifiers,
    /// Entries: whether each has the content that was recorded.
    Entries,
    /// Receipts: whether each lies within its file.
    Receipts,
    /// Uses, and their totals.
    Uses,
    /// Stretches of time, and codes.
    Coverage,
    /// Recorded scans.
    History,
    /// The files that were read.
    Files,
    /// The tables, compared with a second reading of the files.
    Tables,
}

impl Area {
    /// The name of the area in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Area::Sqlite => "sqlite",
            Area::Schema => "schema",
            Area::References => "references",
            Area::Identifiers => "identifiers",
            Area::Entries => "entries",
            Area::Receipts => "receipts",
            Area::Uses => "uses",
            Area::Coverage => "coverage",
            Area::History => "history",
            Area::Files => "files",
            Area::Tables => "tables",
        }
    }

    /// The things that the area counts.
    pub fn counted(self) -> &'static str {
        match self {
            Area::Sqlite => "pages",
            Area::Schema => "tables and indexes",
            Area::References => "tables",
            Area::Identifiers => "identifiers",
            Area::Entries => "entries",
            Area::Receipts | Area::Files => "receipts",
            Area::Uses => "uses",
            Area::Coverage => "stretches",
            Area::History => "scans",
            Area::Tables => "rows",
        }
    }
}

/// The problems of one area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many things were examined.
    pub examined: u64,
    /// The first problems.
    pub listed: Vec<Message>,
    /// How many problems there are.
    pub problems: u64,
}

impl Found {
    /// Adds a problem. `words` runs only if the problem is listed.
    pub fn add(&mut self, words: impl FnOnce() -> Message) {
        if self.listed.len() < MOST {
            self.listed.push(words());
        }
        self.problems += 1;
    }
}

/// An area with its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The area.
    pub area: Area,
    /// The problems of the area.
    pub found: Found,
}

impl Verified {
    /// Whether the area has no problem.
    pub fn is_sound(&self) -> bool {
        self.found.problems == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_beyond_those_that_are_listed() {
        let mut found = Found::default();
        for number in 0..MOST + 5 {
            found.add(|| number.to_string().into());
        }
        assert_eq!((found.listed.len(), found.problems), (MOST, 105));
        assert_eq!(found.listed.last().map(Message::as_str), Some("99"));
    }
}
