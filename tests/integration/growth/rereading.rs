//! Many lines of one compressed file that a report cites: the file is unpacked once for all of them.

use serde_json::Value;

use super::attacks::{digest, issued, lines, signed, token};
use super::grows_in_proportion;
use super::users::used_by;
use crate::harness::cli::{Ended, run, value};
use crate::simulation::files::Folder;
use crate::simulation::shapes::compressed;

/// A folder with these entries in one file, compressed.
fn packed(entries: impl Iterator<Item = Value>) -> Folder {
    let text = lines(entries).join("\n") + "\n";
    Folder::new().with("logs/all.json.gz", compressed::gzip(text.as_bytes()))
}

/// Uses of so many credentials that GKE never issued, this many at one moment.
fn unissued(count: usize, at_once: usize) -> Folder {
    packed((0..count).flat_map(move |it| {
        let user = "system:serviceaccount:a:b";
        let uses = (0..at_once).rev();
        uses.map(move |other| {
            let mut entry = used_by(at_once * it + other, &token(it), user);
            entry["timestamp"] = format!("2026-10-06T00:00:{:02}Z", it % 60).into();
            entry
        })
    }))
}

/// How many bytes a command reads again, as `-vv` says.
fn read_again(ended: &Ended) -> u64 {
    let lines = ended.err.lines().filter(|it| it.contains("read again"));
    let bytes = lines.filter_map(|it| it.rsplit_once("bytes=")?.1.trim().parse::<u64>().ok());
    bytes.sum()
}

fn replayed(folder: &Folder, form: &str) -> u64 {
    let flags = ["replay", "-vv", "--format", form, "logs"];
    read_again(&run(folder.path(), &flags))
}

#[test]
fn a_scan_unpacks_a_file_once_for_all_the_uses_that_it_cites() {
    for form in ["json", "ndjson", "csv", "sarif", "ocsf"] {
        grows_in_proportion(20, |size| replayed(&unissued(size, 1), form));
    }
}

#[test]
fn uses_whose_range_was_not_kept_are_searched_for_together() {
    grows_in_proportion(20, |size| replayed(&unissued(size, 3), "json"));
}

#[test]
fn a_form_that_shows_places_alone_reads_no_line_again() {
    for form in ["text", "junit", "prometheus", "dot", "mermaid"] {
        assert_eq!(replayed(&unissued(20, 1), form), 0, "{form}");
    }
}

#[test]
fn what_is_traced_together_is_read_again_together() {
    grows_in_proportion(20, |size| {
        let folder = unissued(size, 1);
        run(folder.path(), &["ingest", "-q", "--db", "a.db", "logs"]);
        let user = "system:serviceaccount:a:b";
        let flags = ["trace", "-vv", "--db", "a.db", "--format", "json", user];
        read_again(&run(folder.path(), &flags))
    });
}

#[test]
fn a_bundle_reads_each_file_once() {
    grows_in_proportion(20, |size| {
        let one = token(0);
        let issued = (0..size).map(|it| issued(it, &one, &digest(it)));
        let folder = packed(issued.chain((0..size).map(|it| signed(it, &digest(it)))));
        run(folder.path(), &["ingest", "-q", "--db", "a.db", "logs"]);
        let flags = ["trace", "-vv", "--db", "a.db", "--bundle", "bundle", &one];
        read_again(&run(folder.path(), &flags))
    });
}

/// Lines that belong to what earlier scans reported are not read again, and what is new is cited by its line, however much is not.
#[test]
fn a_scan_for_what_is_new_reads_again_only_what_it_reports() {
    let new = |old: usize| {
        let folder = unissued(old, 1);
        let ingest = |file| run(folder.path(), &["ingest", "-q", "--db", "a.db", file]);
        let scan = ["scan", "--new", "-vv", "--db", "a.db", "--format", "json"];
        ingest("logs");
        assert!(read_again(&run(folder.path(), &scan)) > 0);
        let last = used_by(old, &token(old), "system:serviceaccount:a:b");
        std::fs::write(folder.path().join("new.ndjson"), format!("{last}\n")).expect("a file");
        ingest("new.ndjson");
        let ended = run(folder.path(), &scan);
        let report = value(&ended.out);
        assert_eq!(report["lineages"].as_array().map(Vec::len), Some(1));
        let line = report.pointer("/lineages/0/findings/0/receipts/0/sha256");
        assert!(
            line.is_some_and(|it| it.is_string()),
            "{}",
            report["lineages"][0]
        );
        read_again(&ended)
    };
    let [few, many] = [20, 200].map(new);
    assert!(
        few > 0 && many < 2 * few,
        "{few} beside 20 old ones, {many} beside 200"
    );
}
