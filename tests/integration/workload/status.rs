//! What Compute Engine says of the configuration, in each shape and from each place.

use super::machine::{FRESH, ask, findings, folder, look, restore, vm};
use super::server::{Answer, Server, usual};
use crate::harness::cli::run;
use crate::simulation::files::Folder;

/// The findings where the status reads so: in the file of the agent, as the server's answer, and in that answer as somebody saved it.
fn everywhere(status: &str) -> [Vec<String>; 3] {
    let file = folder(&vm()).with("vm/config_status", status);
    restore(&file);
    let (vm, text) = (vm(), status.to_owned());
    let saved = Folder::new()
        .with("saved/workload-identities", vm.identities().to_string())
        .with("saved/trust-anchors", vm.anchors().to_string())
        .with("saved/config-status", status);
    let server = Server::new(move |endpoint, _| match endpoint {
        "config-status" => Answer::Body(text.clone()),
        _ => usual(&vm, endpoint),
    });
    let json = ["--format", "json"];
    let verify = ["workload", "verify", "saved", "--at", FRESH];
    [
        look(file.path(), &json),
        ask(&server.host(), &json),
        run(saved.path(), &[&verify[..], &json].concat()),
    ]
    .map(|it| findings(&it))
}

#[test]
fn what_a_healthy_vm_answers_is_healthy_from_wherever_it_comes() {
    for status in [
        "",
        "{}",
        r#"{"status": "OK"}"#,
        r#"{"status": "OK", "etag": "x"}"#,
        r#"{"partnerMetadataConfigsErrors": null}"#,
        r#"{"configStatus": {"status": "OK", "message": "fine"}, "config_status": "{}"}"#,
        "{\"partnerMetadataConfigsErrors\": {\"errors\": {}}}\r\n",
        r#"{"code": 0, "message": "fine", "new": {"names": ["a"], "error": null}}"#,
        "\"OK\"\n",
    ] {
        assert_eq!(everywhere(status), [[""; 0]; 3], "{status}");
    }
}

#[test]
fn an_error_beside_a_credential_is_a_break() {
    let vm = vm();
    let mut identities = vm.identities();
    let credentials = identities["workloadCredentials"].as_object_mut();
    for credential in credentials.expect("an object").values_mut() {
        credential["error"] = serde_json::json!({ "message": "cannot renew" });
    }
    let saved = Folder::new()
        .with("saved/workload-identities", identities.to_string())
        .with("saved/trust-anchors", vm.anchors().to_string());
    let verify = ["workload", "verify", "saved", "--at", FRESH];
    let done = run(saved.path(), &[&verify[..], &["--format", "json"]].concat());
    assert_eq!(findings(&done), ["break refused-configuration"]);
}

#[test]
fn an_error_is_a_break_in_whatever_shape_and_from_wherever_it_comes() {
    for status in [
        r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool"}}}"#,
        r#"{"status": "OK", "metadataAttributesErrors": {"errors": {"trust-config": "no such pool"}}}"#,
        r#"{"partner_metadata_configs_errors": ["no such pool"]}"#,
        r#"{"status": "no such pool"}"#,
        r#"{"configStatus": {"partnerMetadataConfigsErrors": {"errors": ["no such pool"]}}}"#,
        r#"{"config-status": "{\"status\": \"no such pool\"}"}"#,
        r#"{"errorMessage": "no such pool"}"#,
        r#"{"error_message": "no such pool"}"#,
        r#"{"message": "no such pool"}"#,
        r#"{"error": {"message": "no such pool"}}"#,
        r#"{"new": {"newer": [{"status": "no such pool"}]}}"#,
        r#"[{"status": "OK"}, "no such pool"]"#,
        "no such pool",
    ] {
        let broken = ["break refused-configuration"];
        assert_eq!(everywhere(status), [broken; 3], "{status}");
    }
}
