//! A new database is what all migrations make of an empty one.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

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
    let statements: Vec<String> = column(&migrated(), statements);
    let seed = "insert into seed (value) values (random());\n";
    let text = format!("{heading}{};\n\n{seed}", statements.join(";\n\n"));
    current(Path::new(SCHEMA), &text);
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
    assert_eq!(filled(&new), ["seed 1"]);
    assert_eq!(filled(&migrated), ["seed 1"]);
    let applied = "select version from _sqlx_migrations where success order by version";
    let numbers: Vec<i64> = migrations().iter().map(|it| number(it)).collect();
    assert_eq!(column::<i64>(&new, applied), numbers);
}

/// The tables, views, indexes and triggers, but for those of sqlx.
fn objects(database: &Connection) -> Vec<String> {
    let objects = "select type || ' ' || name || ' of ' || tbl_name || ': ' || ifnull(sql, '')
        from sqlite_schema where tbl_name <> '_sqlx_migrations' order by type, name";
    column(database, objects)
}

/// The tables that have rows, and how many, but for that of sqlx.
fn filled(database: &Connection) -> Vec<String> {
    let tables = "select name from sqlite_schema where type = 'table' and name <> '_sqlx_migrations' order by name";
    let count =
        |table: &String| column::<i64>(database, &format!("select count(*) from {table}"))[0];
    let tables = column::<String>(database, tables).into_iter();
    let counted = tables.map(|table| (count(&table), table));
    let filled = counted.filter(|(count, _)| *count > 0);
    filled
        .map(|(count, table)| format!("{table} {count}"))
        .collect()
}

fn column<T: rusqlite::types::FromSql>(database: &Connection, sql: &str) -> Vec<T> {
    let mut statement = database.prepare(sql).expect("a query");
    let first = |row: &Row<'_>| row.get(0);
    let values = statement.query_map([], first).expect("rows");
    values.map(|it| it.expect("a value")).collect()
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

/// The files of the migrations, in order.
fn migrations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).expect("migrations");
    let files = files.map(|it| it.expect("an entry").path());
    let mut migrations: Vec<PathBuf> = files.filter(|it| !it.ends_with("schema.sql")).collect();
    migrations.sort();
    migrations
}

/// The number that the name of a migration's file begins with.
fn number(migration: &Path) -> i64 {
    let name = migration.file_name().and_then(|it| it.to_str());
    let number = name.and_then(|it| it.split('_').next()?.parse().ok());
    number.expect("a number")
}
