//! Numbers of the rows of one table, by what stands in them.

use rusqlite::{Connection, OptionalExtension, Row, Statement};

use super::recent::{Memory, Recent};
use crate::store::Error;
use crate::store::bulk::Rows;

/// Rows that are read ahead.
const AHEAD: i64 = 2_048;

/// A table with one row for each key.
pub(super) trait Table {
    /// Finds a row's number.
    const FIND: &'static str;
    /// Finds what stands in the rows after a number, up to another.
    const NUMBERED: &'static str;
    /// Records rows.
    const RECORD: &'static str;

    /// Looks for the row of a key.
    fn find(key: &[u8], statement: &mut Statement<'_>) -> rusqlite::Result<i64>;

    /// Writes the key of a numbered row into a buffer.
    fn spell(row: &Row<'_>, key: &mut Vec<u8>) -> rusqlite::Result<()>;

    /// Binds what stands in the row of a key, after its number.
    fn bind<'v>(key: &'v [u8], rows: &mut Rows<'_, 'v>);
}

/// The numbers of a table's rows, as far as they are remembered, and the rows that are still to be recorded.
#[derive(Debug)]
pub(super) struct Register {
    recent: Recent,
    last: i64,
    /// The last one that the database was asked for.
    recalled: i64,
}

impl Register {
    /// Of a table with rows up to this number.
    pub(super) fn upto(last: i64) -> Self {
        let recent = match last {
            0 => Recent::of_nothing(),
            _ => Recent::of_something(),
        };
        Register {
            recent,
            last,
            recalled: i64::MIN,
        }
    }

    /// The highest number that was given out.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// The numbers of these keys, in their order; `spell` writes one into a buffer. New ones get a number and wait to be recorded.
    pub(super) fn numbers<T: Table, K>(
        &mut self,
        wanted: &[K],
        spell: impl Fn(&K, &mut Vec<u8>),
        connection: &Connection,
    ) -> Result<Vec<i64>, Error> {
        let mut numbers = Vec::with_capacity(wanted.len());
        let (mut key, mut statement) = (Vec::new(), None);
        for one in wanted {
            key.clear();
            spell(one, &mut key);
            let memory = match self.recent.get(&key) {
                Memory::Unclear => self.recall::<T>(&key, &mut statement, connection)?,
                memory => memory,
            };
            let number = match memory {
                Memory::Number(number) => i64::from(number),
                Memory::New | Memory::Unclear => self.give(&key),
            };
            numbers.push(number);
            if self.recent.is_full() {
                self.settle::<T>(connection)?;
                self.recent.age();
            }
        }
        Ok(numbers)
    }

    fn recall<'c, T: Table>(
        &mut self,
        key: &[u8],
        statement: &mut Option<Statement<'c>>,
        connection: &'c Connection,
    ) -> Result<Memory, Error> {
        let statement = match statement {
            Some(statement) => statement,
            None => statement.insert(connection.prepare(T::FIND)?),
        };
        let Some(number) = T::find(key, statement).optional()? else {
            return Ok(Memory::New);
        };
        self.recent.insert(key, number as u32);
        if number.abs_diff(self.recalled) <= 2 * AHEAD as u64 {
            self.read_ahead::<T>(number, connection)?;
        }
        self.recalled = number;
        Ok(Memory::Number(number as u32))
    }

    /// Remembers what was recorded after this one: logs of one time name the same things in nearly the same order, and to look for
    /// each would take a page of the index apiece.
    fn read_ahead<T: Table>(&mut self, after: i64, connection: &Connection) -> Result<(), Error> {
        let mut statement = connection.prepare_cached(T::NUMBERED)?;
        let mut rows = statement.query([after, after.saturating_add(AHEAD)])?;
        let mut key = Vec::new();
        while let Some(row) = rows.next()? {
            key.clear();
            T::spell(row, &mut key)?;
            if !self.recent.holds(&key) {
                self.recent.insert(&key, row.get(0)?);
            }
        }
        Ok(())
    }

    fn give(&mut self, key: &[u8]) -> i64 {
        self.last += 1;
        self.recent.insert_new(key, self.last as u32);
        self.last
    }

    /// Records what waits.
    pub(super) fn settle<T: Table>(&mut self, connection: &Connection) -> Result<(), Error> {
        let mut rows = Rows::of(T::RECORD, connection);
        for (key, number) in self.recent.new_ones() {
            rows.bind(i64::from(number));
            T::bind(key, &mut rows);
            rows.end_row()?;
        }
        rows.finish()?;
        self.recent.settle();
        Ok(())
    }
}
