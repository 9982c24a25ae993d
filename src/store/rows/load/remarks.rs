//! Writes what uses show beside their totals: tokens that the API server called stale, and ids of which one use had several.

use rusqlite::Connection;

use crate::log::parsed_batch::Remarks;
use crate::model::identifier::CredentialId;
use crate::store::Error;
use crate::store::rows::ids::IdAllocator;
use crate::store::rows::insert::Rows;

/// Remarks that wait before they are written.
const MANY: usize = 10_000;

/// Whether it is time to write the waiting remarks.
pub(in crate::store) fn are_many(remarks: &Remarks) -> bool {
    remarks.stale.len() + remarks.crowded.len() >= MANY
}

/// Writes remarks; a remark that the database knows changes nothing.
pub(in crate::store) fn write(
    remarks: &Remarks,
    allocator: &mut IdAllocator,
    connection: &Connection,
) -> Result<(), Error> {
    let mut ids = allocator.batch(connection);
    let mut stale = Rows::of(
        include_str!("../../../../queries/record_stale_token.sql"),
        connection,
    );
    for id in &remarks.stale {
        let credential = ids.intern(&CredentialId::parse(id).into())?;
        stale.bind(credential).end_row()?;
    }
    stale.finish()?;
    let mut crowded = Rows::of(
        include_str!("../../../../queries/record_crowded_use.sql"),
        connection,
    );
    for (id, user) in &remarks.crowded {
        let credential = ids.intern(&CredentialId::parse(id).into())?;
        crowded.bind(credential).bind(ids.intern_name(user)?);
        crowded.end_row()?;
    }
    crowded.finish()?;
    ids.record_names()
}

impl Remarks {
    pub(in crate::store) fn append(&mut self, other: &mut Remarks) {
        self.stale.append(&mut other.stale);
        self.crowded.append(&mut other.crowded);
    }
}
