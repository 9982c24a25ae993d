//! All uses, entries, unread lines and remarks of a database, as readers of logs give them.

use rusqlite::{OptionalExtension, Row};

use crate::log::neighbour_times::Neighbours;
use crate::log::parsed_batch::{ParsedBatch, RawLine, Rejection, Remarks, Use};
use crate::model::entry::Entry;
use crate::model::receipt::Bytes;
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::facts::EntryRow;
use crate::store::rows::lineage::identifiers::{Identifiers, credential};
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{PackedUse, Role, WIDTH, unpack};
use crate::store::schema::codes::sources_of;
use crate::store::values::{from_integer, to_integer};

/// Rows that are taken at once.
const BATCH: usize = 4_096;

/// The position of a line that the database does not keep.
const NOWHERE: Bytes = Bytes {
    offset: 0,
    length: 0,
};

impl Reader {
    /// Takes all uses, each request once, in the order of ten minutes.
    pub(crate) fn each_use<E: From<Error>>(
        &mut self,
        take: &mut dyn FnMut(ParsedBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = i64::MIN;
        while let Some((bucket, blob)) = self.bucket_from(from)? {
            for part in blob.chunks(WIDTH * BATCH) {
                take(self.uses_in(bucket, part)?)?;
            }
            self.forget_names();
            from = bucket.saturating_add(1);
        }
        Ok(())
    }

    /// The first ten minutes with uses from these on.
    fn bucket_from(&self, from: i64) -> Result<Option<(i64, Vec<u8>)>, Error> {
        let sql = include_str!("../../../queries/time_buckets_between.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let row = statement.query_row([from, i64::MAX], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(row.optional()?)
    }

    fn uses_in(&mut self, bucket: i64, blob: &[u8]) -> Result<ParsedBatch, Error> {
        let uses = unpack(bucket, blob).filter(|it| it.role == Role::Counted);
        let uses: Vec<PackedUse> = uses.collect();
        let names = uses.iter().flat_map(|it| [it.principal, it.cluster]);
        self.learn_names(names.map(NameId::from))?;
        let mut numbers: Vec<u32> = uses.iter().map(|it| it.credential).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let numbers: Vec<IdentifierId> = numbers.into_iter().map(IdentifierId::from).collect();
        let identifiers = self.identifiers_of(numbers.iter())?;
        let mut batch = ParsedBatch::default();
        for one in &uses {
            self.add_use(one, &identifiers, &mut batch)?;
        }
        Ok(batch)
    }

    fn add_use(
        &self,
        one: &PackedUse,
        identifiers: &Identifiers,
        batch: &mut ParsedBatch,
    ) -> Result<(), Error> {
        let number = Some(IdentifierId::from(one.credential));
        let id = credential(number, identifiers).ok_or(Error::Damaged("a use of no credential"))?;
        let id = id.to_string();
        let user = self.name(NameId::from(one.principal));
        let cluster = self.name(NameId::from(one.cluster));
        let at = one.at.timestamp();
        let who = batch.texts.keep_both(&id, &user);
        let cluster = batch.keep_cluster_name(&cluster);
        batch.uses.push(Use {
            who,
            id: u32::try_from(id.len()).unwrap_or(u32::MAX),
            cluster,
            request: one.request.request(),
            at,
            until: at,
            line: one.line.into(),
            bytes: NOWHERE,
        });
        Ok(())
    }

    /// Takes all entries, in the order in which they were recorded.
    pub(crate) fn each_entry<E: From<Error>>(
        &mut self,
        take: &mut dyn FnMut(Vec<(RawLine, Entry)>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = i64::MIN;
        loop {
            let rows = self.entry_rows(after)?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            take(self.entries_of(rows)?)?;
            self.forget_names();
        }
    }

    /// Takes all lines that could not be read, in the order in which they were recorded. Of very many lines the database keeps the number: they
    /// are one, whose reason names the number.
    pub(crate) fn each_rejection<E: From<Error>>(
        &mut self,
        take: &mut dyn FnMut(Vec<Rejection>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = i64::MIN;
        loop {
            let rows = self.rejections(after)?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            take(rows.into_iter().map(|it| it.1).collect())?;
        }
    }

    fn rejections(&self, after: i64) -> Result<Vec<(i64, Rejection)>, Error> {
        let sql = include_str!("../../../queries/rejections_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let rows = statement.query_map([after, to_integer(BATCH)], |row| {
            Ok((row.get(0)?, rejection(row)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes all remarks on uses.
    pub(crate) fn each_remark<E: From<Error>>(
        &mut self,
        take: &mut dyn FnMut(Remarks) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = 0;
        while let (Some(last), remarks) = self.stale_tokens(after)? {
            after = last;
            take(remarks)?;
        }
        let mut after = (0, 0);
        while let (Some(last), remarks) = self.crowded_uses(after)? {
            after = last;
            take(remarks)?;
            self.forget_names();
        }
        Ok(())
    }

    /// The stale tokens after one, and the last of them.
    fn stale_tokens(&mut self, after: u32) -> Result<(Option<u32>, Remarks), Error> {
        let sql = include_str!("../../../queries/stale_tokens_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let rows = statement.query_map([i64::from(after), to_integer(BATCH)], |row| row.get(0))?;
        let tokens: Vec<u32> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        let identifiers = self.known(&tokens)?;
        let mut remarks = Remarks::default();
        for token in &tokens {
            remarks.stale.insert(spelt(*token, &identifiers)?);
        }
        Ok((tokens.last().copied(), remarks))
    }

    /// The credentials and users of crowded requests after one, and the last of them.
    fn crowded_uses(
        &mut self,
        (credential, user): (u32, u32),
    ) -> Result<(Option<(u32, u32)>, Remarks), Error> {
        let sql = include_str!("../../../queries/crowded_uses_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let after = [i64::from(credential), i64::from(user), to_integer(BATCH)];
        let rows = statement.query_map(after, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let uses: Vec<(u32, u32)> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        let credentials: Vec<u32> = uses.iter().map(|it| it.0).collect();
        let identifiers = self.known(&credentials)?;
        self.learn_names(uses.iter().map(|it| NameId::from(it.1)))?;
        let mut remarks = Remarks::default();
        for (credential, user) in &uses {
            let user = self.name(NameId::from(*user));
            let credential = spelt(*credential, &identifiers)?;
            remarks.crowded.insert((credential, user));
        }
        Ok((uses.last().copied(), remarks))
    }

    fn known(&mut self, numbers: &[u32]) -> Result<Identifiers, Error> {
        let numbers: Vec<IdentifierId> = numbers.iter().map(|it| (*it).into()).collect();
        self.identifiers_of(numbers.iter())
    }

    fn entry_rows(&self, after: i64) -> Result<Vec<(i64, EntryRow)>, Error> {
        let sql = include_str!("../../../queries/entries_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let rows = statement.query_map([after, to_integer(BATCH)], |row| {
            Ok((row.get(0)?, EntryRow::of(row)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn entries_of(&mut self, rows: Vec<(i64, EntryRow)>) -> Result<Vec<(RawLine, Entry)>, Error> {
        let all = || rows.iter().map(|(_, row)| row);
        self.learn_names(all().flat_map(EntryRow::names))?;
        self.learn_files(all().map(EntryRow::file))?;
        let mut numbers: Vec<IdentifierId> = all().flat_map(EntryRow::identifiers).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let identifiers = self.identifiers_of(numbers.iter())?;
        let records = rows.into_iter().map(|(_, row)| {
            let record = self.record(row, &identifiers)?;
            let raw = RawLine {
                line: record.place.line,
                bytes: record.bytes.unwrap_or(NOWHERE),
                sha256: record.sha256,
            };
            Ok((raw, record.entry))
        });
        records.collect()
    }
}

/// A credential as the log spells the id.
fn spelt(number: u32, identifiers: &Identifiers) -> Result<String, Error> {
    let known = credential(Some(IdentifierId::from(number)), identifiers);
    let known = known.ok_or(Error::Damaged("a remark on no credential"))?;
    Ok(known.to_string())
}

/// In the order of the query's columns.
fn rejection(row: &Row<'_>) -> rusqlite::Result<Rejection> {
    let time = |column| row.get::<_, Option<UnixNanos>>(column);
    let (first, last) = (time(8)?, time(9)?);
    let offset: Option<i64> = row.get(2)?;
    let length: Option<i64> = row.get(3)?;
    Ok(Rejection {
        raw: RawLine {
            line: from_integer(row.get(1)?),
            bytes: Bytes {
                offset: offset.map_or(0, from_integer),
                length: length.map_or(0, from_integer),
            },
            sha256: row.get(4)?,
        },
        reason: row.get(5)?,
        sources: sources_of(row.get(6)?),
        scope: row.get(7)?,
        tail: row.get(10)?,
        neighbours: Neighbours::between(
            first.map(UnixNanos::timestamp),
            last.map(UnixNanos::timestamp),
        ),
    })
}
