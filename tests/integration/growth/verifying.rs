//! What `fsck` reads of a database and its files is in proportion to both, however the lines of a file are ordered.
#![cfg(target_os = "linux")]

use rusqlite::{Connection, ToSql};
use serde_json::Value;

use super::attacks::{lines, token};
use super::lookups::bytes_read;
use super::users::used_by;
use super::{grows_in_proportion, steps_in};
use crate::database::execute;
use crate::harness::cli::{ingest, ingested};
use crate::simulation::files::Folder;

/// Uses of an hour and a half, each far from the one before: more time buckets than anybody keeps in memory.
fn in_any_order(count: usize) -> Vec<Value> {
    let at = |it: usize| it * 7_919 % count * 5_400 / count;
    let one = |it: usize| {
        let (minute, second) = (at(it) / 60, at(it) % 60);
        let mut entry = used_by(it, &token(it % 50), "system:serviceaccount:a:b");
        entry["timestamp"] = format!(
            "2026-10-06T{:02}:{:02}:{second:02}Z",
            minute / 60,
            minute % 60
        )
        .into();
        entry
    };
    (0..count).map(one).collect()
}

#[test]
fn uses_in_any_order_are_looked_up_with_as_little_reading_as_in_order() {
    grows_in_proportion(4_000, |count| {
        let folder = Folder::new();
        let text = lines(in_any_order(count).into_iter()).join("\n") + "\n";
        let folder = folder.with("logs/all.ndjson", text);
        ingest(&folder, &["logs"]);
        let logs = folder.path().join("logs").display().to_string();
        let flags = ["fsck", "--files", &logs];
        bytes_read(&folder.path().join("a.db"), &flags)
    });
}

/// A database with so many changes of audit settings of one project, and as many configurations of one cluster.
fn with_settings(count: usize) -> Connection {
    let folder = ingested("missing-record");
    let sql = format!(
        "create temp table n as with recursive n (i) as (select 1 union all select i + 1 from n where i < {count}) select i from n;
        insert into name (text) values ('a-project'), ('a-cluster'), ('somebody');
        insert into switch (scope, at, action, service, log_type, exempted, principal, insert_id, file, line, offset, length, sha256)
            select scope.id, i, 1, 's', 't', '', principal.id, i, 1, 1, 0, 1, zeroblob(32)
            from n join name as scope on scope.text = 'a-project' join name as principal on principal.text = 'somebody';
        insert into configuration (cluster, told, at, operation, insert_id, keys, file, line, offset, length, sha256)
            select name.id, 1, i, 'o', '', i, 1, 1, 0, 1, zeroblob(32) from n join name on name.text = 'a-cluster'"
    );
    execute(&folder, &sql);
    let database = Connection::open(folder.path().join("a.db")).expect("a database");
    database.execute("analyze", ()).expect("figures");
    database
}

#[test]
fn a_setting_is_looked_up_among_many_as_among_few() {
    let [few, many] = [10, 1_000].map(with_settings);
    let switch: [&dyn ToSql; 8] = [&7, &"a-project", &1, &"s", &"t", &"", &"somebody", &"7"];
    let configuration: [&dyn ToSql; 5] = [&"a-cluster", &1, &7, &"o", &"7"];
    for (query, key) in [
        ("switch_is_known.sql", &switch[..]),
        ("configuration_is_known.sql", &configuration[..]),
    ] {
        let steps = |database: &Connection| steps_in(database, query, key);
        assert_eq!(steps(&few), steps(&many), "{query}");
    }
}
