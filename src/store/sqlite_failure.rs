//! What a failure of SQLite means, in words: its numbers mean nothing to whoever reads them.

use sqlx::migrate::MigrateError;

use crate::model::finding::message::{Message, message};

/// Returns what happened, by an error of sqlx.
pub(super) fn of_sqlx(error: &sqlx::Error) -> Message {
    let code = super::creation::code(error);
    let own_message = || match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    };
    code.and_then(of_code)
        .unwrap_or_else(|| own_message().into())
}

/// Returns what happened, by an error of rusqlite.
pub(super) fn of_rusqlite(error: &rusqlite::Error) -> Message {
    let code = error
        .sqlite_error()
        .map(|it| i64::from(it.extended_code & 0xff));
    let own_message = || match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    code.and_then(of_code)
        .unwrap_or_else(|| own_message().into())
}

/// Returns what happened while the schema was brought up to date.
pub(super) fn of_migration(error: &MigrateError) -> Message {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => of_sqlx(error),
        other => other.to_string().into(),
    }
}

/// Returns the meaning of a primary result code (<https://www.sqlite.org/rescode.html>) that users can do something about.
fn of_code(code: i64) -> Option<Message> {
    Some(match code {
        5 | 6 => message!(
            "error-sqlite-busy",
            "another process writes to it and did not end in time; run it again"
        ),
        7 => message!("error-sqlite-memory", "there is not enough memory"),
        8 => message!(
            "error-sqlite-read-only",
            "it cannot be written: this user may not write the file or its directory"
        ),
        10 => message!(
            "error-sqlite-file-system",
            "the file system failed while the database was read or written"
        ),
        11 => message!(
            "error-sqlite-damaged",
            "it is damaged; `credtrail fsck` tells where"
        ),
        13 => message!("error-sqlite-full", "the disk or the quota is full"),
        14 => message!(
            "error-sqlite-cannot-open",
            "it cannot be opened: its directory is not there, or this user may not read the file or write its directory"
        ),
        26 => message!("error-sqlite-other", "it is no database of SQLite"),
        _ => return None,
    })
}
