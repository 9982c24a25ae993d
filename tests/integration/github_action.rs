//! The script of deploy/github-action, run as a runner runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use crate::simulation::files::{Folder, fixture};

/// The script of the step that judges.
fn script() -> String {
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/github-action/action.yml");
    let action = fs::read_to_string(action).expect("an action");
    let action: Value = serde_saphyr::from_str(&action).expect("YAML");
    let step = &action["runs"]["steps"][0];
    assert_eq!(step["id"], "replay");
    step["run"].as_str().expect("a script").to_owned()
}

/// What a step left.
struct Run {
    output: Output,
    folder: Folder,
}

impl Run {
    fn of(logs: &str, policy: &str) -> Self {
        let folder = Folder::new();
        let bin = cargo_bin("credtrail");
        let bin = bin.parent().expect("a folder").display().to_string();
        let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
        let file = |name: &str| folder.path().join(name);
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script()])
            .current_dir(folder.path())
            .env("PATH", path)
            .env("LOGS", logs)
            .env("CREDTRAIL_POLICY", policy)
            .env("FAIL_ON", "broken")
            .env("RUNNER_TEMP", folder.path())
            .env("GITHUB_OUTPUT", file("output"))
            .env("GITHUB_STEP_SUMMARY", file("summary"))
            .output();
        Run {
            output: output.expect("bash"),
            folder,
        }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}: {:?}", self.output))
    }
}

fn logs(name: &str) -> String {
    fixture(name).join("logs").display().to_string()
}

#[test]
fn a_break_is_told_by_the_status_the_summary_and_the_findings() {
    let run = Run::of(&format!("\n{}\n", logs("unclaimed-signature")), "");
    assert!(run.output.status.success(), "{:?}", run.output);
    assert_eq!(run.text("output"), "status=1\n");
    let summary = run.text("summary");
    assert!(summary.starts_with("```text\n") && summary.ends_with("```\n"));
    assert!(summary.contains("unclaimed-signature"), "{summary}");
    let sarif: Value = serde_json::from_str(&run.text("credtrail.sarif")).expect("SARIF");
    assert!(
        sarif["runs"][0]["results"]
            .as_array()
            .is_some_and(|it| !it.is_empty())
    );
}

#[test]
fn logs_without_a_break_end_with_0() {
    let run = Run::of(&logs("complete-jwt"), "");
    assert!(run.output.status.success(), "{:?}", run.output);
    assert_eq!(run.text("output"), "status=0\n");
}

#[test]
fn a_policy_counts_and_one_that_is_not_there_fails_the_step() {
    let policy = fixture("suppressed").join("credtrail.toml");
    assert!(policy.is_file(), "{policy:?}");
    let suppressed = Run::of(&logs("suppressed"), &policy.display().to_string());
    assert_eq!(suppressed.text("output"), "status=0\n");
    let missing = Run::of(&logs("complete-jwt"), "none.toml");
    assert_eq!(
        missing.output.status.code(),
        Some(2),
        "{:?}",
        missing.output
    );
}
