//! What all verbs have in common: short forms, settings from the environment, help, manual pages.

use serde_json::Value;

use crate::harness::cli::{credtrail, ended, failed, ingested, run, value};
use crate::simulation::files::{Folder, fixture};
use credtrail::model::finding::Code;

#[test]
fn a_form_has_a_short_flag_and_any_case() {
    let root = fixture("missing-record");
    let long = run(&root, &["replay", "-q", "--format", "json", "logs"]).out;
    assert_eq!(value(&long)["version"], 1);
    for form in ["json", "JSON", "Json"] {
        assert_eq!(run(&root, &["replay", "-q", "-f", form, "logs"]).out, long);
    }
    let folder = ingested("missing-record");
    let diff = run(
        folder.path(),
        &["fsck", "--db", "a.db", "-f", "Json", "-o", "f.json"],
    );
    assert_eq!((diff.status, diff.out.as_str()), (0, ""));
    assert!(folder.bytes("f.json").starts_with(b"{"));
}

#[test]
fn the_environment_names_the_form_and_the_command_line_another() {
    let of = |flags: &[&str]| {
        let mut command = credtrail(&fixture("missing-record"));
        command
            .env("CREDTRAIL_FORMAT", "NDJSON")
            .args(["replay", "-q", "logs"]);
        ended(command.args(flags)).out
    };
    assert!(
        of(&[])
            .lines()
            .all(|it| serde_json::from_str::<Value>(it).is_ok())
    );
    assert!(of(&["-f", "text"]).contains("missing-record"));
    let folder = Folder::new();
    let mut explain = credtrail(folder.path());
    let explained = ended(explain.env("CREDTRAIL_FORMAT", "sarif").args(["explain"]));
    assert_eq!(
        explained.status, 0,
        "a verb without that form: {}",
        explained.err
    );
}

#[test]
fn an_empty_variable_counts_as_one_that_is_not_set() {
    let mut command = credtrail(&fixture("missing-record"));
    for variable in ["CREDTRAIL_FORMAT", "CREDTRAIL_POLICY", "CREDTRAIL_DB"] {
        command.env(variable, "");
    }
    let replayed = ended(command.args(["replay", "-q", "logs"]));
    assert_eq!(replayed.status, 1, "{}", replayed.err);
    assert!(replayed.out.contains("missing-record"));
}

/// A policy by which every cluster is unknown.
const OTHER: &str = "[[cluster]]\nname = \"projects/p/locations/l/clusters/c\"\n";

#[test]
fn a_policy_is_looked_for_in_one_order_by_every_verb() {
    let folder = ingested("unexpected-key")
        .with("credtrail.toml", OTHER)
        .with("named.toml", "")
        .with("sub/other.toml", "");
    let logs = fixture("unexpected-key").join("logs").display().to_string();
    let judged = |database: Option<&str>, policy: Option<&str>, flags: &[&str]| {
        let mut command = credtrail(folder.path());
        command.envs(database.map(|it| ("CREDTRAIL_DB", it)));
        command.envs(policy.map(|it| ("CREDTRAIL_POLICY", it)));
        let ended = ended(command.args(flags));
        assert!(ended.status < 2, "{flags:?}: {}", ended.err);
        ended.out.contains("unknown-cluster")
    };
    let replay: &[&str] = &["replay", "-q", &logs];
    for verb in [&["scan", "-q", "--no-record", "--db", "a.db"][..], replay] {
        assert!(judged(None, None, verb), "beside the database: {verb:?}");
        let named = [verb, &["--policy", "named.toml"]].concat();
        assert!(!judged(None, Some("credtrail.toml"), &named), "by name");
        assert!(
            !judged(None, Some("named.toml"), verb),
            "by the environment"
        );
    }
    assert!(
        !judged(Some("sub/a.db"), None, replay),
        "no policy is there"
    );
    let unnamed = run(folder.path(), replay).err;
    assert_eq!(unnamed, "judged by the policy credtrail.toml\n");
    let named = run(
        folder.path(),
        &[replay, &["--policy", "named.toml"]].concat(),
    );
    assert_eq!(named.err, "", "a policy that the command line names");
    let checked = run(folder.path(), &["policy", "check"]);
    assert!(
        checked.out.starts_with("credtrail.toml: sound"),
        "{}",
        checked.err
    );
    let mut elsewhere = credtrail(folder.path());
    elsewhere
        .env("CREDTRAIL_DB", "sub/a.db")
        .args(["policy", "check"]);
    failed(&ended(&mut elsewhere), "sub/credtrail.toml");
}

#[test]
fn help_is_wrapped_grouped_and_has_examples() {
    let folder = Folder::new();
    for (columns, widest) in [("70", 70), ("200", 100)] {
        for verb in ["scan", "trace", "ingest", "workload verify"] {
            let mut command = credtrail(folder.path());
            let words = verb.split(' ').chain(["--help"]);
            let help = ended(command.env("COLUMNS", columns).args(words)).out;
            let (options, examples) = help.split_once("\nExit status:\n").expect("statuses");
            let long = options.lines().find(|it| it.chars().count() > widest);
            assert!(
                long.is_none_or(|it| !it.trim().contains(' ')),
                "{verb}: {long:?}"
            );
            assert_eq!(examples.matches("$ credtrail").count(), 2, "{verb}");
            assert!(help.contains("\nInput:\n"), "{verb}");
        }
    }
    let scan = run(folder.path(), &["scan", "--help"]).out;
    assert!(
        scan.contains("[possible values: kubernetes, gke, ca-service, kms]"),
        "{scan}"
    );
    let without = run(
        &fixture("unread-log"),
        &["replay", "-q", "logs", "--without", "KMS"],
    );
    assert_eq!(without.status, 0, "{}", without.err);
}

#[test]
fn a_manual_page_tells_statuses_files_environment_and_examples() {
    let folder = Folder::new();
    assert_eq!(run(folder.path(), &["man", "."]).status, 0);
    let page =
        |verb: &str| String::from_utf8(folder.bytes(&format!("credtrail-{verb}.1"))).expect("text");
    for name in folder.names() {
        let page = String::from_utf8(folder.bytes(&name)).expect("text");
        for section in ["EXIT STATUS", "ENVIRONMENT", "EXAMPLES"] {
            assert_eq!(
                page.matches(&format!(".SH \"{section}\"")).count()
                    + page.matches(&format!(".SH {section}\n")).count(),
                1,
                "{name}: {section}"
            );
        }
    }
    for needle in [
        "CREDTRAIL_DB",
        "CREDTRAIL_POLICY",
        "CREDTRAIL_FORMAT",
        "credtrail.toml",
        ".SH FILES",
    ] {
        assert!(page("scan").contains(needle), "{needle}");
    }
    assert!(!page("filters").contains("CREDTRAIL_DB"));
    assert!(page("policy-check").contains("credtrail policy check"));
}

#[test]
fn explanations_are_printed_for_programs() {
    let folder = Folder::new();
    let all = value(&run(folder.path(), &["explain", "-f", "json"]).out);
    let codes = all["codes"].as_array().expect("codes");
    assert_eq!((codes.len(), &all["version"]), (Code::ALL.len(), &1.into()));
    for (code, listed) in Code::ALL.iter().zip(codes) {
        assert_eq!(listed["code"], code.as_str());
        for field in ["means", "look_at", "settle"] {
            assert!(
                listed[field].as_str().is_some_and(|it| it.len() > 20),
                "{code}"
            );
        }
    }
    let one = value(&run(folder.path(), &["explain", "stale-log", "-f", "json"]).out);
    assert_eq!(one["codes"][0]["code"], "stale-log");
    assert_eq!(one["codes"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_window_that_ends_before_it_begins_is_an_error() {
    let folder = ingested("missing-record");
    for (from, to) in [("2026-10-07", "2026-10-06"), ("2026-10-07", "2026-10-07")] {
        let window = ["scan", "--db", "a.db", "--from", from, "--to", to];
        failed(&run(folder.path(), &window), "2026-10-07T00:00:00Z");
    }
}

#[test]
fn all_errors_of_a_policy_are_listed() {
    let policy = "[tolerance]\nclokc = \"5m\"\nclock = \"soon\"\n[[cluster]]\nname = \"c\"\n";
    let folder = Folder::new().with("p.toml", policy);
    let ended = run(folder.path(), &["policy", "check", "p.toml"]);
    failed(&ended, "p.toml: 3 errors");
    for place in ["p.toml:2:1: ", "p.toml:3:9: ", "p.toml:5:8: "] {
        assert!(ended.err.contains(place), "{}", ended.err);
    }
}

#[test]
fn a_file_that_is_no_database_is_called_that_without_numbers() {
    let foreign = rusqlite::Connection::open_in_memory().expect("a database");
    let folder = Folder::new().with("text.db", "notes").with("d.db/file", "");
    let other = folder.path().join("other.db").display().to_string();
    foreign
        .execute_batch(&format!("create table a (b); vacuum into '{other}'"))
        .expect("a file");
    let logs = fixture("missing-record").join("logs").display().to_string();
    for name in ["text.db", "other.db", "d.db"] {
        for verb in [
            &["scan"][..],
            &["fsck"],
            &["diff"],
            &["policy", "infer"],
            &["trace", "JTI=x"],
            &["ingest", &logs],
            &["replay", &logs],
        ] {
            let ended = run(folder.path(), &[verb, &["--db", name]].concat());
            assert_eq!(
                (ended.status, ended.err),
                (
                    2,
                    format!("credtrail: {name} is no database of credtrail\n")
                ),
                "{verb:?}"
            );
        }
    }
    let nowhere = run(folder.path(), &["ingest", "--db", "nowhere/a.db", &logs]);
    failed(
        &nowhere,
        "database nowhere/a.db: it cannot be opened: its directory is not there",
    );
}

#[test]
fn ten_files_are_named_and_the_others_counted() {
    let log = std::fs::read(fixture("missing-record/logs/kms.ndjson")).expect("a log");
    let mut folder = Folder::new();
    for number in 0..30 {
        let padded = [&log[..], &b"\n".repeat(number + 1)].concat();
        folder = folder.with(&format!("logs/{number:02}.ndjson"), &padded);
    }
    let listed = |flags: &[&str]| run(folder.path(), &[&["replay", "logs"], flags].concat()).err;
    let usual = listed(&[]);
    assert_eq!(
        usual.lines().filter(|it| it.starts_with("logs/")).count(),
        10,
        "{usual}"
    );
    assert!(
        usual.contains("and 20 more, which -v names:\n  LogEntry: 20 files, "),
        "{usual}"
    );
    assert_eq!(listed(&["-v"]).lines().count(), 30);
    assert_eq!(listed(&["-q"]), "");
}

#[test]
fn a_log_in_the_envelope_of_an_event_store_is_called_by_its_name() {
    let log = std::fs::read_to_string(fixture("missing-record/logs/kms.ndjson")).expect("a log");
    let of = |before: &str, after: &str| -> String {
        log.lines()
            .map(|it| format!("{before}{it}{after}\n"))
            .collect()
    };
    let gke = std::fs::read(fixture("missing-record/logs/gke.ndjson")).expect("a log");
    let folder = Folder::new()
        .with("logs/gke.ndjson", &gke)
        .with("logs/hec", of("{\"event\":", ",\"sourcetype\":\"gcp\"}"))
        .with("logs/elastic", of("{\"_index\":\"a\",\"_source\":", "}"))
        .with(
            "logs/utf32",
            [&b"\xff\xfe\0\0"[..], &b"{\0\0\0"[..]].concat(),
        );
    let err = run(folder.path(), &["replay", "logs"]).err;
    for expected in [
        "logs/hec is not read: events for Splunk (HEC); take the log out: jq -c",
        "logs/elastic is not read: documents of Elasticsearch; take the log out: jq -c ._source",
        "logs/utf32 is not read: text in UTF-32; convert it",
    ] {
        assert!(err.contains(expected), "{err}");
    }
    assert!(!err.contains("no log, passed over"), "{err}");
}
