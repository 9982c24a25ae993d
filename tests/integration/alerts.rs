//! The alerts, the dashboard and the queries of deploy/ ask for what credtrail and the logs have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Write as _, stderr};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::harness::cli::{ingested, replay, run};
use crate::harness::readers::prometheus::metric;
use crate::simulation::files::{Folder, fixture};

/// The metrics of the textfile collector itself.
const COLLECTOR: &str = "node_textfile_mtime_seconds";

/// Each metric that a scan can write, with the values that each label can have where they are few and known before.
type Metrics = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn deploy(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(name)
}

fn metrics() -> Metrics {
    let folder = ingested("unclaimed-signature");
    let scan = [
        "scan",
        "-q",
        "--no-record",
        "--db",
        "a.db",
        "--format",
        "prometheus",
    ];
    let scanned = run(folder.path(), &scan).out;
    let log = fs::read(fixture("complete-jwt").join("logs/kms.ndjson")).expect("a log");
    let zip = Folder::new()
        .with("logs/a.zip", b"PK\x03\x04 and the rest of an archive")
        .with("logs/kms.ndjson", log);
    let unread = replay(zip.path(), &["--format", "prometheus"]).out;
    let doubted = replay(&fixture("bad-lines"), &["--format", "prometheus"]).out;
    let mut metrics = Metrics::from([(COLLECTOR.to_owned(), BTreeMap::new())]);
    for line in [scanned, unread, doubted].iter().flat_map(|it| it.lines()) {
        if line.starts_with('#') {
            continue;
        }
        let (name, labels, _) = metric(line);
        let known = metrics.entry(name.to_owned()).or_default();
        for (label, value) in labels {
            known.entry(label).or_default().insert(value);
        }
    }
    metrics
}

/// The labels and values that the matchers of an expression have, in braces.
fn matchers(text: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = text.split('"').collect();
    let pairs = parts.chunks_exact(2);
    pairs
        .map(|pair| {
            let label = pair[0].trim_start_matches([',', ' ', '{']);
            let label = label.trim_end_matches(['=', '~', '!']);
            (label.to_owned(), pair[1].to_owned())
        })
        .collect()
}

/// The metrics that an expression asks for, with what stands in braces behind each.
fn asked(expression: &str) -> Vec<(String, String)> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut found = Vec::new();
    for prefix in ["credtrail_", "node_"] {
        for (at, _) in expression.match_indices(prefix) {
            let rest = &expression[at..];
            let end = rest.find(|it| !is_name(it)).unwrap_or(rest.len());
            let behind = rest[end..].strip_prefix('{').unwrap_or("");
            let labels = behind.split_once('}').map_or("", |it| it.0);
            found.push((rest[..end].to_owned(), labels.to_owned()));
        }
    }
    found
}

/// Checks that an expression asks for metrics, and for values of labels, that there are.
fn holds(expression: &str, metrics: &Metrics) {
    let asked = asked(expression);
    assert!(!asked.is_empty(), "{expression} asks for nothing");
    for (name, labels) in asked {
        let known = metrics.get(&name);
        let known = known.unwrap_or_else(|| panic!("{expression}: there is no {name}"));
        for (label, value) in matchers(&labels) {
            if name == COLLECTOR || value.starts_with('$') {
                continue;
            }
            let values = known.get(&label);
            let values = values.unwrap_or_else(|| panic!("{expression}: no label {label}"));
            for one in value.split('|') {
                assert!(values.contains(one), "{expression}: no {label} {one}");
            }
        }
    }
}

#[test]
fn alerts_ask_for_metrics_that_a_scan_writes() {
    let rules = fs::read_to_string(deploy("prometheus/rules.yaml")).expect("rules");
    let rules: Value = serde_saphyr::from_str(&rules).expect("YAML");
    let (metrics, mut names) = (metrics(), BTreeSet::new());
    let rules = rules["groups"][0]["rules"].as_array().expect("rules");
    for rule in rules {
        holds(rule["expr"].as_str().expect("an expression"), &metrics);
        assert!(names.insert(rule["alert"].as_str().expect("a name")));
        assert!(matches!(
            rule["labels"]["severity"].as_str(),
            Some("critical" | "warning")
        ));
        for name in ["summary", "description"] {
            assert!(rule["annotations"][name].is_string(), "{rule}");
        }
    }
    assert!(names.len() >= 10);
}

/// Runs promtool where it is installed.
fn promtool(arguments: [&str; 2], file: &str) {
    let file = deploy("prometheus").join(file);
    match Command::new("promtool").args(arguments).arg(file).output() {
        Ok(ended) => assert!(ended.status.success(), "{ended:?}"),
        Err(_) => {
            let _ = writeln!(stderr(), "skipped: promtool is not installed");
        }
    }
}

#[test]
fn promtool_takes_the_alerts() {
    promtool(["check", "rules"], "rules.yaml");
}

#[test]
fn alerts_fire_when_they_should_and_not_before() {
    promtool(["test", "rules"], "rules.test.yaml");
}

#[test]
fn panels_ask_for_metrics_that_a_scan_writes_and_lie_side_by_side() {
    let dashboard = fs::read_to_string(deploy("grafana/credtrail.json")).expect("a dashboard");
    let dashboard: Value = serde_json::from_str(&dashboard).expect("JSON");
    let metrics = metrics();
    let (mut ids, mut cells) = (BTreeSet::new(), BTreeSet::new());
    for panel in dashboard["panels"].as_array().expect("panels") {
        assert!(ids.insert(panel["id"].as_u64()), "{panel}");
        for target in panel["targets"].as_array().expect("queries") {
            holds(target["expr"].as_str().expect("an expression"), &metrics);
            assert_eq!(target["datasource"]["uid"], "${datasource}");
        }
        let [x, y, w, h] =
            ["x", "y", "w", "h"].map(|it| panel["gridPos"][it].as_u64().expect("a place"));
        assert!(x + w <= 24, "{panel}");
        for cell in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(cells.insert(cell), "two panels at {cell:?}");
        }
    }
    let asks = |name: &str| dashboard.to_string().contains(name);
    for name in metrics
        .keys()
        .filter(|it| it.contains("_log_") || it.contains("scan"))
    {
        assert!(asks(name), "no panel shows {name}");
    }
}

/// The queries of deploy/bigquery.
fn queries() -> Vec<PathBuf> {
    let files = fs::read_dir(deploy("bigquery")).expect("a folder");
    let files = files.map(|it| it.expect("a file").path());
    let mut queries: Vec<PathBuf> = files
        .filter(|it| it.extension().is_some_and(|it| it == "sql"))
        .collect();
    queries.sort();
    queries
}

#[test]
fn every_query_begins_with_its_question_and_is_listed() {
    let list = fs::read_to_string(deploy("bigquery/README.md")).expect("a list");
    assert_eq!(queries().len(), 5);
    for query in queries() {
        let name = query.file_name().expect("a name").to_string_lossy();
        assert!(list.contains(&format!("`{name}`")), "{name} is not listed");
        let text = fs::read_to_string(&query).expect("a query");
        let question = text.lines().next().expect("a line");
        assert!(
            question.starts_with("-- ") && question.contains('?'),
            "{name}"
        );
    }
}

/// Cloud Logging keeps Admin Activity and System Event logs in `_Required`, and Data Access logs in `_Default`.
#[test]
fn every_query_reads_the_bucket_that_has_its_log() {
    for query in queries() {
        let text = fs::read_to_string(&query).expect("a query");
        for (log, bucket) in [
            ("cloudaudit.googleapis.com/activity", "_Required"),
            ("cloudaudit.googleapis.com/system_event", "_Required"),
            ("'k8s.io'", "_Required"),
            ("cloudaudit.googleapis.com/data_access", "_Default"),
            ("'cloudkms.googleapis.com'", "_Default"),
        ] {
            for (at, _) in text.match_indices(log) {
                let from = text[..at].rfind("FROM `").expect("a view");
                let view = text[from..].split('`').nth(1).expect("its name");
                let read = view.split('.').nth(2).expect("a bucket");
                assert_eq!(read, bucket, "{log} in {query:?}");
            }
        }
    }
}

/// Reads queries by the grammar of BigQuery, one statement each.
const PARSE: &str = "
import sys, sqlglot
for name in sys.argv[1:]:
    found = sqlglot.parse(open(name).read(), dialect='bigquery')
    assert len(found) == 1 and found[0].key == 'select', name
";

#[test]
fn sqlglot_reads_the_queries_as_sql_of_bigquery() {
    let python = || Command::new("python3");
    let is_there = python().args(["-c", "import sqlglot"]).output();
    if !is_there.is_ok_and(|it| it.status.success()) {
        let _ = writeln!(
            stderr(),
            "skipped: sqlglot is not installed (pip install sqlglot)"
        );
        return;
    }
    let read = python().args(["-c", PARSE]).args(queries()).output();
    let read = read.expect("an interpreter");
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
}

#[test]
fn the_action_gives_inputs_to_its_script_by_the_environment_alone() {
    let action = fs::read_to_string(deploy("github-action/action.yml")).expect("an action");
    let action: Value = serde_saphyr::from_str(&action).expect("YAML");
    assert_eq!(action["runs"]["using"], "composite");
    let known = run(Folder::new().path(), &["replay", "--help"]).out;
    for step in action["runs"]["steps"].as_array().expect("steps") {
        let Some(script) = step["run"].as_str() else {
            continue;
        };
        assert!(
            !script.contains("${{"),
            "an expression in a script is code of whoever names a branch"
        );
        let replay = script.split("credtrail replay").nth(1);
        let flags = replay.into_iter().flat_map(|it| it.split_whitespace());
        for flag in flags
            .take_while(|it| *it != "--")
            .filter(|it| it.starts_with("--"))
        {
            assert!(known.contains(flag), "{flag}");
        }
    }
}
