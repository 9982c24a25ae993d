//! Uses of ten minutes, packed into one blob: 42 bytes a use, sorted, each request with each credential once.
//!
//! SQLite would spend more on a row than on everything else that is done for a line. The blob serves two purposes: exact
//! de-duplication over files, and the answer to "which credentials were used in this window".
//!
//! Several records of one request and second merge by rules that do not depend on their order: the earliest time counts, a named
//! cluster counts more than none, and records of different users or clusters stay [apart](super::same_request). A raw event whose stage
//! came in a later second leaves a duplicate marker there, so that GKE's entry of the same request, which may bear that later time, is
//! recognised. Duplicate markers are not counted.

#[cfg(test)]
pub(crate) use super::packed_use::LENGTH;
pub(crate) use super::packed_use::{
    Fresh, PackedUse, RequestKey, Role, WIDTH, bucket_of, second_of,
};
use super::same_request::{self, MOST_PARTS, Names, Part};

/// All uses of a blob, in order of credential and request.
pub(crate) fn unpack(bucket: i64, blob: &[u8]) -> impl Iterator<Item = PackedUse> + '_ {
    blob.as_chunks::<WIDTH>()
        .0
        .iter()
        .map(move |bytes| PackedUse::take(bucket, bytes))
}

/// Whether a blob holds a use of this key.
pub(crate) fn holds(bucket: i64, blob: &[u8], key: (u32, RequestKey, i64)) -> bool {
    let uses = blob.as_chunks::<WIDTH>().0;
    let found = uses.binary_search_by(|it| PackedUse::take(bucket, it).key().cmp(&key));
    found.is_ok()
}

/// The result of a merge. The next bucket uses the same memory again.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) blob: Vec<u8>,
    /// Counted uses that the bucket lacked.
    pub(crate) new: Vec<PackedUse>,
    /// Credentials of which a use in the bucket has changed: their totals must be computed again.
    pub(crate) changed: Vec<u32>,
    /// How many records are of uses that the bucket already had.
    pub(crate) duplicates: u64,
}

/// Merges records into a bucket. `names` returns the names of a record's user and cluster.
pub(crate) fn merge<'t>(
    bucket: i64,
    blob: &[u8],
    records: &mut [PackedUse],
    names: &dyn Fn(&PackedUse) -> Names<'t>,
    merged: &mut Merged,
) {
    records.sort_by_key(PackedUse::key);
    merged.clear();
    merged.blob.reserve(blob.len() + records.len() * WIDTH);
    let mut old = unpack(bucket, blob).peekable();
    let mut records = records.iter().copied().peekable();
    let mut parts: Vec<Part> = Vec::new();
    while let Some(first) = records.next() {
        while let Some(before) = old.next_if(|it| it.key() < first.key()) {
            before.put(bucket, &mut merged.blob);
        }
        parts.clear();
        while let Some(known) = old.next_if(|it| it.key() == first.key()) {
            parts.push(Part::known(known));
        }
        merged.take(first, &mut parts);
        while let Some(again) = records.next_if(|it| it.key() == first.key()) {
            merged.take(again, &mut parts);
        }
        merged.duplicates += same_request::unite(&mut parts, names);
        for part in &parts {
            merged.note(part);
            part.one.put(bucket, &mut merged.blob);
        }
    }
    old.for_each(|it| it.put(bucket, &mut merged.blob));
}

impl Merged {
    fn clear(&mut self) {
        self.blob.clear();
        self.new.clear();
        self.changed.clear();
        self.duplicates = 0;
    }

    /// Joins a record with the part that has the same user and cluster, if there is one, or with the last where there are many.
    fn take(&mut self, record: PackedUse, parts: &mut Vec<Part>) {
        let same = parts.iter().rposition(|it| it.one.user() == record.user());
        let last = || {
            parts
                .len()
                .checked_sub(1)
                .filter(|it| *it + 1 >= MOST_PARTS)
        };
        match same.or_else(last).and_then(|it| parts.get_mut(it)) {
            Some(part) => self.duplicates += part.join(&record),
            None => parts.push(Part::new(record)),
        }
    }

    fn note(&mut self, part: &Part) {
        match part.known {
            None if part.one.role == Role::Counted => self.new.push(part.one),
            Some(known) if known != part.one => self.changed.push(part.one.credential),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed_use::{SECOND, earlier};
    use super::*;
    use crate::model::entry::RequestId;
    use crate::model::time::UnixNanos;

    fn record(credential: u32, request: &str, at: i64) -> PackedUse {
        let request = RequestKey::new(&RequestId::parse(request));
        PackedUse {
            credential,
            request,
            role: Role::Counted,
            at: UnixNanos(at),
            principal: 1,
            cluster: 1,
            file: 1,
            line: 1,
            fresh: None,
        }
    }

    /// The names of a cluster and a user with these numbers.
    fn names(one: &PackedUse) -> Names<'static> {
        let name = |number: u32| ["", "one", "two"][number as usize];
        Names {
            user: name(one.principal),
            cluster: name(one.cluster),
        }
    }

    fn merge(bucket: i64, blob: &[u8], records: &[PackedUse]) -> Merged {
        let mut merged = Merged::default();
        super::merge(bucket, blob, &mut records.to_vec(), &names, &mut merged);
        merged
    }

    #[test]
    fn packed_uses_come_back_as_they_were() {
        let at = 2_983_333 * LENGTH + 599_999_999_999;
        let records = vec![
            record(7, "0aebf8e0-d8b0-448c-a510-5377bf873790", at),
            PackedUse {
                role: Role::DuplicateMarker,
                ..record(8, "odd", at - 5)
            },
        ];
        let bucket = bucket_of(UnixNanos(at));
        let merged = merge(bucket, &[], &records);
        assert_eq!(unpack(bucket, &merged.blob).collect::<Vec<_>>(), records);
        assert_eq!(merged.new, records[..1]);
    }

    #[test]
    fn the_order_of_records_does_not_matter() {
        let records = [
            record(1, "a", 30),
            PackedUse {
                cluster: 0,
                line: 2,
                ..record(1, "a", 20)
            },
            PackedUse {
                role: Role::DuplicateMarker,
                ..record(1, "a", 40)
            },
            record(2, "a", 5),
        ];
        let forward = merge(0, &[], &records).blob;
        for split in 0..=records.len() {
            let (early, late) = records.split_at(split);
            let first = merge(0, &[], late).blob;
            assert_eq!(merge(0, &first, early).blob, forward);
        }
    }

    #[test]
    fn the_same_use_again_changes_nothing() {
        let records = vec![record(1, "a", 30), record(2, "a", 30)];
        let first = merge(0, &[], &records);
        let second = merge(0, &first.blob, &records);
        assert_eq!(second.blob, first.blob);
        assert_eq!(
            (second.new.len(), second.changed.len(), second.duplicates),
            (0, 0, 2)
        );
    }

    #[test]
    fn requests_of_two_clusters_or_users_are_two_uses_whatever_their_id() {
        let of = |(principal, cluster), at| PackedUse {
            principal,
            cluster,
            ..record(1, "a", at)
        };
        for other in [(1, 2), (2, 1)] {
            let records = [
                of((1, 1), 30),
                of(other, 20),
                of((1, 0), 40),
                of((0, 1), 50),
            ];
            let all = merge(0, &[], &records);
            let users: Vec<_> = all.new.iter().map(PackedUse::user).collect();
            assert_eq!((users, all.duplicates), (vec![(1, 1), other], 2));
            for split in 0..=records.len() {
                let (early, late) = records.split_at(split);
                let first = merge(0, &[], late).blob;
                assert_eq!(merge(0, &first, early).blob, all.blob);
            }
        }
    }

    #[test]
    fn a_cut_time_gives_way_to_a_finer_one_of_its_second() {
        let earliest = |one, other| earlier(UnixNanos(one), UnixNanos(other)).0;
        assert_eq!(earliest(10 * SECOND, 10 * SECOND + 3), 10 * SECOND + 3);
        assert_eq!(earliest(10 * SECOND + 3, 9 * SECOND), 9 * SECOND);
        assert_eq!(earliest(10 * SECOND + 3, 10 * SECOND + 2), 10 * SECOND + 2);
    }
}
