//! The database: what was read is kept here, and nothing that follows from it, verdicts least of all.
//!
//! Two libraries speak to the one SQLite, by one rule:
//!
//! - **sqlx** applies the migrations and asks the questions that a command asks once: folder [`questions`].
//! - **rusqlite** reads and writes rows by the million, in the thread that needs them (a row costs a tenth of what it costs sqlx), and with
//!   them whatever belongs to the same transaction or is asked while such rows go by: folder [`rows`].
//!
//! Every reader of one report sees one state of the database: [`snapshot`].

mod abandonment;
pub mod bucket_object;
mod creation;
mod error;
pub(crate) mod location;
pub mod questions;
pub mod rows;
pub mod schema;
pub(crate) mod snapshot;
mod sqlite_failure;
mod stored_findings;
mod values;
pub mod verify;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Transaction, TransactionBehavior};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Row};

use self::creation::{Content, Origin};
pub use self::error::Error;
use self::location::Location;
use self::questions::coverage;
use self::rows::connection::{self, Access};
use self::rows::ids::{IdAllocator, IdLease};
use self::rows::issuance_times;
use self::rows::lineage::facts::Facts;
use self::rows::load::Load;
use self::rows::reader::Reader;
use self::schema::codes::Code;
use self::schema::migrations;
use crate::coverage::intervals::Coverage;
use crate::evidence::jose::token::Presented;
use crate::model::entry::Source;
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;

/// An open database: a connection of sqlx for questions, and one of rusqlite for many rows, which this thread reads and writes: to hand a
/// row to sqlx's thread costs more than to write the row.
pub struct Store {
    location: Location,
    origin: Origin,
    connection: SqliteConnection,
    reader: Reader,
    /// Readers of the snapshot that the store is in.
    spare: Vec<Reader>,
    allocator: Option<IdAllocator>,
    waiting: Vec<Presented>,
}

/// How long the content of a database is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The content must survive a crash.
    Durable,
    /// The database is deleted when the command ends.
    Throwaway,
}

impl Durability {
    /// `PRAGMA synchronous`: with a write-ahead log `normal` survives a crash.
    fn synchronous(self) -> &'static str {
        match self {
            Durability::Durable => "normal",
            Durability::Throwaway => "off",
        }
    }
}

impl Store {
    /// Opens a database for writing; creates it if there is none.
    pub async fn open(path: &Path, lifetime: Durability) -> Result<Self, Error> {
        let location = Location::shared(path);
        let options = location
            .options()
            .create_if_missing(true)
            .pragma("synchronous", lifetime.synchronous())
            .page_size(8192);
        let (connection, origin) = creation::prepared(&options, path).await?;
        let rows = connection::open(&location, Access::Write(lifetime, PATIENCE))?;
        let store = Store::with(location, connection, rows);
        Ok(Store { origin, ..store })
    }

    /// Opens a database for reading, while other processes may write to it. Reading also works where this process cannot write beside the
    /// database, as in a directory of another user or on read-only media.
    pub async fn read(path: &Path) -> Result<Self, Error> {
        let location = Location::shared(path);
        let options = location.options().read_only(true);
        match Store::existing(&options, Access::Read, location).await {
            Err(error) if lacks_locks(&error) => {
                let location = Location::still(path)?;
                let options = location.options().read_only(true);
                Store::existing(&options, Access::Read, location).await
            }
            other => other,
        }
    }

    /// Opens an existing database to record a scan; waits at most `patience` for another writer.
    ///
    /// # Errors
    /// If this process cannot write to the database.
    pub async fn append(path: &Path, patience: Duration) -> Result<Self, Error> {
        let location = Location::shared(path);
        let options = location.options().busy_timeout(patience);
        let access = Access::Write(Durability::Durable, patience);
        let mut store = Store::existing(&options, access, location).await?;
        begin_immediate(&mut store.reader.rows)?.rollback()?;
        Ok(store)
    }

    /// Opens an existing database whose schema has the version of this program.
    async fn existing(
        options: &SqliteConnectOptions,
        access: Access,
        location: Location,
    ) -> Result<Self, Error> {
        let path = location.path();
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        let mut connection = creation::connect(options, path).await?;
        match creation::content(&mut connection, path).await? {
            Content::Finished => {}
            Content::Nothing | Content::Unfinished => {
                return Err(Error::Unfinished(path.to_owned()));
            }
        }
        let version: Option<i64> = sqlx::query_scalar("select max(version) from _sqlx_migrations")
            .fetch_one(&mut connection)
            .await
            .map_err(|it| creation::failed(it, path))?;
        let ours = migrations::newest();
        match version.cmp(&ours) {
            std::cmp::Ordering::Greater => Err(Error::Newer {
                path: path.to_owned(),
                version: version.unwrap_or(0),
            }),
            std::cmp::Ordering::Less => Err(Error::Older(path.to_owned())),
            std::cmp::Ordering::Equal => {
                let rows = connection::open(&location, access)?;
                Ok(Store::with(location, connection, rows))
            }
        }
    }

    fn with(location: Location, connection: SqliteConnection, rows: rusqlite::Connection) -> Self {
        Store {
            reader: Reader::of(rows, location.clone()),
            location,
            origin: Origin::There,
            connection,
            spare: Vec::new(),
            allocator: None,
            waiting: Vec::new(),
        }
    }

    /// Begins to read a file into the database.
    pub fn load(&mut self, name: &str) -> Result<Load<'_>, Error> {
        let (transaction, lease) = self.begin_with_ids()?;
        Load::begin(transaction, lease, name)
    }

    /// A write transaction, and the allocator of row numbers for it.
    fn begin_with_ids(&mut self) -> Result<(Transaction<'_>, IdLease<'_>), Error> {
        let transaction = begin_immediate(&mut self.reader.rows)?;
        let lease = IdLease::of(&mut self.allocator, &transaction)?;
        Ok((transaction, lease))
    }

    /// The seed of the hash that distinguishes files.
    pub async fn seed(&mut self) -> Result<u64, Error> {
        Ok(sqlx::query(include_str!("../../queries/hash_seed.sql"))
            .fetch_one(&mut self.connection)
            .await?
            .try_get::<i64, _>("value")?
            .cast_unsigned())
    }

    /// Takes over the seed of another database, so that files have the same hashes in both. A database that has read files keeps its own.
    pub fn take_seed(&mut self, seed: u64) -> Result<(), Error> {
        let sql = include_str!("../../queries/record_seed.sql");
        self.reader.rows.execute(sql, [seed.cast_signed()])?;
        Ok(())
    }

    /// Records a declaration that a log was read completely from one time to another.
    pub async fn declare(
        &mut self,
        source: Source,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(), Error> {
        let (source, from, to) = (source.code(), UnixNanos::from(from), UnixNanos::from(to));
        sqlx::query(include_str!("../../queries/record_declared.sql"))
            .bind(source)
            .bind(from)
            .bind(to)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// The facts of these credentials and digests, and of all identifiers that entries or evidence name beside them.
    pub fn facts(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
    ) -> Result<Facts, Error> {
        self.reader.facts(credentials, digests)
    }

    /// The facts of the component of a credential, or None if the component has more than `most` entries.
    pub(crate) fn few_facts(
        &mut self,
        credential: IdentifierId,
        most: usize,
    ) -> Result<Option<Facts>, Error> {
        self.reader.few_facts(credential, most)
    }

    /// Which stretches of which log have been read.
    pub async fn coverage(&mut self) -> Result<Coverage, Error> {
        let mut coverage = coverage::read(&mut self.connection).await?;
        issuance_times::read(&mut coverage, &self.reader.rows)?;
        Ok(coverage)
    }

    /// The full names of the clusters in the database, in order.
    pub fn clusters(&mut self) -> Result<Vec<String>, Error> {
        let sql = include_str!("../../queries/clusters.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Closes the database, and copies the write-ahead log into the database file: the next process to open the database would have to read
    /// the log. Another process that reads meanwhile prevents the copy, which is no error.
    pub async fn close(self) -> Result<(), Error> {
        self.connection.close().await?;
        if !self.reader.rows.is_readonly("main")? {
            self.reader.rows.busy_timeout(Duration::ZERO)?;
            self.reader
                .rows
                .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        }
        self.reader.rows.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// A transaction that locks out other writers from its beginning on.
fn begin_immediate(rows: &mut rusqlite::Connection) -> rusqlite::Result<Transaction<'_>> {
    rows.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether SQLite could not keep locks and log beside the file (its result codes SQLITE_READONLY and SQLITE_CANTOPEN).
fn lacks_locks(error: &Error) -> bool {
    let Error::Database(error) = error else {
        return false;
    };
    matches!(creation::code(error), Some(8 | 14))
}

/// The texts of these names.
fn names_of(
    numbers: impl Iterator<Item = NameId>,
    connection: &rusqlite::Connection,
) -> Result<BTreeMap<NameId, String>, Error> {
    let mut statement = connection.prepare_cached(include_str!("../../queries/names_of.sql"))?;
    let names = statement.query_map([json_list(numbers)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// A list of numbers for `json_each`.
fn json_list<N: std::fmt::Display>(numbers: impl Iterator<Item = N>) -> String {
    let mut list = String::from("[");
    for number in numbers {
        if list.len() > 1 {
            list.push(',');
        }
        let _ = write!(list, "{number}"); // writing to a String does not fail
    }
    list.push(']');
    list
}
