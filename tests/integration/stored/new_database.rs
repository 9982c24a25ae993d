//! A new database is what all migrations make of an empty one.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::migrations::migrations;
use super::{tables, values};
use crate::docs::current;
use crate::simulation::files::Folder;
use credtrail::store::{Durability, Store};

/// The schema of a new database.
const SCHEMA: &str = "migrations/schema.sql";

#[test]
fn the_schema_is_made_of_the_migrations() {
    let heading = "-- The schema of a new database, made of the migrations: \
                   CREDTRAIL_WRITE_DOCS=1 cargo test --test integration stored::new_database\n\n";
    let statements = "select sql from sqlite_schema where sql is not null order by rowid";
    let statements: Vec<String> = values(&migrated(), statements)
        .into_iter()
        .map(text)
        .collect();
    let seed = "insert into seed (value) values (random());\n";
    let made = format!("{heading}{};\n\n{seed}", statements.join(";\n\n"));
    current(Path::new(SCHEMA), &made);
}

#[tokio::test]
async fn a_new_database_is_one_to_which_every_migration_was_applied() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let store = Store::open(&path, Durability::Durable).await;
    let closed = store.expect("a database").close().await;
    closed.expect("a database that can be closed");
    let new = Connection::open(&path).expect("a database");
    let migrated = migrated();
    assert_eq!(objects(&new), objects(&migrated));
    assert_eq!(filled(&new), ["seed Integer(1)"]);
    assert_eq!(filled(&migrated), ["seed Integer(1)"]);
    let applied = "select version from _sqlx_migrations where success order by version";
    let numbers: Vec<Value> = migrations().iter().map(|it| number(it).into()).collect();
    assert_eq!(values(&new, applied), numbers);
}

/// The tables, views, indexes and triggers, but for those of sqlx.
fn objects(database: &Connection) -> Vec<Value> {
    let objects = "select type || ' ' || name || ' of ' || tbl_name || ': ' || ifnull(sql, '')
        from sqlite_schema where tbl_name <> '_sqlx_migrations' order by type, name";
    values(database, objects)
}

/// The tables that have rows, and how many, but for that of sqlx.
fn filled(database: &Connection) -> Vec<String> {
    let filled = tables(database).into_iter().filter_map(|table| {
        let counts = values(
            database,
            &format!("select count(*) from {table} having count(*) > 0"),
        );
        let count = counts.into_iter().next()?;
        Some(format!("{table} {count:?}"))
    });
    filled.collect()
}

fn text(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

/// A database in memory to which every migration was applied, one after the other.
fn migrated() -> Connection {
    let database = Connection::open_in_memory().expect("a database");
    for path in migrations() {
        let sql = fs::read_to_string(path).expect("a migration");
        database.execute_batch(&sql).expect("a schema");
    }
    database
}

/// The number that the name of a migration's file begins with.
fn number(migration: &Path) -> i64 {
    let name = migration.file_name().and_then(|it| it.to_str());
    let number = name.and_then(|it| it.split('_').next()?.parse().ok());
    number.expect("a number")
}
