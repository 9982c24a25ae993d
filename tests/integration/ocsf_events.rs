//! The life of a finding in OCSF: created, updated while it is found again, closed where it is not any more.

use crate::growth::attacks::{digest, issued, lines, signed, token};
use crate::growth::users::used_by;
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

/// Closed events of a scan with these flags, by the id of their finding.
fn closed(folder: &Folder, flags: &[&str]) -> Vec<Value> {
    let scan = ["scan", "-q", "--db", "a.db", "--format", "ocsf"];
    let printed = run(folder.path(), &[&scan, flags].concat()).out;
    read("ocsf", &printed);
    let events = printed.lines().map(value);
    let closed = events.filter(|it| it["activity_id"] == 3);
    closed.map(|it| it["finding_info"]["uid"].clone()).collect()
}

#[test]
fn a_finding_is_closed_also_where_the_report_lists_no_lineage_of_its_subject() {
    let text = |entries: Vec<Value>| lines(entries.into_iter()).join("\n");
    let user = "system:serviceaccount:a:b";
    let known = vec![
        issued(3, &token(3), &digest(3)),
        signed(3, &digest(3)),
        used_by(3, &token(3), user),
    ];
    let (other, token, digest) = (digest(2), token(1), digest(1));
    let used = || vec![used_by(1, &token, user), issued(1, &token, &digest)];
    let signature = |of: &str| vec![signed(1, of)];
    // A signature that nobody claims, until GKE's record is read: the digest is no subject of its own any more.
    // A token without a signature, until the signature is read: the token is complete, and `--new` lists no complete lineage.
    let cases = [
        ([known, signature(&digest)].concat(), used(), "signature"),
        (
            [used(), signature(&other)].concat(),
            signature(&digest),
            "token",
        ),
    ];
    for (first, then, kind) in cases {
        for flags in [&[][..], &["--new"]] {
            let folder = Folder::new().with("a.ndjson", text(first.clone()));
            let folder = folder.with("b.ndjson", text(then.clone()));
            ingest(&folder, &["a.ndjson"]);
            let created = run(
                folder.path(),
                &["scan", "-q", "--db", "a.db", "--format", "ocsf"],
            );
            let created: Vec<Value> = created.out.lines().map(value).collect();
            let mut expected = created
                .iter()
                .filter(|it| it["resources"][0]["type"] == kind);
            let expected = expected.next().expect("an event")["finding_info"]["uid"].clone();
            ingest(&folder, &["b.ndjson"]);
            let closed_now = closed(&folder, flags);
            assert!(
                closed_now.contains(&expected),
                "{kind} {flags:?}: {closed_now:?}"
            );
            assert_eq!(closed(&folder, flags), Vec::<Value>::new(), "closed once");
        }
    }
}
