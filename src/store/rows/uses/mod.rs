//! Writes uses into the database.

pub(crate) mod credential_users;
mod packed_use;
pub(crate) mod same_request;
pub(crate) mod texts;
pub(crate) mod time_bucket;
pub(crate) mod totals;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, Statement};

use crate::log::parsed_batch::{ParsedBatch, Use};
use crate::model::receipt::Bytes;
use crate::model::row_id::{FileId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids::IdAllocator;
use crate::store::rows::uses::credential_users::{CredentialUser, CredentialUsers};
use crate::store::rows::uses::same_request::Names;
use crate::store::rows::uses::texts::Texts;
use crate::store::rows::uses::time_bucket::{Fresh, PackedUse, RequestKey, Role};
use crate::store::rows::uses::totals::{UsageTotals, add, record_all};

/// Uses that wait before they are written, 130 bytes each.
const MANY: usize = 75_000;

/// Uses that wait to be written, and totals of the uses that were written.
#[derive(Debug, Default)]
pub(in crate::store) struct Uses {
    users: CredentialUsers,
    clusters: Texts,
    waiting: Vec<Waiting>,
    buffers: Buffers,
}

/// Buffers that serve for one bucket after the other: to allocate them each time costs as much as to fill them.
#[derive(Debug, Default)]
struct Buffers {
    records: Vec<PackedUse>,
    before: Vec<u8>,
    merged: time_bucket::Merged,
}

/// A use with the positions of its texts in [`Uses`].
#[derive(Debug, Clone, Copy)]
struct Waiting {
    who: u32,
    cluster: u32,
    line: u32,
    bytes: Bytes,
    request: RequestKey,
    role: Role,
    at: UnixNanos,
}

impl Uses {
    /// Adds the uses of a batch.
    pub(in crate::store) fn add(&mut self, reading: &ParsedBatch) {
        let mut cluster = None;
        for one in &reading.uses {
            let known = cluster.filter(|(span, _)| *span == one.cluster);
            let known = known.unwrap_or_else(|| {
                let text = reading.texts.get(one.cluster);
                (one.cluster, self.clusters.position(text))
            });
            cluster = Some(known);
            let who = self.users.position(reading.texts.get(one.who), one.id);
            self.wait(one, who, known.1);
        }
    }

    fn wait(&mut self, one: &Use, who: u32, cluster: u32) {
        let (at, until) = (UnixNanos::from(one.at), UnixNanos::from(one.until));
        let waiting = Waiting {
            who,
            cluster,
            line: u32::try_from(one.line).unwrap_or(u32::MAX),
            bytes: one.bytes,
            request: RequestKey::new(&one.request),
            role: Role::Counted,
            at,
        };
        self.waiting.push(waiting);
        if time_bucket::second_of(until) != time_bucket::second_of(at) {
            self.waiting.push(Waiting {
                role: Role::DuplicateMarker,
                at: until,
                ..waiting
            });
        }
    }

    /// Whether it is time to write the waiting uses.
    pub(in crate::store) fn are_many(&self) -> bool {
        self.waiting.len() >= MANY || self.users.are_many()
    }

    /// Writes the waiting uses. Returns how many of them the database knew already. The totals of new uses may wait until
    /// [`write_sums`](Self::write_sums).
    pub(in crate::store) fn write(
        &mut self,
        file: FileId,
        allocator: &mut IdAllocator,
        connection: &Connection,
    ) -> Result<u64, Error> {
        self.users.number(allocator, connection)?;
        let mut ids = allocator.batch(connection);
        let clusters = self.clusters.iter().map(|it| ids.intern_name(it));
        let clusters = clusters.collect::<Result<Vec<NameId>, Error>>()?;
        ids.record_names()?;
        let mut writing = Writing::into(connection)?;
        for (bucket, runs) in buckets(&self.waiting) {
            let waiting = runs
                .into_iter()
                .flat_map(|run| self.waiting.get(run).unwrap_or_default());
            let packed = waiting.map(|it| {
                let (who, cluster) = numbered(it, &self.users.numbered, &clusters);
                it.packed(who, cluster.packed(), file.packed())
            });
            self.buffers.records.clear();
            self.buffers.records.extend(packed);
            writing.merge(bucket, &mut self.buffers)?;
            for one in &self.buffers.merged.new {
                self.users.add(one);
            }
        }
        self.waiting.clear();
        let Writing {
            changed,
            duplicates,
            ..
        } = writing;
        let are_too_many = self.users.are_too_many();
        if are_too_many || !changed.is_empty() {
            self.write_sums(connection)?;
        }
        if are_too_many {
            self.users = CredentialUsers::default();
        }
        if !changed.is_empty() {
            recount(&changed, connection)?;
        }
        Ok(duplicates)
    }

    /// Writes the waiting totals.
    pub(in crate::store) fn write_sums(&mut self, connection: &Connection) -> Result<(), Error> {
        self.users.write_sums(connection)
    }
}

/// The rows of a use's credential, user and cluster.
#[allow(
    clippy::indexing_slicing,
    reason = "a use waits with the positions that it was given; none may be lost in silence"
)]
fn numbered(
    waiting: &Waiting,
    users: &[CredentialUser],
    clusters: &[NameId],
) -> (CredentialUser, NameId) {
    let (who, cluster) = (waiting.who as usize, waiting.cluster as usize);
    (users[who], clusters[cluster])
}

impl Waiting {
    /// The packed use: row numbers take the place of positions.
    fn packed(&self, who: CredentialUser, cluster: u32, file: u32) -> PackedUse {
        PackedUse {
            credential: who.credential,
            request: self.request,
            role: self.role,
            at: self.at,
            principal: who.principal,
            cluster,
            file,
            line: self.line,
            fresh: Some(Fresh {
                who: self.who,
                bytes: self.bytes,
            }),
        }
    }
}

/// The ranges of uses that fall into each bucket. Logs are nearly in order of time, so that there are few ranges.
fn buckets(waiting: &[Waiting]) -> BTreeMap<i64, Vec<Range<usize>>> {
    let mut buckets: BTreeMap<i64, Vec<Range<usize>>> = BTreeMap::new();
    let mut start = 0;
    for run in waiting
        .chunk_by(|one, next| time_bucket::bucket_of(one.at) == time_bucket::bucket_of(next.at))
    {
        let end = start + run.len();
        if let Some(first) = run.first() {
            buckets
                .entry(time_bucket::bucket_of(first.at))
                .or_default()
                .push(start..end);
        }
        start = end;
    }
    buckets
}

/// Statements that merge uses into buckets, and what the merges have found.
struct Writing<'c> {
    connection: &'c Connection,
    find: Statement<'c>,
    record: Statement<'c>,
    /// Names that were fetched to decide which of two records of one use names the user and the cluster better.
    texts: BTreeMap<NameId, String>,
    /// Credentials whose known uses have changed.
    changed: BTreeSet<u32>,
    duplicates: u64,
}

impl<'c> Writing<'c> {
    fn into(connection: &'c Connection) -> Result<Self, Error> {
        Ok(Writing {
            connection,
            find: connection.prepare(include_str!("../../../../queries/time_bucket.sql"))?,
            record: connection
                .prepare(include_str!("../../../../queries/record_time_bucket.sql"))?,
            texts: BTreeMap::new(),
            changed: BTreeSet::new(),
            duplicates: 0,
        })
    }

    /// Merges uses into their bucket. Names are fetched only if two records of one use name different users or clusters.
    fn merge(&mut self, bucket: i64, buffers: &mut Buffers) -> Result<(), Error> {
        let Buffers {
            records,
            before,
            merged,
        } = buffers;
        before.clear();
        let read = self.find.query_row([bucket], |row| {
            before.extend_from_slice(row.get_ref(0)?.as_blob()?);
            Ok(())
        });
        read.optional()?;
        loop {
            let unknown = RefCell::new(BTreeSet::new());
            let names = |one: &PackedUse| names_of(one, &self.texts, &unknown);
            time_bucket::merge(bucket, before, records, &names, merged);
            let unknown = unknown.into_inner();
            if unknown.is_empty() {
                break;
            }
            self.texts.extend(crate::store::names_of(
                unknown.into_iter(),
                self.connection,
            )?);
        }
        self.record.execute((bucket, &merged.blob))?;
        self.changed.extend(&merged.changed);
        self.duplicates += merged.duplicates;
        Ok(())
    }
}

/// The names of a record's user and cluster. Names that `texts` lacks are added to `unknown`.
fn names_of<'t>(
    one: &PackedUse,
    texts: &'t BTreeMap<NameId, String>,
    unknown: &RefCell<BTreeSet<NameId>>,
) -> Names<'t> {
    let text = |number: u32| {
        let number = NameId::from(number);
        let text = texts.get(&number).map(String::as_str);
        if text.is_none() {
            unknown.borrow_mut().insert(number);
        }
        text.unwrap_or_default()
    };
    Names {
        user: text(one.principal),
        cluster: text(one.cluster),
    }
}

/// Computes the totals of these credentials again: the time, user name or cluster of one of their uses has changed.
fn recount(changed: &BTreeSet<u32>, connection: &Connection) -> Result<(), Error> {
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    let mut span = connection.prepare(include_str!("../../../../queries/usage_span_of.sql"))?;
    let mut forget = connection.prepare(include_str!("../../../../queries/forget_usage.sql"))?;
    for credential in changed {
        let (from, to): (Option<UnixNanos>, Option<UnixNanos>) =
            span.query_row([credential], |row| Ok((row.get(0)?, row.get(1)?)))?;
        first = first.min(from.map_or(i64::MAX, time_bucket::bucket_of));
        last = last.max(to.map_or(i64::MIN, time_bucket::bucket_of));
        forget.execute([credential])?;
    }
    let mut totals = UsageTotals::default();
    let mut buckets =
        connection.prepare(include_str!("../../../../queries/time_buckets_between.sql"))?;
    let mut rows = buckets.query([first, last])?;
    while let Some(row) = rows.next()? {
        let uses = time_bucket::unpack(
            row.get(0)?,
            row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?,
        );
        uses.filter(|it| it.role == Role::Counted && changed.contains(&it.credential))
            .for_each(|it| add(&mut totals, &it));
    }
    record_all(&totals, connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entry::RequestId;

    fn waiting(at: UnixNanos) -> Waiting {
        Waiting {
            who: 0,
            cluster: 0,
            line: 1,
            bytes: Bytes {
                offset: 0,
                length: 1,
            },
            request: RequestKey::new(&RequestId::Other(String::new())),
            role: Role::Counted,
            at,
        }
    }

    #[test]
    fn each_use_lies_in_its_bucket() {
        let all = [1, 2, time_bucket::LENGTH, 3, -1, -2].map(|it| waiting(UnixNanos(it)));
        let moments = |runs: Vec<Range<usize>>| {
            let uses = runs.into_iter().flat_map(|run| &all[run]);
            uses.map(|it| it.at.0).collect::<Vec<_>>()
        };
        let buckets = buckets(&all).into_iter();
        let buckets: Vec<_> = buckets
            .map(|(bucket, runs)| (bucket, moments(runs)))
            .collect();
        let expected = [
            (-1, vec![-1, -2]),
            (0, vec![1, 2, 3]),
            (1, vec![time_bucket::LENGTH]),
        ];
        assert_eq!(buckets, expected);
        assert!(super::buckets(&[]).is_empty());
    }
}
