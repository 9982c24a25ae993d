//! Receipts that are looked up in the files again.

use std::io::Write;

use super::{assert_sound, assert_wrong, fsck, problems};
use crate::database::execute;
use crate::harness::cli::{ingest, ingested, run};
use crate::simulation::files::{Folder, fixture};

/// The logs of a scenario, one packed with gzip, one with zstd, one in UTF-16, one as it is.
fn packed() -> Folder {
    let log = |name: &str| {
        let path = fixture("complete-x509").join("logs").join(name);
        std::fs::read(path).expect("a log")
    };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&log("kms.ndjson")).expect("gzip");
    let gke = String::from_utf8(log("gke.ndjson")).expect("UTF-8");
    let wide = "\u{feff}".encode_utf16().chain(gke.encode_utf16());
    let wide: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
    let ca_service = zstd::encode_all(&*log("ca-service.ndjson"), 1).expect("zstd");
    Folder::new()
        .with("logs/kms.ndjson.gz", gzip.finish().expect("gzip"))
        .with("logs/ca-service.ndjson.zst", ca_service)
        .with("logs/gke.ndjson", wide)
        .with("logs/k8s.ndjson", log("k8s.ndjson"))
}

fn read() -> Folder {
    let folder = packed();
    ingest(&folder, &["logs"]);
    folder
}

/// Replaces a text in a log.
fn altered(folder: Folder, log: &str, from: &str, to: &str) -> Folder {
    let text = String::from_utf8(folder.bytes(log)).expect("UTF-8");
    assert!(text.contains(from), "{from}");
    folder.with(log, text.replacen(from, to, 1))
}

pub(super) const FILES: [&str; 2] = ["--files", "logs"];

#[test]
fn receipts_are_found_in_files_of_any_packing() {
    let folder = read();
    assert_sound(&folder, &FILES);
    assert_sound(&folder, &["--files", "."]);
    let k8s = folder.bytes("logs/k8s.ndjson");
    let folder = folder.with("logs/k8s.ndjson", [&k8s[..], b"{\"later\":1}\n"].concat());
    assert_sound(&folder, &FILES);
}

#[test]
fn a_row_for_many_unreadable_lines_has_no_receipt_of_its_own() {
    let lines =
        "{\"logName\":\"projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access\",\n";
    let folder = packed().with("logs/bad.ndjson", lines.repeat(1_100));
    ingest(&folder, &["logs"]);
    assert_sound(&folder, &FILES);
}

#[test]
fn an_altered_line_is_found() {
    let folder = altered(read(), "logs/k8s.ndjson", "system:node:", "system:nude:");
    assert_wrong(&folder, &FILES, "holds other bytes than when it was read");
    let folder = read().with("logs/kms.ndjson.gz", packed().bytes("logs/k8s.ndjson"));
    assert_wrong(&folder, &FILES, "has another hash (entry");
    let folder = read().with("logs/k8s.ndjson", "");
    assert_wrong(&folder, &FILES, "the file ends before the end of the line");
}

/// What somebody does to rows that only the files can show.
const CHANGES: [(&str, &str); 8] = [
    (
        "update entry set sha256 = zeroblob(32) where id = 1",
        "the line there has another hash (entry 1)",
    ),
    (
        "update entry set at = at + 1 where id = 1",
        "the line there has another time (entry 1)",
    ),
    (
        "update entry set holder = scope where event = 2",
        "the line there has another holder",
    ),
    (
        "update entry set content = content + 1 where id = 1",
        "the line there says something else (entry 1)",
    ),
    (
        "update usage set credential = (select max(digest) from entry)",
        "uses of what is no credential",
    ),
    (
        "update entry set offset = -1 where id = 1",
        "the file ends before the end of the line",
    ),
    (
        "delete from entry where event = 3",
        "kms.ndjson.gz:4: the database lacks an entry, signed",
    ),
    (
        "update use_slot set uses = substr(uses, 1, length(uses) - 42)",
        "the database lacks a use of X509SHA256=",
    ),
];

#[test]
fn a_row_that_does_not_agree_with_its_line_is_found() {
    for (change, expected) in CHANGES {
        let folder = read();
        execute(&folder, &["pragma foreign_keys = off;", change].concat());
        assert_wrong(&folder, &FILES, expected);
    }
}

#[test]
fn a_use_without_a_range_is_found_by_its_line() {
    let forget = "update usage set first_offset = null, first_length = null";
    let folder = read();
    execute(&folder, forget);
    assert_sound(&folder, &FILES);
    let folder = altered(folder, "logs/k8s.ndjson", "X509SHA256=", "X509SHA255=");
    let found = problems(&folder, &FILES);
    let expected = "the line there does not tell of it";
    assert!(found.iter().any(|it| it.contains(expected)), "{found:#?}");
}

#[test]
fn what_cannot_be_looked_up_is_told() {
    let folder = read();
    std::fs::remove_file(folder.path().join("logs/gke.ndjson")).expect("a file");
    execute(
        &folder,
        "update file set name = 'gs://logs/' || name where name like '%k8s%';
         update file set name = 'page 7', origin = 'Logging API' where name like '%kms%'",
    );
    std::fs::remove_file(folder.path().join("logs/k8s.ndjson")).expect("a file");
    let ended = fsck(&folder, &FILES);
    assert_eq!((ended.status, ended.err.as_str()), (2, ""));
    for expected in [
        "gke.ndjson: is not there; ",
        "an object of a bucket, of which no copy is there; ",
        "page 7: pulled from the Logging API, and not saved; ",
    ] {
        let out = ended.out.replace("\n    ", " ");
        assert!(out.contains(expected), "{expected}: {}", ended.out);
    }
    assert!(ended.out.lines().all(|it| it.chars().count() <= 80));
}

#[test]
fn a_file_whose_name_another_one_has_now_is_not_there() {
    let folder = read();
    let kept = folder.bytes("logs/k8s.ndjson");
    let folder = folder.with("logs/k8s.ndjson", "\n\n");
    ingest(&folder, &["logs"]);
    let ended = fsck(&folder, &FILES);
    assert_eq!(ended.status, 2, "{}", ended.out);
    let expected = "another file of that name was read";
    assert!(ended.out.contains(expected), "{}", ended.out);
    let neither = folder.with("logs/k8s.ndjson", "\n\t\n");
    assert_eq!(fsck(&neither, &FILES).status, 1);
    let first = neither.with("logs/k8s.ndjson", kept);
    assert_eq!(fsck(&first, &FILES).status, 2, "the later one is not there");
}

#[test]
fn a_packed_file_that_was_damaged_is_found() {
    for name in ["logs/kms.ndjson.gz", "logs/ca-service.ndjson.zst"] {
        let mut bytes = read().bytes(name);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        let flipped = read().with(name, &bytes);
        assert_eq!(fsck(&flipped, &FILES).status, 1, "{name}");
        let cut = read().with(name, &bytes[..middle]);
        assert_wrong(&cut, &FILES, "cannot be unpacked");
    }
}

#[test]
fn what_is_wrong_weighs_more_than_what_is_not_there() {
    let folder = read();
    std::fs::remove_file(folder.path().join("logs/gke.ndjson")).expect("a file");
    execute(&folder, "update usage set count = 99");
    assert_eq!(fsck(&folder, &FILES).status, 1);
    assert_eq!(run(folder.path(), &["fsck", "--db", "a.db"]).status, 1);
}

#[test]
fn a_configuration_or_an_audit_setting_that_was_altered_or_removed_is_missed() {
    for (scenario, table, change, expected) in [
        (
            "switched-off",
            "switch",
            "delete from switch",
            "a change of an audit setting of projects/",
        ),
        (
            "switched-off",
            "switch",
            "update switch set exempted = 'user:x'",
            "a change of an audit setting",
        ),
        (
            "switched-off",
            "switch",
            "update switch set at = at - 1",
            "a change of an audit setting",
        ),
        (
            "key-rotation",
            "configuration",
            "delete from configuration",
            "a configuration of projects/",
        ),
        (
            "key-rotation",
            "configuration",
            "update configuration set keys = '{}'",
            "a configuration of",
        ),
        (
            "key-rotation",
            "configuration",
            "update configuration set at = at + 1",
            "a configuration of",
        ),
    ] {
        let folder = ingested(scenario);
        let logs = fixture(scenario).join("logs").display().to_string();
        let flags = ["--files", logs.as_str()];
        assert_sound(&folder, &flags);
        let first = format!("{change} where id = (select min(id) from {table})");
        execute(&folder, &first);
        assert_wrong(&folder, &flags, &format!("the database lacks {expected}"));
    }
}
