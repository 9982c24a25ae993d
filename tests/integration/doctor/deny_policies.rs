//! Deny policies, which hold against every role.

use super::*;

const PLACE: &str = "organizations/99";

const AUDITORS: &str = "principalSet://goog/group/auditors@acme.example";

const EVERYBODY: &str = "principalSet://goog/public:all";

/// The rule of a deny policy of the organization, and what the doctor finds.
fn with_rule(rule: &Value) -> (Vec<Value>, i32) {
    let apis = healthy();
    set(&apis, &json!({"rules": [{"denyRule": rule}]}));
    found(&apis)
}

/// The list names the policy without its rules.
fn set(apis: &GoogleApis, policy: &Value) {
    let name =
        "policies/cloudresourcemanager.googleapis.com%2Forganizations%2F99/denypolicies/no-logs";
    let list = json!({"policies": [{"name": name, "kind": "DenyPolicy"}]});
    apis.set(&deny_policies_of(PLACE), Say::Json(list));
    let path = format!("{}/no-logs", deny_policies_of(PLACE));
    apis.set(&path, Say::Json(policy.clone()));
}

#[test]
fn a_deny_policy_about_the_logs_is_named() {
    let (found, status) = with_rule(&json!({
        "deniedPrincipals": [EVERYBODY],
        "exceptionPrincipals": [AUDITORS],
        "deniedPermissions": ["logging.googleapis.com/privateLogEntries.*", "storage.googleapis.com/*.*"],
    }));
    assert_eq!((wanting(&found), status), (vec![], 0));
    let (note, command) = state(&found, "the deny policy no-logs of organizations/99");
    assert_eq!(note, "note");
    let message = about(&found, "the deny policy")["message"].to_string();
    let expected = format!(
        "denies logging.privateLogEntries.list to {EVERYBODY}, whatever roles they have, but not to {AUDITORS}"
    );
    assert!(message.contains(&expected), "{message}");
    let place = "no-logs --attachment-point=cloudresourcemanager.googleapis.com/organizations/99 --kind=denypolicies";
    assert!(
        command.starts_with(&format!("gcloud iam policies get {place} --format=json")),
        "{command}"
    );
    assert!(
        command.ends_with(&format!(
            "gcloud iam policies update {place} --policy-file=policy.json"
        )),
        "{command}"
    );
}

#[test]
fn what_denies_it_to_everybody_is_missing() {
    let everybody = json!({"deniedPrincipals": [EVERYBODY], "deniedPermissions": ["logging.googleapis.com/logEntries.list"]});
    let (found, status) = with_rule(&everybody);
    assert_eq!(status, 1);
    assert_eq!(state(&found, "the deny policy no-logs").0, "missing");
    let mut sometimes = everybody;
    sometimes["denialCondition"] = json!({"expression": "!resource.matchTag('99/env', 'prod')"});
    let (found, status) = with_rule(&sometimes);
    assert_eq!(status, 0, "nobody can tell whether the condition holds");
    assert_eq!(state(&found, "the deny policy no-logs").0, "note");
}

#[test]
fn what_denies_something_else_is_passed_over() {
    for rule in [
        json!({"deniedPrincipals": [EVERYBODY], "deniedPermissions": ["logging.googleapis.com/sinks.create"]}),
        json!({"deniedPrincipals": [EVERYBODY], "deniedPermissions": ["logging.googleapis.com/*.list"], "exceptionPermissions": ["logging.googleapis.com/logEntries.*", "logging.googleapis.com/privateLogEntries.list"]}),
        json!({"deniedPermissions": ["logging.googleapis.com/*.*"]}),
        json!({}),
    ] {
        let (found, status) = with_rule(&rule);
        assert_eq!(status, 0);
        assert!(
            found
                .iter()
                .all(|it| !it.to_string().contains("deny policy")),
            "{rule}"
        );
    }
}

#[test]
fn deny_policies_that_are_refused_are_not_known() {
    let apis = healthy();
    apis.set(&deny_policies_of("folders/77"), Say::Refuse(403, "denied"));
    let (found, status) = found(&apis);
    assert_eq!(status, 2);
    let (unknown, command) = state(&found, "the deny policies of folders/77 is not known");
    assert_eq!(unknown, "not-known");
    let grants = "gcloud organizations add-iam-policy-binding 99 --role=roles/iam.denyReviewer";
    assert!(command.starts_with(grants), "{command}");
}

#[test]
fn the_command_excepts_the_reader_and_changes_nothing_else() {
    if std::process::Command::new("jq")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    let apis = healthy();
    let other =
        json!({"deniedPrincipals": [EVERYBODY], "deniedPermissions": ["x.googleapis.com/a.b"]});
    let logs = json!({"deniedPrincipals": [EVERYBODY], "deniedPermissions": ["logging.googleapis.com/*.*"]});
    let before = json!({"etag": "MTc2", "rules": [{"denyRule": other}, {"denyRule": logs, "description": "d"}]});
    set(&apis, &before);
    let (found, _) = found(&apis);
    let (_, commands) = state(&found, "the deny policy no-logs");
    let folder = Folder::new().with("now.json", before.to_string());
    let gcloud =
        "gcloud() { case $3 in get) cat now.json ;; update) cp policy.json now.json ;; esac; }\n";
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-ec", &format!("{gcloud}{commands}")])
        .env("PRINCIPAL", "principal://goog/subject/o'neil@acme.example")
        .current_dir(folder.path());
    let output = shell.output().expect("a shell");
    assert!(output.status.success(), "{output:?}\n{commands}");
    let now = std::fs::read(folder.path().join("now.json")).expect("a policy");
    let now: Value = serde_json::from_slice(&now).expect("JSON");
    let mut expected = before;
    expected["rules"][1]["denyRule"]["exceptionPrincipals"] =
        json!(["principal://goog/subject/o'neil@acme.example"]);
    assert_eq!(now, expected);
}

#[test]
fn a_place_is_asked_for_once_for_all_logs_of_its_projects() {
    let rule = json!({"deniedPrincipals": [AUDITORS], "deniedPermissions": ["logging.googleapis.com/*.*"]});
    let (found, _) = with_rule(&rule);
    let message = about(&found, "the deny policy")["message"].to_string();
    let both = "logging.logEntries.list, logging.privateLogEntries.list to";
    assert!(message.contains(both), "{message}");
}

#[test]
fn names_of_policies_stay_in_their_part_of_the_path() {
    let apis = healthy();
    let list = json!({"policies": [{"name": "policies/x/denypolicies/.."}]});
    apis.set(&deny_policies_of(PLACE), Say::Json(list));
    let (found, status) = found(&apis);
    assert_eq!(status, 2, "{found:#?}");
    assert!(apis.calls().iter().all(|it| !it.0.contains("..")));
}
