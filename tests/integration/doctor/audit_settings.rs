//! Audit settings: where they may stand, whom they exempt, and what is not known where they cannot be read.

use super::*;

#[test]
fn a_log_that_is_off_is_missing_with_the_command_that_keeps_the_rest() {
    let apis = healthy();
    let mut off = policy(&[("cloudkms.googleapis.com", &["DATA_READ"])]);
    off["auditConfigs"][0]["auditLogConfigs"] =
        json!([{"logType": "ADMIN_READ", "exemptedMembers": ["user:o'neil@acme.example"]}]);
    apis.set(POLICY_OF_KEYS, Say::Json(off));
    let (found, status) = found(&apis);
    assert_eq!(status, 1);
    let (kms, command) = state(&found, "DATA_READ of cloudkms.googleapis.com");
    assert_eq!(kms, "missing");
    assert!(
        command.contains(r#"[{"auditLogConfigs":[{"exemptedMembers":["user:o'\''neil@acme.example"],"logType":"ADMIN_READ"},{"logType":"DATA_READ"}],"service":"cloudkms.googleapis.com"}]"#),
        "{command}"
    );
    assert!(command.ends_with("gcloud projects set-iam-policy acme-keys policy.json"));
    let ca = |log_type: &str| state(&found, &format!("{log_type} of privateca")).0;
    assert_eq!(ca("DATA_WRITE"), "missing");
    assert_eq!(
        ca("ADMIN_READ"),
        "note",
        "a certificate is recorded without it"
    );
}

#[test]
fn a_setting_above_or_for_all_services_counts() {
    let apis = healthy();
    apis.set(POLICY_OF_KEYS, Say::Json(json!({"etag": "BwY="})));
    apis.set(
        POLICY_OF_FOLDER,
        Say::Json(policy(&[("privateca.googleapis.com", &["DATA_WRITE"])])),
    );
    let all = policy(&[("allServices", &["ADMIN_READ", "DATA_READ"])]);
    apis.set("/v3/organizations/99:getIamPolicy", Say::Json(all));
    let (found, status) = found(&apis);
    assert_eq!((wanting(&found), status), (vec![], 0));
    let message_on = |text: &str| about(&found, text)["message"].to_string();
    assert!(message_on("DATA_READ of cloudkms").contains("organizations/99"));
    assert!(message_on("DATA_WRITE of privateca").contains("folders/77"));
}

#[test]
fn what_cannot_be_read_is_not_known_and_never_off() {
    let apis = healthy();
    apis.set(POLICY_OF_KEYS, Say::Json(json!({"etag": "BwY="})));
    apis.set(
        POLICY_OF_FOLDER,
        Say::Refuse(
            403,
            "Permission 'resourcemanager.folders.getIamPolicy' denied.",
        ),
    );
    let (found, status) = found(&apis);
    assert_eq!(status, 2, "{found:#?}");
    assert_eq!(state(&found, "DATA_READ of cloudkms").0, "not-known");
    let (state, command) = state(&found, "the audit setting of folders/77");
    assert_eq!(state, "not-known");
    assert!(
        about(&found, "of folders/77")["message"]
            .as_str()
            .unwrap()
            .contains("it takes roles/iam.securityReviewer")
    );
    assert!(
        command.starts_with("gcloud resource-manager folders add-iam-policy-binding 77 --role=roles/iam.securityReviewer --member="),
        "{command}"
    );
}

#[test]
fn a_refusal_above_takes_nothing_from_what_is_on_below() {
    let apis = healthy();
    apis.set(POLICY_OF_FOLDER, Say::Refuse(403, "no"));
    let (found, status) = found(&apis);
    assert_eq!(state(&found, "DATA_READ of cloudkms").0, "fine");
    assert_eq!(wanting(&found).len(), 1);
    assert_eq!(status, 2, "somebody may be exempted there");
}

#[test]
fn without_the_ancestry_a_setting_may_stand_above() {
    let apis = healthy();
    apis.set(POLICY_OF_KEYS, Say::Json(json!({})));
    apis.set("/v1/projects/acme-keys:getAncestry", Say::Refuse(403, "no"));
    let (found, status) = found(&apis);
    assert_eq!(status, 2);
    assert_eq!(state(&found, "DATA_READ of cloudkms").0, "not-known");
    assert_eq!(
        state(&found, "what lies above projects/acme-keys").0,
        "not-known"
    );
}

#[test]
fn exempted_members_are_named_wherever_they_stand() {
    let apis = healthy();
    let agent = "serviceAccount:service-1@gcp-sa-privateca.iam.gserviceaccount.com";
    let mut own = policy(&[
        ("privateca.googleapis.com", &["ADMIN_READ", "DATA_WRITE"]),
        ("cloudkms.googleapis.com", &["DATA_READ"]),
    ]);
    own["auditConfigs"][1]["auditLogConfigs"][0]["exemptedMembers"] =
        json!([agent, "deleted:user:old@acme.example?uid=1"]);
    apis.set(POLICY_OF_KEYS, Say::Json(own));
    let mut above = policy(&[("allServices", &["DATA_WRITE"])]);
    above["auditConfigs"][0]["auditLogConfigs"][0]["exemptedMembers"] =
        json!(["future:kind\u{1b}[31m\u{202e}x"]);
    apis.set(POLICY_OF_FOLDER, Say::Json(above));
    let (found, status) = found(&apis);
    assert_eq!(status, 1);
    let (state_of_agent, command) = state(&found, agent);
    assert_eq!(state_of_agent, "missing");
    assert!(
        !about(&found, agent)["message"]
            .to_string()
            .contains("deleted:")
    );
    assert!(command.contains(r#"del(.auditConfigs[] | select(.service == "cloudkms.googleapis.com") | .auditLogConfigs[] | select(.logType == "DATA_READ") | .exemptedMembers)"#));
    let (unknown, command) = state(&found, "future:kind");
    assert_eq!(unknown, "missing");
    assert!(command.contains("gcloud resource-manager folders get-iam-policy 77"));
    assert!(command.contains(r#""allServices""#));
}

#[test]
fn only_deleted_members_are_exempted_from_nothing() {
    let apis = healthy();
    let mut own = policy(&[
        ("privateca.googleapis.com", &["ADMIN_READ", "DATA_WRITE"]),
        ("cloudkms.googleapis.com", &["DATA_READ"]),
    ]);
    own["auditConfigs"][1]["auditLogConfigs"][0]["exemptedMembers"] =
        json!(["deleted:user:x@y?uid=1"]);
    apis.set(POLICY_OF_KEYS, Say::Json(own));
    assert_eq!(found(&apis).1, 0);
}

/// A `gcloud` that has the policy of a project in a file.
const GCLOUD: &str = "gcloud() { case $2 in get-iam-policy) cat now.json ;; set-iam-policy) cp \"$4\" now.json ;; esac; }\n";

#[test]
fn the_commands_mend_what_they_are_named_for() {
    let mut before = policy(&[("cloudkms.googleapis.com", &["ADMIN_READ", "DATA_READ"])]);
    before["auditConfigs"][0]["auditLogConfigs"][1]["exemptedMembers"] =
        json!(["user:o'neil@acme.example"]);
    before["bindings"] = json!([{"role": "roles/owner", "members": ["user:a@acme.example"]}]);
    let folder = Folder::new().with("now.json", before.to_string());
    let apis = healthy();
    if std::process::Command::new("jq")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    for wanted in [
        "user:o'neil@acme.example are not logged",
        "DATA_WRITE of privateca",
    ] {
        let now = std::fs::read(folder.path().join("now.json")).expect("a policy");
        apis.set(
            POLICY_OF_KEYS,
            Say::Json(serde_json::from_slice(&now).expect("JSON")),
        );
        let (found, status) = found(&apis);
        let (missing, commands) = state(&found, wanted);
        assert_eq!((missing.as_str(), status), ("missing", 1));
        let mut shell = std::process::Command::new("sh");
        shell
            .args(["-ec", &format!("{GCLOUD}{commands}")])
            .current_dir(folder.path());
        let output = shell.output().expect("a shell");
        assert!(output.status.success(), "{output:?}\n{commands}");
    }
    let now = std::fs::read(folder.path().join("now.json")).expect("a policy");
    let now: Value = serde_json::from_slice(&now).expect("JSON");
    assert_eq!(
        (&now["etag"], &now["bindings"]),
        (&before["etag"], &before["bindings"])
    );
    apis.set(POLICY_OF_KEYS, Say::Json(now));
    let (found, status) = found(&apis);
    assert_eq!((wanting(&found), status), (vec![], 0));
}
