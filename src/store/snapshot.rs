//! One state of the database for everything that one report rests on.
//!
//! A deferred transaction of SQLite holds no state before its first read, and connections that begin one after the other see two states if
//! somebody commits between them. A snapshot therefore reads once on each connection, and begins again if the database has changed meanwhile.

use crate::store::location::Location;
use crate::store::rows::connection::{self, Access};
use crate::store::rows::reader::Reader;
use crate::store::{Error, Store};

/// The first read of each transaction.
const FIRST_READ: &str = include_str!("../../queries/last_file.sql");

/// Connections of a snapshot beside those of the [`Store`]: one that runs ahead of the judge, two for threads.
const READERS: usize = 3;

/// Connections that read the state which their [`Store`] reads, each for a thread of its own.
pub struct SnapshotReaders {
    /// The connection that fetches pages ahead of the judge.
    pub(crate) pages: Reader,
    /// The connections of threads that share work out among themselves.
    pub(crate) workers: Vec<Reader>,
    begun: Begun,
}

/// The caller that began the snapshot of the readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// The caller of [`Store::begin_snapshot`].
    Before,
    /// [`Store::snapshot_readers`].
    Here,
}

impl Store {
    /// Begins to read one state of the database with all connections, until [`end_snapshot`](Self::end_snapshot). Each question takes
    /// a lock less meanwhile.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin_snapshot(&mut self) -> Result<(), Error> {
        loop {
            let version = self.reader.data_version()?;
            sqlx::query("begin").execute(&mut self.connection).await?;
            sqlx::query(FIRST_READ)
                .fetch_one(&mut self.connection)
                .await?;
            if self.begin_rows(version)? {
                return Ok(());
            }
            sqlx::query("rollback")
                .execute(&mut self.connection)
                .await?;
        }
    }

    /// Ends a snapshot that [`begin_snapshot`](Self::begin_snapshot) began.
    ///
    /// # Errors
    /// Those of the database, and where somebody has written to a file that was read without locks.
    pub async fn end_snapshot(&mut self) -> Result<(), Error> {
        self.spare.clear();
        sqlx::query("commit").execute(&mut self.connection).await?;
        self.reader.end()
    }

    /// Readers of the snapshot that this store is in, or of one that begins here for the connection of many rows alone.
    pub(crate) fn snapshot_readers(&mut self) -> Result<SnapshotReaders, Error> {
        let mut begun = Begun::Before;
        while self.spare.is_empty() {
            begun = Begun::Here;
            let version = self.reader.data_version()?;
            self.begin_rows(version)?;
        }
        let mut workers = std::mem::take(&mut self.spare);
        let pages = workers.remove(0);
        Ok(SnapshotReaders {
            pages,
            workers,
            begun,
        })
    }

    /// Makes room for the pages of a scan of everything.
    pub(crate) fn enlarge_caches(&self, readers: &SnapshotReaders) -> Result<(), Error> {
        let readers = readers.workers.iter().chain([&readers.pages, &self.reader]);
        for reader in readers {
            connection::enlarge_cache(&reader.rows)?;
        }
        Ok(())
    }

    /// Takes readers back; ends their snapshot if it began with them.
    pub(crate) fn return_readers(&mut self, readers: SnapshotReaders) -> Result<(), Error> {
        if readers.begun == Begun::Here {
            return self.reader.end();
        }
        self.spare.push(readers.pages);
        self.spare.extend(readers.workers);
        Ok(())
    }

    /// Begins on the connections for many rows. Says whether the database is still of this version; ends on them if not.
    fn begin_rows(&mut self, version: i64) -> Result<bool, Error> {
        for _ in 0..READERS {
            self.spare.push(begun(&self.location)?);
        }
        self.reader.begin()?;
        if self.reader.data_version()? == version {
            return Ok(true);
        }
        self.spare.clear();
        self.reader.end()?;
        Ok(false)
    }
}

/// A new connection that has begun to read.
fn begun(location: &Location) -> Result<Reader, Error> {
    let rows = connection::open(location, Access::Read)?;
    let reader = Reader::of(rows, location.clone());
    reader.begin()?;
    Ok(reader)
}

impl Reader {
    /// Begins a transaction, and reads, so that the transaction holds a state.
    fn begin(&self) -> Result<(), Error> {
        self.rows.execute_batch("begin")?;
        Ok(self.rows.query_row(FIRST_READ, [], |_| Ok(()))?)
    }

    /// Ends a transaction.
    fn end(&self) -> Result<(), Error> {
        self.rows.execute_batch("commit")?;
        self.check()
    }

    /// A number that changes when another connection has committed (`PRAGMA data_version`).
    fn data_version(&self) -> Result<i64, Error> {
        Ok(self
            .rows
            .pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}
