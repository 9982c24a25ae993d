//! An input that was given and not read may hold what is missing, until it is read or dismissed.

mod forms;

use crate::harness::cli::{Ended, run, value};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::compressed::gzip;

/// The certificate of the scenario that no key signed.
const MISSING: &str = "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af";

#[test]
fn a_broken_file_of_a_log_makes_a_gap_that_names_it_and_ends_with_3() {
    let folder = missing().with("logs/more.ndjson.gz", cut());
    let ended = ingest(&folder, &["logs"]);
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("--dismiss PATH"), "{}", ended.err);
    let text = scan(&folder, &[]);
    let words = text.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!((text.status, verdict(&folder)), (3, "unproven".to_owned()));
    for part in [
        "it may be a line of the kms log of projects/acme-keys that stands in logs/more.ndjson.gz, of which nothing was read: read it, or say `ingest --dismiss PATH`",
        "Inputs of which nothing was read, so that a missing record is a gap and no break: logs/more.ndjson.gz: nothing of this input was read",
    ] {
        assert!(words.contains(part), "{words}");
    }
    let json = value(&scan(&folder, &["--format", "json"]).out);
    assert_eq!(json["summary"]["lines"]["inputs_unread"], 1);
    let numbers = scan(&folder, &["--format", "prometheus"]).out;
    assert!(numbers.contains("credtrail_inputs_unread 1"), "{numbers}");
    let tests = scan(&folder, &["--format", "junit"]).out;
    let case = r#"name="logs/more.ndjson.gz was read"><error type="unread-input""#;
    assert!(tests.contains(case), "{tests}");
    let traced = run(folder.path(), &["trace", "--db", "a.db", MISSING]);
    let advice = "which nothing was read: read it";
    assert!(traced.out.contains(advice), "{}", traced.out);
}

#[test]
fn an_unread_input_does_not_end_with_0_where_nothing_is_missing() {
    let folder = logs_of("complete-x509").with("logs/more.ndjson.gz", cut());
    assert_eq!(ingest(&folder, &["logs"]).status, 2);
    assert_eq!(scan(&folder, &[]).status, 3);
    assert_eq!(ingest(&folder, &["--dismiss", "logs"]).status, 0);
    assert_eq!(scan(&folder, &[]).status, 0);
}

#[test]
fn what_was_read_whole_later_decides() {
    let folder = missing().with("logs/more.ndjson.gz", cut());
    ingest(&folder, &["logs"]);
    let folder = folder.with("logs/more.ndjson.gz", gzip(&kms()));
    assert_eq!(ingest(&folder, &["logs"]).status, 0);
    assert_eq!(
        (scan(&folder, &[]).status, verdict(&folder)),
        (1, "broken".to_owned())
    );
}

#[test]
fn what_is_dismissed_by_any_spelling_of_it_or_of_its_directory_is_forgotten() {
    let mut folder = missing();
    let absolute = folder
        .path()
        .join("logs/more.ndjson.gz")
        .display()
        .to_string();
    for (bytes, path) in [
        "logs/more.ndjson.gz",
        "./logs/../logs/more.ndjson.gz",
        "logs",
        "logs/",
        &absolute,
    ]
    .into_iter()
    .enumerate()
    {
        folder = folder.with("logs/more.ndjson.gz", cut_by(bytes + 1));
        assert_eq!(ingest(&folder, &["logs"]).status, 2);
        assert_eq!(scan(&folder, &[]).status, 3);
        assert_eq!(
            ingest(&folder, &["logs", "--dismiss", path]).status,
            0,
            "{path}"
        );
        assert_eq!(
            (scan(&folder, &[]).status, verdict(&folder)),
            (1, "broken".to_owned())
        );
    }
    let folder = folder.with("logs/more.ndjson.gz", cut_by(9));
    assert_eq!(ingest(&folder, &["logs"]).status, 2);
    assert_eq!(ingest(&folder, &["--dismiss", "log"]).status, 0);
    assert_eq!(scan(&folder, &[]).status, 3);
}

#[test]
fn dismissed_bytes_stay_dismissed_and_other_bytes_of_that_name_do_not() {
    for dismissed in ["logs/more.ndjson.gz", "logs"] {
        let folder = missing().with("logs/more.ndjson.gz", cut_by(1));
        assert_eq!(ingest(&folder, &["logs"]).status, 2);
        assert_eq!(ingest(&folder, &["--dismiss", dismissed]).status, 0);
        assert_eq!(ingest(&folder, &["logs"]).status, 0);
        assert_eq!(
            (scan(&folder, &[]).status, verdict(&folder)),
            (1, "broken".to_owned())
        );
        let folder = folder.with("logs/copy.ndjson.gz", cut_by(1));
        assert_eq!(
            ingest(&folder, &["logs"]).status,
            0,
            "the same bytes under another name"
        );
        let folder = folder.with("logs/more.ndjson.gz", cut_by(2));
        assert_eq!(ingest(&folder, &["logs"]).status, 2);
        assert_eq!(
            (scan(&folder, &[]).status, verdict(&folder)),
            (3, "unproven".to_owned())
        );
    }
}

#[test]
fn files_that_hold_nothing_cast_no_doubt() {
    let folder = missing()
        .with("logs/README.md", "# Logs of October\n")
        .with("logs/.DS_Store", b"\0\0\0\x01Bud1\0\0\x10\0")
        .with("logs/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .with(
            "logs/notes.txt",
            "An entry:\n{\"logName\": \"projects/p/logs/x\"} and so on\n",
        )
        .with(
            "logs/note.txt",
            "An entry: {\"logName\": \"projects/p/logs/x\"} was missing.\n",
        )
        .with("logs/bytes.bin", b"\x5d\0\0and more that no packer wrote")
        .with(
            "logs/page.html",
            "<html><body>{\"logName\": 1}</body></html>",
        )
        .with("logs/paper.pdf", b"%PDF-1.7\n")
        .with("logs/old.db", b"SQLite format 3\0")
        .with("logs/key.pub", "ssh-ed25519 AAAA\n")
        .with("logs/empty.ndjson", "")
        .with("logs/empty.ndjson.gz", gzip(b""))
        .with("logs/blank.ndjson", "\n\n");
    let ended = ingest(&folder, &["logs"]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    assert_eq!(
        (scan(&folder, &[]).status, verdict(&folder)),
        (1, "broken".to_owned())
    );
}

#[test]
fn what_a_stopped_ingest_had_ahead_may_hold_what_is_missing() {
    let folder = missing().with("logs/more.ndjson", kms());
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("a command").success());
    let mut paths = ["ca-service", "gke", "k8s", "kms", "more"]
        .map(|it| format!("logs/{it}.ndjson"))
        .to_vec();
    paths.insert(4, "pipe".to_owned()); // nobody writes into it
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_credtrail"))
        .args(["ingest", "-q", "--db", "a.db"])
        .args(paths)
        .current_dir(folder.path())
        .spawn()
        .expect("a command");
    while count(&folder, "file") < 4 {
        assert_eq!(child.try_wait().expect("a process"), None);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("a process");
    child.wait().expect("a process");
    assert_eq!(
        (scan(&folder, &[]).status, count(&folder, "unread")),
        (3, 1)
    );
    assert_eq!(ingest(&folder, &["logs/more.ndjson"]).status, 0);
    assert_eq!(
        (scan(&folder, &[]).status, verdict(&folder)),
        (1, "broken".to_owned())
    );
}

#[test]
fn what_is_not_there_any_more_can_be_dismissed() {
    let folder = missing();
    assert_eq!(ingest(&folder, &["logs"]).status, 0);
    let database = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    let path = folder
        .path()
        .join("elsewhere/kms.ndjson")
        .display()
        .to_string();
    let ahead = "insert into unread (path, name, reason) values (cast(?1 as blob), ?1, 'ahead')";
    database.execute(ahead, [&path]).expect("a row");
    assert_eq!(scan(&folder, &[]).status, 3);
    assert_eq!(ingest(&folder, &["--dismiss", "elsewhere"]).status, 0);
    assert_eq!(scan(&folder, &[]).status, 1);
}

#[test]
fn an_object_that_breaks_off_makes_a_gap_until_it_is_read() {
    let folder = missing().with("logs/more.ndjson.gz", cut());
    let bucket = format!("file://{}/", folder.path().join("logs").display());
    assert_eq!(ingest(&folder, &[&bucket]).status, 2);
    assert_eq!(
        (scan(&folder, &[]).status, count(&folder, "unread")),
        (3, 1)
    );
    let folder = folder.with("logs/more.ndjson.gz", gzip(&kms()));
    assert_eq!(ingest(&folder, &[&bucket]).status, 0);
    assert_eq!(
        (scan(&folder, &[]).status, count(&folder, "unread")),
        (1, 0)
    );
    stop_before_forgetting(&folder);
    assert_eq!(scan(&folder, &[]).status, 1);
}

/// As if the ingest had been killed between the end of each object and the note that it is read.
fn stop_before_forgetting(folder: &Folder) {
    let database = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    let ahead = "insert into unread (path, name, reason) select cast(url as blob), url, 'ahead' from object";
    assert_eq!(database.execute(ahead, []).expect("rows"), 5);
}

#[test]
fn a_bucket_that_cannot_be_listed_is_not_read() {
    let folder = missing();
    assert_eq!(ingest(&folder, &["logs"]).status, 0);
    let nowhere = "https://127.0.0.1:1/logs";
    assert_eq!(ingest(&folder, &[nowhere]).status, 2);
    let ended = scan(&folder, &[]);
    assert_eq!(ended.status, 3);
    assert!(ended.out.contains(nowhere), "{}", ended.out);
    let words: Vec<&str> = ended.out.split_whitespace().collect();
    assert!(
        !words.join(" ").contains("had it still ahead"),
        "{}",
        ended.out
    );
    assert_eq!(ingest(&folder, &["--dismiss", nowhere]).status, 0);
    assert_eq!(scan(&folder, &[]).status, 1);
}

#[test]
fn many_unread_inputs_are_counted() {
    let mut folder = missing();
    for number in 0..12 {
        folder = folder.with(&format!("logs/more-{number}.ndjson.gz"), cut());
    }
    ingest(&folder, &["logs"]);
    let ended = scan(&folder, &[]);
    assert_eq!(ended.status, 3);
    assert!(ended.out.contains("  … and 2 more\n"), "{}", ended.out);
}

#[test]
fn a_break_that_rests_on_no_absence_stays_one() {
    let folder = logs_of("digest-mismatch").with("logs/more.ndjson.gz", cut());
    ingest(&folder, &["logs"]);
    assert_eq!(scan(&folder, &[]).status, 1);
}

/// How many rows a table has, as far as there is one.
fn count(folder: &Folder, table: &str) -> i64 {
    let database = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    let sql = format!("select count(*) from {table}");
    database
        .query_row(&sql, [], |row| row.get(0))
        .unwrap_or_default()
}

fn missing() -> Folder {
    logs_of("missing-record")
}

/// The logs of a scenario, below `logs/`.
fn logs_of(scenario: &str) -> Folder {
    let mut folder = Folder::new();
    for entry in std::fs::read_dir(fixture(scenario).join("logs")).expect("logs") {
        let path = entry.expect("a log").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        folder = folder.with(
            &format!("logs/{name}"),
            std::fs::read(&path).expect("a log"),
        );
    }
    folder
}

/// Another export of the KMS log.
fn kms() -> Vec<u8> {
    let path = fixture("missing-record").join("logs/kms.ndjson");
    let mut bytes = std::fs::read(path).expect("a log");
    bytes.push(b'\n');
    bytes
}

/// The same, broken off.
fn cut() -> Vec<u8> {
    cut_by(0)
}

/// The first half of a log, and so many bytes less.
fn cut_by(bytes: usize) -> Vec<u8> {
    let packed = gzip(&kms());
    packed[..packed.len() / 2 - bytes].to_vec()
}

fn ingest(folder: &Folder, arguments: &[&str]) -> Ended {
    run(
        folder.path(),
        &[&["ingest", "-q", "--db", "a.db"], arguments].concat(),
    )
}

fn scan(folder: &Folder, arguments: &[&str]) -> Ended {
    let scan = ["scan", "-q", "--no-record", "--db", "a.db"];
    run(folder.path(), &[&scan[..], arguments].concat())
}

fn verdict(folder: &Folder) -> String {
    let report = value(&scan(folder, &["--format", "json"]).out);
    let lineages = report["lineages"].as_array().expect("lineages");
    let one = lineages.iter().find(|it| it["subject"] == MISSING);
    one.expect("a lineage")["verdict"]
        .as_str()
        .expect("a verdict")
        .to_owned()
}

#[test]
fn what_sqlite_keeps_beside_a_database_is_no_log() {
    let heads: [&[u8]; 4] = [
        b"\x37\x7f\x06\x82",
        b"\x37\x7f\x06\x83",
        b"\x18\xe2\x2d\x00",
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
    ];
    let quoted = b"\n{\"protoPayload\":{\"serviceName\":\"cloudkms.googleapis.com\"\n";
    for head in heads {
        let folder = logs_of("complete-x509").with("logs/other.db-wal", [head, quoted].concat());
        assert_eq!(ingest(&folder, &["logs"]).status, 0);
        let json = value(&scan(&folder, &["--format", "json"]).out);
        assert_eq!(json["summary"]["lines"]["rejected"], 0, "{head:?}");
        assert_eq!(scan(&folder, &[]).status, 0);
    }
}
