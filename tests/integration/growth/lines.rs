//! Much in one line, and many lines that cannot be read.

use super::attacks::{digest, issued, lines, signed, token};
use super::{auditor, grows_in_proportion, steps};
use crate::harness::in_process::Auditor;

/// An item that holds so many entries.
fn read(size: usize, item: impl Fn(String) -> String) -> u64 {
    let entries = vec!["{}"; size].join(",");
    let auditor = Auditor::new();
    let known = signed(0, &digest(0)).to_string() + "\n";
    auditor.read_bytes(&[("all.json", (known + &item(entries)).into_bytes())]);
    let rejected = &auditor.report()["summary"]["lines"]["rejected"];
    rejected.as_u64().expect("a number")
}

/// The whole item was hashed and searched for each of them.
#[test]
fn a_line_is_looked_through_once_however_many_entries_stand_in_it() {
    let rejected = read(200_000, |it| format!(r#"{{"data":{{"entries":[{it}]}}}}"#));
    assert!(rejected >= 1_001, "{rejected}");
}

#[test]
fn rows_in_rows_without_end_are_a_line_that_cannot_be_read() {
    let (open, close) = (r#"{"data":{"entries":["#, "]}}");
    for depth in [20, 100, 10_000] {
        let item = |it: String| format!("{}{it}{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(read(1, item), 1, "{depth}");
    }
}

#[test]
fn damaged_elements_of_one_line_are_looked_at_one_by_one() {
    let elements = vec![r#"{"a":x}"#; 50_000].join(",");
    assert!(read(1, |_| format!("[{elements}]")) > 0);
}

/// Lines of the kms log that were cut.
fn cut(size: usize) -> Vec<String> {
    let cut = |it| format!(r#"{{"serviceName":"cloudkms.googleapis.com","insertId":"{it}"#);
    (0..size).map(cut).collect()
}

#[test]
fn of_many_lines_that_cannot_be_read_the_first_are_kept_and_all_are_counted() {
    let behind_one = |size| {
        let mut all = lines([signed(0, &digest(0))].into_iter());
        all.extend(cut(size));
        auditor(&[("kms.ndjson", all)])
    };
    let report = behind_one(3_000).report();
    let rejected = report["rejected"].as_array().expect("a list");
    assert_eq!(rejected.len(), 1_001);
    let rest: Vec<_> = rejected
        .iter()
        .filter_map(|it| it["lines"].as_u64())
        .collect();
    assert_eq!(rest, [2_000]);
    assert_eq!(report["summary"]["lines"]["rejected"], 3_000);
    let size_of_report = |size| behind_one(size).report_bytes().len();
    assert!(size_of_report(6_000) < 2 * size_of_report(1_000));
}

#[test]
fn lines_that_are_only_counted_doubt_their_stretch_of_time() {
    let at = |number| {
        let entry = issued(number, &token(number), &digest(number));
        entry.to_string()
    };
    let kms = |number| signed(number, &digest(number)).to_string();
    let mut whole = vec![kms(0)];
    whole.extend(cut(3_000));
    whole.extend([kms(50_000), kms(80_000_000)]);
    let judged = auditor(&[
        ("kms.ndjson", whole),
        (
            "gke.ndjson",
            [0, 40_000, 50_000, 60_000_000, 80_000_000].map(at).into(),
        ),
    ]);
    let report = judged.report();
    let verdict = |number| {
        let lineages = report["lineages"].as_array().expect("lineages");
        let subject = token(number);
        let lineage = lineages.iter().find(|it| it["subject"] == subject.as_str());
        lineage.expect("a lineage")["verdict"].clone()
    };
    assert_eq!(verdict(50_000), "complete");
    assert_eq!(verdict(40_000), "unproven");
}

#[test]
fn lines_that_cannot_be_read_are_listed_once() {
    grows_in_proportion(200, |size| {
        let mut all = lines([signed(0, &digest(0))].into_iter());
        all.extend(cut(size));
        let auditor = auditor(&[("kms.ndjson", all)]);
        steps(&auditor, "rejected.sql", &[])
    });
}
