//! `credtrail filters`: what it prints can be pasted as it is.

mod gcloud;
mod terraform;

use std::process::Command;

use crate::harness::cli::{failed, run};
use crate::simulation::files::Folder;
use credtrail::log::query::filter;
use credtrail::model::entry::Source;
use credtrail::model::identity::project::Project;

/// The command line for two projects and a form.
const fn flags(format: &str) -> [&str; 7] {
    [
        "filters",
        "--project",
        "acme-prod",
        "--key-project",
        "example.com:acme-keys",
        "--format",
        format,
    ]
}

/// A `gcloud` that writes down what it was called with, one argument between two lines of dashes.
const GCLOUD: &str =
    "#!/bin/sh\nfor it; do printf '%s\\n--\\n' \"$it\"; done >> \"$CALLS\"\necho writer\n";

#[test]
fn the_commands_are_sound_shell_and_carry_the_filters() {
    let folder = Folder::new().with("gcloud", GCLOUD);
    let calls = called(&folder, &script(&folder, &["--bucket", "acme-logs"]));
    let keys: Project = "example.com:acme-keys".parse().expect("a project");
    let prod: Project = "acme-prod".parse().expect("a project");
    for filter in [
        filter::of(Source::Kms, &keys).to_string(),
        filter::of(Source::Gke, &prod).to_string(),
        format!("--log-filter={}", filter::of_all(&filter::OF_KEYS, &keys)),
        "storage.googleapis.com/acme-logs".to_owned(),
        "--member=writer".to_owned(),
    ] {
        assert!(
            calls.contains(&format!("{filter}\n--\n")),
            "{filter}\n{calls}"
        );
    }
    let answers = ["acme-prod-gke.json", "example.com-acme-keys-kms.json"];
    assert!(
        answers
            .iter()
            .all(|it| folder.names().contains(&(*it).to_owned()))
    );
}

#[test]
fn without_a_bucket_the_commands_ask_for_one() {
    let folder = Folder::new().with("gcloud", GCLOUD);
    let calls = called(&folder, &script(&folder, &[]));
    assert!(!calls.contains("sinks"), "{calls}");
}

#[test]
fn one_project_has_all_four_logs_and_every_setting_once() {
    let folder = Folder::new();
    let script = run(folder.path(), &["filters", "--project", "acme-prod"]).out;
    for line in [
        "-- kms of acme-prod",
        "- service: privateca.googleapis.com",
        "- service: container.googleapis.com",
        "  - logType: DATA_WRITE",
    ] {
        assert_eq!(
            script.matches(&format!("{line}\n")).count(),
            1,
            "{line}\n{script}"
        );
    }
    let prose = script.lines().filter(|it| it.starts_with('#'));
    let widest = prose.map(|it| it.chars().count()).max();
    assert_eq!(widest, Some(80));
}

#[test]
fn what_is_no_project_is_refused() {
    let folder = Folder::new();
    for project in ["acme'; rm -rf /", "$(id)", "a\" OR \"", "Acme", ""] {
        failed(
            &run(folder.path(), &["filters", "--project", project]),
            "no id of a project",
        );
    }
    let number = run(folder.path(), &["filters", "--project", "998877665544"]);
    failed(&number, "gcloud projects describe");
    let bucket = ["filters", "--project", "p", "--bucket", "x;id"];
    failed(&run(folder.path(), &bucket), "no name of a bucket");
}

fn script(folder: &Folder, flags: &[&str]) -> String {
    let projects = [
        "filters",
        "--project",
        "acme-prod",
        "--key-project",
        "example.com:acme-keys",
    ];
    run(folder.path(), &[&projects, flags].concat()).out
}

/// What `gcloud` was called with when the commands of a sheet were pasted.
fn called(folder: &Folder, script: &str) -> String {
    let commands: Vec<&str> = script.split(&"#".repeat(80)).skip(2).collect();
    let commands = format!(
        "gcloud() {{ sh ./gcloud \"$@\"; }}\n{}\n{}",
        commands[0], commands[1]
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &commands]).current_dir(folder.path());
    let calls = folder.path().join("calls");
    shell.env_remove("BUCKET").env("CALLS", &calls);
    shell.output().expect("a shell");
    std::fs::read_to_string(calls).expect("calls")
}
