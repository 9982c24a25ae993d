//! All uses and entries of a database, as readers of logs give them.

use rusqlite::OptionalExtension;

use crate::log::parsed_batch::{ParsedBatch, RawLine, Use};
use crate::model::entry::Entry;
use crate::model::receipt::Bytes;
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::Error;
use crate::store::rows::lineage::facts::EntryRow;
use crate::store::rows::lineage::identifiers::{Identifiers, credential};
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{PackedUse, Role, WIDTH, unpack};

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

    fn entry_rows(&self, after: i64) -> Result<Vec<(i64, EntryRow)>, Error> {
        let sql = include_str!("../../../queries/entries_after.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let rows =
            statement.query_map([after, most], |row| Ok((row.get(0)?, EntryRow::of(row)?)))?;
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
