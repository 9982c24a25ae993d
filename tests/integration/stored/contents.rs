//! What is in a database, without what later versions keep besides.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{open, tables, values};
use crate::simulation::files::Folder;

/// What stands in the names of the CAs of pools, which later versions keep.
const AUTHORITIES: &str = "/certificateAuthorities/";

/// The rows of each table, sorted: rows are in the order of the numbers of names. A name stands in the place of its number.
pub fn contents(folder: &Folder) -> BTreeMap<String, Vec<String>> {
    let database = open(folder);
    let names = names(&database);
    let rows = |table: String| {
        let mut rows = match table.as_str() {
            "name" => names.values().map(|it| format!("{it:?}")).collect(),
            _ => rows(&database, &table, &names),
        };
        rows.retain(|it| !it.contains(AUTHORITIES));
        rows.sort_unstable();
        (table, rows)
    };
    tables(&database).into_iter().map(rows).collect()
}

/// The rows of a table that is not the table of names.
fn rows(database: &Connection, table: &str, names: &BTreeMap<i64, Value>) -> Vec<String> {
    let of_names = columns_of_names(database, table);
    let mut statement = database
        .prepare(&format!("select * from {table}"))
        .expect("a table");
    let columns: Vec<Value> = statement
        .column_names()
        .into_iter()
        .map(|it| Value::Text(it.to_owned()))
        .collect();
    let shown = |column: &Value, value: Value| match value {
        Value::Integer(number) if of_names.contains(column) => names[&number].clone(),
        // packed uses hold numbers of names; reports tell what they mean
        Value::Blob(uses) if table == "use_slot" => Value::Text(format!("{} bytes", uses.len())),
        other => other,
    };
    let row = |row: &rusqlite::Row<'_>| {
        let columns = columns.iter().enumerate();
        let values = columns.map(|(at, column)| Ok(shown(column, row.get(at)?)));
        let values: Vec<Value> = values.collect::<rusqlite::Result<_>>()?;
        Ok(without_authority(&format!("{values:?}")))
    };
    let rows = statement.query_map([], row).expect("rows");
    rows.map(|it| it.expect("a row")).collect()
}

/// The columns of a table that hold numbers of names.
fn columns_of_names(database: &Connection, table: &str) -> Vec<Value> {
    let columns =
        format!("select \"from\" from pragma_foreign_key_list('{table}') where \"table\" = 'name'");
    values(database, &columns)
}

/// A row without the id of the CA that issued a certificate, which later versions keep.
fn without_authority(row: &str) -> String {
    let Some((before, id)) = row.split_once("\\\"ca\\\":\\\"") else {
        return row.to_owned();
    };
    let (_, behind) = id.split_once("\\\"").expect("the end of a text");
    match before.strip_suffix(',') {
        Some(before) => format!("{before}{behind}"),
        None => format!("{before}{}", behind.trim_start_matches(',')),
    }
}

/// The names by their numbers, which depend on what was read before.
fn names(database: &Connection) -> BTreeMap<i64, Value> {
    let mut statement = database
        .prepare("select id, text from name")
        .expect("a query");
    let names = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("names");
    names.map(|it| it.expect("a name")).collect()
}
