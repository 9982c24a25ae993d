//! Uses of ten minutes, packed into one blob: 42 bytes a use, sorted, each request with each credential once.
//!
//! SQLite would spend more on a row than on everything else that is done for a line. The blob serves two purposes: exact
//! de-duplication over files, and the answer to "which credentials were used in this window".
//!
//! Several records of one request and second merge by rules that do not depend on their order: the earliest time counts, a named
//! cluster counts more than none, and records of different users or clusters stay [apart](same_request). A raw event whose stage came in a later second leaves a duplicate marker there, so that GKE's entry of the
//! same request, which may bear that later time, is recognised. Duplicate markers are not counted.

use sha2::{Digest as _, Sha256};

use super::same_request::{self, MOST_PARTS, Names, Part};
use crate::log::shape::timestamp::fineness;
use crate::model::entry::RequestId;
use crate::model::receipt::Bytes;
use crate::model::time::UnixNanos;

/// Nanoseconds of one bucket.
pub(crate) const LENGTH: i64 = 600 * 1_000_000_000;

/// Nanoseconds of one second.
const SECOND: i64 = 1_000_000_000;

/// Bytes of one packed use.
pub(crate) const WIDTH: usize = 42;

/// The identity of a request: the UUID of a request, or 128 bits of SHA-256 over an id of any other form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RequestKey {
    bytes: [u8; 16],
    form: RequestForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum RequestForm {
    Uuid,
    Hash,
}

impl RequestKey {
    pub(crate) fn new(request: &RequestId) -> Self {
        match request {
            RequestId::Uuid(bytes) => RequestKey {
                bytes: *bytes,
                form: RequestForm::Uuid,
            },
            RequestId::Other(text) => {
                let hash: [u8; 32] = Sha256::digest(text).into();
                let mut bytes = [0; 16];
                bytes.copy_from_slice(&hash[..16]);
                RequestKey {
                    bytes,
                    form: RequestForm::Hash,
                }
            }
        }
    }

    /// The bytes of the key.
    pub(crate) fn packed(self) -> [u8; 17] {
        let mut packed = [0; 17];
        packed[..16].copy_from_slice(&self.bytes);
        packed[16] = u8::from(self.form == RequestForm::Hash);
        packed
    }

    /// The key of these bytes.
    pub(crate) fn unpacked(packed: [u8; 17]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&packed[..16]);
        RequestKey {
            bytes,
            form: match packed[16] {
                0 => RequestForm::Uuid,
                _ => RequestForm::Hash,
            },
        }
    }

    /// The request's id, if it is a UUID.
    pub(crate) fn text(self) -> Option<String> {
        (self.form == RequestForm::Uuid).then(|| RequestId::Uuid(self.bytes).to_string())
    }
}

/// Whether a packed use counts, or marks the duplicate of a use that counts in another second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Counted,
    DuplicateMarker,
}

/// One packed use, with row numbers of identifiers, names and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PackedUse {
    pub(crate) credential: u32,
    pub(crate) request: RequestKey,
    pub(crate) role: Role,
    pub(crate) at: UnixNanos,
    pub(crate) principal: u32,
    pub(crate) cluster: u32,
    pub(crate) file: u32,
    pub(crate) line: u32,
    /// The values of a use from the file that is being read; None for a use from the database.
    pub(crate) fresh: Option<Fresh>,
}

/// The values that a use from the file that is being read has, and a packed use in the database lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fresh {
    /// The position of the pair of credential and user in [`CredentialUsers`](super::credential_users).
    pub(crate) who: u32,
    /// The bytes of the line.
    pub(crate) bytes: Bytes,
}

/// The second in which a time lies.
pub(crate) fn second_of(at: UnixNanos) -> i64 {
    at.0.div_euclid(SECOND)
}

/// The bucket in which a time lies.
pub(crate) fn bucket_of(at: UnixNanos) -> i64 {
    at.0.div_euclid(LENGTH)
}

impl PackedUse {
    /// The key of a use: two records with the same credential, request and second are the same use, if their users and clusters may be the
    /// [same](same_request). A caller may choose the id of a request (`Audit-ID`), so that the id alone does not make two requests one; and
    /// some exports cut times to whole seconds.
    pub(crate) fn key(&self) -> (u32, RequestKey, i64) {
        (self.credential, self.request, second_of(self.at))
    }

    /// The row numbers of the user and the cluster, by which uses of one key are in order.
    pub(crate) fn user(&self) -> (u32, u32) {
        (self.principal, self.cluster)
    }

    fn put(&self, bucket: i64, bytes: &mut Vec<u8>) {
        let offset = (self.at.0 - bucket * LENGTH).clamp(0, LENGTH - 1);
        let flags = u8::from(self.role == Role::DuplicateMarker)
            | (u8::from(self.request.form == RequestForm::Hash) << 1);
        bytes.extend_from_slice(&self.credential.to_be_bytes());
        bytes.extend_from_slice(&self.request.bytes);
        bytes.push(flags);
        bytes.extend_from_slice(&offset.to_be_bytes()[3..]);
        for number in [self.principal, self.cluster, self.file, self.line] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
    }

    fn take(bucket: i64, bytes: &[u8; WIDTH]) -> Self {
        let number = |at: usize| {
            let four = bytes.get(at..).and_then(|it| it.first_chunk());
            four.copied().map_or(0, u32::from_be_bytes)
        };
        let offset = bytes[21..26]
            .iter()
            .fold(0, |sum, &byte| (sum << 8) | i64::from(byte));
        let mut request = [0; 16];
        request.copy_from_slice(&bytes[4..20]);
        PackedUse {
            credential: number(0),
            request: RequestKey {
                bytes: request,
                form: if bytes[20] & 2 == 0 {
                    RequestForm::Uuid
                } else {
                    RequestForm::Hash
                },
            },
            role: if bytes[20] & 1 == 0 {
                Role::Counted
            } else {
                Role::DuplicateMarker
            },
            at: UnixNanos(bucket.saturating_mul(LENGTH).saturating_add(offset)), // a damaged row may hold any bucket
            principal: number(26),
            cluster: number(30),
            file: number(34),
            line: number(38),
            fresh: None,
        }
    }
}

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
        let last = || parts.len().checked_sub(1).filter(|it| *it + 1 >= MOST_PARTS);
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

impl PackedUse {
    /// Both records as one, with the user, cluster, file and line of this one.
    pub(super) fn joined(self, other: &PackedUse) -> PackedUse {
        let marker = [self.role, other.role].contains(&Role::DuplicateMarker);
        PackedUse {
            at: earlier(self.at, other.at),
            role: if marker {
                Role::DuplicateMarker
            } else {
                Role::Counted
            },
            ..self
        }
    }
}

/// The earlier of two times of one event. A time that an export has cut gives way to a finer one.
pub(crate) fn earlier(one: UnixNanos, other: UnixNanos) -> UnixNanos {
    if fineness(one.0) <= fineness(other.0) {
        one
    } else {
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let records = [of((1, 1), 30), of(other, 20), of((1, 0), 40), of((0, 1), 50)];
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
        let earlier = |one, other| super::earlier(UnixNanos(one), UnixNanos(other)).0;
        assert_eq!(earlier(10 * SECOND, 10 * SECOND + 3), 10 * SECOND + 3);
        assert_eq!(earlier(10 * SECOND + 3, 9 * SECOND), 9 * SECOND);
        assert_eq!(earlier(10 * SECOND + 3, 10 * SECOND + 2), 10 * SECOND + 2);
    }
}
