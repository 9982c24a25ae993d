//! Uses: whether the stored totals agree with the stored uses.
//!
//! There may be more totals than memory holds: one pass over all uses counts a limited number of totals.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use rusqlite::{OptionalExtension, Row};

use super::problems::Found;
use crate::model::identifier::Identifier;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::restored;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{self, PackedUse, Role};
use crate::store::values::to_integer;

/// The number of totals of one pass, 120 bytes each.
const SUMS: usize = 100_000;

/// Credential, user name and cluster.
type Key = (IdentifierId, NameId, NameId);

/// A key before all others.
const FIRST_KEY: Key = (IdentifierId(i64::MIN), NameId(i64::MIN), NameId(i64::MIN));

/// A stored total, and the count of the uses that belong to it.
struct Sum {
    kept: Total,
    counted: u64,
    /// The first and the last time of the counted uses, and whether a use stands at each place that the total names.
    span: Option<(UnixNanos, UnixNanos)>,
    found: (bool, bool),
}

/// A stored total: the number of uses, and time, file and line of the first and of the last use.
struct Total {
    count: i64,
    first: Spot,
    last: Spot,
}

/// Time, file and line.
type Spot = (UnixNanos, FileId, i64);

/// Checks how the uses are packed, and counts all uses again.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    packing(reader, found)?;
    count_all(reader, SUMS, found)
}

/// Counts all uses again, with at most `most` totals in each pass.
fn count_all(reader: &Reader, most: usize, found: &mut Found) -> Result<(), Error> {
    let mut after = FIRST_KEY;
    loop {
        let mut totals = sums_after(after, most, reader)?;
        let last = totals.keys().max().copied();
        let end = last.filter(|_| totals.len() == most);
        count(reader, (after, end), &mut totals, found)?;
        judge(&totals, reader, found);
        match end {
            Some(end) => after = end,
            None => return Ok(()),
        }
    }
}

type Sums = HashMap<Key, Sum, RandomState>;

fn sums_after(after: Key, most: usize, reader: &Reader) -> Result<Sums, Error> {
    let sql = include_str!("../../../queries/usage_after.sql");
    let mut statement = reader.rows.prepare_cached(sql)?;
    let rows = statement.query_map((after.0, after.1, after.2, to_integer(most)), sum)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn sum(row: &Row<'_>) -> rusqlite::Result<(Key, Sum)> {
    let key = (row.get(0)?, row.get(1)?, row.get(2)?);
    let kept = Total {
        count: row.get(3)?,
        first: (row.get(4)?, row.get(5)?, row.get(6)?),
        last: (row.get(7)?, row.get(8)?, row.get(9)?),
    };
    let sum = Sum {
        kept,
        counted: 0,
        span: None,
        found: (false, false),
    };
    Ok((key, sum))
}

impl Sum {
    fn take(&mut self, one: &PackedUse) {
        let spot = (one.at, FileId::from(one.file), i64::from(one.line));
        let (first, last) = self.span.unwrap_or((one.at, one.at));
        self.span = Some((first.min(one.at), last.max(one.at)));
        self.counted += 1;
        self.found.0 |= spot == self.kept.first;
        self.found.1 |= spot == self.kept.last;
    }

    /// The difference between the stored total and the counted uses.
    fn wrong(&self) -> Option<&'static str> {
        let span = (self.kept.first.0, self.kept.last.0);
        if u64::try_from(self.kept.count) != Ok(self.counted) {
            Some("another number of uses than there are")
        } else if self.span != Some(span) {
            Some("another first or last moment than its uses have")
        } else if self.found != (true, true) {
            Some("a line for its first or last use where no such use is")
        } else {
            None
        }
    }
}

/// Counts the uses whose keys lie after the first key, and not after the last.
fn count(
    reader: &Reader,
    (after, end): (Key, Option<Key>),
    totals: &mut Sums,
    found: &mut Found,
) -> Result<(), Error> {
    let mut without = BTreeSet::new();
    each_bucket(reader, |bucket, blob| {
        for one in time_bucket::unpack(bucket, blob).filter(|it| it.role == Role::Counted) {
            let [principal, cluster] = [one.principal, one.cluster].map(NameId::from);
            let key = (IdentifierId::from(one.credential), principal, cluster);
            if key <= after || end.is_some_and(|end| key > end) {
                continue;
            }
            match totals.get_mut(&key) {
                Some(sum) => sum.take(&one),
                None if without.len() < SUMS => drop(without.insert(key)),
                None => {}
            }
        }
    })?;
    for key in without {
        found.add(|| format!("{} has uses that no sum counts", told(key.0, reader)));
    }
    Ok(())
}

fn judge(totals: &Sums, reader: &Reader, found: &mut Found) {
    let mut wrong: Vec<_> = totals
        .iter()
        .filter_map(|(key, it)| Some((key, it.wrong()?)))
        .collect();
    wrong.sort_unstable();
    for (key, what) in wrong {
        found.add(|| format!("{}: its sum says {what}", told(key.0, reader)));
    }
}

/// Checks that packed uses are in order, each once, each in the bucket of its time, and from known files.
fn packing(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let mut statement = reader
        .rows
        .prepare(include_str!("../../../queries/file_ids.sql"))?;
    let files = statement.query_map([], |row| row.get(0))?;
    let files: BTreeSet<FileId> = files.collect::<Result<_, _>>()?;
    each_bucket(reader, |bucket, blob| {
        let mut before = None;
        let mut sound = blob.len().is_multiple_of(time_bucket::WIDTH) && !blob.is_empty();
        for one in time_bucket::unpack(bucket, blob) {
            sound &= before.is_none_or(|it| it < one.key());
            sound &= time_bucket::bucket_of(one.at) == bucket;
            sound &= files.contains(&FileId::from(one.file));
            before = Some(one.key());
            found.examined += 1;
        }
        if !sound {
            found.add(|| {
                format!("the uses of slot {bucket} are not packed as credtrail packs them")
            });
        }
    })
}

/// The clusters of the uses of each file, if they are one: a raw event names no cluster, and the flag that did is not recorded.
pub(super) fn clusters(reader: &Reader) -> Result<BTreeMap<FileId, Option<NameId>>, Error> {
    let mut clusters = BTreeMap::new();
    each_bucket(reader, |bucket, blob| {
        for one in time_bucket::unpack(bucket, blob) {
            let cluster = NameId::from(one.cluster);
            let known = clusters.entry(FileId::from(one.file));
            let known: &mut Option<NameId> = known.or_insert(Some(cluster));
            known.take_if(|it| *it != cluster);
        }
    })?;
    Ok(clusters)
}

fn each_bucket(reader: &Reader, mut each: impl FnMut(i64, &[u8])) -> Result<(), Error> {
    let sql = include_str!("../../../queries/time_buckets.sql");
    let mut statement = reader.rows.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let blob = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get(0)?, blob);
    }
    Ok(())
}

/// The text of a credential, or the number if no credential has it.
fn told(credential: IdentifierId, reader: &Reader) -> String {
    let sql = include_str!("../../../queries/identifier_with_id.sql");
    let known = reader
        .rows
        .query_row(sql, [credential], restored)
        .optional();
    match known {
        Ok(Some((_, Some(Identifier::Credential(it))))) => it.to_string(),
        _ => format!("identifier {credential}"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::entry::RequestId;
    use crate::store::location::Location;
    use crate::store::rows::uses::time_bucket::{Merged, RequestKey, merge};
    use crate::store::schema::migrations;

    /// Seven credentials with three users each, and two uses of each in two time buckets.
    fn database() -> Reader {
        let rows = rusqlite::Connection::open_in_memory().unwrap();
        for migration in migrations::migrator().iter() {
            rows.execute_batch(migration.sql.as_str()).unwrap();
        }
        rows.execute_batch("pragma foreign_keys = off").unwrap();
        for bucket in 0..2 {
            let mut uses: Vec<PackedUse> = (1..=21).map(|it| packed(bucket, it)).collect();
            let mut merged = Merged::default();
            merge(bucket, &[], &mut uses, &|_, _| false, &mut merged);
            let insert = "insert into use_slot values (?, ?)";
            rows.execute(insert, (bucket, &merged.blob)).unwrap();
        }
        let usage = "insert into usage (credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line)
            values (?, ?, 1, 2, ?, 1, ?, ?, 1, ?)";
        for it in 1..=21 {
            let (first, last) = (packed(0, it), packed(1, it));
            let (who, line) = ((first.credential, first.principal), first.line);
            let row = (who.0, who.1, first.at, line, last.at, last.line);
            rows.execute(usage, row).unwrap();
        }
        Reader::of(rows, Location::shared(Path::new("none")))
    }

    fn packed(bucket: i64, number: u32) -> PackedUse {
        PackedUse {
            credential: number % 7 + 1,
            request: RequestKey::new(&RequestId::Other(number.to_string())),
            role: Role::Counted,
            at: UnixNanos(bucket * time_bucket::LENGTH + i64::from(number)),
            principal: number % 3 + 1,
            cluster: 1,
            file: 1,
            line: number,
            fresh: None,
        }
    }

    #[test]
    fn sums_are_the_same_however_many_are_taken_at_a_time() {
        let reader = database();
        for most in [1, 2, 6, 7, 20, 21, 22] {
            let mut found = Found::default();
            count_all(&reader, most, &mut found).unwrap();
            assert_eq!(found.listed, [""; 0], "{most} at a time");
        }
        for (change, problems) in [
            ("update usage set count = 3 where credential = 4", 3),
            ("delete from usage where credential in (1, 7)", 3 + 6),
        ] {
            reader.rows.execute_batch(change).unwrap();
            for most in [1, 6, 500] {
                let mut found = Found::default();
                count_all(&reader, most, &mut found).unwrap();
                assert_eq!(found.problems, problems, "{most} at a time");
            }
        }
    }
}
