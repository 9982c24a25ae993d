//! Whatever is changed, left out, put in or signed by somebody else is named.

use std::process::{Child, Command};
use std::time::Duration;

use super::{Keys, desk, sign, statement, verified, verify};
use crate::database::execute;
use crate::harness::cli::{run, value};
use crate::simulation::files::Folder;
use credtrail::attestation::sha256::Sha256;
use credtrail::history::recorded::ScanId;
use credtrail::store::rows::signed_reports::Recorded;
use credtrail::store::{Error, Store};
use rusqlite::Connection;
use serde_json::json;

const ALL: [&str; 3] = ["1.dsse.json", "2.dsse.json", "3.dsse.json"];

/// Three signed reports.
fn signed() -> Folder {
    let folder = desk();
    for (key, name) in [("a", "1"), ("b", "2"), ("a", "3")] {
        sign(&folder, key, name);
    }
    folder
}

fn broken(folder: &Folder, files: &[&str], file: &str, reason: &str) {
    let ended = verified(folder, files);
    assert_eq!(ended.status, 1, "{}{}", ended.out, ended.err);
    let last_line = ended.out.lines().last().expect("a line");
    assert!(
        last_line.starts_with(&format!("BROKEN {file}: ")),
        "{last_line}"
    );
    assert!(last_line.contains(reason), "{last_line}");
    let before = files
        .iter()
        .position(|it| *it == file)
        .unwrap_or(files.len());
    let sound = ended.out.lines().filter(|it| it.starts_with("sound"));
    assert_eq!(sound.count(), before, "{}", ended.out);
}

#[test]
fn signed_reports_in_their_order_are_a_chain() {
    let folder = signed();
    let ended = verified(&folder, &ALL);
    assert_eq!(ended.status, 0, "{}", ended.out);
    assert_eq!(ended.out.lines().count(), 6);
    let part = verified(&folder, &ALL[1..]);
    assert_eq!(part.status, 0);
    assert!(
        part.out
            .ends_with("signed report of scan 1, which was not given.\n")
    );
}

#[test]
fn the_verification_is_told_in_json() {
    let folder = signed();
    let json = |files: &[&str]| {
        let ended = verified(&folder, &[files, &["--format", "json"]].concat());
        let report = value(&ended.out);
        assert_eq!(report["sound"], ended.status == 0, "{}", ended.err);
        report
    };
    let whole = json(&ALL);
    assert_eq!(
        (&whole["version"], &whole["broken"], &whole["follows"]),
        (&json!(1), &json!(null), &json!(null))
    );
    let names: Vec<_> = whole["reports"].as_array().into_iter().flatten().collect();
    assert_eq!(names.len(), 3);
    for (number, report) in (1..).zip(names) {
        assert_eq!(report["file"], format!("{number}.dsse.json"));
        assert_eq!(
            (&report["scan"], &report["found"]),
            (&json!(number), &json!("same"))
        );
    }
    assert_eq!(json(&ALL[1..])["follows"]["scan"], 1);
    let broken = json(&[ALL[0], ALL[2]]);
    assert_eq!(broken["reports"].as_array().map(Vec::len), Some(1));
    assert_eq!(broken["broken"]["file"], ALL[2]);
    let problem = broken["broken"]["problem"].as_str().unwrap_or_default();
    assert!(problem.contains("it follows on"), "{problem}");
}

#[test]
fn the_first_break_of_a_chain_is_named() {
    let folder = signed();
    let again = folder.bytes("2.dsse.json");
    let folder = folder.with("again.dsse.json", again);
    let [first, second, third] = ALL;
    broken(
        &folder,
        &[first, third],
        third,
        "follows on the signed report of scan 2",
    );
    broken(&folder, &[second, first], first, "follows on none");
    broken(
        &folder,
        &[first, second, "again.dsse.json", third],
        "again.dsse.json",
        "not on the signed report of scan 2",
    );
}

#[test]
fn a_report_and_a_signature_that_were_changed_are_named() {
    let folder = signed();
    let report = String::from_utf8(folder.bytes("2.json")).expect("UTF-8");
    let folder = folder.with("2.json", report.replace("\"broken\": 1", "\"broken\": 0"));
    broken(
        &folder,
        &ALL,
        "2.dsse.json",
        "2.json beside it is not the report",
    );
    let folder = folder.with("2.json", report);
    let signature = String::from_utf8(folder.bytes("2.dsse.json")).expect("UTF-8");
    let other = signature.replacen("\"sig\":\"ME", "\"sig\":\"MF", 1);
    let folder = folder.with("2.dsse.json", &other);
    assert_ne!(other, signature);
    broken(
        &folder,
        &ALL,
        "2.dsse.json",
        "the signature is not one of the key",
    );
    let folder = folder.with("2.dsse.json", signature.replace("{\"keyid", "{ \"keyid"));
    broken(&folder, &ALL, "2.dsse.json", "or was changed");
}

#[test]
fn who_signs_with_a_key_that_nobody_trusts_proves_nothing() {
    let folder = Keys::p256(9).into(signed(), "c");
    let others = verify(&folder, &["--key=a.pub.pem", "1.dsse.json", "2.dsse.json"]);
    assert_eq!(others.status, 1);
    assert!(
        others
            .out
            .contains("BROKEN 2.dsse.json: it is signed by the key")
    );
    let policy = run(
        folder.path(),
        &["policy", "sign", "p.toml", "--key=a.pem", "--output=p.json"],
    );
    assert_eq!(policy.status, 2, "there is no such policy");
    let folder = folder.with("p.toml", "");
    run(folder.path(), &["policy", "sign", "p.toml", "--key=a.pem"]);
    broken(
        &folder,
        &["p.toml.dsse.json"],
        "p.toml.dsse.json",
        "something else",
    );
}

#[test]
fn a_report_of_a_name_that_a_later_scan_took_is_not_missed() {
    let folder = desk();
    for name in ["1.dsse.json", "2.dsse.json"] {
        let signing = [
            "scan",
            "-q",
            "--db=a.db",
            "--sign=a.pem",
            "--signature",
            name,
        ];
        let window = if name == "1.dsse.json" {
            "--from=2026-10-05"
        } else {
            "--from=2026-10-04"
        };
        let report = ["--format=json", "--output=report.json", window];
        run(folder.path(), &[&signing[..], &report].concat());
    }
    let ended = verified(&folder, &["1.dsse.json", "2.dsse.json"]);
    assert_eq!(ended.status, 0, "{}", ended.out);
    assert!(ended.out.contains("report.json is that of a later scan"));
    assert!(
        ended
            .out
            .contains("report.json is the report that was signed")
    );
    broken(
        &folder,
        &["1.dsse.json"],
        "1.dsse.json",
        "is not the report",
    );
}

#[test]
fn scans_that_sign_at_once_make_one_chain() {
    let folder = desk();
    let scan = |number: usize| -> Child {
        let signature = format!("--signature={number}.dsse.json");
        let report = format!("--signed-report={number}.json");
        let arguments = [
            "scan",
            "-q",
            "--db=a.db",
            "--sign=b.pem",
            &signature,
            &report,
        ];
        let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
        command
            .env_clear()
            .current_dir(folder.path())
            .args(arguments);
        command.stdout(std::process::Stdio::null());
        command.spawn().expect("a process")
    };
    for child in (0..6).map(scan).collect::<Vec<_>>() {
        let ended = child.wait_with_output().expect("an end");
        assert_eq!(ended.status.code(), Some(1));
    }
    let number = |it: usize| {
        let statement = statement(&folder, &format!("{it}.dsse.json"));
        let scan = statement["predicate"]["scan"]["number"].as_i64();
        (scan.expect("a number"), format!("{it}.dsse.json"))
    };
    let files: Vec<_> = (0..6).map(number).collect();
    let file = |scan: &i64| files.iter().find(|it| it.0 == *scan).expect("a file");
    let files: Vec<&str> = order(&folder)
        .iter()
        .map(|it| file(it).1.as_str())
        .collect();
    let ended = verified(&folder, &files);
    assert_eq!((files.len(), ended.status), (6, 0), "{}", ended.out);
}

/// The database, as a scan opens it that signs.
fn opened(folder: &Folder) -> Store {
    let path = folder.path().join("a.db");
    let store = Store::append(&path, Duration::from_secs(5));
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let store = runtime.expect("a runtime").block_on(store);
    store.expect("a database")
}

/// The scans in the order in which their reports were signed.
fn order(folder: &Folder) -> Vec<i64> {
    let database = Connection::open(folder.path().join("a.db")).expect("a database");
    let sql = "select scan from signed_report order by id";
    let mut statement = database.prepare(sql).expect("a query");
    let scans = statement.query_map([], |row| row.get(0)).expect("rows");
    scans.map(|it| it.expect("a row")).collect()
}

#[test]
fn a_signed_report_that_the_database_forgot_is_found() {
    let folder = signed();
    let fsck = |folder: &Folder| run(folder.path(), &["fsck", "--db", "a.db"]);
    assert_eq!(fsck(&folder).status, 0);
    execute(&folder, "delete from signed_report where scan = 2");
    let ended = fsck(&folder);
    assert_eq!(ended.status, 1);
    assert!(
        ended
            .out
            .contains("the signed report of scan 3 does not follow on the one before it"),
        "{}",
        ended.out
    );
}

#[test]
fn a_signed_report_that_was_overtaken_is_neither_recorded_nor_published() {
    let folder = desk();
    sign(&folder, "a", "1");
    let mut store = opened(&folder);
    let stale = store.last_signed().expect("a row").expect("a report");
    sign(&folder, "b", "2");
    let publish = || -> Result<(), Error> { panic!("it follows on the wrong one") };
    let (scan, previous) = (ScanId(2), Some(stale.report));
    let recorded = store.record_signed(scan, previous, Sha256::of(b"x"), publish);
    assert_eq!(recorded.expect("no error"), Recorded::Overtaken);
    assert_eq!(order(&folder), [1, 2]);
}

#[test]
fn a_signature_that_cannot_be_written_is_not_recorded() {
    let folder = desk();
    sign(&folder, "a", "1");
    execute(&folder, "delete from signed_report");
    let mut store = opened(&folder);
    let publish = || Err(Error::Damaged("a full disk"));
    let recorded = store.record_signed(ScanId(1), None, Sha256::of(b"x"), publish);
    assert!(recorded.is_err());
    assert!(order(&folder).is_empty());
}
