//! Whether tables, columns and indexes are those that the migrations make, and the migrations those of this program.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::problems::Found;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;
use crate::store::schema::migrations;

/// A table, index, view or trigger as `TYPE NAME`, or a column of a table or index as `TYPE NAME.COLUMN …`.
type Parts = BTreeSet<String>;

/// Compares the schema with that of a new database.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    let (here, wanted) = (parts(&reader.rows)?, wanted()?);
    found.examined = wanted.iter().filter(|it| !it.contains('.')).count() as u64;
    for part in wanted.difference(&here) {
        found.add(|| message!("fsck-problem-no-part", "there is no {part}", part));
    }
    for part in here.difference(&wanted) {
        found.add(|| {
            message!(
                "fsck-problem-strange-part",
                "there is a {part}, which credtrail never makes",
                part
            )
        });
    }
    migrations(&reader.rows, found)
}

/// The parts of a new database.
fn wanted() -> Result<Parts, Error> {
    let new = Connection::open_in_memory()?;
    for migration in migrations::migrator().iter() {
        new.execute_batch(migration.sql.as_str())?;
    }
    parts(&new)
}

fn parts(rows: &Connection) -> Result<Parts, Error> {
    let mut parts = Parts::new();
    for sql in [
        include_str!("../../../queries/schema_objects.sql"),
        include_str!("../../../queries/schema_columns.sql"),
    ] {
        let mut statement = rows.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0))?;
        parts.extend(found.collect::<Result<Vec<String>, _>>()?);
    }
    Ok(parts)
}

/// Whether each migration was applied, with the text that it has here.
fn migrations(rows: &Connection, found: &mut Found) -> Result<(), Error> {
    let mut statement = rows.prepare(include_str!("../../../queries/migration_applied.sql"))?;
    for migration in migrations::migrator().iter() {
        let mut applied = statement.query([migration.version])?;
        let version = migration.version;
        match applied.next()? {
            None => found.add(|| {
                message!(
                    "fsck-problem-no-migration",
                    "migration {version} is missing",
                    version
                )
            }),
            Some(row) if row.get_ref(0)?.as_bytes().ok() != Some(&*migration.checksum) => {
                found.add(|| {
                    message!(
                        "fsck-problem-other-migration",
                        "migration {version} was another one",
                        version
                    )
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
