//! Lines that could not be read, on their way out. Of very many, only so many come out one by one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Row;

use crate::model::entry::Source;
use crate::model::omitted::{Omitted, StandsFor};
use crate::model::receipt::{Place, Receipt};
use crate::model::time::UnixNanos;
use crate::store::rows::lineage::record::bytes;
use crate::store::schema::codes::sources_of;
use crate::store::values::from_integer;
use crate::store::{Error, Store};

/// Lines that come out one by one: the judge asks each of them whether it may be a missing record.
const MOST: usize = 2_000;

/// The largest number of logs that are distinguished. Unread lines of further logs may belong to any project.
const MOST_LOGS: usize = 32;

/// A line that could not be read, or [many](Omitted) of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The receipt of the line, or of the first of several lines.
    pub receipt: Receipt,
    /// What the reader expected at the offending place.
    pub reason: String,
    /// Whether this is one line, several lines, or a whole input.
    pub stands_for: StandsFor,
    /// The logs that the line may belong to; none if a later file held the whole line.
    pub sources: Vec<Source>,
    /// The project or cluster in whose log the line lies, where the line names it.
    pub scope: Option<String>,
    /// The earliest time at which the line can have been written, if known.
    pub first: Option<Timestamp>,
    /// The latest time at which the line can have been written, if known.
    pub last: Option<Timestamp>,
}

impl Rejected {
    /// Returns the number of lines. The lines of an unread input cannot be counted and give 0.
    pub fn lines(&self) -> u64 {
        match self.stands_for {
            StandsFor::Line => 1,
            StandsFor::Lines(Omitted(lines)) => lines,
            StandsFor::Input => 0,
        }
    }

    /// Whether it is an input of which nothing was read.
    pub fn is_input(&self) -> bool {
        self.stands_for == StandsFor::Input
    }

    /// Takes over another one of the same log.
    fn join(&mut self, other: Rejected) {
        let counted = Omitted(self.lines() + other.lines());
        self.reason = counted.to_string();
        self.stands_for = StandsFor::Lines(counted);
        self.first = self.first.zip(other.first).map(|(one, it)| one.min(it));
        self.last = self.last.zip(other.last).map(|(one, it)| one.max(it));
    }
}

impl Store {
    /// Lines that could not be read, and inputs as a line each, in the order of their reasons.
    ///
    /// # Errors
    /// Those of the database.
    pub fn rejected(&mut self) -> Result<Vec<Rejected>, Error> {
        let sql = include_str!("../../../queries/rejected.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut rejected = Vec::new();
        let mut others: BTreeMap<(Vec<Source>, Option<String>), Rejected> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let mut one = read(row)?;
            if rejected.len() < MOST {
                rejected.push(one);
                continue;
            }
            let mut log = (one.sources.clone(), one.scope.clone());
            if !others.contains_key(&log) && others.len() >= MOST_LOGS {
                log.1 = None;
                one.scope = None;
            }
            match others.get_mut(&log) {
                Some(known) => known.join(one),
                None => _ = others.insert(log, one),
            }
        }
        rejected.extend(others.into_values());
        drop(rows);
        drop(statement);
        rejected.extend(self.unread_inputs()?);
        rejected.sort_by(|one, other| order(one).cmp(&order(other)));
        Ok(rejected)
    }
}

fn order(rejected: &Rejected) -> (&str, Option<[u8; 32]>) {
    (&rejected.reason, rejected.receipt.sha256)
}

/// In the order of the query's columns.
fn read(row: &Row<'_>) -> Result<Rejected, Error> {
    let place = Place {
        file: row.get(0)?,
        line: from_integer(row.get(1)?),
    };
    let sha256: Vec<u8> = row.get(4)?;
    let receipt = Receipt {
        place,
        bytes: bytes(row.get(2)?, row.get(3)?),
        insert_id: None,
        sha256: sha256.try_into().ok(),
    };
    let time = |column| row.get::<_, Option<UnixNanos>>(column);
    Ok(Rejected {
        receipt,
        reason: row.get(5)?,
        stands_for: match row.get::<_, Option<i64>>(11)? {
            Some(lines) => StandsFor::Lines(Omitted(from_integer(lines))),
            None => StandsFor::Line,
        },
        sources: match row.get::<_, i64>(10)? {
            1 => Vec::new(),
            _ => sources_of(row.get(6)?),
        },
        scope: row.get(7)?,
        first: time(8)?.map(UnixNanos::timestamp),
        last: time(9)?.map(UnixNanos::timestamp),
    })
}
