//! What is found wrong, by area. However much is wrong, only the first of it is kept word for word.

/// The largest number of problems of one area that are kept word for word.
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
    /// Entries: whether each says what was recorded.
    Entries,
    /// Receipts: whether each lies within its file.
    Receipts,
    /// Uses, and the sums of them.
    Uses,
    /// Stretches of time, and codes.
    Coverage,
    /// Recorded scans.
    History,
    /// The files that were read.
    Files,
}

impl Area {
    /// Its name in reports.
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
        }
    }

    /// What is counted in it.
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
        }
    }
}

/// What was found in one area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many things were examined.
    pub examined: u64,
    /// The first problems.
    pub listed: Vec<String>,
    /// How many problems there are.
    pub problems: u64,
}

impl Found {
    /// Adds a problem, which is put into words only as long as it is listed.
    pub fn add(&mut self, words: impl FnOnce() -> String) {
        if self.listed.len() < MOST {
            self.listed.push(words());
        }
        self.problems += 1;
    }
}

/// An area with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The area.
    pub area: Area,
    /// What was found.
    pub found: Found,
}

impl Verified {
    /// Whether nothing is wrong.
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
            found.add(|| number.to_string());
        }
        assert_eq!((found.listed.len(), found.problems), (MOST, 105));
        assert_eq!(found.listed.last().map(String::as_str), Some("99"));
    }
}
