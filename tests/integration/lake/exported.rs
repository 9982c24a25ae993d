//! The tables of a database hold what those of a lake of the same logs hold.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::damage::lake_of;
use crate::harness::cli::{ingested, run};

/// The columns of a table that do not depend on how the logs were cut: of each row as a text.
fn rows(folder: &Path, table: &str, columns: &[&str]) -> BTreeSet<String> {
    let Ok(files) = fs::read_dir(folder.join(table)) else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    for file in files {
        let file = File::open(file.expect("a file").path()).expect("a table");
        let table = SerializedFileReader::new(file).expect("a table");
        for row in table.get_row_iter(None).expect("rows") {
            let row = row.expect("a row").into_columns();
            let row = row
                .into_iter()
                .filter(|(name, _)| columns.contains(&name.as_str()));
            found.insert(format!("{:?}", row.collect::<Vec<_>>()));
        }
    }
    found
}

fn is_alike(scenario: &str, table: &str, columns: &[&str]) {
    let lake = lake_of(scenario);
    let database = ingested(scenario);
    let export = run(
        database.path(),
        &["export", "parquet", "--db", "a.db", "--out", "tables"],
    );
    assert_eq!(export.status, 0, "{}", export.err);
    let expected = rows(lake.lake().address(), table, columns);
    assert!(!expected.is_empty(), "{scenario} has no {table}");
    let found = rows(&database.path().join("tables"), table, columns);
    assert_eq!(found, expected, "{scenario}");
}

#[test]
fn a_database_gives_its_unread_lines() {
    let columns = [
        "offset", "length", "sha256", "reason", "sources", "scope", "tail",
    ];
    is_alike("bad-lines", "rejections", &columns);
}

#[test]
fn a_database_gives_its_remarks() {
    for scenario in ["stale-token", "two-ids"] {
        is_alike(scenario, "remarks", &["credential", "user"]);
    }
}
