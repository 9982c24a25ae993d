//! What an hour costs does not depend on the age of the database: the memory of the commands of a scheduled job beside many old hours is
//! that without them, and so is what SQLite does to add a stretch of time.

use std::process::Command;

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::steps_in;
use crate::database::execute;
use crate::harness::cli::{ingest, scanned, value};
use crate::simulation::files::{Folder, fixture};
use crate::stored::with_files;

/// Old hours: with five stretches of each kind, five files and five open findings each.
const OLD: usize = 20_000;

/// KiB that a command may need more beside many old hours: pages of the database, up to a bound for each connection, and 16 bytes for each
/// stretch of time in each of four copies. That is right: for each record that is not there it must be known whether its log was read.
const MORE: u64 = 32_000;

const WINDOW: [&str; 4] = ["--from", "2026-10-01", "--to", "2026-11-01"];

/// A database that has been scanned, and has read files and reported findings for so many hours before.
fn of_age(hours: usize) -> Folder {
    let logs = fixture("missing-record").join("logs");
    let folder = with_files(Folder::new(), &logs, "new");
    ingest(&folder, &["logs"]);
    scanned(&folder);
    let rows = hours * 5;
    execute(
        &folder,
        &format!(
            "create temp table old as with recursive n (i) as (select 1 union all select i + 1 from n where i < {rows}) select i from n
                where {hours} > 0;
            insert into file (name, content, detected, bytes, read, relevant, duplicate, rejected)
                select 'logs/of/an/old/hour/' || i || '.ndjson', randomblob(24), 'LogEntry', 1, 1, 1, 0, 0 from old;
            insert into name (text) select 'projects/old-' || i from old where i <= 20;
            insert into recorded select 4, 3, name.id, i * 3600000000000, i * 3600000000000 + 1
                from old join name on name.text = 'projects/old-' || (1 + i % 20);
            insert into coverage select 4, name.id, i * 3600000000000, i * 3600000000000 + 1
                from old join name on name.text = 'projects/old-' || (1 + i % 20);
            insert into reported (kind, value, since, findings, first, last, from_at, to_at, file, file_at)
                select 1, randomblob(32), 1, findings, 0, 0, 0, 0, 1, 0
                from old, (select findings from reported where findings <> '' limit 1);
            pragma journal_mode = delete"
        ),
    );
    folder
}

/// Whether a command ends well with so many KiB of memory (`RLIMIT_DATA`).
fn is_enough(folder: &Folder, limit: u64, arguments: &[&str]) -> bool {
    let saved = folder.bytes("a.db");
    let script = format!("ulimit -c 0; ulimit -d {limit}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.current_dir(folder.path());
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_credtrail")]);
    let output = shell.args(arguments).output().expect("a shell");
    std::fs::write(folder.path().join("a.db"), saved).expect("a database");
    matches!(output.status.code(), Some(0 | 1))
}

#[test]
fn a_job_of_an_hour_needs_no_more_memory_beside_many_old_hours() {
    let (young, old) = (of_age(0), of_age(OLD));
    let report = value(&scanned(&young));
    let subject = report["lineages"][0]["subject"]
        .as_str()
        .expect("a subject")
        .to_owned();
    for folder in [&young, &old] {
        let log = fixture("complete-jwt").join("logs/gke.ndjson");
        std::fs::copy(log, folder.path().join("another.ndjson")).expect("a log");
    }
    let scan = [
        &["scan", "--db", "a.db", "--new", "--fail-on", "broken"],
        &WINDOW[..],
    ]
    .concat();
    let jobs = [
        scan,
        vec!["trace", "--db", "a.db", &subject],
        vec!["ingest", "--db", "a.db", "another.ndjson"],
    ];
    for job in jobs {
        let steps = (1..60).map(|it| it * 4_000);
        let needed = { steps }.find(|it| is_enough(&young, *it, &job));
        let needed = needed.expect("memory that is enough");
        assert!(
            is_enough(&old, needed + MORE, &job),
            "{job:?}: more than {needed} KiB"
        );
    }
}

/// How many steps SQLite's machine takes to find the stretches of this log near an hour.
fn steps_to_widen(hours: usize, query: &str, key: &[i64]) -> u64 {
    let folder = of_age(hours);
    let newest: i64 = 1_790_000_000_000_000_000;
    let parameters: Vec<i64> = key.iter().copied().chain([newest, newest + 1]).collect();
    let database = Connection::open(folder.path().join("a.db")).expect("a database");
    let name = "select id from name where text = 'projects/old-1'";
    let name: Option<i64> = database
        .query_row(name, [], |row| row.get(0))
        .optional()
        .expect("a name");
    let parameters = parameters
        .iter()
        .map(|it| if *it == NAME { name.unwrap_or(0) } else { *it });
    steps_in(&database, query, params_from_iter(parameters))
}

/// Stands for the number of a name in a key.
const NAME: i64 = -1;

#[test]
fn a_stretch_is_added_beside_few_or_many_old_ones_in_the_same_steps() {
    for (query, key) in [
        ("coverage_of.sql", &[4, NAME][..]),
        ("recorded_of.sql", &[4, 3, NAME]),
    ] {
        let [few, many] = [20, 2_000].map(|hours| steps_to_widen(hours, query, key));
        assert_eq!(few, many, "{query}");
    }
}
