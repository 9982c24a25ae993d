//! What is in a database, without what later versions keep besides.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{open, tables, values};
use crate::simulation::files::Folder;

/// The rows of each table.
pub fn contents(folder: &Folder) -> BTreeMap<String, Vec<String>> {
    let database = open(folder);
    let names = names(&database);
    let rows = |table: String| {
        let of_name = values(
            &database,
            &format!(
                "select name from pragma_table_info('{table}') where name in (select \"from\" from pragma_foreign_key_list('{table}') where \"table\" = 'name')"
            ),
        );
        let mut statement = database
            .prepare(&format!("select * from {table}"))
            .expect("a table");
        let columns: Vec<Value> = statement
            .column_names()
            .into_iter()
            .map(|it| Value::Text(it.to_owned()))
            .collect();
        let row = |row: &rusqlite::Row<'_>| {
            let values = columns.iter().enumerate().map(|(at, column)| {
                let value = row.get::<_, Value>(at)?;
                Ok(match value {
                    Value::Integer(number) if of_name.contains(column) => names[&number].clone(),
                    // packed uses hold numbers of names; reports tell what they mean
                    Value::Blob(uses) if table == "use_slot" => {
                        Value::Text(format!("{} bytes", uses.len()))
                    }
                    other => other,
                })
            });
            Ok(format!(
                "{:?}",
                values.collect::<rusqlite::Result<Vec<_>>>()?
            ))
        };
        let rows = statement.query_map([], row).expect("rows");
        let rows = rows.map(|it| it.expect("a row"));
        let mut rows: Vec<String> = match table.as_str() {
            "name" => names.values().map(|it| format!("{it:?}")).collect(),
            _ => rows.map(|it| without_authority(&it)).collect(),
        };
        rows.retain(|it| !it.contains(AUTHORITIES));
        rows.sort_unstable(); // rows are in the order of the numbers of names
        (table, rows)
    };
    tables(&database).into_iter().map(rows).collect()
}

/// What stands in the names of the CAs of pools, which later versions keep.
const AUTHORITIES: &str = "/certificateAuthorities/";

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
