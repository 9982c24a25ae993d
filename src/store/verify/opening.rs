//! Opens a database that may be damaged: as little as possible is read before it is examined.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Verifier, is_damage};
use crate::store::creation::APPLICATION;
use crate::store::location::Location;
use crate::store::rows::reader::Reader;
use crate::store::schema::migrations;
use crate::store::{Error, PATIENCE};

impl Verifier {
    /// Opens a database for reading only, while others may write; also where nothing can be written beside it.
    ///
    /// # Errors
    /// If the file does not exist, is no database of this program, or has another version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        if path.is_dir() {
            return Err(Error::NotOurs(path.to_owned()));
        }
        match begin(Location::shared(path)) {
            Err(error) if lacks_locks(&error) => begin(Location::still(path)?),
            Err(error) if is_foreign(&error) => Err(Error::NotOurs(path.to_owned())),
            other => other,
        }
    }
}

/// Begins a transaction that reads the present state of the database.
fn begin(location: Location) -> Result<Verifier, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let rows = Connection::open_with_flags(location.name(), flags)?;
    rows.busy_timeout(PATIENCE)?;
    rows.execute_batch("begin")?;
    refuse_strangers(&rows, &location)?;
    refuse_other_versions(&rows, &location)?;
    if let Err(error) = rows.execute_batch(SETTINGS).map_err(Error::from)
        && !is_damage(&error)
    {
        return Err(error);
    }
    let reader = Reader::of(rows, location);
    Ok(Verifier { reader })
}

/// SQLite sorts in files: rows to sort may be larger than memory.
const SETTINGS: &str = "pragma temp_store = file; pragma cache_size = -32000";

/// Refuses a file without the application id of this program. A file without tables either is one whose creation was interrupted.
fn refuse_strangers(rows: &Connection, location: &Location) -> Result<(), Error> {
    let not_ours = || Error::NotOurs(location.path().to_owned());
    match rows.query_row("pragma application_id", [], |row| row.get(0)) {
        Ok(APPLICATION) => Ok(()),
        Ok(0) if has_no_table(rows) => Err(Error::Unfinished(location.path().to_owned())),
        Ok(_) => Err(not_ours()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn has_no_table(rows: &Connection) -> bool {
    let sql = "select count(*) from sqlite_schema";
    rows.query_row(sql, [], |row| row.get(0))
        .is_ok_and(|tables: i64| tables == 0)
}

/// Refuses a database of another version. A version that cannot be read is left to the check of the schema.
fn refuse_other_versions(rows: &Connection, location: &Location) -> Result<(), Error> {
    let path = || location.path().to_owned();
    let sql = "select max(version) from _sqlx_migrations";
    let version = match rows
        .query_row(sql, [], |row| row.get(0))
        .map_err(Error::from)
    {
        Ok(version) => version,
        Err(error) if is_damage(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    match (version, migrations::newest()) {
        (Some(version), Some(ours)) if version > ours => Err(Error::Newer {
            path: path(),
            version,
        }),
        (version, ours) if version < ours => Err(Error::Older(path())),
        _ => Ok(()),
    }
}

/// Whether the file does not begin as a database does (SQLITE_NOTADB).
fn is_foreign(error: &Error) -> bool {
    let Error::Rows(error) = error else {
        return false;
    };
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

/// Whether SQLite could not keep locks and log beside the file.
fn lacks_locks(error: &Error) -> bool {
    let Error::Rows(error) = error else {
        return false;
    };
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen)
    )
}
