//! Every file of `queries/` is SQL that fits the schema of `migrations/`, and takes and returns what is written down in

//! `queries/columns.snap` beside this file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::{Settings, assert_snapshot};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteStatement;
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, SqlSafeStr, SqliteConnection};
use sqlx::{Either, Statement, TypeInfo};
use tokio::runtime::Builder;

#[test]
fn every_query_fits_the_schema() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let columns = runtime.block_on(async {
        let mut database = migrated().await;
        let mut columns = String::new();
        for (name, sql) in queries() {
            let sql = AssertSqlSafe(sql).into_sql_str();
            let prepared = (&mut database).prepare(sql).await;
            let statement = prepared.unwrap_or_else(|error| panic!("{name}: {error}"));
            columns.push_str(&format!("{name} {}\n", signature(&statement)));
        }
        columns
    });
    let mut settings = Settings::new();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!("columns", columns));
}

#[test]
fn many_changes_between_scans_are_read_in_the_order_of_their_subjects() {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let plan: Vec<String> = runtime.block_on(async {
        let mut database = migrated().await;
        let sql = format!(
            "explain query plan {}",
            queries().get("reported_between_in_order").expect("a query")
        );
        let plan = sqlx::query(AssertSqlSafe(sql)).bind(1).bind(2);
        let steps = plan.fetch_all(&mut database).await.expect("a plan");
        steps.iter().map(|it| it.get("detail")).collect()
    });
    // A sort would hold all changes in memory.
    assert_eq!(plan, ["SCAN reported"]);
}

/// How many parameters a statement takes, and which columns of which declared types it returns.
fn signature(statement: &SqliteStatement) -> String {
    let parameters = match statement.parameters() {
        Some(Either::Right(count)) => count,
        _ => 0,
    };
    let columns = statement.columns().iter();
    // What follows the name itself tells sqlx's macros a type.
    let name = |it: &str| it.split(['!', '?', ':']).next().unwrap_or(it).to_owned();
    let columns = columns.map(|it| format!("{} {}", name(it.name()), it.type_info().name()));
    format!("({parameters}): {}", columns.collect::<Vec<_>>().join(", "))
}

/// An empty database of the latest schema.
async fn migrated() -> SqliteConnection {
    let mut database = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("a database");
    let migrations = Migrator::new(root().join("migrations")).await;
    let migrations = migrations.expect("migrations");
    migrations.run(&mut database).await.expect("a schema");
    database
}

/// All queries by their names.
fn queries() -> BTreeMap<String, String> {
    let folder = fs::read_dir(root().join("queries")).expect("queries");
    let paths = folder.map(|it| it.expect("an entry").path());
    let query = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let sql = fs::read_to_string(&path).expect("a query");
        (name.into_owned(), sql)
    };
    paths.map(query).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
