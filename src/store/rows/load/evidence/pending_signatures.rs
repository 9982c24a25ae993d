//! Checks signatures of authorities that waited for a key, and those that are new.
//!
//! A signature that a key verifies, or that cannot be verified here, is forgotten. One that stays although a key is known was not made by
//! that key. Anybody can create CA certificates that state any name and key identifier, so that of an authority only so many keys are tried:
//! first those from which the identifier is worked out, which nobody else can have. Where that decides nothing, the signature is undecided.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::evidence::issuer::AuthorityId;
use crate::evidence::pending_signature::{KeyVerdict, PendingSignature, Scheme};
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::Error;
use crate::store::schema::codes::Code;
use crate::store::values::to_integer;

/// The greatest number of keys of one authority that a signature is checked against.
const MOST_KEYS: usize = 64;

/// Whether the name of an authority is worked out from its key, or only stated beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Own {
    Stated,
    WorkedOut,
}

impl Own {
    pub(super) fn of(name: &AuthorityId, key: &[u8]) -> Self {
        match name.is_worked_out_from(key) {
            true => Own::WorkedOut,
            false => Own::Stated,
        }
    }

    pub(super) fn code(self) -> i64 {
        i64::from(self == Own::WorkedOut)
    }
}

/// What one file adds: signatures to check, and the authorities with keys that the database did not have.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    pub(super) signatures: Vec<IdentifierId>,
    keys: BTreeMap<NameId, Own>,
}

impl Fresh {
    /// Adds a key before it is recorded.
    pub(super) fn key(
        &mut self,
        authority: NameId,
        key: &[u8],
        own: Own,
        connection: &Connection,
    ) -> Result<(), Error> {
        let sql = include_str!("../../../../../queries/authority_has_key.sql");
        let mut statement = connection.prepare_cached(sql)?;
        if !statement.exists((authority, key))? {
            let known = self.keys.entry(authority).or_insert(own);
            *known = own.max(*known);
        }
        Ok(())
    }

    /// Checks the new signatures with all keys, and all signatures that wait with the new keys.
    pub(super) fn check(self, connection: &Connection) -> Result<(), Error> {
        let mut keys = BTreeMap::new();
        for identifier in self.signatures {
            let sql = include_str!("../../../../../queries/seal_of.sql");
            let mut statement = connection.prepare_cached(sql)?;
            if let Some(pending) = statement.query_row([identifier], read).optional()? {
                decide(&pending?, &mut keys, connection)?;
            }
        }
        for (authority, own) in self.keys {
            let sql = include_str!("../../../../../queries/seals_of_authority.sql");
            for pending in all(sql, authority, connection)? {
                decide(&pending, &mut keys, connection)?;
            }
            if own == Own::WorkedOut {
                decide_undecided(authority, &mut keys, connection)?;
            }
        }
        Ok(())
    }
}

/// A signature that no key has verified.
struct Pending {
    identifier: IdentifierId,
    authority: NameId,
    seal: PendingSignature,
}

/// In the order of the query's columns.
fn read(row: &Row<'_>) -> rusqlite::Result<Result<Pending, Error>> {
    let (identifier, authority) = (row.get(0)?, row.get(4)?);
    let (message, signature) = (row.get(2)?, row.get(3)?);
    let scheme = Scheme::of_code(row.get(1)?);
    Ok(scheme.map(|scheme| Pending {
        identifier,
        authority,
        seal: PendingSignature {
            scheme,
            message,
            signature,
        },
    }))
}

fn all(sql: &str, authority: NameId, connection: &Connection) -> Result<Vec<Pending>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([authority], read)?;
    rows.map(|it| it?).collect()
}

/// The keys of authorities that were looked up, each list at most one longer than [`MOST_KEYS`].
type Keys = BTreeMap<NameId, Vec<Vec<u8>>>;

fn keys<'k>(
    authority: NameId,
    known: &'k mut Keys,
    connection: &Connection,
) -> Result<&'k [Vec<u8>], Error> {
    if !known.contains_key(&authority) {
        let sql = include_str!("../../../../../queries/authority_keys.sql");
        let mut statement = connection.prepare_cached(sql)?;
        let keys = statement.query_map((authority, to_integer(MOST_KEYS + 1)), |row| row.get(0))?;
        known.clear(); // one authority at a time: no more than its keys are in memory
        known.insert(authority, keys.collect::<Result<_, _>>()?);
    }
    Ok(known.get(&authority).map_or(&[], Vec::as_slice))
}

/// Forgets a signature that a key made or that cannot be verified here; sets it apart where not all keys were tried.
fn decide(pending: &Pending, known: &mut Keys, connection: &Connection) -> Result<(), Error> {
    let keys = keys(pending.authority, known, connection)?;
    let fails = |key: &Vec<u8>| pending.seal.against(key) == KeyVerdict::Fails;
    let is_decided = !keys.iter().take(MOST_KEYS).all(fails);
    let is_cut = keys.len() > MOST_KEYS;
    if !is_decided && is_cut {
        let record = include_str!("../../../../../queries/record_undecided.sql");
        connection.execute(record, [pending.identifier])?;
    }
    if is_decided || is_cut {
        let forget = include_str!("../../../../../queries/forget_seal.sql");
        connection.execute(forget, [pending.identifier])?;
    }
    if is_decided {
        forget_undecided(pending.identifier, connection)?;
    }
    Ok(())
}

/// Tries signatures that were set apart again: a key came from which the name of the authority is worked out.
fn decide_undecided(
    authority: NameId,
    known: &mut Keys,
    connection: &Connection,
) -> Result<(), Error> {
    let sql = include_str!("../../../../../queries/undecided_of_authority.sql");
    for pending in all(sql, authority, connection)? {
        let keys = keys(authority, known, connection)?;
        let fails = |key: &Vec<u8>| pending.seal.against(key) == KeyVerdict::Fails;
        if !keys.iter().take(MOST_KEYS).all(fails) {
            forget_undecided(pending.identifier, connection)?;
        }
    }
    Ok(())
}

fn forget_undecided(identifier: IdentifierId, connection: &Connection) -> Result<(), Error> {
    let forget = include_str!("../../../../../queries/forget_undecided.sql");
    connection.execute(forget, [identifier])?;
    Ok(())
}
