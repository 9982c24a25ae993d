//! Row numbers of one table, by keys.

use rusqlite::{Connection, OptionalExtension, Row, Statement};

use crate::store::Error;
use crate::store::rows::ids::cache::{CacheLookup, IdCache};
use crate::store::rows::insert::Rows;
use crate::store::values::to_integer;

/// Rows that are read ahead after a row that was found.
const AHEAD: i64 = 2_048;

/// A table with one row for each key.
pub(super) trait Table {
    /// The number of a row.
    type Id: From<i64>;
    /// The query for the row number of a key.
    const FIND: &'static str;
    /// The query for the keys of a range of row numbers.
    const NUMBERED: &'static str;
    /// The statement that inserts rows.
    const RECORD: &'static str;
    /// The index, if the index is a table of its own.
    const INDEX: Option<Index>;

    /// Looks for the row of a key.
    fn find(key: &[u8], statement: &mut Statement<'_>) -> rusqlite::Result<i64>;

    /// Writes the key of a numbered row into a buffer.
    fn spell(row: &Row<'_>, key: &mut Vec<u8>) -> rusqlite::Result<()>;

    /// Binds the columns of a key's row that follow the row number.
    fn bind<'v>(key: &'v [u8], rows: &mut Rows<'_, 'v>);
}

/// An index that is a table of its own, with the same columns as the indexed table.
pub(super) struct Index {
    /// The statement that inserts into the index.
    pub(super) record: &'static str,
    /// The statement that inserts into the small table of new rows.
    pub(super) record_staging: &'static str,
    /// The query for the row number of a key in the small table.
    pub(super) find_staging: &'static str,
    /// The statements that move the small table into the index.
    pub(super) merge: [&'static str; 2],
}

/// Rows of an index of 70 MB. New rows dirty nearly all pages of a larger index each time: from here on the small table pays.
const CACHED: i64 = 1_600_000;

/// Rows of the small table at most.
const KEPT_BACK: i64 = 1_600_000;

/// Whether more keys of a file follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flush {
    /// More keys may follow.
    Partial,
    /// The file ends.
    Final,
}

/// The cached row numbers of a table, and the rows that wait to be inserted.
#[derive(Debug)]
pub(super) struct IdTable {
    recent: IdCache,
    last: i64,
    /// The row number that the database gave last.
    recalled: i64,
    /// Rows in the small table.
    staging: i64,
    /// The number of rows from which on the small table is used.
    cached: i64,
}

impl IdTable {
    /// A table with rows up to this number.
    pub(super) fn starting_after(last: i64) -> Self {
        let recent = match last {
            0 => IdCache::of_nothing(),
            _ => IdCache::of_something(),
        };
        IdTable {
            recent,
            last,
            recalled: i64::MIN,
            staging: 0,
            cached: CACHED,
        }
    }

    /// Uses the small table from this number of rows on.
    #[cfg(test)]
    pub(super) fn outgrow(&mut self, rows: i64) {
        self.cached = rows;
    }

    /// The highest row number that was given out.
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
            CacheLookup::New | CacheLookup::Unclear => self.give(key)?,
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
            None if self.staging > 0 => find_staging::<T>(key, connection)?,
            found => found,
        };
        let Some(number) = found else {
            return Ok(CacheLookup::New);
        };
        let short = u32::try_from(number).map_err(|_| Error::Full)?;
        self.recent.insert(key, short);
        if number.abs_diff(self.recalled) <= 2 * AHEAD as u64 {
            self.read_ahead::<T>(number, connection)?;
        }
        self.recalled = number;
        Ok(CacheLookup::Number(short))
    }

    /// Caches the keys of the rows after this one: logs of one time name the same identifiers in nearly the same order, and a look-up of
    /// each would read one page of the index.
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

    fn give(&mut self, key: &[u8]) -> Result<i64, Error> {
        let number = u32::try_from(self.last + 1).map_err(|_| Error::Full)?;
        self.last = number.into();
        self.recent.insert_new(key, number);
        Ok(self.last)
    }

    /// Inserts the waiting rows.
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
        self.recent.mark_recorded();
        Ok(())
    }

    fn flush_index<T: Table>(
        &mut self,
        index: &Index,
        rest: Flush,
        connection: &Connection,
    ) -> Result<(), Error> {
        let keep_back = rest == Flush::Partial && self.last > self.cached;
        if self.staging == 0 && !keep_back {
            return write::<T>(index.record, self.recent.new_ones(), connection);
        }
        let new = self.recent.new_ones();
        self.staging += to_integer(new.len());
        write::<T>(index.record_staging, new, connection)?;
        if rest == Flush::Final || self.staging >= KEPT_BACK {
            for sql in index.merge {
                connection.execute(sql, [])?;
            }
            self.staging = 0;
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

/// The row number of a key in the small table.
fn find_staging<T: Table>(key: &[u8], connection: &Connection) -> Result<Option<i64>, Error> {
    let Some(index) = &T::INDEX else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(index.find_staging)?;
    Ok(T::find(key, &mut statement).optional()?)
}
