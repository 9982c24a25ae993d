//! Many clusters of one credential.

use serde_json::{Value, json};

use super::attacks::{digest, issued, lines, signed, token};
use super::auditor;
use super::users::used_by;
use crate::harness::in_process::Auditor;

const USER: &str = "system:serviceaccount:ns:sa";
const HOUR: usize = 3_600_000; // in milliseconds

fn named(mut entry: Value, cluster: &str) -> Value {
    entry["resource"]["labels"]["cluster_name"] = json!(cluster);
    let resource = &mut entry["protoPayload"]["resourceName"];
    if resource
        .as_str()
        .is_some_and(|it| it.contains("/clusters/"))
    {
        *resource = json!(format!("projects/p/locations/l/clusters/{cluster}"));
    }
    entry
}

/// One token that these clusters issued and those clusters saw. Cluster `z` issued others, before and after.
fn one_token(issuing: &[String], using: &[String]) -> Auditor {
    let one = issuing.iter().enumerate();
    let one = one.map(|(at, it)| named(issued(HOUR + at, &token(1), &digest(1)), it));
    let others =
        [(0, 2), (2 * HOUR, 3)].map(|(at, it)| named(issued(at, &token(it), &digest(it)), "z"));
    let signatures = [(0, 2), (HOUR, 1), (2 * HOUR, 3)].map(|(at, it)| signed(at, &digest(it)));
    let used = using.iter().enumerate();
    let used = used.map(|(at, it)| named(used_by(3_600 + at, &token(1), USER), it));
    auditor(&[
        ("kms.ndjson", lines(signatures.into_iter())),
        ("gke.ndjson", lines(one.chain(others))),
        ("k8s.ndjson", lines(used)),
    ])
}

fn clusters(of: &str, count: usize) -> Vec<String> {
    (0..count).map(|it| format!("{of}{it:06}")).collect()
}

/// The findings on the token.
fn found(auditor: &Auditor) -> (Vec<Value>, u64) {
    let report = auditor.report();
    let lineages = report["lineages"].as_array().expect("lineages");
    let subject = json!(token(1));
    let lineage = lineages.iter().find(|it| it["subject"] == subject);
    let lineage = lineage.expect("the token");
    let findings = lineage["findings"].as_array().expect("findings").clone();
    let of_code = findings
        .into_iter()
        .filter(|it| it["code"] == "used-elsewhere");
    let omitted = &lineage["findings_omitted"]["used-elsewhere"];
    (of_code.collect(), omitted.as_u64().unwrap_or_default())
}

#[test]
fn a_break_is_told_behind_more_gaps_than_are_told() {
    let mut using = clusters("n", 300);
    using.push("z".to_owned());
    let (findings, omitted) = found(&one_token(&clusters("c", 1), &using));
    let weights: Vec<&str> = findings
        .iter()
        .filter_map(|it| it["weight"].as_str())
        .collect();
    assert_eq!((weights.len(), omitted), (100, 201));
    assert_eq!(
        (weights.first(), weights.last()),
        (Some(&"gap"), Some(&"break"))
    );
    let messages = || findings.iter().filter_map(|it| it["message"].as_str());
    assert!(messages().all(|it| it.starts_with("issued for projects/")));
    assert!(messages().any(|it| it.contains("but used in projects/p/locations/l/clusters/z:")));
}

#[test]
fn clusters_of_use_beyond_the_first_are_counted() {
    let size = |count| {
        let auditor = one_token(&clusters("c", 1), &clusters("n", count));
        let (findings, omitted) = found(&auditor);
        assert_eq!((findings.len(), omitted), (100, count as u64 - 100));
        auditor.report_bytes().len()
    };
    let (few, many) = (size(200), size(800));
    assert!(many < few + few / 2, "{few}, {many}");
}

#[test]
fn a_message_names_the_first_clusters_of_issuance() {
    let (findings, omitted) = found(&one_token(&clusters("c", 250), &clusters("n", 2)));
    assert_eq!((findings.len(), omitted), (2, 0));
    for finding in findings {
        let message = finding["message"].as_str().expect("a message");
        assert_eq!(message.matches("/clusters/c").count(), 100, "{message}");
        assert!(message.contains(", 150 others, but used in "), "{message}");
    }
}

/// So many that a comparison of each with each would not end.
#[test]
fn clusters_of_use_are_not_compared_with_each_cluster_of_issuance() {
    let both = clusters("c", 6_000);
    assert_eq!(found(&one_token(&both, &both)), (Vec::new(), 0));
}
