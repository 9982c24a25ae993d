//! Where a database lies, and how SQLite is to open it there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::store::{Error, PATIENCE};

/// A database file by the name that was given for it.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    /// The name as the user gave it.
    named: PathBuf,
    state: State,
}

/// Whether other processes may write to a database file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Other processes may write: SQLite keeps a write-ahead log and locks beside the file.
    Shared,
    /// This process cannot write beside the file, and no write-ahead log lies there: SQLite reads the file without locks (its `immutable`,
    /// which is safe only while nobody changes the file).
    Still(Print),
}

/// Properties of a file that change when somebody writes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Print {
    length: u64,
    modified: Option<SystemTime>,
}

impl Print {
    /// The properties of a file. None if a write-ahead log lies beside the file whose content the file lacks.
    fn of(path: &Path) -> io::Result<Option<Self>> {
        let path = fs::canonicalize(path)?; // SQLite looks for the log beside the target of a link
        let log = beside(&path, "-wal");
        if fs::metadata(log).is_ok_and(|it| it.len() > 0) {
            return Ok(None);
        }
        let metadata = fs::metadata(&path)?;
        Ok(Some(Print {
            length: metadata.len(),
            modified: metadata.modified().ok(),
        }))
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl Location {
    /// A database file to which other processes may write.
    pub(super) fn shared(path: &Path) -> Self {
        Location {
            named: path.to_owned(),
            state: State::Shared,
        }
    }

    /// A database file beside which this process cannot write, after SQLite failed to keep its locks there.
    ///
    /// # Errors
    /// [`Error::Unsettled`] if a write-ahead log lies beside the file: the file alone is not the whole database.
    pub(super) fn still(path: &Path) -> Result<Self, Error> {
        match Print::of(path) {
            Ok(Some(print)) => Ok(Location {
                named: path.to_owned(),
                state: State::Still(print),
            }),
            Ok(None) => Err(Error::Unsettled(path.to_owned())),
            Err(error) => Err(Error::Database(sqlx::Error::Io(error))),
        }
    }

    /// The name that was given.
    pub(super) fn path(&self) -> &Path {
        &self.named
    }

    /// The path for SQLite. A path that looks like a URI or like `:memory:` still names a file.
    fn file(&self) -> PathBuf {
        Path::new(".").join(&self.named) // an absolute path takes the place of the dot
    }

    /// The options with which sqlx opens the file.
    pub(super) fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(self.file())
            .immutable(self.state != State::Shared)
            .busy_timeout(PATIENCE)
            .pragma("cache_size", "-2000")
            .pragma("temp_store", "memory")
            .foreign_keys(false)
            .disable_statement_logging()
    }

    /// The name with which rusqlite opens the file: a path, or a URI (SQLite's "Uniform Resource Identifiers").
    pub(super) fn name(&self) -> PathBuf {
        let file = self.file();
        if self.state == State::Shared {
            return file;
        }
        let mut address = String::from("file:");
        for byte in file.as_os_str().as_encoded_bytes() {
            if byte.is_ascii_alphanumeric() || b"/.-_".contains(byte) {
                address.push(char::from(*byte));
            } else {
                address += &format!("%{byte:02X}");
            }
        }
        (address + "?immutable=1").into()
    }

    /// Checks that nobody has changed a file that SQLite reads without locks.
    ///
    /// # Errors
    /// [`Error::Changed`] if somebody has written to the file meanwhile.
    pub(super) fn check(&self) -> Result<(), Error> {
        match &self.state {
            State::Shared => Ok(()),
            State::Still(print) => match Print::of(&self.named) {
                Ok(Some(now)) if now == *print => Ok(()),
                _ => Err(Error::Changed(self.named.clone())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_an_address_is_the_name_of_a_file() {
        let name = |path: &str| Location::shared(Path::new(path)).name();
        for path in [
            "file:case.db",
            ":memory:",
            "a?b.db",
            "file:a%20b.db?mode=memory",
        ] {
            assert_eq!(name(path), Path::new(".").join(path));
        }
        assert_eq!(name("/data/a.db"), Path::new("/data/a.db"));
    }

    #[test]
    fn a_still_file_is_named_byte_for_byte_and_watched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b?#%ü.db");
        fs::write(&path, "one").unwrap();
        let still = Location::still(&path).unwrap();
        let name = still.name().display().to_string();
        assert!(
            name.ends_with("a%20b%3F%23%25%C3%BC.db?immutable=1"),
            "{name}"
        );
        assert!(still.check().is_ok());
        fs::write(&path, "others").unwrap();
        assert!(matches!(still.check(), Err(Error::Changed(_))));
        fs::write(beside(&path, "-wal"), "log").unwrap();
        assert!(matches!(Location::still(&path), Err(Error::Unsettled(_))));
    }
}
