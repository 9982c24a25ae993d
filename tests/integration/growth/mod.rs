//! What an attacker writes costs in proportion to how much it is: each attack at one size and at four times that, by a counter of work.
//! Where only time would tell, the attack is so large that work which grows with its square would not end.

mod age;
pub mod attacks;
mod clusters;
mod components;
mod files;
mod identities;
mod lines;
mod lookups;
mod papers;
mod rereading;
mod signing_requests;
pub mod stretches;
pub mod users;
mod verifying;

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Params, StatementStatus};

use crate::harness::in_process::Auditor;

/// Four times as much may cost this many times as much.
const MOST: u64 = 5;

/// Holds a counter of work at `size` against that at four times the size.
fn grows_in_proportion(size: usize, work: impl Fn(usize) -> u64) {
    let (few, many) = (work(size), work(4 * size));
    assert!(few > 0, "the counter counts nothing");
    assert!(
        many <= MOST * few,
        "{few} at {size}, {many} at four times that"
    );
}

/// An auditor who has read these lines of these files.
fn auditor(files: &[(&str, Vec<String>)]) -> Auditor {
    let auditor = Auditor::new();
    let owned = files
        .iter()
        .map(|(name, lines)| ((*name).to_owned(), lines.clone()));
    auditor.read(&owned.collect::<Vec<_>>());
    auditor
}

/// How many steps SQLite's machine takes to answer a query of `queries/`.
fn steps(auditor: &Auditor, query: &str, parameters: &[&dyn rusqlite::ToSql]) -> u64 {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(auditor.database(), flags).expect("a database");
    steps_in(&database, query, parameters)
}

/// How many steps SQLite's machine takes to answer a query of `queries/` from a database.
fn steps_in(database: &Connection, query: &str, parameters: impl Params) -> u64 {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sql = std::fs::read_to_string(root.join("queries").join(query)).expect("a query");
    let mut statement = database.prepare(&sql).expect("SQL");
    let mut rows = statement.query(parameters).expect("rows");
    while rows.next().expect("a row").is_some() {}
    drop(rows);
    statement
        .get_status(StatementStatus::VmStep)
        .unsigned_abs()
        .into()
}
