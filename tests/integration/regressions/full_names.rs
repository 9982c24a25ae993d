//! Names of resources with a service in front of them.

use serde_json::Value;

use super::reports::Report;
use super::signatures::{after, signature, usual};
use crate::harness::normalized_report::normalized;
use crate::simulation::Record;
use crate::simulation::constants::{CLUSTER_CA_KEY, MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::kms;

/// The same record with the service in front of the names of its resources.
fn with_full_names(record: Record) -> Record {
    let entry = &record.entry;
    let service = entry["protoPayload"]["serviceName"].as_str();
    let full = format!("//{}/projects/", service.expect("a service"));
    let mut full_record = record.clone();
    for pointer in [
        "resourceName",
        "request/name",
        "request/parent",
        "response/name",
    ] {
        let pointer = format!("/protoPayload/{pointer}");
        if let Some(name) = entry.pointer(&pointer).and_then(Value::as_str) {
            let name = name.replacen("projects/", &full, 1);
            full_record = full_record.set(&pointer, name);
        }
    }
    full_record
}

#[test]
fn a_service_in_front_of_the_name_of_a_key_hides_no_signature() {
    for key in [SA_SIGNING_KEY, CLUSTER_CA_KEY] {
        let signed = kms::signature(key, &Digest::sha256("x"), after(600), MALLORY);
        let report = Report::on_world(&usual().record(with_full_names(signed)));
        let subject = signature(&report);
        assert!(
            report
                .findings(&subject)
                .contains(&("unclaimed-signature", "break"))
        );
        assert_eq!(report.status, 1);
    }
}

#[test]
fn a_service_in_front_of_the_names_of_resources_changes_nothing() {
    for key in [SA_SIGNING_KEY, CLUSTER_CA_KEY] {
        let unclaimed = kms::signature(key, &Digest::sha256("x"), after(600), MALLORY);
        let as_usual = Report::on_world(&usual().record(unclaimed.clone()));
        let mut world = usual();
        world.records = world.records.into_iter().map(with_full_names).collect();
        let report = Report::on_world(&world.record(unclaimed));
        assert_eq!(normalized(&report.json), normalized(&as_usual.json));
    }
}
