//! Checks signatures of authorities that waited for a key, and those that are new.
//!
//! Anybody can create CA certificates that state any name and key identifier. So the keys from which the identifier of an authority is worked
//! out decide alone, once one is met: nobody else can have such a key. Until then the keys that state the identifier decide for now, each
//! signature tried with each. Where more keys state it than are tried, none of them counts, and all signatures of the authority are
//! undecided: who writes many signatures and many keys could otherwise have each tried with each, or have the order of files decide.

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

    /// Checks the new signatures with the keys of their authorities, and the known signatures of authorities with new keys.
    pub(super) fn check(self, connection: &Connection) -> Result<(), Error> {
        let mut known = Known::new();
        for identifier in self.signatures {
            let sql = include_str!("../../../../../queries/pending_signature_of.sql");
            let mut statement = connection.prepare_cached(sql)?;
            if let Some(pending) = statement.query_row([identifier], read).optional()? {
                decide(&pending?, &mut known, connection)?;
            }
        }
        for (authority, own) in self.keys {
            let keys = keys(authority, &mut known, connection)?;
            let sql = match (&keys, own) {
                (Keys::Crowd, _) => {
                    leave_undecided(authority, connection)?;
                    continue;
                }
                (Keys::Own(_), Own::Stated) => continue,
                (Keys::Own(_), Own::WorkedOut) => {
                    include_str!("../../../../../queries/signatures_of_authority.sql")
                }
                (Keys::Stated(_), _) => {
                    include_str!("../../../../../queries/pending_signatures_of_authority.sql")
                }
            };
            for pending in all(sql, authority, connection)? {
                decide(&pending, &mut known, connection)?;
            }
        }
        Ok(())
    }
}

/// A signature that no key from which the identifier of its authority is worked out has verified.
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

/// The keys of one authority that count.
enum Keys {
    /// Those from which its identifier is worked out.
    Own(Vec<Vec<u8>>),
    /// Those that state its identifier, none if no key is known.
    Stated(Vec<Vec<u8>>),
    /// More keys state its identifier than are tried.
    Crowd,
}

/// What is known of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The authority made it.
    Sound,
    /// Nothing speaks against it yet.
    Provisional,
    /// The known keys did not make it, or there are none.
    Pending,
    /// It is not known which key is that of the authority.
    Undecided,
}

/// The keys of authorities that were looked up.
type Known = BTreeMap<NameId, Keys>;

impl Keys {
    fn of(authority: NameId, connection: &Connection) -> Result<Self, Error> {
        let sql = include_str!("../../../../../queries/authority_keys.sql");
        let mut statement = connection.prepare_cached(sql)?;
        let most = to_integer(MOST_KEYS + 1);
        let keys = statement.query_map((authority, most), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut keys: Vec<(Vec<u8>, bool)> = keys.collect::<Result<_, _>>()?;
        let has_own = keys.iter().any(|(_, is_own)| *is_own);
        if !has_own && keys.len() > MOST_KEYS {
            return Ok(Keys::Crowd);
        }
        keys.truncate(MOST_KEYS);
        keys.retain(|(_, is_own)| *is_own == has_own);
        let keys = keys.into_iter().map(|it| it.0).collect();
        Ok(match has_own {
            true => Keys::Own(keys),
            false => Keys::Stated(keys),
        })
    }

    fn state(&self, signature: &PendingSignature) -> State {
        let (keys, is_own) = match self {
            Keys::Own(keys) => (keys, true),
            Keys::Stated(keys) => (keys, false),
            Keys::Crowd => return State::Undecided,
        };
        let verdicts: Vec<KeyVerdict> = keys.iter().map(|it| signature.against(it)).collect();
        let holds = verdicts.contains(&KeyVerdict::Holds);
        let fails = verdicts.contains(&KeyVerdict::Fails);
        let cannot_be_tried = verdicts.contains(&KeyVerdict::Unsupported);
        match is_own {
            true if holds => State::Sound,
            true if fails => State::Pending,
            false if !holds && !cannot_be_tried => State::Pending,
            _ => State::Provisional,
        }
    }
}

fn keys<'k>(
    authority: NameId,
    known: &'k mut Known,
    connection: &Connection,
) -> Result<&'k Keys, Error> {
    if !known.contains_key(&authority) {
        known.clear(); // one authority at a time: no more than its keys are in memory
    }
    Ok(match known.entry(authority) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(Keys::of(authority, connection)?),
    })
}

/// Puts a signature where its state belongs.
fn decide(pending: &Pending, known: &mut Known, connection: &Connection) -> Result<(), Error> {
    let state = keys(pending.authority, known, connection)?.state(&pending.pending);
    for (table, forget) in [
        (
            State::Pending,
            include_str!("../../../../../queries/forget_pending_signature.sql"),
        ),
        (
            State::Undecided,
            include_str!("../../../../../queries/forget_undecided.sql"),
        ),
        (
            State::Provisional,
            include_str!("../../../../../queries/forget_provisional.sql"),
        ),
    ] {
        if table != state {
            let mut forget = connection.prepare_cached(forget)?;
            forget.execute([pending.identifier])?;
        }
    }
    let record = match state {
        State::Sound => return Ok(()),
        State::Pending => include_str!("../../../../../queries/record_pending_signatures.sql"),
        State::Undecided => include_str!("../../../../../queries/record_undecided.sql"),
        State::Provisional => include_str!("../../../../../queries/record_provisional.sql"),
    };
    let PendingSignature {
        scheme,
        message,
        signature,
    } = &pending.pending;
    let row = (
        pending.identifier,
        pending.authority,
        scheme.code(),
        message,
        signature,
    );
    connection.prepare_cached(record)?.execute(row)?;
    Ok(())
}

/// Leaves all signatures of an authority undecided.
fn leave_undecided(authority: NameId, connection: &Connection) -> Result<(), Error> {
    for sql in [
        include_str!("../../../../../queries/record_undecided_of_authority.sql"),
        include_str!("../../../../../queries/forget_pending_of_authority.sql"),
        include_str!("../../../../../queries/forget_provisional_of_authority.sql"),
    ] {
        connection.prepare_cached(sql)?.execute([authority])?;
    }
    Ok(())
}
