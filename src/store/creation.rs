//! The creation of a database: one transaction writes the whole schema and the application id. A process that is stopped during the
//! creation leaves a file without tables, and the next command that writes completes the creation.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

use super::schema::{migrations, new_database, own_keys};
use super::{Error, PATIENCE};

/// `PRAGMA application_id`: "cred".
pub(super) const APPLICATION: i64 = 0x6372_6564;

/// The pause between two attempts to open a database that another process is creating.
const PAUSE: Duration = Duration::from_millis(20);

/// The content of a database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// No table: a new file, or a file whose creation was interrupted.
    Nothing,
    /// Tables of this program without its application id: earlier versions wrote the application id last.
    Unfinished,
    /// A database of this program.
    Finished,
}

/// Whether a command created its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nothing was there before.
    Created,
    /// The database was there, or another process created it at the same time.
    There,
}

/// Opens a database whose schema is up to date.
pub(super) async fn prepared(
    options: &SqliteConnectOptions,
    path: &Path,
) -> Result<(SqliteConnection, Origin), Error> {
    let began = Instant::now();
    loop {
        match try_to_prepare(options, path).await {
            Err(error) if is_busy(&error) && began.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await; // SQLite does not wait for a process that changes the journal mode
            }
            other => return other,
        }
    }
}

async fn try_to_prepare(
    options: &SqliteConnectOptions,
    path: &Path,
) -> Result<(SqliteConnection, Origin), Error> {
    let mut connection = connect(options, path).await?;
    content(&mut connection, path).await?;
    sqlx::query("pragma journal_mode = wal") // written into the file, so not before it is known to be ours
        .execute(&mut connection)
        .await?;
    if version(&mut connection).await >= migrations::newest() {
        migrate(&mut connection, path).await?; // compares the hashes; needs no write lock
        return Ok((connection, Origin::There));
    }
    let mut transaction = connection.begin_with("begin immediate").await?;
    let origin = match content(&mut transaction, path).await? {
        Content::Nothing => {
            new_database::create(&mut transaction).await?;
            Origin::Created
        }
        Content::Unfinished | Content::Finished => {
            bring_up_to_date(&mut transaction, path).await?;
            Origin::There
        }
    };
    let mark = format!("pragma application_id = {APPLICATION}");
    sqlx::query(AssertSqlSafe(mark))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok((connection, origin))
}

async fn bring_up_to_date(connection: &mut SqliteConnection, path: &Path) -> Result<(), Error> {
    let before = version(connection).await;
    migrate(connection, path).await?;
    if own_keys::are_due(before) {
        own_keys::fill(connection).await?;
    }
    Ok(())
}

/// Returns the version of the schema of a database with the application id of this program.
async fn version(connection: &mut SqliteConnection) -> Option<i64> {
    let marked = sqlx::query_scalar::<_, i64>("pragma application_id")
        .fetch_one(&mut *connection)
        .await;
    let version = sqlx::query_scalar("select max(version) from _sqlx_migrations")
        .fetch_one(connection)
        .await;
    version
        .ok()
        .filter(|_| marked.is_ok_and(|it| it == APPLICATION))?
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), Error> {
    let migrated = migrations::migrator().run(connection).await;
    migrated.map_err(|error| match error {
        MigrateError::VersionMissing(version) => Error::Newer {
            path: path.to_owned(),
            version,
        },
        other => Error::Schema(other),
    })
}

pub(super) async fn connect(
    options: &SqliteConnectOptions,
    path: &Path,
) -> Result<SqliteConnection, Error> {
    options.connect().await.map_err(|it| failed(it, path))
}

/// Returns the content of a file.
///
/// # Errors
/// [`Error::NotOurs`] for a file with tables that has neither the application id of this program nor only migrations of this program.
pub(super) async fn content(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<Content, Error> {
    let tables: i64 = sqlx::query_scalar("select count(*) from sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(|it| failed(it, path))?;
    let mark: i64 = sqlx::query_scalar("pragma application_id")
        .fetch_one(&mut *connection)
        .await
        .map_err(|it| failed(it, path))?;
    match (tables, mark) {
        (_, APPLICATION) if tables > 0 => Ok(Content::Finished),
        (0, 0 | APPLICATION) => Ok(Content::Nothing),
        _ if is_unfinished(tables, connection).await => Ok(Content::Unfinished),
        _ => Err(Error::NotOurs(path.to_owned())),
    }
}

/// Returns whether only migrations of this program were applied.
async fn is_unfinished(tables: i64, connection: &mut SqliteConnection) -> bool {
    let applied = sqlx::query("select version, checksum from _sqlx_migrations")
        .fetch_all(connection)
        .await;
    let Ok(applied) = applied else {
        return false;
    };
    let migrator = migrations::migrator();
    let is_ours = |row: &sqlx::sqlite::SqliteRow| {
        let version = row.try_get::<i64, _>("version");
        let hash = row.try_get::<&[u8], _>("checksum");
        matches!((version, hash), (Ok(version), Ok(hash)) if migrations::knows(&migrator, version, hash))
    };
    let nothing_else = tables <= 2; // the table of migrations and its index
    applied.iter().all(is_ours) && (!applied.is_empty() || nothing_else)
}

/// Returns the error for a file that is no database or is damaged (SQLITE_NOTADB, SQLITE_CORRUPT), or any other error of SQLite.
pub(super) fn failed(error: sqlx::Error, path: &Path) -> Error {
    match code(&error) {
        Some(26 | 11) => Error::NotOurs(path.to_owned()),
        _ if path.is_dir() => Error::NotOurs(path.to_owned()),
        _ => Error::Database(error),
    }
}

/// Returns whether another process has locked the database (SQLITE_BUSY, SQLITE_LOCKED).
fn is_busy(error: &Error) -> bool {
    let code = match error {
        Error::Database(error) => code(error),
        Error::Schema(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            code(error)
        }
        _ => None,
    };
    matches!(code, Some(5 | 6))
}

/// Returns SQLite's primary result code.
pub(super) fn code(error: &sqlx::Error) -> Option<i64> {
    let code = error.as_database_error()?.code()?;
    let code: i64 = code.parse().ok()?;
    Some(code & 0xff)
}
