//! Identifiers by their rows.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rusqlite::Row;

use crate::model::identifier::{CredentialId, Fingerprint, Identifier, ToBeSigned};
use crate::model::row_id::IdentifierId;
use crate::store::Error;
use crate::store::rows::ids;

/// Identifiers by their rows.
pub(in crate::store) type Identifiers = HashMap<IdentifierId, Identifier, RandomState>;

/// The identifier in a row of number, kind and value. None for a kind or value that this program never wrote.
pub(in crate::store) fn restored(
    row: &Row<'_>,
) -> rusqlite::Result<(IdentifierId, Option<Identifier>)> {
    let value = row.get_ref(2)?.as_bytes()?;
    Ok((row.get(0)?, ids::restored(row.get(1)?, value)))
}

/// The identifier of a row, or [`Error::Damaged`] if there is none.
pub(in crate::store) fn known_one(
    (number, identifier): (IdentifierId, Option<Identifier>),
) -> Result<(IdentifierId, Identifier), Error> {
    let identifier = identifier.ok_or(Error::Damaged("an unknown identifier"))?;
    Ok((number, identifier))
}

/// The credential of a row, or [`Error::Damaged`] for a digest.
pub(in crate::store) fn credential_seed(
    (number, identifier): (IdentifierId, Identifier),
) -> Result<(CredentialId, IdentifierId), Error> {
    match identifier {
        Identifier::Credential(credential) => Ok((credential, number)),
        Identifier::Digest(_) => Err(Error::Damaged("a digest among the credentials")),
    }
}

pub(in crate::store) fn credential(
    number: Option<IdentifierId>,
    identifiers: &Identifiers,
) -> Option<CredentialId> {
    match identifiers.get(&number?)? {
        Identifier::Credential(credential) => Some(credential.clone()),
        Identifier::Digest(_) => None,
    }
}

pub(in crate::store) fn certificate(
    number: Option<IdentifierId>,
    identifiers: &Identifiers,
) -> Option<Fingerprint> {
    match credential(number, identifiers)? {
        CredentialId::Certificate(fingerprint) => Some(fingerprint),
        CredentialId::Token(_) | CredentialId::Other(_) => None,
    }
}

pub(in crate::store) fn digest(
    number: Option<IdentifierId>,
    identifiers: &Identifiers,
) -> Option<ToBeSigned> {
    match identifiers.get(&number?)? {
        Identifier::Digest(digest) => Some(*digest),
        Identifier::Credential(_) => None,
    }
}
