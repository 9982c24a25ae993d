//! The credentials that depend on a key version, a pool, a user or a credential.

use crate::model::identifier::Identifier;
use crate::model::row_id::IdentifierId;
use crate::store::rows::ids;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::lineage::identifiers::{known_one, restored};
use crate::store::values::to_integer;
use crate::store::{Error, Store, json_list};

/// Credentials that were requested with others.
#[derive(Debug)]
pub struct FirstRequested {
    /// The credentials.
    pub found: IdSet,
    /// Whether these are all of them.
    pub is_all: bool,
}

impl Store {
    /// What a key version signed: credentials, and digests that nothing claims.
    pub fn signed_with(&mut self, key: &str) -> Result<IdSet, Error> {
        let mut set = IdSet::default();
        let sql = include_str!("../../../../queries/signed_with.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([key])?;
        let mut unclaimed: Option<IdentifierId> = None;
        while let Some(row) = rows.next()? {
            match row.get(1)? {
                Some(claim) => {
                    unclaimed = None;
                    set.insert(claim);
                }
                // the first row of each digest
                None => unclaimed
                    .replace(row.get(0)?)
                    .into_iter()
                    .for_each(|it| set.insert(it)),
            }
        }
        unclaimed.into_iter().for_each(|it| set.insert(it));
        Ok(set)
    }

    /// The certificates that a pool created.
    pub fn certified_by(&mut self, pool: &str) -> Result<IdSet, Error> {
        self.identifiers_by_text(include_str!("../../../../queries/certified_by.sql"), pool)
    }

    /// The credentials that a user presented, and the certificates with the user's name as common name.
    pub fn credentials_named_after(&mut self, user: &str) -> Result<IdSet, Error> {
        self.identifiers_by_text(
            include_str!("../../../../queries/credentials_named_after_user.sql"),
            user,
        )
    }

    /// The credentials that were requested with any of these credentials.
    pub fn requested_with(&mut self, requesters: &IdSet) -> Result<IdSet, Error> {
        let sql = include_str!("../../../../queries/requested_with.sql");
        let mut set = IdSet::default();
        for page in requesters.pages() {
            set.join(&self.identifiers_by_text(sql, &page)?);
        }
        Ok(set)
    }

    /// The credentials that the first `most` requests with any of these credentials brought.
    pub fn first_requested_with(
        &mut self,
        requesters: &IdSet,
        most: usize,
    ) -> Result<FirstRequested, Error> {
        let sql = include_str!("../../../../queries/requested_with.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let (mut found, mut left) = (IdSet::default(), most);
        for page in requesters.pages() {
            let mut rows = statement.query([page])?;
            while let Some(row) = rows.next()? {
                if left == 0 {
                    let is_all = false;
                    return Ok(FirstRequested { found, is_all });
                }
                found.insert(row.get(0)?);
                left -= 1;
            }
        }
        let is_all = true;
        Ok(FirstRequested { found, is_all })
    }

    /// The identifiers that a query with one text parameter returns.
    fn identifiers_by_text(&self, sql: &str, text: &str) -> Result<IdSet, Error> {
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let found = statement.query_map([text], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Pairs of a credential and the credential with which it was requested.
    pub fn requesters_of(
        &mut self,
        credentials: &[IdentifierId],
    ) -> Result<Vec<(IdentifierId, IdentifierId)>, Error> {
        let sql = include_str!("../../../../queries/requesters_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let pairs = statement.query_map([json_list(credentials.iter())], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(pairs.collect::<Result<_, _>>()?)
    }

    /// The identifiers of a set, in the order of kinds and values.
    pub fn identified(&mut self, set: &IdSet) -> Result<Vec<(Identifier, IdentifierId)>, Error> {
        let numbers: Vec<IdentifierId> = set.numbers().collect();
        let identifiers = self.reader.identifiers_of(numbers.iter())?.into_iter();
        let mut identified: Vec<_> = identifiers.map(|(number, it)| (it, number)).collect();
        identified.sort_unstable_by(|one, other| ids::stored(&one.0).cmp(&ids::stored(&other.0)));
        Ok(identified)
    }

    /// At most `most` identifiers after this one, in the order of kinds and values.
    pub fn identifiers_after(
        &mut self,
        after: Option<&Identifier>,
        most: usize,
    ) -> Result<Vec<(Identifier, IdentifierId)>, Error> {
        let (kind, value) = after.map_or((0, [].as_slice()), ids::stored);
        let sql = include_str!("../../../../queries/identifiers_after.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let known = statement.query_map((kind, value, to_integer(most)), restored)?;
        known
            .map(|known| known_one(known?).map(|(number, it)| (it, number)))
            .collect()
    }
}
