//! SARIF in its readers: an alert stays the same alert, the gravest findings come first, and Microsoft's validator has nothing to say.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{Write as _, stderr};
use std::path::Path;
use std::process::Command;

use crate::gravest_first::estate_of;
use crate::harness::cli::{replay, run, value};
use crate::harness::readers::read;
use crate::simulation::files::{Folder, fixture};
use serde_json::Value;

/// The validator `@microsoft/sarif-multitool` (npm), in the path or where this variable says.
const VALIDATOR: &str = "CREDTRAIL_SARIF_MULTITOOL";

/// Rules that a report cannot hold: GHAzDO1019 and GHAzDO1020 ask for the numbers of a build of Azure Pipelines, which its own task adds when
/// it publishes a report.
const OF_THE_PIPELINE: [&str; 2] = ["GHAzDO1019", "GHAzDO1020"];

#[test]
fn an_alert_stays_the_same_alert_where_the_files_have_other_names_and_lie_elsewhere() {
    for scenario in ["missing-record", "unclaimed-signature", "unexpected-pool"] {
        let folder = fixture(scenario);
        let before = alerts(&sarif(&folder));
        assert!(!before.is_empty(), "{scenario}");
        let moved = renamed(&folder);
        let after = alerts(&sarif(moved.path()));
        assert_eq!(after, before, "{scenario}");
    }
}

#[test]
fn the_place_of_an_alert_is_the_log_and_its_project() {
    let places = alerts(&sarif(&fixture("missing-record"))).into_keys();
    let places: Vec<_> = places.map(|(place, ..)| place).collect();
    assert_eq!(places, ["credtrail/kms/acme-keys"]);
}

#[test]
fn a_path_that_begins_with_a_slash_is_relative_to_the_root() {
    let folder = renamed(&fixture("missing-record"));
    let logs = folder.path().join("logs").display().to_string();
    let report = run(folder.path(), &["replay", "-q", "--format", "sarif", &logs]);
    read("sarif", &report.out);
    let log = value(&report.out);
    let related =
        log.pointer("/runs/0/results/0/relatedLocations/0/physicalLocation/artifactLocation");
    let related = related.expect("a related location");
    assert_eq!(related["uriBaseId"], "ROOT");
    let uri = related["uri"].as_str().expect("a URI");
    assert!(uri.starts_with(logs.trim_start_matches('/')), "{uri}");
}

#[test]
fn a_report_has_five_thousand_results_the_gravest_and_tells_what_it_has_not() {
    let folder = estate_of(5_100, 7);
    let report = replay(folder.path(), &["--format", "sarif"]).out;
    read("sarif", &report);
    let log = value(&report);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 5_000);
    let rules: Vec<&Value> = results.iter().map(|it| &it["ruleId"]).collect();
    assert!(rules[..7].iter().all(|it| *it == "unclaimed-signature"));
    assert!(rules[7..].iter().all(|it| *it == "unissued-credential"));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(
        notifications.contains("unissued-credential: 107 findings are no result"),
        "{notifications}"
    );
}

#[test]
fn suppressed_findings_are_counted_and_shown_where_asked_for() {
    let folder = fixture("suppressed");
    let omitted = value(&replay(&folder, &["--format", "sarif"]).out);
    let marked = ["--format", "sarif", "--suppressed", "mark"];
    let marked = value(&replay(&folder, &marked).out);
    let results = |log: &Value| {
        log["runs"][0]["results"]
            .as_array()
            .expect("results")
            .clone()
    };
    let is_suppressed = |it: &&Value| it["suppressions"] != Value::Array(Vec::new());
    assert_eq!(results(&omitted).iter().filter(is_suppressed).count(), 0);
    let count = results(&marked).iter().filter(is_suppressed).count();
    assert!(count > 0);
    assert_eq!(results(&omitted).len() + count, results(&marked).len());
    let invocations = omitted["runs"][0]["invocations"].to_string();
    assert!(
        invocations.contains(&format!("{count} findings that the policy suppresses")),
        "{invocations}"
    );
}

#[test]
fn a_result_tells_where_its_lineage_belongs() {
    let log = value(&sarif(&fixture("missing-record")));
    let properties = &log["runs"][0]["results"][0]["properties"];
    let cluster = properties["cluster"].as_str().expect("a cluster");
    assert!(cluster.starts_with("projects/"), "{properties}");
    assert!(properties["pools"][0].is_string(), "{properties}");
}

#[test]
fn the_validator_of_microsoft_finds_nothing() {
    let Some(validator) = validator() else {
        let _ = writeln!(
            stderr(),
            "skipped: sarif-multitool is not installed (npm install -g @microsoft/sarif-multitool)"
        );
        return;
    };
    let folder = Folder::new();
    for scenario in [
        "missing-record",
        "bad-lines",
        "workload-identities",
        "unclaimed-signature",
    ] {
        let report = folder.path().join(format!("{scenario}.sarif"));
        fs::write(&report, sarif(&fixture(scenario))).expect("a report");
        let results = validated(&validator, &report, &folder.path().join("said.sarif"));
        assert_eq!(results, [""; 0], "{scenario}");
    }
}

/// Returns the errors and warnings of the validator, without those that only a pipeline can mend.
fn validated(validator: &str, report: &Path, output: &Path) -> Vec<String> {
    let mut command = Command::new(validator);
    let command = command
        .arg("validate")
        .arg(report)
        .arg("--output")
        .arg(output);
    let command = command.args(["--rule-kind", "Sarif;Gh;Ado", "--log", "ForceOverwrite"]);
    let command = command.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    command.output().expect("the validator");
    let log = value(&fs::read_to_string(output).expect("what it says"));
    let results = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .clone();
    let is_grave = |it: &&Value| it["level"] != "note";
    let is_ours = |it: &&Value| OF_THE_PIPELINE.iter().all(|rule| it["ruleId"] != *rule);
    let ours = results.iter().filter(is_grave).filter(is_ours);
    ours.map(Value::to_string).collect()
}

fn validator() -> Option<String> {
    let named = env::var(VALIDATOR).ok();
    let installed = Command::new("sarif-multitool").arg("--version").output();
    named.or(installed.ok().map(|_| "sarif-multitool".to_owned()))
}

fn sarif(folder: &Path) -> String {
    replay(folder, &["--format", "sarif"]).out
}

/// Returns the logs of a scenario in files of other names.
fn renamed(folder: &Path) -> Folder {
    let files = fs::read_dir(folder.join("logs")).expect("logs");
    let moved = files.fold(Folder::new(), |moved, file| {
        let path = file.expect("a log").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        moved.with(
            &format!("logs/other/{name}.log"),
            fs::read_to_string(&path).expect("text"),
        )
    });
    match fs::read_to_string(folder.join("credtrail.toml")) {
        Ok(policy) => moved.with("credtrail.toml", policy),
        Err(_) => moved,
    }
}

/// The alerts of GitHub: one for each place, rule and fingerprint.
fn alerts(report: &str) -> BTreeMap<(String, String, String), usize> {
    let log = value(report);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let mut alerts = BTreeMap::new();
    for it in results {
        let place = &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let hash = &it["partialFingerprints"]["primaryLocationLineHash"];
        *alerts
            .entry((text(place), text(&it["ruleId"]), text(hash)))
            .or_default() += 1;
    }
    alerts
}
