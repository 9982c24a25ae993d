//! The metadata server: as documented, rotating, slow, refusing, cut off.

use super::machine::{ask, findings, vm};
use super::server::{Answer, Server, cut_off, usual};
use crate::harness::cli::failed;
use crate::simulation::Vm;
use crate::simulation::clock::{NOON, days};
use crate::simulation::constants::{CACHE, WEB};
use crate::simulation::vm::NO_KEY;

#[test]
fn a_healthy_server_is_complete_and_gives_no_key_away() {
    let server = Server::healthy(vm());
    for form in ["text", "json", "sarif", "csv"] {
        let ended = ask(&server.host(), &["--format", form]);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{form}");
        assert!(!ended.out.contains(NO_KEY.trim()), "{form}");
    }
    assert_eq!(
        findings(&ask(&server.host(), &["--format", "json"])),
        [""; 0]
    );
}

#[test]
fn credentials_that_rotate_meanwhile_are_read_again() {
    let (before, after) = (
        vm(),
        Vm::with(WEB, NOON + jiff::SignedDuration::from_mins(10)),
    );
    let fingerprint = after.certificate.fingerprint.hex();
    let server = Server::new(move |endpoint, count| {
        let rotated = endpoint != "workload-identities" || count > 1;
        usual(if rotated { &after } else { &before }, endpoint)
    });
    let ended = ask(&server.host(), &["--format", "json"]);
    assert_eq!(findings(&ended), [""; 0]);
    assert!(ended.out.contains(&fingerprint), "{}", ended.out);
    assert_eq!(server.asked("workload-identities"), 3);
    assert_eq!(server.asked("trust-anchors"), 2);
}

#[test]
fn a_slow_server_is_waited_for_and_a_busy_one_asked_again() {
    let vm = vm();
    let server = Server::new(move |endpoint, count| match (endpoint, count) {
        ("trust-anchors", 1 | 2) => Answer::Error(503, "try again"),
        _ => Answer::Late(Box::new(usual(&vm, endpoint))),
    });
    assert_eq!(
        findings(&ask(&server.host(), &["--format", "json"])),
        [""; 0]
    );
    assert_eq!(server.asked("trust-anchors"), 3);
}

#[test]
fn refusals_are_explained() {
    let refused = |status, body| {
        let server = Server::new(move |_, _| Answer::Error(status, body));
        ask(&server.host(), &[])
    };
    let not_found = "The requested URL /computeMetadata/v1/instance/gce-workload-certificates/config-status was not found on this server.";
    failed(
        &refused(404, not_found),
        "does not support managed workload identities or is not configured for them",
    );
    failed(&refused(404, not_found), "was not found on this server");
    failed(
        &refused(412, "workload certificate feature not enabled"),
        "never configured for this VM",
    );
    failed(&refused(500, ""), "answered 500");
}

#[test]
fn a_cut_connection_is_told_and_so_is_no_server_at_all() {
    failed(
        &ask(&cut_off(), &[]),
        "was cut off in the middle of its answer",
    );
    failed(&ask("127.0.0.1:1", &[]), "cannot be reached");
    let server = Server::new(|_, _| Answer::Body("{\"workloadCredentials\": {\"spiffe".to_owned()));
    failed(
        &ask(&server.host(), &[]),
        "no answer of the metadata server",
    );
}

#[test]
fn errors_of_the_configuration_are_shown_beside_the_certificate() {
    let vm = vm();
    let server = Server::new(move |endpoint, _| {
        match endpoint {
        "config-status" => Answer::Body(
            r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool\u001b[31m"}}}"#.to_owned(),
        ),
        "trust-anchors" => Answer::Error(404, "no trust anchors"),
        _ => usual(&vm, endpoint),
    }
    });
    let ended = ask(&server.host(), &["--format", "json"]);
    assert_eq!(
        findings(&ended),
        ["break refused-configuration", "gap bundle-mismatch"]
    );
    assert!(!ask(&server.host(), &[]).out.contains('\u{1b}'));
}

#[test]
fn a_certificate_under_another_name_and_an_old_one_are_told() {
    let other = Server::healthy(Vm::with(CACHE, NOON));
    let found = findings(&ask(&other.host(), &["--format", "json"]));
    assert_eq!(found, ["break unexpected-identity"]);
    let old = Server::healthy(Vm::with(WEB, NOON - days(2)));
    let found = findings(&ask(&old.host(), &["--format", "json"]));
    assert_eq!(found, ["break expired-certificate"]);
}
