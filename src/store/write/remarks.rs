//! What is remarked of uses beside their sums: which tokens the API server called stale, which ids came several at once.

use rusqlite::Connection;

use super::bulk::Rows;
use crate::log::parsed_batch::Remarks;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::IdentifierId;
use crate::store::Error;
use crate::store::ids::IdAllocator;

/// Remarks that are kept back before they are written.
const MANY: usize = 10_000;

/// Whether it is time to write them.
pub(in crate::store) fn are_many(remarks: &Remarks) -> bool {
    remarks.stale.len() + remarks.crowded.len() >= MANY
}

/// Writes them. A credential is used again and again, and remarked each time.
pub(in crate::store) fn write(
    remarks: &Remarks,
    numbers: &mut IdAllocator,
    connection: &Connection,
) -> Result<(), Error> {
    let mut stale = Rows::of(
        include_str!("../../../queries/record_stale_token.sql"),
        connection,
    );
    for number in identified(remarks.stale.iter(), numbers, connection)? {
        stale.bind(number).end_row()?;
    }
    stale.finish()?;
    let ids = identified(remarks.crowded.iter().map(|it| &it.0), numbers, connection)?;
    let users: Vec<&str> = remarks.crowded.iter().map(|it| it.1.as_str()).collect();
    let users = numbers.names(&users, connection)?;
    let mut crowded = Rows::of(
        include_str!("../../../queries/record_crowded_use.sql"),
        connection,
    );
    for (credential, user) in ids.into_iter().zip(users) {
        crowded.bind(credential).bind(user).end_row()?;
    }
    crowded.finish()?;
    Ok(())
}

fn identified<'i>(
    ids: impl Iterator<Item = &'i String>,
    numbers: &mut IdAllocator,
    connection: &Connection,
) -> Result<Vec<IdentifierId>, Error> {
    let ids: Vec<Identifier> = ids.map(|it| CredentialId::parse(it).into()).collect();
    numbers.identifiers(&ids, connection)
}

impl Remarks {
    pub(in crate::store) fn append(&mut self, other: &mut Remarks) {
        self.stale.append(&mut other.stale);
        self.crowded.append(&mut other.crowded);
    }
}
