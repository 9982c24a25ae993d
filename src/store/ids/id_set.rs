//! Many identifiers at once, by their numbers: one bit each, so that millions fit into little memory.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::user::User;
use crate::store::read::identifiers::credential_seed;
use crate::store::read::identifiers::{known_one, restored};
use crate::store::{Error, Store, ids, json_list, names_of};

/// Numbers that one question asks about.
const ASKED: usize = 4_096;

/// A set of identifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdSet(FixedBitSet);

impl IdSet {
    /// An empty set with room for all numbers up to this one.
    pub fn upto(last: IdentifierId) -> Self {
        let last = usize::try_from(last.0).unwrap_or_default();
        IdSet(FixedBitSet::with_capacity(last + 1))
    }

    /// Adds one.
    pub fn insert(&mut self, seed: IdentifierId) {
        if let Ok(number) = usize::try_from(seed.0) {
            self.0.grow_and_insert(number);
        }
    }

    /// Adds all of another set.
    pub fn join(&mut self, other: &IdSet) {
        self.0.union_with(&other.0);
    }

    /// Takes all of another set away.
    pub fn leave_out(&mut self, other: &IdSet) {
        self.0.difference_with(&other.0);
    }

    /// Whether it is in here.
    pub fn contains(&self, seed: IdentifierId) -> bool {
        usize::try_from(seed.0).is_ok_and(|number| self.0.contains(number))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.count_ones(..)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_clear()
    }

    fn seeds(&self) -> impl Iterator<Item = IdentifierId> + '_ {
        self.0.ones().map(|number| IdentifierId(number as i64))
    }

    fn pages(&self) -> impl Iterator<Item = String> + '_ {
        let mut seeds = self.seeds().peekable();
        std::iter::from_fn(move || {
            seeds.peek()?;
            Some(json_list(seeds.by_ref().take(ASKED)))
        })
    }
}

impl FromIterator<IdentifierId> for IdSet {
    fn from_iter<I: IntoIterator<Item = IdentifierId>>(seeds: I) -> Self {
        let mut crowd = IdSet::default();
        seeds.into_iter().for_each(|seed| crowd.insert(seed));
        crowd
    }
}

impl Store {
    /// What a key version signed: credentials, and digests that nothing claims.
    pub fn signed_with(&mut self, key: &str) -> Result<IdSet, Error> {
        let mut crowd = IdSet::default();
        let sql = include_str!("../../../queries/signed_with.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([key])?;
        while let Some(row) = rows.next()? {
            let claims: [Option<IdentifierId>; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
            if claims == [None; 3] {
                crowd.insert(row.get(0)?);
            }
            claims.into_iter().flatten().for_each(|it| crowd.insert(it));
        }
        Ok(crowd)
    }

    /// The certificates that a pool created.
    pub fn certified_by(&mut self, pool: &str) -> Result<IdSet, Error> {
        self.crowd(include_str!("../../../queries/certified_by.sql"), pool)
    }

    /// The credentials that came with a user name, and the certificates with this common name.
    pub fn held_by(&mut self, user: &str) -> Result<IdSet, Error> {
        self.crowd(include_str!("../../../queries/held_by.sql"), user)
    }

    /// The credentials that were asked for with any of these.
    pub fn asked_for_with(&mut self, requesters: &IdSet) -> Result<IdSet, Error> {
        let sql = include_str!("../../../queries/asked_for_with.sql");
        let mut crowd = IdSet::default();
        for page in requesters.pages() {
            crowd.join(&self.crowd(sql, &page)?);
        }
        Ok(crowd)
    }

    /// The identifiers that a query of one text finds.
    fn crowd(&self, sql: &str, text: &str) -> Result<IdSet, Error> {
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let found = statement.query_map([text], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Pairs of a credential and the one with which it was asked for.
    pub fn requesters_of(
        &mut self,
        credentials: &[IdentifierId],
    ) -> Result<Vec<(IdentifierId, IdentifierId)>, Error> {
        let sql = include_str!("../../../queries/requesters_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let pairs = statement.query_map([json_list(credentials.iter())], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// What these numbers stand for, in the order of their kinds and values.
    pub async fn identified(
        &mut self,
        crowd: &IdSet,
    ) -> Result<Vec<(Identifier, IdentifierId)>, Error> {
        let seeds: Vec<IdentifierId> = crowd.seeds().collect();
        let identifiers = self.reader.identifiers_of(seeds.iter())?.into_iter();
        let mut identified: Vec<_> = identifiers.map(|(number, it)| (it, number)).collect();
        identified.sort_unstable_by(|one, other| ids::stored(&one.0).cmp(&ids::stored(&other.0)));
        Ok(identified)
    }

    /// Identifiers after this one, in the order of their kinds and values, `most` of them at the most.
    pub fn identifiers_after(
        &mut self,
        after: Option<&Identifier>,
        most: usize,
    ) -> Result<Vec<(Identifier, IdentifierId)>, Error> {
        let (kind, value) = after.map_or((0, [].as_slice()), ids::stored);
        let sql = include_str!("../../../queries/identifiers_after.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let known = statement.query_map((kind, value, most as i64), restored)?;
        known
            .map(|known| known_one(known?).map(|(number, it)| (it, number)))
            .collect()
    }

    /// The users who came with a credential, by the numbers of their names and of the clusters' names.
    pub fn users_of(&mut self, credential: IdentifierId) -> Result<Vec<(NameId, NameId)>, Error> {
        let sql = include_str!("../../../queries/users_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let users = statement.query_map([credential], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    /// The names of these users and clusters.
    pub fn names_of_users(
        &self,
        numbers: impl Iterator<Item = NameId>,
    ) -> Result<BTreeMap<NameId, String>, Error> {
        names_of(numbers, &self.reader.rows)
    }

    /// The first credentials that came with a user name in a cluster, in the order of their kinds and values.
    pub fn credentials_of_user(
        &mut self,
        user: &User,
        most: usize,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        let sql = include_str!("../../../queries/credentials_of_user.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let known = statement.query_map((&user.name, &user.cluster, most as i64), restored)?;
        known
            .map(|known| credential_seed(known_one(known?)?))
            .collect()
    }
}
