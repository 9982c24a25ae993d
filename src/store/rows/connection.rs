//! The connection for rows by the million.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::store::Durability;
use crate::store::location::Location;

/// What a connection is for.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Access {
    /// Reading only, while others may write.
    Read,
    /// Writing; waits so long for others who write.
    Write(Durability, Duration),
}

impl Access {
    /// KiB of pages that are kept. Who writes goes through its tables in order, so that more would serve little.
    fn cache(self) -> i64 {
        match self {
            Access::Read => 32_000,
            Access::Write(..) => 16_000,
        }
    }
}

/// Opens a database that is there.
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

/// Pages in the write-ahead log, 130 MB, after which they are written into the database. Of several files that touch the same pages
/// they are so written once; closing the database writes what is left.
const CHECKPOINT: i64 = 16_000;
