//! The credentials that a window touches.

use std::collections::BTreeSet;

use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::IdentifierId;
use crate::model::time::UnixNanos;
use crate::model::window::Window;
use crate::store::rows::uses::time_bucket;
use crate::store::{Error, Store};

impl Store {
    /// The credentials that were used, or that entries speak of, in a window.
    pub fn seeds_in(&mut self, window: Window) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        let (from, to) = window.bounds();
        let mut seeds = self.named_in((from, to))?;
        self.used_in((from, to), &mut seeds)?;
        let seeds: Vec<IdentifierId> = seeds.into_iter().collect();
        self.credentials_of(&seeds)
    }

    /// The credentials that entries of a window speak of.
    fn named_in(
        &self,
        (from, to): (UnixNanos, UnixNanos),
    ) -> Result<BTreeSet<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/credentials_of_entries_between.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let seeds = statement.query_map([from, to], |row| row.get(0))?;
        Ok(seeds.collect::<Result<_, _>>()?)
    }

    /// Adds the credentials that were used in a window.
    fn used_in(
        &self,
        (from, to): (UnixNanos, UnixNanos),
        seeds: &mut BTreeSet<IdentifierId>,
    ) -> Result<(), Error> {
        let inside = |at: UnixNanos| from <= at && at < to;
        let sql = include_str!("../../../../queries/time_buckets_between.sql");
        let mut buckets = self.reader.rows.prepare(sql)?;
        let mut rows = buckets.query([
            time_bucket::bucket_of(from),
            time_bucket::bucket_of(UnixNanos(to.0.saturating_sub(1))),
        ])?;
        while let Some(row) = rows.next()? {
            let uses = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let uses = time_bucket::unpack(row.get(0)?, uses)
                .filter(|it| it.role == time_bucket::Role::Counted && inside(it.at));
            seeds.extend(uses.map(|it| IdentifierId::from(it.credential)));
        }
        Ok(())
    }

    /// The credentials of these rows, in the order of kinds and values.
    pub fn credentials_of(
        &mut self,
        numbers: &[IdentifierId],
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        let identifiers = self.reader.identifiers_of(numbers.iter())?.into_iter();
        let credentials = identifiers.filter_map(|(number, it)| match it {
            Identifier::Credential(it) => Some((it, number)),
            Identifier::Digest(_) => None,
        });
        let mut credentials: Vec<_> = credentials.collect();
        credentials.sort_unstable();
        Ok(credentials)
    }
}
