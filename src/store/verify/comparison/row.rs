//! Rows by their values.

use std::fmt::Write as _;

use rusqlite::types::ValueRef;

/// The longest text of one value in a problem, in characters.
const LONGEST: usize = 80;

/// A value, in the order in which SQLite sorts (<https://www.sqlite.org/datatype3.html>, 4.1). The tables hold no real numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    Nothing,
    Integer(i64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Cell {
    pub(super) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Integer(it) => Cell::Integer(it),
            ValueRef::Text(it) => Cell::Text(it.to_vec()),
            ValueRef::Blob(it) => Cell::Blob(it.to_vec()),
            ValueRef::Null | ValueRef::Real(_) => Cell::Nothing,
        }
    }

    /// The value as text, cut. Ids are kept as the bytes of their text.
    pub(super) fn text(&self) -> String {
        match self {
            Cell::Nothing => "nothing".to_owned(),
            Cell::Integer(it) => it.to_string(),
            Cell::Text(bytes) => cut(&String::from_utf8_lossy(bytes)),
            Cell::Blob(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if !text.is_empty() && !text.contains(char::is_control) => cut(text),
                _ => hex(bytes),
            },
        }
    }
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes.iter().take(LONGEST / 2) {
        let _ = write!(hex, "{byte:02x}"); // writing to a String does not fail
    }
    if bytes.len() > LONGEST / 2 {
        hex.push('…');
    }
    hex
}

/// A row.
pub(super) type Cells = Vec<Cell>;

/// The first columns of a row, by which problems name it.
pub(super) fn named(cells: &[Cell], columns: &[String]) -> String {
    let cells = columns.iter().zip(cells);
    let filled = cells.filter(|(_, cell)| **cell != Cell::Nothing);
    let texts: Vec<String> = filled
        .map(|(column, cell)| format!("{column} {}", cell.text()))
        .collect();
    texts.join(", ")
}
