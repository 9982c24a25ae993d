//! Counts of uses by credential, user and cluster. So many are held in memory; all others wait in a temporary file, which SQLite sorts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;
use rusqlite::{Connection, OptionalExtension, Row, Statement};

use super::{Key, Spot};
use crate::model::finding::message::{Message, message};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::PackedUse;
use crate::store::values::{from_integer, to_integer};

/// A stored total: the number of uses, and time, file and line of the first and of the last use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Total {
    pub(super) key: Key,
    count: i64,
    first: Spot,
    last: Spot,
}

/// A count of the uses of one key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    count: u64,
    /// The first and the last time.
    span: (UnixNanos, UnixNanos),
    /// Whether a use is where the stored total has the first, and where it has the last.
    found: (bool, bool),
}

/// A sum that is being counted, with the places that its stored total names.
#[derive(Debug)]
struct Counting {
    sum: Sum,
    named: Option<(Spot, Spot)>,
}

/// The counts in memory, and those that are written to the temporary file.
pub(super) struct Counts<'r> {
    most: usize,
    pub(super) sums: Sums,
    pub(super) spilled: Spilled,
    total: Statement<'r>,
}

/// Counts by key.
pub(super) struct Sums(HashMap<Key, Counting, RandomState>);

impl<'r> Counts<'r> {
    pub(super) fn new(most: usize, reader: &'r Reader) -> Result<Self, Error> {
        let sql = include_str!("../../../../queries/usage_total_of.sql");
        Ok(Counts {
            most,
            sums: Sums(HashMap::default()),
            spilled: Spilled::new()?,
            total: reader.rows.prepare(sql)?,
        })
    }

    /// Counts a use.
    pub(super) fn take(&mut self, one: &PackedUse) -> Result<(), Error> {
        let [principal, cluster] = [one.principal, one.cluster].map(NameId::from);
        let key = (IdentifierId::from(one.credential), principal, cluster);
        if self.sums.0.len() >= self.most && !self.sums.0.contains_key(&key) {
            let full = std::mem::replace(&mut self.sums, Sums(HashMap::default()));
            self.spilled.add(full)?;
        }
        let counting = match self.sums.0.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let total = self.total.query_row(key, Total::read).optional()?;
                new.insert(Counting {
                    sum: Sum::nothing(one.at),
                    named: total.map(|it| (it.first, it.last)),
                })
            }
        };
        counting.take(one);
        Ok(())
    }
}

impl Counting {
    fn take(&mut self, one: &PackedUse) {
        let spot = (one.at, FileId::from(one.file), i64::from(one.line));
        let sum = &mut self.sum;
        sum.count += 1;
        sum.span = (sum.span.0.min(one.at), sum.span.1.max(one.at));
        if let Some((first, last)) = self.named {
            sum.found.0 |= spot == first;
            sum.found.1 |= spot == last;
        }
    }
}

impl Sum {
    fn nothing(at: UnixNanos) -> Self {
        Sum {
            count: 0,
            span: (at, at),
            found: (false, false),
        }
    }

    /// Reads a row of the temporary file.
    pub(super) fn of(row: &Row<'_>) -> Result<(Key, Self), Error> {
        let sum = Sum {
            count: from_integer(row.get(3)?),
            span: (row.get(4)?, row.get(5)?),
            found: (row.get(6)?, row.get(7)?),
        };
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), sum))
    }
}

impl Total {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Total::read(row)?)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Total {
            key: (row.get(0)?, row.get(1)?, row.get(2)?),
            count: row.get(3)?,
            first: (row.get(4)?, row.get(5)?, row.get(6)?),
            last: (row.get(7)?, row.get(8)?, row.get(9)?),
        })
    }

    /// The difference between the stored total and the counted uses.
    pub(super) fn wrong(&self, counted: Option<&Sum>) -> Option<Message> {
        let span = (self.first.0, self.last.0);
        if u64::try_from(self.count) != Ok(counted.map_or(0, |it| it.count)) {
            Some(message!(
                "fsck-problem-sum-count",
                "another number of uses than there are"
            ))
        } else if counted.map(|it| it.span) != Some(span) {
            Some(message!(
                "fsck-problem-sum-moment",
                "another first or last moment than its uses have"
            ))
        } else if counted.map(|it| it.found) != Some((true, true)) {
            Some(message!(
                "fsck-problem-sum-line",
                "a line for its first or last use where no such use is"
            ))
        } else {
            None
        }
    }
}

/// Counts in a temporary file, which SQLite removes with its connection.
pub(super) struct Spilled(Connection);

impl Spilled {
    fn new() -> Result<Self, Error> {
        let file = Connection::open("")?;
        file.execute_batch(
            "pragma journal_mode = off; pragma synchronous = off; pragma temp_store = file; pragma cache_size = -8000;
            create table sum (credential, principal, cluster, count, first, last, at_first, at_last)",
        )?;
        Ok(Spilled(file))
    }

    /// Adds counts. A key may be counted in parts.
    pub(super) fn add(&mut self, sums: Sums) -> Result<(), Error> {
        let transaction = self.0.transaction()?;
        let sql = "insert into sum values (?, ?, ?, ?, ?, ?, ?, ?)";
        let mut insert = transaction.prepare(sql)?;
        for (key, counting) in sums.0 {
            let sum = counting.sum;
            insert.execute((
                key.0,
                key.1,
                key.2,
                to_integer(usize::try_from(sum.count).unwrap_or(usize::MAX)),
                sum.span.0,
                sum.span.1,
                sum.found.0,
                sum.found.1,
            ))?;
        }
        drop(insert);
        Ok(transaction.commit()?)
    }

    /// The statement for all counts, the parts of each key together, in the order of keys.
    pub(super) fn merged(&self) -> Result<Statement<'_>, Error> {
        let sql = "select credential, principal, cluster, sum(count), min(first), max(last), max(at_first), max(at_last)
            from sum group by credential, principal, cluster order by credential, principal, cluster";
        Ok(self.0.prepare(sql)?)
    }
}
