//! Users and the credentials that they presented.

use std::collections::BTreeMap;

use crate::model::identifier::CredentialId;
use crate::model::identity::user::User;
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::rows::lineage::identifiers::{credential_seed, known_one, restored};
use crate::store::values::to_integer;
use crate::store::{Error, Store, names_of};

impl Store {
    /// The users who presented a credential: user name and cluster.
    pub fn users_of(&mut self, credential: IdentifierId) -> Result<Vec<(NameId, NameId)>, Error> {
        let sql = include_str!("../../../../queries/users_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let users = statement.query_map([credential], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    /// The texts of these names.
    pub fn names_of_users(
        &self,
        numbers: impl Iterator<Item = NameId>,
    ) -> Result<BTreeMap<NameId, String>, Error> {
        names_of(numbers, &self.reader.rows)
    }

    /// The first `most` credentials that a user of a cluster presented, in the order of kinds and values.
    pub fn credentials_of_user(
        &mut self,
        user: &User,
        most: usize,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        let sql = include_str!("../../../../queries/credentials_of_user.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let known = statement.query_map((&user.name, &user.cluster, to_integer(most)), restored)?;
        known
            .map(|known| credential_seed(known_one(known?)?))
            .collect()
    }
}
