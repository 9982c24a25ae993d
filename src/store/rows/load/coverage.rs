//! Stretches of time that a file adds to those that the database knows.

use jiff::Timestamp;
use rusqlite::{Connection, params_from_iter};

use crate::coverage::stretches::{STORED_SILENCE, Stretches};
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::{UnixNanos, earlier, later};
use crate::store::Error;
use crate::store::schema::codes::Code;

/// Adds stretches of time in which entries of a log lie to those that the database knows.
pub(in crate::store) fn widen(
    source: Source,
    scope: NameId,
    entry_times: &Stretches,
    connection: &Connection,
) -> Result<(), Error> {
    let kept = StoredStretches {
        of: include_str!("../../../../queries/coverage_of.sql"),
        forget: include_str!("../../../../queries/forget_coverage.sql"),
        record: include_str!("../../../../queries/record_coverage.sql"),
    };
    kept.widen(&[source.code(), scope.0], entry_times, connection)
}

/// The queries over a table that keeps stretches of time by a key. The key comes first among the parameters of each query.
pub(in crate::store) struct StoredStretches {
    /// Reads the stretches of a key that begin from one moment to another, and the last one that begins before these.
    pub(in crate::store) of: &'static str,
    /// Deletes the stretch of a key that begins at a moment.
    pub(in crate::store) forget: &'static str,
    /// Inserts one stretch.
    pub(in crate::store) record: &'static str,
}

impl StoredStretches {
    /// Adds stretches to those of a key, and joins stretches that lie close together. Only stretches near the new ones are read and
    /// written: the work and the memory do not grow with the age of the database.
    pub(in crate::store) fn widen(
        &self,
        key: &[i64],
        entry_times: &Stretches,
        connection: &Connection,
    ) -> Result<(), Error> {
        for (from, to) in entry_times.iter() {
            self.add(key, (from, to), connection)?;
        }
        Ok(())
    }

    fn add(
        &self,
        key: &[i64],
        (from, to): (Timestamp, Timestamp),
        connection: &Connection,
    ) -> Result<(), Error> {
        let mut all = Stretches::default();
        let mut forget = connection.prepare_cached(self.forget)?;
        for (first, last) in self.near(key, (from, to), connection)? {
            forget.execute(params_from_iter(key.iter().chain([&first.0])))?;
            all.add(first.timestamp(), last.timestamp());
        }
        all.add(from, to);
        let mut record = connection.prepare_cached(self.record)?;
        for (from, to) in all.iter() {
            let ends = [from, to].map(|it| UnixNanos::from(it).0);
            record.execute(params_from_iter(key.iter().chain(&ends)))?;
        }
        Ok(())
    }

    /// The stretches that may lie close to this one.
    fn near(
        &self,
        key: &[i64],
        (from, to): (Timestamp, Timestamp),
        connection: &Connection,
    ) -> Result<Vec<(UnixNanos, UnixNanos)>, Error> {
        let ends = [earlier(from, STORED_SILENCE), later(to, STORED_SILENCE)];
        let ends = ends.map(|it| UnixNanos::from(it).0);
        let mut near = connection.prepare_cached(self.of)?;
        let near = near.query_map(params_from_iter(key.iter().chain(&ends)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(near.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::migrations;

    fn minutes(count: u64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 60 * i64::try_from(count).unwrap()).unwrap()
    }

    fn stored(connection: &Connection) -> Vec<(i64, i64)> {
        let sql = "select first, last from coverage where scope = 1 order by first";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn stretches_of_many_files_in_any_order_are_those_of_one_file() {
        let connection = Connection::open_in_memory().unwrap();
        for migration in migrations::migrator().iter() {
            connection.execute_batch(migration.sql.as_str()).unwrap();
        }
        connection
            .execute_batch("pragma foreign_keys = off")
            .unwrap();
        let (mut all, mut dice) = (Stretches::default(), 1_u64);
        for file in 0..400 {
            let mut of_file = Stretches::default();
            for _ in 0..=file % 3 {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let (from, length) = ((dice >> 33) % 9_000, (dice >> 50) % 30);
                of_file.add(minutes(from), minutes(from + length));
            }
            widen(Source::Kms, NameId(1), &of_file, &connection).unwrap();
            widen(Source::Kms, NameId(2), &of_file, &connection).unwrap();
            all.extend(&of_file);
            let ends = all
                .iter()
                .map(|(from, to)| (UnixNanos::from(from).0, UnixNanos::from(to).0));
            assert_eq!(stored(&connection), ends.collect::<Vec<_>>());
        }
    }
}
