//! Checks signatures of authorities that waited for a key, and those that are new.
//!
//! A signature that a key verifies, or that cannot be verified here, is forgotten. One that stays although a key is known was not made by
//! that key. Anybody can create CA certificates that state any name and key identifier, so that of an authority only so many keys are tried:
//! first those from which the identifier is worked out, which nobody else can have. A signature that none of those tried made is invalid if
//! there is such a key among them, or no key was left out; else it is undecided. A later key that only states the identifier decides no
//! undecided signature: who writes many signatures and many keys could have each tried with each.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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

/// The additions of one file: signatures to check, and the authorities with keys that the database did not have.
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
            let sql = include_str!("../../../../../queries/pending_signature_of.sql");
            let mut statement = connection.prepare_cached(sql)?;
            if let Some(pending) = statement.query_row([identifier], read).optional()? {
                decide(&pending?, &mut keys, connection)?;
            }
        }
        for (authority, own) in self.keys {
            let sql = include_str!("../../../../../queries/pending_signatures_of_authority.sql");
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
    pending: PendingSignature,
}

/// In the order of the query's columns.
fn read(row: &Row<'_>) -> rusqlite::Result<Result<Pending, Error>> {
    let (identifier, authority) = (row.get(0)?, row.get(4)?);
    let (message, signature) = (row.get(2)?, row.get(3)?);
    let scheme = Scheme::of_code(row.get(1)?);
    Ok(scheme.map(|scheme| Pending {
        identifier,
        authority,
        pending: PendingSignature {
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

/// Keys of one authority: all, or as many as are tried.
struct Tried {
    keys: Vec<Vec<u8>>,
    /// Whether there are more keys, and none of those tried is the authority's own.
    is_cut: bool,
}

/// The keys of authorities that were looked up.
type Keys = BTreeMap<NameId, Tried>;

impl Tried {
    fn of(authority: NameId, connection: &Connection) -> Result<Self, Error> {
        let sql = include_str!("../../../../../queries/authority_keys.sql");
        let mut statement = connection.prepare_cached(sql)?;
        let most = to_integer(MOST_KEYS + 1);
        let keys = statement.query_map((authority, most), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut keys: Vec<(Vec<u8>, bool)> = keys.collect::<Result<_, _>>()?;
        let is_cut = keys.len() > MOST_KEYS && !keys.iter().any(|(_, is_own)| *is_own);
        keys.truncate(MOST_KEYS);
        Ok(Tried {
            keys: keys.into_iter().map(|it| it.0).collect(),
            is_cut,
        })
    }

    /// Whether a key made the signature, or cannot tell.
    fn settles(&self, pending: &PendingSignature) -> bool {
        let fails = |key: &Vec<u8>| pending.against(key) == KeyVerdict::Fails;
        !self.keys.iter().all(fails)
    }
}

fn keys<'k>(
    authority: NameId,
    known: &'k mut Keys,
    connection: &Connection,
) -> Result<&'k Tried, Error> {
    if !known.contains_key(&authority) {
        known.clear(); // one authority at a time: no more than its keys are in memory
    }
    Ok(match known.entry(authority) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(Tried::of(authority, connection)?),
    })
}

/// Forgets a signature that a key made or that cannot be verified here; sets it apart where not all keys were tried.
fn decide(pending: &Pending, known: &mut Keys, connection: &Connection) -> Result<(), Error> {
    let keys = keys(pending.authority, known, connection)?;
    let is_settled = keys.settles(&pending.pending);
    if !is_settled && keys.is_cut {
        let record = include_str!("../../../../../queries/record_undecided.sql");
        connection.execute(record, [pending.identifier])?;
    }
    if is_settled || keys.is_cut {
        let forget = include_str!("../../../../../queries/forget_pending_signature.sql");
        connection.execute(forget, [pending.identifier])?;
    }
    if is_settled {
        forget_undecided(pending.identifier, connection)?;
    }
    Ok(())
}

/// Decides signatures that were set apart: a key came from which the name of the authority is worked out.
fn decide_undecided(
    authority: NameId,
    known: &mut Keys,
    connection: &Connection,
) -> Result<(), Error> {
    let sql = include_str!("../../../../../queries/undecided_of_authority.sql");
    for pending in all(sql, authority, connection)? {
        if !keys(authority, known, connection)?.settles(&pending.pending) {
            let record =
                include_str!("../../../../../queries/record_pending_signature_of_undecided.sql");
            connection.execute(record, [pending.identifier])?;
        }
        forget_undecided(pending.identifier, connection)?;
    }
    Ok(())
}

fn forget_undecided(identifier: IdentifierId, connection: &Connection) -> Result<(), Error> {
    let forget = include_str!("../../../../../queries/forget_undecided.sql");
    connection.execute(forget, [identifier])?;
    Ok(())
}
