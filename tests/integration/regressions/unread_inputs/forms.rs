//! A log in a form that is not read, and a container in which logs may lie, are inputs of which nothing was read.

use serde_json::json;

use super::{ingest, kms, missing, scan, verdict};
use crate::harness::cli::run;
use crate::simulation::files::Folder;
use crate::simulation::shapes::compressed::gzip;

#[test]
fn a_log_in_a_form_that_is_not_read_is_an_unread_input() {
    let log = String::from_utf8(kms()).expect("UTF-8");
    let log = log.trim_end();
    let behind = |prefix: &str| -> String {
        let lines = log.lines().map(|it| format!("{prefix}{it}\n"));
        lines.collect()
    };
    let cri = "2026-10-06T12:00:00.1Z stdout F ";
    let wrapped = |it: &str| {
        format!(
            "{}\n",
            json!({ "log": format!("{it}\n"), "stream": "stdout" })
        )
    };
    let json_file: String = log.lines().map(wrapped).collect();
    let fields = |it: &str| {
        let entry: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(it).expect("an entry");
        let fields = entry
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"));
        format!("---\n{}", fields.collect::<String>())
    };
    for (name, text) in [
        ("CRI", behind(cri)),
        ("CRI", format!("{cri}starting\n{}", behind(cri))),
        (
            "syslog",
            behind("<14>1 2026-10-06T12:00:00Z host app - - - "),
        ),
        (
            "syslog",
            format!(
                "Oct  6 12:00:00 host kernel: up\n{}",
                behind("Oct  6 12:00:00 host app: ")
            ),
        ),
        ("json-file", json_file.clone()),
        ("json-file", format!("{}{json_file}", wrapped("starting"))),
        ("YAML", log.lines().map(fields).collect()),
        ("CSV", "insertId,logName,timestamp\na,b,c\n".to_owned()),
    ] {
        is_unread(name, text.as_bytes());
    }
}

#[test]
fn a_container_is_an_unread_input_even_where_lines_of_it_could_be_read() {
    let tar = tar();
    let mut old = tar.clone();
    old[257..263].fill(0); // the mark, which archives of old lack
    checksum(&mut old);
    for (name, bytes) in [
        (
            "ZIP",
            [b"PK\x03\x04\x14\0\0\0\0\0logs/more.ndjson", &*kms()].concat(),
        ),
        ("tar", tar.clone()),
        ("tar", gzip(&tar)),
        ("tar", old),
        ("xz", b"\xfd7zXZ\0\0\x04".to_vec()),
        ("lzma", b"\x5d\0\0\x80\0".to_vec()),
        ("bzip2", b"BZh91AY&SY".to_vec()),
        ("7-Zip", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec()),
        ("RAR", b"Rar!\x1a\x07\x01\0".to_vec()),
        ("lz4", b"\x04\x22\x4d\x18\x64\x40".to_vec()),
        ("gzip twice", gzip(&gzip(&kms()))),
        ("Parquet", b"PAR1\x15\x04PAR1".to_vec()),
        ("Avro", b"Obj\x01\x04\x16".to_vec()),
    ] {
        is_unread(name, &bytes);
    }
}

/// Checks that a file with these bytes beside the logs makes a gap until it is dismissed, and is named with its form.
fn is_unread(form: &str, bytes: &[u8]) {
    let folder = missing().with("logs/more", bytes);
    let ended = ingest(&folder, &["logs"]);
    assert_eq!(
        (ended.status, ended.err.lines().count()),
        (0, 1),
        "{}",
        ended.err
    );
    let beginning = "credtrail: logs/more is not read: ";
    assert!(ended.err.starts_with(beginning), "{}", ended.err);
    assert!(
        ended.err.contains(form) && ended.err.contains("--dismiss PATH"),
        "{}",
        ended.err
    );
    let text = scan(&folder, &[]);
    assert_eq!(
        (text.status, verdict(&folder)),
        (3, "unproven".to_owned()),
        "{form}"
    );
    assert!(
        text.out.contains("logs/more") && text.out.contains(form),
        "{}",
        text.out
    );
    let replayed = run(folder.path(), &["replay", "-q", "logs"]);
    assert_eq!(replayed.status, 3, "{form}");
    assert_eq!(ingest(&folder, &["--dismiss", "logs/more"]).status, 0);
    let again = ingest(&folder, &["logs"]);
    assert_eq!((again.status, again.err.as_str()), (0, ""), "{form}");
    assert_eq!(
        (scan(&folder, &[]).status, verdict(&folder)),
        (1, "broken".to_owned()),
        "{form}"
    );
}

/// The log in a tar archive, which keeps the lines as they are.
fn tar() -> Vec<u8> {
    let log = kms();
    let mut block = vec![0; 512];
    block[..11].copy_from_slice(b"more.ndjson");
    block[124..136].copy_from_slice(format!("{:011o}\0", log.len()).as_bytes());
    block[257..263].copy_from_slice(b"ustar\0");
    checksum(&mut block);
    let padding = vec![0; 512 - log.len() % 512];
    [block, log, padding].concat()
}

/// Writes the checksum of a header: the sum of its bytes, with blanks in place of the sum.
fn checksum(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|it| u32::from(*it)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

#[test]
fn a_log_without_entries_is_read_and_proves_nothing() {
    for text in ["", "\n", "[]", r#"{"entries":[]}"#] {
        let folder = Folder::new().with("empty.json", text);
        assert_eq!(ingest(&folder, &["empty.json"]).status, 0, "{text}");
        assert_eq!(scan(&folder, &[]).status, 3, "{text}");
    }
}
