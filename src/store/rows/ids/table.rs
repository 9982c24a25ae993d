//! Numbers of the rows of one table, by what stands in them.

use rusqlite::{Connection, OptionalExtension, Row, Statement};

use crate::store::Error;
use crate::store::rows::ids::cache::{CacheLookup, IdCache};
use crate::store::rows::insert::Rows;

/// Rows that are read ahead.
const AHEAD: i64 = 2_048;

/// A table with one row for each key.
pub(super) trait Table {
    /// The number of a row.
    type Id: From<i64>;
    /// Finds a row's number.
    const FIND: &'static str;
    /// Finds what stands in the rows after a number, up to another.
    const NUMBERED: &'static str;
    /// Records rows.
    const RECORD: &'static str;
    /// The table that rows are found by, if it is one of its own.
    const INDEX: Option<Index>;

    /// Looks for the row of a key.
    fn find(key: &[u8], statement: &mut Statement<'_>) -> rusqlite::Result<i64>;

    /// Writes the key of a numbered row into a buffer.
    fn spell(row: &Row<'_>, key: &mut Vec<u8>) -> rusqlite::Result<()>;

    /// Binds what stands in the row of a key, after its number.
    fn bind<'v>(key: &'v [u8], rows: &mut Rows<'_, 'v>);
}

/// An index in a table of its own. Its rows are bound as those of the table are.
pub(super) struct Index {
    /// Records what rows are found by.
    pub(super) record: &'static str,
    /// Records it where it is kept back from the index.
    pub(super) record_fresh: &'static str,
    /// Finds a row's number there.
    pub(super) find_fresh: &'static str,
    /// Records in the index what was kept back, and forgets it there.
    pub(super) merge: [&'static str; 2],
}

/// Rows of an index, 70 MB, of which new ones dirty nearly all pages each time they go in: from here on to keep them back pays.
const CACHED: i64 = 1_600_000;

/// Rows that are kept back from an index at most.
const KEPT_BACK: i64 = 1_600_000;

/// Whether more keys of a file follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flush {
    /// They may.
    Partial,
    /// The file ends.
    Final,
}

/// The numbers of a table's rows, as far as they are remembered, and the rows that are still to be recorded.
#[derive(Debug)]
pub(super) struct IdTable {
    recent: IdCache,
    last: i64,
    /// The last one that the database was asked for.
    recalled: i64,
    /// Rows that are kept back from the index.
    fresh: i64,
    /// From how many rows on that is done.
    cached: i64,
}

impl IdTable {
    /// Of a table with rows up to this number.
    pub(super) fn upto(last: i64) -> Self {
        let recent = match last {
            0 => IdCache::of_nothing(),
            _ => IdCache::of_something(),
        };
        IdTable {
            recent,
            last,
            recalled: i64::MIN,
            fresh: 0,
            cached: CACHED,
        }
    }

    /// Takes an index of more rows than these for one that has outgrown the cache.
    #[cfg(test)]
    pub(super) fn outgrow(&mut self, rows: i64) {
        self.cached = rows;
    }

    /// The highest number that was given out.
    pub(super) fn last(&self) -> i64 {
        self.last
    }

    /// The row number of a key. A new key gets the next number and waits to be recorded. `find` keeps the statement that looks for a key
    /// in the database.
    pub(super) fn intern<'c, T: Table>(
        &mut self,
        key: &[u8],
        find: &mut Option<Statement<'c>>,
        connection: &'c Connection,
    ) -> Result<T::Id, Error> {
        let known = match self.recent.get(key) {
            CacheLookup::Unclear => self.recall::<T>(key, find, connection)?,
            known => known,
        };
        let number = match known {
            CacheLookup::Number(number) => i64::from(number),
            CacheLookup::New | CacheLookup::Unclear => self.give(key),
        };
        if self.recent.is_full() {
            self.flush::<T>(Flush::Partial, connection)?;
            self.recent.age();
        }
        Ok(number.into())
    }

    fn recall<'c, T: Table>(
        &mut self,
        key: &[u8],
        find: &mut Option<Statement<'c>>,
        connection: &'c Connection,
    ) -> Result<CacheLookup, Error> {
        let find = match find {
            Some(find) => find,
            None => find.insert(connection.prepare(T::FIND)?),
        };
        let found = match T::find(key, find).optional()? {
            None if self.fresh > 0 => find_fresh::<T>(key, connection)?,
            found => found,
        };
        let Some(number) = found else {
            return Ok(CacheLookup::New);
        };
        self.recent.insert(key, number as u32);
        if number.abs_diff(self.recalled) <= 2 * AHEAD as u64 {
            self.read_ahead::<T>(number, connection)?;
        }
        self.recalled = number;
        Ok(CacheLookup::Number(number as u32))
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
    pub(super) fn flush<T: Table>(
        &mut self,
        rest: Flush,
        connection: &Connection,
    ) -> Result<(), Error> {
        match &T::INDEX {
            None => write::<T>(T::RECORD, self.recent.new_ones(), connection)?,
            Some(index) => {
                write::<T>(T::RECORD, self.recent.new_ones_by_number(), connection)?;
                self.flush_index::<T>(index, rest, connection)?;
            }
        }
        self.recent.settle();
        Ok(())
    }

    fn flush_index<T: Table>(
        &mut self,
        index: &Index,
        rest: Flush,
        connection: &Connection,
    ) -> Result<(), Error> {
        let keep_back = rest == Flush::Partial && self.last > self.cached;
        if self.fresh == 0 && !keep_back {
            return write::<T>(index.record, self.recent.new_ones(), connection);
        }
        let new = self.recent.new_ones();
        self.fresh += new.len() as i64;
        write::<T>(index.record_fresh, new, connection)?;
        if rest == Flush::Final || self.fresh >= KEPT_BACK {
            for sql in index.merge {
                connection.execute(sql, [])?;
            }
            self.fresh = 0;
        }
        Ok(())
    }
}

/// Writes rows of keys and numbers.
fn write<'k, T: Table>(
    sql: &'static str,
    keys: impl Iterator<Item = (&'k [u8], u32)>,
    connection: &Connection,
) -> Result<(), Error> {
    let mut rows = Rows::of(sql, connection);
    for (key, number) in keys {
        rows.bind(i64::from(number));
        T::bind(key, &mut rows);
        rows.end_row()?;
    }
    rows.finish()?;
    Ok(())
}

/// The number of a key that is kept back from the index.
fn find_fresh<T: Table>(key: &[u8], connection: &Connection) -> Result<Option<i64>, Error> {
    let Some(index) = &T::INDEX else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(index.find_fresh)?;
    Ok(T::find(key, &mut statement).optional()?)
}
