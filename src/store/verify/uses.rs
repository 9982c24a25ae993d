//! Uses: whether the stored totals agree with the stored uses.
//!
//! There may be more totals than memory holds: one pass over all uses counts in a table that is written to a temporary file where it grows.

mod counts;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::OptionalExtension;

use self::counts::{Counts, Spilled, Sum, Total};
use super::problems::Found;
use crate::model::finding::message::message;
use crate::model::identifier::Identifier;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::restored;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket::{self, Role};

/// Counts of uses in memory, 200 bytes each with their place in the table.
const SUMS: usize = 50_000;

/// Credential, user name and cluster.
type Key = (IdentifierId, NameId, NameId);

/// Time, file and line.
type Spot = (UnixNanos, FileId, i64);

/// Checks how the uses are packed, and counts all uses again.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    packing(reader, found)?;
    count_all(reader, SUMS, found)
}

/// Counts all uses again in one pass, with at most `most` counts in memory.
fn count_all(reader: &Reader, most: usize, found: &mut Found) -> Result<(), Error> {
    let mut counts = Counts::new(most, reader)?;
    each_bucket(reader, |bucket, blob| {
        time_bucket::unpack(bucket, blob)
            .filter(|it| it.role == Role::Counted)
            .try_for_each(|it| counts.take(&it))
    })?;
    counts.spilled.add(counts.sums)?;
    compare(&counts.spilled, reader, found)
}

/// Goes through the stored totals and the counts, both in the order of their keys.
fn compare(spilled: &Spilled, reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/usage_totals.sql");
    let (mut totals, mut counts) = (reader.rows.prepare(sql)?, spilled.merged()?);
    let (mut totals, mut counts) = (totals.query([])?, counts.query([])?);
    let mut total = totals.next()?.map(Total::of).transpose()?;
    let mut sum = counts.next()?.map(Sum::of).transpose()?;
    loop {
        let keys = (total.map(|it| it.key), sum.map(|it| it.0));
        let text_of = |key: Key| credential_text(key.0, reader);
        let order = match keys {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(total), Some(sum)) => total.cmp(&sum),
        };
        if let Some(total) = total.filter(|_| order.is_le()) {
            let counted = sum.filter(|_| order.is_eq());
            if let Some(what) = total.wrong(counted.map(|it| it.1).as_ref()) {
                found.add(|| {
                    message!(
                        "fsck-problem-sum",
                        "{credential}: its sum says {what}",
                        credential = text_of(total.key);
                        what
                    )
                });
            }
        } else if let Some((key, _)) = sum {
            found.add(|| {
                message!(
                    "fsck-problem-no-sum",
                    "{credential} has uses that no sum counts",
                    credential = text_of(key)
                )
            });
        }
        if order.is_le() {
            total = totals.next()?.map(Total::of).transpose()?;
        }
        if order.is_ge() {
            sum = counts.next()?.map(Sum::of).transpose()?;
        }
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
            sound &= before.is_none_or(|it| it < (one.key(), one.user()));
            sound &= time_bucket::bucket_of(one.at) == bucket;
            sound &= files.contains(&FileId::from(one.file));
            before = Some((one.key(), one.user()));
            found.examined += 1;
        }
        if !sound {
            found.add(|| {
                message!(
                    "fsck-problem-packing",
                    "the uses of slot {bucket} are not packed as credtrail packs them",
                    bucket
                )
            });
        }
        Ok(())
    })
}

/// The cluster of the uses of each of these files; None where there are several. A use without a cluster shows that no cluster was named for
/// its file: then the uses of other clusters owe these to other files, and do not count.
pub(super) fn clusters(
    files: &BTreeSet<FileId>,
    reader: &Reader,
) -> Result<BTreeMap<FileId, Option<NameId>>, Error> {
    let mut clusters = BTreeMap::new();
    if files.is_empty() {
        return Ok(clusters);
    }
    let sql = include_str!("../../../queries/name_of_text.sql");
    let nameless = reader.rows.query_row(sql, [""], |row| row.get(0));
    let nameless: Option<NameId> = nameless.optional()?;
    each_bucket(reader, |bucket, blob| {
        for one in time_bucket::unpack(bucket, blob) {
            let (file, cluster) = (FileId::from(one.file), NameId::from(one.cluster));
            if files.contains(&file) {
                let known: &mut Option<NameId> = clusters.entry(file).or_insert(Some(cluster));
                match nameless {
                    Some(nameless) if cluster == nameless => *known = Some(nameless),
                    _ => drop(known.take_if(|it| *it != cluster && Some(*it) != nameless)),
                }
            }
        }
        Ok(())
    })?;
    Ok(clusters)
}

fn each_bucket(
    reader: &Reader,
    mut each: impl FnMut(i64, &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let sql = include_str!("../../../queries/time_buckets.sql");
    let mut statement = reader.rows.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let blob = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        each(row.get(0)?, blob)?;
    }
    Ok(())
}

/// The text of a credential, or the number if no credential has it.
pub(super) fn credential_text(credential: IdentifierId, reader: &Reader) -> String {
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
    use crate::store::rows::uses::same_request::Names;
    use crate::store::rows::uses::time_bucket::{Merged, PackedUse, RequestKey, merge};
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
            let nameless = |_: &PackedUse| Names {
                user: "",
                cluster: "",
            };
            merge(bucket, &[], &mut uses, &nameless, &mut merged);
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
            assert_eq!(found.listed, [], "{most} at a time");
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
