//! `credtrail doctor --db`: the reasons of what is unproven, as judgement told them.

use serde_json::Value;

use super::{about, state};
use crate::harness::cli::{Ended, failed, ingested, run};
use crate::simulation::files::Folder;
use crate::simulation::files::fixture;

fn of(folder: &Folder) -> (Vec<Value>, Ended) {
    let ended = run(folder.path(), &["doctor", "--db", "a.db", "-f", "json"]);
    let report: Value = serde_json::from_str(&ended.out).expect("JSON");
    (
        report["observations"].as_array().expect("a list").clone(),
        ended,
    )
}

#[test]
fn a_complete_database_has_no_reason() {
    let (found, ended) = of(&ingested("complete-jwt"));
    assert_eq!(ended.status, 0, "{found:#?}");
    assert_eq!(state(&found, "none is unproven").0, "fine");
}

#[test]
fn a_log_that_was_not_read_is_named_with_the_command_that_pulls_it() {
    let folder = Folder::new();
    let logs = fixture("complete-jwt").join("logs");
    for entry in std::fs::read_dir(logs).expect("logs") {
        let path = entry.expect("a file").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !name.contains("kms") {
            std::fs::copy(&path, folder.path().join(name)).expect("a copy");
        }
    }
    run(folder.path(), &["ingest", "-q", "--db", "a.db", "."]);
    let (found, ended) = of(&folder);
    assert_eq!(ended.status, 1, "{found:#?}");
    let message = about(&found, "the kms log")["message"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(message.contains("unproven lineages (100 %): "), "{message}");
    let (_, command) = state(&found, "the kms log");
    assert!(
        command.starts_with("credtrail pull --db=a.db --project="),
        "{command}"
    );
    assert!(
        command.contains("--from=") && command.contains("--to="),
        "{command}"
    );
}

#[test]
fn the_same_reason_of_many_lineages_is_told_once_with_their_number() {
    let (found, ended) = of(&ingested("switched-off"));
    assert_eq!(ended.status, 1, "{found:#?}");
    let (_, command) = state(&found, "was off for some of the time");
    assert!(
        command.starts_with("credtrail filters --project="),
        "{command}"
    );
}

/// The policy that is named counts in place of the one beside the database, which nobody reads then.
#[test]
fn a_policy_may_be_named() {
    let folder = ingested("complete-jwt").with("credtrail.toml", "meaning = 1\n");
    let folder = folder.with("other.toml", "");
    let doctor = |flags: &[&str]| {
        let usual = ["doctor", "--db", "a.db", "-q"];
        run(folder.path(), &[&usual, flags].concat())
    };
    failed(&doctor(&[]), "credtrail.toml:1");
    assert_eq!(doctor(&["--policy", "other.toml"]).status, 0);
    failed(
        &doctor(&["--policy", "other.toml", "--policy-key", "none.pem"]),
        "none.pem",
    );
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    failed(
        &run(folder.path(), &["doctor", "--db", "none.db"]),
        "none.db",
    );
    assert_eq!(folder.names(), Vec::<String>::new());
}
