//! The life of a finding in OCSF: created, updated while it is found again, closed where it is not any more.

use crate::harness::cli::{ingest, ingested, run, value};
use crate::harness::readers::read;
use crate::simulation::files::{Folder, fixture};
use serde_json::{Value, json};

#[test]
fn a_finding_is_created_then_updated_then_closed() {
    let folder = ingested("unread-log");
    let created = events(&folder);
    let updated = events(&folder);
    assert_eq!(activities(&created), [1]);
    assert_eq!(activities(&updated), [2]);
    let uid = |events: &[Value]| events[0]["finding_info"]["uid"].clone();
    assert_eq!(uid(&updated), uid(&created));
    assert_ne!(updated[0]["metadata"]["uid"], created[0]["metadata"]["uid"]);
    assert_eq!(
        events(&folder)[0]["metadata"]["uid"],
        updated[0]["metadata"]["uid"]
    );

    let whole = fixture("complete-x509/logs").display().to_string();
    ingest(&folder, &[&whole]);
    let closed = events(&folder);
    let closed: Vec<&Value> = closed.iter().filter(|it| it["activity_id"] == 3).collect();
    assert_eq!(closed.len(), 1, "{closed:?}");
    assert_eq!(closed[0]["finding_info"]["uid"], uid(&created));
    assert_eq!(
        (&closed[0]["status_id"], &closed[0]["is_alert"]),
        (&json!(4), &json!(false))
    );
    assert!(
        events(&folder).iter().all(|it| it["activity_id"] != 3),
        "closed once"
    );
}

#[test]
fn an_event_tells_the_cloud_the_resources_and_who_called() {
    let folder = ingested("missing-record");
    let events = events(&folder);
    let event = &events[0];
    assert_eq!(event["cloud"]["provider"], "GCP");
    let types = event["resources"].as_array().expect("resources").iter();
    let types: Vec<&str> = types.filter_map(|it| it["type"].as_str()).collect();
    assert!(
        types.contains(&"cluster") && types.contains(&"CA pool"),
        "{types:?}"
    );
    let evidence = event["evidences"].as_array().expect("evidence").iter();
    let mut calls = evidence.filter(|it| it["actor"]["user"]["name"].is_string());
    assert!(
        calls.any(|it| it["api"]["service"]["name"].is_string()),
        "{event}"
    );
}

fn events(folder: &Folder) -> Vec<Value> {
    let scan = ["scan", "-q", "--db", "a.db", "--format", "ocsf"];
    let printed = run(folder.path(), &scan).out;
    read("ocsf", &printed);
    printed.lines().map(value).collect()
}

fn activities(events: &[Value]) -> Vec<i64> {
    events
        .iter()
        .filter_map(|it| it["activity_id"].as_i64())
        .collect()
}
