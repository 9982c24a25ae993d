//! What is in the database, a page at a time: each question is answered from an index, whatever the size of the database is.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::row_id::IdentifierId;
use crate::model::time::UnixNanos;
use crate::store::values::to_integer;
use crate::store::{Error, Store};

/// A place in a list, after which the next page begins. A list is in the order of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub i64, pub i64);

impl Cursor {
    /// The beginning of a list, which goes downwards.
    pub const BEGINNING: Cursor = Cursor(i64::MAX, i64::MAX);

    /// Returns the place before the first entry of this moment.
    pub fn until(at: Timestamp) -> Self {
        Cursor(UnixNanos::from(at).0, i64::MIN)
    }
}

/// An entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The place of the entry in the list.
    pub cursor: Cursor,
    /// The time of the log entry; None where the list is of credentials.
    pub at: Option<Timestamp>,
    /// The credential that the entry names.
    pub credential: Option<IdentifierId>,
    /// The digest that the entry names.
    pub digest: Option<IdentifierId>,
}

impl Listed {
    /// Returns what the entry names: the credential, else the digest.
    pub fn number(&self) -> Option<IdentifierId> {
        self.credential.or(self.digest)
    }
}

/// A list of entries or credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// The entries that name a cluster, key version or CA pool.
    OfResource(String),
    /// The credentials that were used under a user name.
    OfUser(String),
    /// The certificates with a serial number or SPIFFE ID.
    Called(String),
    /// All entries.
    All,
}

impl Store {
    /// Returns at most `most` entries of a list below a place.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn listed(
        &mut self,
        list: &List,
        Cursor(first, second): Cursor,
        most: usize,
    ) -> Result<Vec<Listed>, Error> {
        let most = to_integer(most);
        let query = match list {
            List::OfResource(name) => {
                let sql = include_str!("../../../queries/entries_of_resource_before.sql");
                sqlx::query(sql).bind(name).bind(first).bind(second)
            }
            List::OfUser(name) => {
                let sql = include_str!("../../../queries/credentials_of_user_before.sql");
                sqlx::query(sql).bind(name).bind(first)
            }
            List::Called(name) => {
                let sql = include_str!("../../../queries/identifiers_called_before.sql");
                sqlx::query(sql).bind(name).bind(first)
            }
            List::All => {
                let sql = include_str!("../../../queries/entries_before.sql");
                sqlx::query(sql).bind(first).bind(second)
            }
        };
        let rows = query.bind(most).fetch_all(&mut self.connection).await?;
        let read = match list {
            List::OfResource(_) => of_resource,
            List::OfUser(_) | List::Called(_) => of_name,
            List::All => of_time,
        };
        rows.iter().map(read).collect()
    }

    /// Returns at most `most` names between two texts, in their order, that have a pattern of SQL's `like`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn names_between(
        &mut self,
        (after, before): (&str, &str),
        pattern: &str,
        most: usize,
    ) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/names_after.sql"))
            .bind(after)
            .bind(before)
            .bind(pattern)
            .bind(to_integer(most))
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

fn of_resource(row: &SqliteRow) -> Result<Listed, Error> {
    let cursor = Cursor(row.try_get("event")?, row.try_get("id")?);
    of_entry(cursor, row)
}

fn of_time(row: &SqliteRow) -> Result<Listed, Error> {
    let cursor = Cursor(row.try_get("at")?, row.try_get("content")?);
    of_entry(cursor, row)
}

fn of_entry(cursor: Cursor, row: &SqliteRow) -> Result<Listed, Error> {
    let credential: Option<IdentifierId> = row.try_get("credential")?;
    let certificate: Option<IdentifierId> = row.try_get("certificate")?;
    Ok(Listed {
        cursor,
        at: Some(UnixNanos::timestamp(row.try_get("at")?)),
        credential: credential.or(certificate),
        digest: row.try_get("digest")?,
    })
}

fn of_name(row: &SqliteRow) -> Result<Listed, Error> {
    let credential: IdentifierId = row.try_get(0)?;
    Ok(Listed {
        cursor: Cursor(credential.0, 0),
        at: None,
        credential: Some(credential),
        digest: None,
    })
}
