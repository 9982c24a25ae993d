//! Plain chains: credentials of which row numbers and times alone show that nothing is missing, read by ranges of row numbers.

mod accumulator;
mod at_most_one;
pub mod names;
mod signed;
pub mod walk;

use foldhash::HashSet;

use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::Error;
use crate::store::rows::ids;
use crate::store::rows::reader::Reader;

/// A credential and a user who presented it.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'v> {
    /// The row of the credential.
    pub credential: IdentifierId,
    /// The user name and the cluster.
    pub user: (NameId, NameId),
    /// The code of the credential's kind.
    pub kind: i64,
    /// The stored value of the credential.
    pub value: &'v [u8],
}

/// The credential with a kind and a stored value. None for a kind or value that this program never wrote.
pub fn restored(kind: i64, value: &[u8]) -> Option<CredentialId> {
    match ids::restored(kind, value)? {
        Identifier::Credential(credential) => Some(credential),
        Identifier::Digest(_) => None,
    }
}

impl Reader {
    /// The last row of an identifier.
    pub fn last_identifier(&self) -> Result<IdentifierId, Error> {
        let sql = include_str!("../../../../queries/identifier_count.sql");
        Ok(self.rows.query_row(sql, [], |row| row.get(0))?)
    }

    /// Exceptional identifiers: those that evidence mentions, and those that were recomputed from the bytes of a certificate.
    pub fn exceptional_ids(&self) -> Result<HashSet<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/exceptional_ids.sql");
        let mut statement = self.rows.prepare(sql)?;
        let exceptional = statement.query_map([], |row| row.get(0))?;
        Ok(exceptional.collect::<Result<_, _>>()?)
    }

    /// Shows the credentials with row numbers in `from..to`, each with every user who presented it, some pairs more than once.
    pub fn each_user(
        &self,
        from: IdentifierId,
        to: IdentifierId,
        show: &mut dyn FnMut(Presented<'_>),
    ) -> Result<(), Error> {
        let sql = include_str!("../../../../queries/users_of_credentials.sql");
        let mut statement = self.rows.prepare_cached(sql)?;
        let mut rows = statement.query([from, to])?;
        while let Some(row) = rows.next()? {
            show(Presented {
                credential: row.get(0)?,
                user: (row.get(1)?, row.get(2)?),
                kind: row.get(3)?,
                value: row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?,
            });
        }
        Ok(())
    }
}
