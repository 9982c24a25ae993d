//! Where a walk over lineages starts: all credentials, or those that a window touches.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::facts::{IdentifierRow, Record, Seed, identifier, unpacked};
use super::{Error, Store, json_list, nanoseconds, numbers, slot};
use crate::entry::Event;
use crate::identifier::{CredentialId, Identifier};
use crate::lineage::Candidate;

/// Numbers in one question to the database.
const ASKED: usize = 10_000;

/// A stretch of time; open ends are unbounded. The end is not part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after it.
    pub to: Option<Timestamp>,
}

impl Window {
    pub(super) fn bounds(self) -> (i64, i64) {
        (
            self.from.map_or(i64::MIN, nanoseconds),
            self.to.map_or(i64::MAX, nanoseconds),
        )
    }

    /// Whether this moment is in it.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Whether it has no ends.
    pub fn is_everything(self) -> bool {
        self == Window::default()
    }
}

impl Store {
    /// Credentials after this one, in their order, `most` of them at the most.
    pub async fn seeds(
        &mut self,
        after: Option<&CredentialId>,
        most: usize,
    ) -> Result<BTreeMap<CredentialId, Seed>, Error> {
        let after = after.map(|it| Identifier::from(it.clone()));
        let (kind, value) = after.as_ref().map_or((0, [].as_slice()), numbers::stored);
        let most = most as i64;
        let rows = sqlx::query_file!("queries/seeds.sql", kind, value, most)
            .fetch_one(&mut self.connection)
            .await?
            .rows;
        unpacked::<IdentifierRow>(&rows)?
            .into_iter()
            .map(|row| credential_seed(identifier(row)?))
            .collect()
    }

    /// The credentials that were used, or that entries speak of, in a window.
    pub fn seeds_in(&mut self, window: Window) -> Result<Vec<(CredentialId, Seed)>, Error> {
        let (from, to) = window.bounds();
        let mut seeds = self.named_in((from, to))?;
        self.used_in((from, to), &mut seeds)?;
        let seeds: Vec<Seed> = seeds.into_iter().collect();
        self.credentials_of(&seeds)
    }

    /// The credentials that entries of a window speak of.
    fn named_in(&self, (from, to): (i64, i64)) -> Result<BTreeSet<Seed>, Error> {
        let sql = include_str!("../../queries/credentials_of_entries_between.sql");
        let mut statement = self.rows.prepare(sql)?;
        let seeds = statement.query_map([from, to], |row| row.get(0))?;
        Ok(seeds.collect::<Result<_, _>>()?)
    }

    /// Adds the credentials that were used in a window.
    fn used_in(&self, (from, to): (i64, i64), seeds: &mut BTreeSet<Seed>) -> Result<(), Error> {
        let inside = |at: i64| from <= at && at < to;
        let sql = include_str!("../../queries/slots_between.sql");
        let mut slots = self.rows.prepare(sql)?;
        let mut rows = slots.query([slot::slot_of(from), slot::slot_of(to.saturating_sub(1))])?;
        while let Some(row) = rows.next()? {
            let uses = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let uses = slot::unpack(row.get(0)?, uses)
                .filter(|it| it.role == slot::Role::Counted && inside(it.at));
            seeds.extend(uses.map(|it| i64::from(it.credential)));
        }
        Ok(())
    }

    /// The credentials with these numbers, in their order.
    pub fn credentials_of(&mut self, numbers: &[Seed]) -> Result<Vec<(CredentialId, Seed)>, Error> {
        let mut credentials = Vec::with_capacity(numbers.len());
        for numbers in numbers.chunks(ASKED) {
            for (number, it) in self.identifiers_of(numbers.iter())? {
                if let Identifier::Credential(it) = it {
                    credentials.push((it, number));
                }
            }
        }
        credentials.sort_unstable();
        Ok(credentials)
    }

    /// Signatures of issuing keys between two moments that nothing claims, the first ones.
    pub async fn candidates(
        &mut self,
        from: Timestamp,
        to: Timestamp,
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        let window = Window {
            from: Some(from),
            to: Some(crate::judge::later(to, jiff::SignedDuration::from_nanos(1))),
        };
        let mut digests = self.unclaimed_signatures(window, &[])?; // of keys that were seen at work
        digests.truncate(most);
        let facts = self.facts(&[], &digests).await?;
        let candidate = |record: Record| match record.entry.event {
            Event::Signed(signed) => Some(Candidate {
                digest: signed.digest,
                place: record.place,
            }),
            _ => None,
        };
        let mut candidates: Vec<Candidate> =
            facts.records.into_iter().filter_map(candidate).collect();
        candidates.sort();
        candidates.dedup_by_key(|it| it.digest);
        Ok(candidates)
    }

    /// The digests of signatures by issuing keys, in a window, that nothing claims.
    pub fn unclaimed_signatures(
        &mut self,
        window: Window,
        listed: &[String],
    ) -> Result<Vec<Seed>, Error> {
        let (from, to) = window.bounds();
        let listed = serde_json::to_string(listed).unwrap_or_default(); // texts do not fail to be written
        let sql = include_str!("../../queries/unclaimed_signatures.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let digests = statement.query_map((from, to, listed), |row| row.get(0))?;
        Ok(digests.collect::<Result<_, _>>()?)
    }

    /// Those of these digests, all of them signed by issuing keys, that nothing claims.
    pub fn unclaimed_among(&mut self, digests: &[Seed]) -> Result<Vec<Seed>, Error> {
        let sql = include_str!("../../queries/unclaimed_signatures_among.sql");
        let mut statement = self.rows.prepare(sql)?;
        let mut unclaimed: Vec<(Vec<u8>, Seed)> = Vec::new();
        for digests in digests.chunks(ASKED) {
            let rows = statement.query_map([json_list(digests.iter())], |row| {
                Ok((row.get(1)?, row.get(0)?))
            })?;
            for row in rows {
                unclaimed.push(row?);
            }
        }
        unclaimed.sort_unstable();
        Ok(unclaimed.into_iter().map(|it| it.1).collect())
    }
}

fn credential_seed((number, identifier): (i64, Identifier)) -> Result<(CredentialId, Seed), Error> {
    match identifier {
        Identifier::Credential(credential) => Ok((credential, number)),
        Identifier::Digest(_) => Err(Error::Damaged("a digest among the credentials")),
    }
}
