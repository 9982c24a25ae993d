//! What `pull` says of logs, projects and networks, and what its flags need.

use super::{TOKEN, folder, pull, pulled};
use crate::harness::cli::{credtrail, ended, failed};
use crate::harness::logging_api::{Api, Trick};
use crate::simulation::files::Folder;

#[test]
fn flags_of_a_pull_go_with_a_pull() {
    let folder = folder();
    let scan = ["scan", "--db", "a.db", "--project", "acme-prod"];
    failed(&crate::harness::cli::run(folder.path(), &scan), "--pull");
}

#[test]
fn without_a_project_there_is_nothing_to_ask() {
    let folder = Folder::new();
    failed(
        &crate::harness::cli::run(folder.path(), &["pull", "--db", "a.db"]),
        "--project",
    );
}

#[test]
fn a_first_pull_and_a_mute_log_are_said_aloud_in_80_columns() {
    let api = Api::of(Vec::new(), 100);
    let folder = folder();
    let notices = pulled(&folder, &api, &[]);
    let flat = notices.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "4 of 4 logs were never pulled before: from 30d back",
        "is projects/acme-prod the clusters' project",
        "DATA_READ of cloudkms.googleapis.com in projects/acme-keys",
        "DATA_WRITE of privateca.googleapis.com",
        "iam-admin/audit?project=acme-keys",
    ] {
        assert!(flat.contains(part), "{notices}");
    }
    assert!(
        notices
            .lines()
            .all(|it| it.chars().count() <= 80 || it.contains("https://")),
        "{notices}"
    );
    assert_eq!(pulled(&folder, &api, &["-q"]), "");
}

#[test]
fn what_may_be_hidden_is_said_with_what_to_do() {
    let flat = |notices: String| notices.split_whitespace().collect::<Vec<_>>().join(" ");
    let api = Api::of(Vec::new(), 100);
    let denied = Trick::Refuse(403, Vec::new(), "views.access denied");
    api.always("projects/acme-prod/locations", denied);
    let gone = Trick::Refuse(404, Vec::new(), "no such bucket");
    api.always("projects/acme-keys/locations", gone);
    let folder = folder();
    let notices = flat(pulled(&folder, &api, &[]));
    assert!(
        notices.contains("may not see reads (views.access denied)"),
        "{notices}"
    );
    assert!(
        notices.contains("--role=roles/logging.privateLogViewer"),
        "{notices}"
    );
    assert_eq!(
        notices.matches("this window proves nothing").count(),
        2,
        "{notices}"
    );
}

#[test]
fn a_project_that_is_not_there_is_named() {
    let api = Api::of(Vec::new(), 100);
    api.always(
        "acme-keys",
        Trick::Refuse(404, Vec::new(), "Project does not exist: acme-keys"),
    );
    let folder = folder();
    let ended = pull(&folder, &api, &[]);
    failed(&ended, "2 of 4 logs could not be pulled");
    assert!(ended.err.contains("gcloud projects list"), "{}", ended.err);
}

#[test]
fn a_network_that_is_down_is_told() {
    let folder = folder();
    let mut command = credtrail(folder.path());
    let arguments = ["pull", "--db", "a.db", "--endpoint", "http://127.0.0.1:1"];
    let ended = ended(command.args(arguments).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    failed(&ended, "http://127.0.0.1:1 cannot be reached");
    assert_eq!(
        ended.err.matches("trying again").count(),
        2,
        "{}",
        ended.err
    );
}
