//! The connection for rows by the million.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::store::Durability;
use crate::store::location::Location;

/// The purpose of a connection.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Access {
    /// Reading, while other processes may write.
    Read,
    /// Writing; waits at most so long for another writer.
    Write(Durability, Duration),
}

impl Access {
    /// KiB of cached pages. A reader asks for some rows of a large database, each on a page of its own, and a writer goes through the tables
    /// in order, so that more pages would serve little, and grow with the age of the database.
    fn cache(self) -> i64 {
        match self {
            Access::Read => 8_000,
            Access::Write(..) => 16_000,
        }
    }
}

/// Gives a connection that is to read all rows room for more pages.
pub(in crate::store) fn enlarge_cache(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -32_000)
}

/// Opens an existing database.
pub(in crate::store) fn open(location: &Location, access: Access) -> rusqlite::Result<Connection> {
    let writing = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write(..) => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let flags = writing | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(location.name(), flags)?;
    connection.execute_batch("pragma foreign_keys = off; pragma temp_store = memory")?;
    connection.pragma_update(None, "cache_size", -access.cache())?;
    if let Access::Write(lifetime, patience) = access {
        connection.busy_timeout(patience)?;
        connection.pragma_update(None, "synchronous", lifetime.synchronous())?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    }
    Ok(connection)
}

/// Pages of the write-ahead log, 130 MB, before SQLite copies them into the database: several files that change the same pages cost one
/// copy. [`Store::close`](crate::store::Store::close) copies the rest.
const CHECKPOINT: i64 = 16_000;
