//! The metrics add up, are bounded, and `promtool` reads them.

use std::collections::BTreeMap;
use std::io::{Write as _, stderr};
use std::process::{Command, Stdio};

use crate::growth::attacks::{lines, token};
use crate::growth::users::used_by;
use crate::harness::cli::{ingested, replay, run, value};
use crate::harness::readers::read;
use crate::simulation::files::{Folder, fixture};
use serde_json::Value;

#[test]
fn lineages_by_cluster_and_by_kind_add_up_to_the_same() {
    for scenario in [
        "missing-record",
        "unclaimed-signature",
        "workload-identities",
        "foreign-token",
    ] {
        let report = metrics(&fixture(scenario));
        for verdict in ["complete", "unproven", "broken"] {
            let label = format!("verdict=\"{verdict}\"");
            let sum = |metric: &str| sum(&report, metric, &label);
            assert_eq!(
                sum("credtrail_lineages"),
                sum("credtrail_lineages_by_kind"),
                "{scenario}: {verdict}"
            );
        }
    }
}

#[test]
fn an_unclaimed_signature_counts_for_the_only_cluster_of_its_key() {
    let report = metrics(&fixture("unclaimed-signature"));
    let broken = |metric, label: &str| sum(&report, metric, &format!("{label},verdict=\"broken\""));
    assert_eq!(
        broken("credtrail_lineages_by_kind", "kind=\"signature\""),
        1.0
    );
    assert_eq!(broken("credtrail_lineages", "cluster=\"other\""), 0.0);
}

#[test]
fn each_line_has_one_outcome() {
    let folder = fixture("bad-lines");
    let json = value(&replay(&folder, &["--format", "json"]).out);
    let rejected = json["rejected"].as_array().expect("lines").len() as f64;
    let report = metrics(&folder);
    assert_eq!(
        sum(&report, "credtrail_lines", "outcome=\"rejected\""),
        rejected
    );
    assert_eq!(
        Value::from(sum(&report, "credtrail_lines", "") as u64),
        json["summary"]["lines"]["read"]
    );
}

#[test]
fn findings_by_weight_add_up_to_those_of_the_json_report() {
    let folder = fixture("unclaimed-signature");
    let json = value(&replay(&folder, &["--format", "json"]).out);
    let report = metrics(&folder);
    for (code, count) in json["summary"]["findings"].as_object().expect("findings") {
        let label = format!("code=\"{code}\"");
        assert_eq!(
            sum(&report, "credtrail_findings", &label),
            count.as_f64().expect("a number")
        );
    }
    assert!(report.contains("credtrail_findings{code=\"unclaimed-signature\",weight=\"break\"} "));
}

#[test]
fn of_many_clusters_a_hundred_have_series_of_their_own() {
    let used = (0..300).map(|number| {
        let mut entry = used_by(number, &token(number), "somebody@example.com");
        entry["resource"]["labels"]["cluster_name"] = format!("c-{number}").into();
        entry
    });
    let folder = Folder::new().with("logs/all.ndjson", lines(used).join("\n"));
    let report = metrics(folder.path());
    let clusters = report
        .lines()
        .filter(|it| it.starts_with("credtrail_lineages{cluster="));
    assert_eq!(clusters.count(), 101 * 3);
    assert_eq!(
        sum(&report, "credtrail_lineages", "cluster=\"other\""),
        200.0
    );
    assert_eq!(sum(&report, "credtrail_lineages", ""), 300.0);
}

#[test]
fn a_scan_tells_its_exit_status_and_its_duration_and_a_replay_is_the_same_each_time() {
    let folder = ingested("missing-record");
    let scan = ["scan", "-q", "--db", "a.db", "--format", "prometheus"];
    let ended = run(folder.path(), &scan);
    read("prometheus", &ended.out);
    assert_eq!(
        sum(&ended.out, "credtrail_scan_exit_status", ""),
        f64::from(ended.status)
    );
    assert!(ended.out.contains("\ncredtrail_scan_duration_seconds "));
    let replayed = metrics(&fixture("missing-record"));
    assert!(replayed.contains("\ncredtrail_scan_exit_status 1\n"));
    assert!(!replayed.contains("credtrail_scan_duration_seconds"));
}

#[test]
fn promtool_reads_the_metrics() {
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut promtool) = promtool else {
        let _ = writeln!(
            stderr(),
            "skipped: promtool is not installed (it comes with Prometheus)"
        );
        return;
    };
    let mut input = promtool.stdin.take().expect("its input");
    let report = metrics(&fixture("missing-record"));
    input.write_all(report.as_bytes()).expect("its input");
    drop(input);
    assert!(promtool.wait().expect("promtool").success());
}

fn metrics(folder: &std::path::Path) -> String {
    let report = replay(folder, &["--format", "prometheus"]).out;
    read("prometheus", &report);
    report
}

/// The sum of the samples of a metric that have this text in their labels.
fn sum(report: &str, metric: &str, label: &str) -> f64 {
    let mut samples = BTreeMap::new();
    for line in report.lines().filter(|it| !it.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a value");
        samples.insert(name, value.parse::<f64>().expect("a number"));
    }
    let is_it = |name: &str| name.split('{').next() == Some(metric) && name.contains(label);
    samples.iter().filter(|it| is_it(it.0)).map(|it| it.1).sum()
}
