//! Row numbers of identifiers and names: rows refer to each other by numbers, not by texts and digests.
//!
//! Digests and ids of tokens come in no order, so that each new identifier would go into another page of the index over identifiers. New
//! identifiers therefore wait until there are many or the file ends, and are then inserted in sorted order. Where the index has outgrown
//! the page cache, even many sorted identifiers touch all of its pages: new identifiers then wait in a small table until the file ends or
//! there are very many.

pub(crate) mod cache;
pub(in crate::store) mod id_runs;
pub mod id_set;
pub(crate) mod table;

use rusqlite::{Connection, Row, Statement};

use crate::model::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::Error;
use crate::store::rows::ids::table::{Flush, IdTable, Index, Table};
use crate::store::rows::insert::Rows;
use crate::store::schema::codes::{identifier, low_byte};

/// Gives out the row numbers of identifiers and names.
#[derive(Debug)]
pub(crate) struct IdAllocator {
    identifiers: IdTable,
    names: IdTable,
}

/// The code of an identifier's kind, and its stored value.
pub(crate) fn stored(identifier: &Identifier) -> (i64, &[u8]) {
    match identifier {
        Identifier::Credential(credential) => stored_credential(credential),
        Identifier::Digest(digest) => (identifier::DIGEST, digest.as_bytes()),
    }
}

/// The code of a credential's kind, and its stored value.
pub(crate) fn stored_credential(credential: &CredentialId) -> (i64, &[u8]) {
    match credential {
        CredentialId::Certificate(fingerprint) => (identifier::CERTIFICATE, &fingerprint.0),
        CredentialId::Token(jti) => (identifier::TOKEN, jti.as_str().as_bytes()),
        CredentialId::Other(text) => (identifier::OTHER, text.as_bytes()),
    }
}

/// The identifier with a kind and a stored value. None for a kind or value that this program never wrote.
pub(crate) fn restored(kind: i64, value: &[u8]) -> Option<Identifier> {
    let text = || String::from_utf8_lossy(value).into_owned();
    match kind {
        identifier::CERTIFICATE => Some(Fingerprint(value.try_into().ok()?).into()),
        identifier::TOKEN => Some(CredentialId::Token(Jti::new(&text())?).into()),
        identifier::OTHER => Some(CredentialId::Other(text()).into()),
        identifier::DIGEST => ToBeSigned::from_bytes(value).map(Identifier::Digest),
        _ => None,
    }
}

/// The table of identifiers. A key is one byte of the kind, then the value.
struct Identifiers;

impl Table for Identifiers {
    type Id = IdentifierId;
    const FIND: &'static str = include_str!("../../../../queries/identifier_of.sql");
    const NUMBERED: &'static str = include_str!("../../../../queries/identifiers_with_ids.sql");
    const RECORD: &'static str = include_str!("../../../../queries/record_identifiers.sql");
    const INDEX: Option<Index> = Some(Index {
        record: include_str!("../../../../queries/record_values.sql"),
        record_staging: include_str!("../../../../queries/record_fresh_values.sql"),
        find_staging: include_str!("../../../../queries/fresh_identifier_of.sql"),
        merge: [
            include_str!("../../../../queries/record_merged_values.sql"),
            include_str!("../../../../queries/forget_fresh_values.sql"),
        ],
    });

    fn find(key: &[u8], statement: &mut Statement<'_>) -> rusqlite::Result<i64> {
        let (kind, value) = key.split_first().unwrap_or((&0, &[]));
        statement.query_row((kind, value), |row| row.get(0))
    }

    fn spell(row: &Row<'_>, key: &mut Vec<u8>) -> rusqlite::Result<()> {
        key.push(row.get(1)?);
        key.extend_from_slice(row.get_ref(2)?.as_bytes()?);
        Ok(())
    }

    fn bind<'v>(key: &'v [u8], rows: &mut Rows<'_, 'v>) {
        let (kind, value) = key.split_first().unwrap_or((&0, &[]));
        rows.bind(i64::from(*kind)).bind(value);
    }
}

/// The table of names. A key is the name.
struct Names;

impl Table for Names {
    type Id = NameId;
    const FIND: &'static str = include_str!("../../../../queries/name_of_text.sql");
    const NUMBERED: &'static str = include_str!("../../../../queries/names_with_ids.sql");
    const RECORD: &'static str = include_str!("../../../../queries/record_names.sql");
    const INDEX: Option<Index> = None;

    fn find(key: &[u8], statement: &mut Statement<'_>) -> rusqlite::Result<i64> {
        statement.query_row([text(key)], |row| row.get(0))
    }

    fn spell(row: &Row<'_>, key: &mut Vec<u8>) -> rusqlite::Result<()> {
        key.extend_from_slice(row.get_ref(1)?.as_bytes()?);
        Ok(())
    }

    fn bind<'v>(key: &'v [u8], rows: &mut Rows<'_, 'v>) {
        rows.bind(text(key));
    }
}

/// The name of a key.
fn text(key: &[u8]) -> &str {
    std::str::from_utf8(key).unwrap_or_default()
}

/// An [`IdAllocator`] during one transaction. The store gets it back only if the transaction commits: a rollback frees the numbers that it
/// gave out.
#[derive(Debug)]
pub(crate) struct IdLease<'s> {
    pub(crate) allocator: IdAllocator,
    begun: (IdentifierId, NameId),
    to: &'s mut Option<IdAllocator>,
}

impl<'s> IdLease<'s> {
    /// The allocator that the store kept, if no other process has added rows since; else a new one. `connection` must be in a transaction
    /// that locks out other writers.
    pub(crate) fn of(
        kept: &'s mut Option<IdAllocator>,
        connection: &Connection,
    ) -> Result<Self, Error> {
        let begun = last(connection)?;
        let allocator = match kept.take() {
            Some(allocator) if allocator.last() == begun => allocator,
            _ => IdAllocator::starting_after(begun),
        };
        Ok(IdLease {
            allocator,
            begun,
            to: kept,
        })
    }

    /// Returns the allocator to the store. The transaction has been committed.
    pub(crate) fn keep(self) {
        *self.to = Some(self.allocator);
    }

    /// Returns the allocator to the store if it gave out no number. The transaction has been rolled back.
    pub(crate) fn keep_unchanged(self) {
        if self.allocator.last() == self.begun {
            self.keep();
        }
    }
}

impl IdAllocator {
    /// An allocator for tables with rows up to these numbers.
    fn starting_after((identifiers, names): (IdentifierId, NameId)) -> Self {
        IdAllocator {
            identifiers: IdTable::starting_after(identifiers.0),
            names: IdTable::starting_after(names.0),
        }
    }

    fn last(&self) -> (IdentifierId, NameId) {
        (
            IdentifierId(self.identifiers.last()),
            NameId(self.names.last()),
        )
    }

    /// Row numbers for one batch of rows, within the transaction of a connection.
    pub(crate) fn batch<'l, 'c>(&'l mut self, connection: &'c Connection) -> Ids<'l, 'c> {
        Ids {
            allocator: self,
            connection,
            find_identifier: None,
            find_name: None,
            key: Vec::new(),
        }
    }

    /// The row number of one name, which is recorded if it is new.
    pub(crate) fn name(&mut self, text: &str, connection: &Connection) -> Result<NameId, Error> {
        let mut ids = self.batch(connection);
        let number = ids.intern_name(text)?;
        ids.record_names()?;
        Ok(number)
    }

    /// Records all identifiers and names that wait.
    pub(crate) fn flush(&mut self, connection: &Connection) -> Result<(), Error> {
        self.identifiers
            .flush::<Identifiers>(Flush::Final, connection)?;
        self.names.flush::<Names>(Flush::Final, connection)
    }
}

/// The row numbers of identifiers and names while one batch of rows is written.
pub(crate) struct Ids<'l, 'c> {
    allocator: &'l mut IdAllocator,
    connection: &'c Connection,
    find_identifier: Option<Statement<'c>>,
    find_name: Option<Statement<'c>>,
    /// The spelled key, whose memory serves again.
    key: Vec<u8>,
}

impl<'c> Ids<'_, 'c> {
    /// The connection of the transaction.
    pub(crate) fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// The row number of an identifier. A new identifier is recorded with many others, at the latest by [`IdAllocator::flush`].
    pub(crate) fn intern(&mut self, identifier: &Identifier) -> Result<IdentifierId, Error> {
        let (kind, value) = stored(identifier);
        self.key.clear();
        self.key.push(low_byte(kind));
        self.key.extend_from_slice(value);
        let (table, find) = (&mut self.allocator.identifiers, &mut self.find_identifier);
        table.intern::<Identifiers>(&self.key, find, self.connection)
    }

    /// The row number of a name. A new name is recorded by [`record_names`](Self::record_names).
    pub(crate) fn intern_name(&mut self, text: &str) -> Result<NameId, Error> {
        let (table, find) = (&mut self.allocator.names, &mut self.find_name);
        table.intern::<Names>(text.as_bytes(), find, self.connection)
    }

    /// Records the new names of the batch: before this, no query finds them.
    pub(crate) fn record_names(&mut self) -> Result<(), Error> {
        let names = &mut self.allocator.names;
        names.flush::<Names>(Flush::Final, self.connection)
    }
}

/// The last rows of both tables.
fn last(connection: &Connection) -> rusqlite::Result<(IdentifierId, NameId)> {
    let sql = include_str!("../../../../queries/identifier_count.sql");
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let tables = "
            create table identifier (id integer primary key, kind integer, value blob);
            create table identifier_by_value (kind, value, id, primary key (kind, value)) without rowid;
            create table identifier_fresh (kind, value, id, primary key (kind, value)) without rowid;
            create table name (id integer primary key, text text unique)";
        connection.execute_batch(tables).unwrap();
        connection
    }

    /// Token ids in no order of their texts.
    fn tokens(numbers: impl Iterator<Item = u64>) -> Vec<Identifier> {
        let token =
            |number: u64| format!("JTI={:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        numbers
            .map(|number| CredentialId::parse(&token(number)).into())
            .collect()
    }

    /// The row numbers of identifiers, in their order.
    fn interned(
        all: &[Identifier],
        allocator: &mut IdAllocator,
        connection: &Connection,
    ) -> Vec<IdentifierId> {
        let mut ids = allocator.batch(connection);
        all.iter().map(|it| ids.intern(it).unwrap()).collect()
    }

    #[test]
    fn what_is_recorded_keeps_its_number() {
        let (connection, mut kept) = (database(), None);
        let all = tokens(0..10_000);
        let mut lease = IdLease::of(&mut kept, &connection).unwrap();
        let given = interned(&all, &mut lease.allocator, &connection);
        assert_eq!(given, (1..=10_000).map(IdentifierId).collect::<Vec<_>>());
        lease.allocator.flush(&connection).unwrap();
        lease.keep();
        for staging in [false, true] {
            if staging {
                kept = None; // another run: all are asked for in the database, and some are read ahead
            }
            let mut lease = IdLease::of(&mut kept, &connection).unwrap();
            assert_eq!(interned(&all, &mut lease.allocator, &connection), given);
            let new = tokens(20_000..20_003);
            let last = lease.allocator.last().0.0;
            let numbers = interned(&new, &mut lease.allocator, &connection);
            if !staging {
                assert_eq!(numbers, [1, 2, 3].map(|it| IdentifierId(last + it)));
            }
            lease.allocator.flush(&connection).unwrap();
            assert_eq!(interned(&new, &mut lease.allocator, &connection), numbers);
            lease.keep();
        }
        assert_eq!(
            last(&connection).unwrap(),
            (IdentifierId(10_003), NameId(0))
        );
    }

    #[test]
    fn what_is_kept_back_is_found_and_ends_up_in_the_index() {
        let connection = database();
        let mut numbers = IdAllocator::starting_after((IdentifierId(0), NameId(0)));
        numbers.identifiers.outgrow(1_000);
        let count = |table: &str| {
            let sql = format!("select count(*) from {table}");
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0))
        };
        let all = tokens(0..450_000);
        let given = interned(&all, &mut numbers, &connection);
        assert!(count("identifier_fresh").unwrap() > 300_000);
        assert_eq!(count("identifier_by_value").unwrap(), 0);
        let some = [0, 1, 200_001, 449_999].map(|it| all[it].clone());
        let again = interned(&some, &mut numbers, &connection);
        assert_eq!(again, [0, 1, 200_001, 449_999].map(|it| given[it]));
        numbers.flush(&connection).unwrap();
        assert_eq!(count("identifier_fresh").unwrap(), 0);
        assert_eq!(count("identifier_by_value").unwrap(), 450_000);
        assert_eq!(count("identifier").unwrap(), 450_000);
    }

    #[test]
    fn numbers_of_what_was_taken_back_are_free_again() {
        let (mut connection, mut kept) = (database(), None);
        let some = tokens(0..3);
        let transaction = connection.transaction().unwrap();
        let mut lease = IdLease::of(&mut kept, &transaction).unwrap();
        interned(&some, &mut lease.allocator, &transaction);
        lease.allocator.name("a", &transaction).unwrap();
        transaction.rollback().unwrap();
        lease.keep_unchanged();
        assert!(kept.is_none());
        let mut lease = IdLease::of(&mut kept, &connection).unwrap();
        let others = tokens(3..6);
        let numbers = interned(&others, &mut lease.allocator, &connection);
        assert_eq!(numbers, [1, 2, 3].map(IdentifierId));
    }
}
