//! Unclaimed signatures of issuing keys, in a window or in the whole database. A signature is unclaimed if no entry of another log and no
//! recomputed digest names its digest: `queries/unclaimed_signatures_among.sql` has that rule, and nothing else has it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::model::entry::Event;
use crate::model::identifier::ToBeSigned;
use crate::model::identity::subject::Candidate;
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::model::time::later;
use crate::model::window::Window;
use crate::store::rows::lineage::record::Record;
use crate::store::{Error, Store, json_list};

/// Row numbers in one parameter of a query.
const ASKED: usize = 10_000;

/// Key versions, by the rows of their names.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<NameId>);

impl Keys {
    fn of(mut keys: Vec<NameId>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        Keys(keys)
    }

    /// Returns the union of two sets of key versions.
    pub fn and(mut self, other: Keys) -> Self {
        self.0.extend(other.0);
        Keys::of(self.0)
    }

    pub(in crate::store) fn as_json(&self) -> String {
        json_list(self.0.iter())
    }

    fn has(&self, key: NameId) -> bool {
        self.0.binary_search(&key).is_ok()
    }
}

/// Which signatures a scan looks for.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// The keys whose signatures are looked for.
    pub keys: Keys,
    /// Digests that evidence explains, in order: they are left out.
    pub explained: Vec<IdentifierId>,
}

impl Watched {
    fn is_explained(&self, digest: IdentifierId) -> bool {
        self.explained.binary_search(&digest).is_ok()
    }
}

/// All unclaimed signatures of the database, so that a window takes no query.
#[derive(Debug)]
pub struct Unclaimed {
    /// The digests, in the order of their values.
    pub digests: Vec<IdentifierId>,
    /// The times at which issuing keys signed, in order, each with the position of its digest.
    signed: Vec<(UnixNanos, usize)>,
}

impl Unclaimed {
    /// The first `most` digests of a window, in the order of their values.
    fn first_between(&self, window: Window, most: usize) -> Vec<IdentifierId> {
        let (from, to) = window.bounds();
        let begin = self.signed.partition_point(|(at, _)| *at < from);
        let inside = self.signed.iter().skip(begin);
        let mut first = BTreeSet::new();
        for (_, position) in inside.take_while(|(at, _)| *at < to) {
            first.insert(*position);
            if first.len() > most {
                first.pop_last();
            }
        }
        let digests = first.into_iter().map(|it| self.digests.get(it));
        digests.flatten().copied().collect()
    }
}

impl Store {
    /// The key versions of these CryptoKeys.
    pub fn versions_of(&mut self, crypto_keys: &BTreeSet<String>) -> Result<Keys, Error> {
        let list = serde_json::to_string(crypto_keys).unwrap_or_default(); // texts do not fail to be written
        let sql = include_str!("../../../../queries/key_versions.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let keys = statement.query_map([list], |row| row.get(0))?;
        Ok(Keys::of(keys.collect::<Result<_, _>>()?))
    }

    /// The key versions in the database for which `holds` is true.
    pub fn versions_that(&mut self, holds: &dyn Fn(&str) -> bool) -> Result<Keys, Error> {
        let sql = include_str!("../../../../queries/all_key_versions.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            keys.extend(holds(&name).then_some(row.get::<_, NameId>(0)?));
        }
        Ok(Keys::of(keys))
    }

    /// Digests that these keys signed and that evidence may explain.
    pub fn evident_signatures(&mut self, keys: &Keys) -> Result<Vec<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/signatures_with_evidence.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let digests = statement.query_map([keys.as_json()], |row| row.get(0))?;
        Ok(digests.collect::<Result<_, _>>()?)
    }

    /// The first `most` unclaimed signatures between two times, in the order of their digests.
    pub fn candidates(
        &mut self,
        watched: &Watched,
        (from, to): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        let mut digests = self.unclaimed_signatures(up_to(from, to), watched)?;
        digests.truncate(most);
        self.candidates_of(&digests)
    }

    /// The same as [`candidates`](Self::candidates), from all unclaimed signatures.
    pub fn candidates_among(
        &mut self,
        unclaimed: &Unclaimed,
        (from, to): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        self.candidates_of(&unclaimed.first_between(up_to(from, to), most))
    }

    /// The records of the first `most` unclaimed signatures by `keys` between two times, in the order of their digests. None of them where one
    /// of these keys signed a SHA-256 digest in that time, claimed or not.
    pub fn signatures_without_sha256(
        &mut self,
        keys: &Keys,
        watched: &Watched,
        (from, to): (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Record>, Error> {
        let digests = self.signed_between(up_to(from, to), keys)?;
        if digests.is_empty() || self.is_sha256_among(&digests)? {
            return Ok(Vec::new());
        }
        let mut unclaimed = self.without_claim(&digests, watched)?;
        unclaimed.truncate(most);
        if unclaimed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.reader.facts(&[], &unclaimed)?.records)
    }

    fn is_sha256_among(&self, digests: &[IdentifierId]) -> Result<bool, Error> {
        let sql = include_str!("../../../../queries/sha256_digest_among.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        for digests in digests.chunks(ASKED) {
            if statement.query_row([json_list(digests.iter())], |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn candidates_of(&mut self, digests: &[IdentifierId]) -> Result<Vec<Candidate>, Error> {
        if digests.is_empty() {
            return Ok(Vec::new());
        }
        let records = self.reader.facts(&[], digests)?.records;
        let mut candidates: Vec<Candidate> = records.iter().filter_map(candidate).collect();
        candidates.sort();
        candidates.dedup_by_key(|it| it.digest);
        Ok(candidates)
    }

    /// The unclaimed digests that the watched keys signed in a window, in the order of their values.
    pub fn unclaimed_signatures(
        &mut self,
        window: Window,
        watched: &Watched,
    ) -> Result<Vec<IdentifierId>, Error> {
        let digests = self.signed_between(window, &watched.keys)?;
        self.without_claim(&digests, watched)
    }

    /// The digests that these keys signed in a window.
    fn signed_between(&self, window: Window, keys: &Keys) -> Result<Vec<IdentifierId>, Error> {
        let (from, to) = window.bounds();
        let sql = include_str!("../../../../queries/signatures_between.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let digests = statement.query_map((from, to, keys.as_json()), |row| row.get(0))?;
        Ok(digests.collect::<Result<_, _>>()?)
    }

    /// The unclaimed digests among digests that issuing keys signed.
    pub fn unclaimed_among(
        &mut self,
        digests: &[IdentifierId],
        watched: &Watched,
    ) -> Result<Unclaimed, Error> {
        let digests = self.without_claim(digests, watched)?;
        let signed = self.signed(&digests, &watched.keys)?;
        Ok(Unclaimed { digests, signed })
    }

    /// The unclaimed digests among signed ones that `watched` does not leave out, in the order of their values.
    fn without_claim(
        &self,
        digests: &[IdentifierId],
        watched: &Watched,
    ) -> Result<Vec<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/unclaimed_signatures_among.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut unclaimed: Vec<(Option<ToBeSigned>, IdentifierId)> = Vec::new();
        for digests in digests.chunks(ASKED) {
            let rows = statement.query_map([json_list(digests.iter())], |row| {
                let digest = ToBeSigned::from_bytes(row.get_ref(1)?.as_bytes()?);
                Ok((digest, row.get(0)?))
            })?;
            for row in rows {
                unclaimed.push(row?);
            }
        }
        unclaimed.retain(|it| !watched.is_explained(it.1));
        unclaimed.sort_unstable();
        Ok(unclaimed.into_iter().map(|it| it.1).collect())
    }

    /// When these keys signed these digests, in order.
    fn signed(
        &mut self,
        digests: &[IdentifierId],
        keys: &Keys,
    ) -> Result<Vec<(UnixNanos, usize)>, Error> {
        let sql = include_str!("../../../../queries/signed_at.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let mut signed = Vec::with_capacity(digests.len());
        for (position, digest) in digests.iter().enumerate() {
            let mut rows = statement.query([digest])?;
            while let Some(row) = rows.next()? {
                if keys.has(row.get(1)?) {
                    signed.push((row.get(0)?, position));
                }
            }
        }
        signed.sort_unstable();
        Ok(signed)
    }
}

/// The candidate that a record of a signature is.
pub fn candidate(record: &Record) -> Option<Candidate> {
    match &record.entry.event {
        Event::Signed(signed) => Some(Candidate {
            digest: signed.digest,
            place: record.place.clone(),
        }),
        _ => None,
    }
}

/// The window from one time up to and including another.
fn up_to(from: Timestamp, to: Timestamp) -> Window {
    Window {
        from: Some(from),
        to: Some(later(to, SignedDuration::from_nanos(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_first_ones_of_a_moment_are_those_of_the_smallest_values() {
        let unclaimed = Unclaimed {
            digests: [40, 10, 30, 20].map(IdentifierId).to_vec(), // in the order of their values
            signed: [(1, 3), (2, 0), (2, 3), (3, 1), (3, 2), (4, 0)]
                .map(|(second, position)| (UnixNanos::from(at(second)), position))
                .to_vec(),
        };
        let first = |from, to, most| -> Vec<i64> {
            let digests = unclaimed.first_between(up_to(at(from), at(to)), most);
            digests.into_iter().map(|it| it.0).collect()
        };
        assert_eq!(first(1, 4, 9), [40, 10, 30, 20]);
        assert_eq!(first(2, 3, 2), [40, 10]);
        assert_eq!(first(1, 1, 2), [20]);
        assert_eq!(first(5, 9, 2), [0; 0]);
    }
}
