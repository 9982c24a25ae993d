//! Totals of uses: how many uses, the first and the last.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::{NonZeroU32, NonZeroU64};

use foldhash::fast::RandomState;
use rusqlite::Connection;

use crate::model::receipt::Bytes;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;
use crate::store::rows::uses::time_bucket::PackedUse;
use crate::store::values::to_integer;

/// The total of one credential with one user name in one cluster.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    count: NonZeroU64,
    pub(super) cluster: u32,
    first: End,
    last: End,
}

/// The first or the last use of a total.
#[derive(Debug, Clone, Copy)]
struct End {
    at: UnixNanos,
    file: u32,
    line: u32,
    bytes: Option<Stretch>,
}

/// The bytes of a line, four bytes shorter than [`Bytes`]: no line is longer than 4 GiB.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    offset: u64,
    length: NonZeroU32,
}

/// Totals by credential, user name and cluster.
pub(super) type UsageTotals = HashMap<(u32, u32, u32), Sum, RandomState>;

impl End {
    /// File and line of the use. Of several uses at one time the one that was read first counts.
    fn place(&self) -> (u32, u32) {
        (self.file, self.line)
    }
}

impl From<&PackedUse> for End {
    fn from(one: &PackedUse) -> Self {
        End {
            at: one.at,
            file: one.file,
            line: one.line,
            bytes: one.fresh.and_then(|it| Stretch::of(it.bytes)),
        }
    }
}

impl Stretch {
    fn of(bytes: Bytes) -> Option<Self> {
        let length = u32::try_from(bytes.length).ok()?;
        Some(Stretch {
            offset: bytes.offset,
            length: NonZeroU32::new(length)?,
        })
    }
}

impl Sum {
    pub(super) fn of(one: &PackedUse) -> Self {
        let end = End::from(one);
        Sum {
            count: NonZeroU64::MIN,
            cluster: one.cluster,
            first: end,
            last: end,
        }
    }

    pub(super) fn add(&mut self, one: &PackedUse) {
        let end = End::from(one);
        self.count = self.count.saturating_add(1);
        if (end.at, end.place()) < (self.first.at, self.first.place()) {
            self.first = end;
        }
        if (self.last.at, end.place()) < (end.at, self.last.place()) {
            self.last = end;
        }
    }
}

pub(super) fn add(totals: &mut UsageTotals, one: &PackedUse) {
    let key = (one.credential, one.principal, one.cluster);
    match totals.entry(key) {
        Entry::Occupied(mut sum) => sum.get_mut().add(one),
        Entry::Vacant(vacant) => drop(vacant.insert(Sum::of(one))),
    }
}

pub(super) fn record_all(totals: &UsageTotals, connection: &Connection) -> Result<(), Error> {
    let mut totals: Vec<_> = totals.iter().collect();
    totals.sort_unstable_by_key(|(key, _)| **key); // in the order of the table
    let totals = totals.into_iter().map(|(key, sum)| (key.0, key.1, *sum));
    record(totals, connection)
}

/// Writes totals of credentials with user names.
pub(super) fn record(
    totals: impl Iterator<Item = (u32, u32, Sum)>,
    connection: &Connection,
) -> Result<(), Error> {
    let record = include_str!("../../../../queries/record_usage.sql");
    let mut rows = Rows::of(record, connection);
    for (credential, principal, sum) in totals {
        rows.bind(IdentifierId::from(credential))
            .bind(NameId::from(principal))
            .bind(NameId::from(sum.cluster))
            .bind(to_integer(sum.count.get()));
        for end in [&sum.first, &sum.last] {
            rows.bind(end.at)
                .bind(FileId::from(end.file))
                .bind(i64::from(end.line))
                .bind(end.bytes.map(|it| to_integer(it.offset)))
                .bind(end.bytes.map(|it| i64::from(it.length.get())));
        }
        rows.end_row()?;
    }
    rows.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entry::RequestId;
    use crate::store::rows::uses::time_bucket::{RequestKey, Role};

    fn packed(at: i64, line: u32) -> PackedUse {
        PackedUse {
            credential: 1,
            request: RequestKey::new(&RequestId::Other(line.to_string())),
            role: Role::Counted,
            at: UnixNanos(at),
            principal: 1,
            cluster: 1,
            file: 1,
            line,
            fresh: None,
        }
    }

    #[test]
    fn of_several_uses_at_one_moment_the_first_one_read_is_named() {
        let mut uses = [packed(5, 7), packed(5, 3), packed(9, 8), packed(9, 4)];
        for _ in 0..uses.len() {
            uses.rotate_left(1);
            let mut totals = UsageTotals::default();
            uses.iter().for_each(|it| add(&mut totals, it));
            let sum = totals[&(1, 1, 1)];
            let total = (sum.count.get(), sum.first.line, sum.last.line);
            assert_eq!(total, (4, 3, 4));
        }
    }
}
