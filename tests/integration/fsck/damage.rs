//! What happens to a file or to its rows, without a log file at hand.

use super::{assert_sound, assert_wrong, fsck};
use crate::database::execute;
use crate::harness::cli::{failed, ingested, run};
use crate::simulation::files::Folder;

/// Bytes of a page.
const PAGE: usize = 8192;

/// A database in which each page is used.
fn packed() -> Folder {
    let folder = ingested("ancestry");
    execute(&folder, "pragma journal_mode = delete; vacuum");
    assert_sound(&folder, &[]);
    folder
}

#[test]
fn a_flipped_byte_of_any_page_is_found() {
    let bytes = packed().bytes("a.db");
    for page in 1..bytes.len() / PAGE {
        let mut damaged = bytes.clone();
        damaged[page * PAGE] ^= 0xff; // the kind of the page
        let folder = Folder::new().with("a.db", damaged);
        assert_eq!(fsck(&folder, &[]).status, 1, "page {page}");
    }
}

#[test]
fn a_truncated_database_is_found() {
    let bytes = packed().bytes("a.db");
    for length in [100, PAGE, 2 * PAGE, bytes.len() / 2, bytes.len() - 1] {
        let folder = Folder::new().with("a.db", &bytes[..length]);
        assert_eq!(fsck(&folder, &[]).status, 1, "{length} bytes");
    }
    let empty = Folder::new().with("a.db", "");
    failed(&fsck(&empty, &[]), "holds nothing yet");
}

/// What somebody does to rows, and what is told of it.
const CHANGES: [(&str, &str); 30] = [
    (
        "delete from entry where id = 1",
        "receipts: entry: rows 1 were removed",
    ),
    (
        "update entry set id = id + 5 where id = (select max(id) from entry)",
        "receipts: entry: rows 5 were removed",
    ),
    (
        "update entry set insert_id = 'another' where id = 1",
        "entries: entry 1, ",
    ),
    (
        "update entry set principal = resource where id = 1",
        "does not say what it was recorded with",
    ),
    (
        "update entry set digest = (select max(digest) + 0 from entry) where id = 1",
        "entries: entry 1",
    ),
    (
        "update entry set valid_to = 1 where id = 1",
        "entries: entry 1",
    ),
    (
        "update entry set event = 77 where id = 2",
        "entries: entry 2",
    ),
    (
        "update name set text = text || 'x' where id in (select principal from entry)",
        "entries: entry",
    ),
    (
        "update entry set sha256 = x'00' where id = 3",
        "entries: entry 3",
    ),
    (
        "update entry set sha256 = x'00' where id = 3",
        "receipts: entry 3",
    ),
    (
        "update entry set file = (select max(file) from entry) where id = 1",
        "is of an earlier file than an entry before it",
    ),
    (
        "update entry set offset = 1000000000 where id = 4",
        "lies outside of its file",
    ),
    (
        "update usage set first_length = 1000000000",
        "receipts: usage",
    ),
    ("update file set content = x'00' where id = 1", "file 1"),
    (
        "delete from name where id in (select scope from entry)",
        "names a name that is not there",
    ),
    (
        "delete from file where id = 1",
        "names a file that is not there",
    ),
    (
        "delete from identifier where id = 1",
        "names a identifier that is not there",
    ),
    (
        "delete from identifier_by_value where id = 1",
        "stand in the index over values",
    ),
    (
        "update identifier set value = x'00' where id = 1",
        "another value for identifier 1",
    ),
    (
        "update identifier set kind = 9 where id = 1",
        "identifier 1 is neither a credential nor a digest",
    ),
    (
        "insert into identifier_fresh values (1, x'00', 1)",
        "wait for the index",
    ),
    (
        "update usage set count = count + 1",
        "another number of uses",
    ),
    (
        "update usage set last = last + 1",
        "another first or last moment",
    ),
    ("update usage set first_line = 99", "where no such use is"),
    ("delete from usage", "has uses that no sum counts"),
    ("update use_slot set uses = x'00'", "not packed as"),
    (
        "update use_slot set slot = 9223372036854775807 where slot = (select max(slot) from use_slot)",
        "the uses of slot 9223372036854775807 are not packed",
    ),
    (
        "update coverage set last = first - 1",
        "coverage: coverage: ",
    ),
    (
        "insert into service select 9, resource, scope, 9, for_resource, null, 7 from service limit 1",
        "its source is none that credtrail writes",
    ),
    (
        "insert into coverage select source, scope, first + 1, last from coverage limit 1",
        "overlaps another",
    ),
];

#[test]
fn a_changed_row_is_found() {
    let bytes = packed().bytes("a.db");
    for (change, expected) in CHANGES {
        let folder = Folder::new().with("a.db", &bytes);
        execute(&folder, &["pragma foreign_keys = off;", change].concat());
        assert_wrong(&folder, &[], expected);
    }
}

#[test]
fn another_schema_is_found() {
    let bytes = packed().bytes("a.db");
    for (change, expected) in [
        ("drop index entry_by_digest", "no index entry_by_digest"),
        ("drop table crowded_use", "no table crowded_use"),
        ("create view shown as select 1", "a view shown"),
        (
            "create trigger shown after insert on entry begin delete from entry; end",
            "a trigger shown",
        ),
        (
            "alter table entry add column note text",
            "column entry.note",
        ),
        (
            "update _sqlx_migrations set checksum = x'00' where version = 1",
            "migration 1 was another one",
        ),
        (
            "delete from _sqlx_migrations where version = 3",
            "migration 3 is missing",
        ),
    ] {
        let folder = Folder::new().with("a.db", &bytes);
        execute(&folder, change);
        assert_wrong(&folder, &[], expected);
    }
}

#[test]
fn a_report_goes_into_a_file() {
    let folder = packed();
    let asked = ["fsck", "--db", "a.db", "--output", "report.txt"];
    assert_eq!(run(folder.path(), &asked).out, "");
    let report = String::from_utf8(folder.bytes("report.txt")).expect("text");
    assert_eq!(report, fsck(&folder, &[]).out);
}
