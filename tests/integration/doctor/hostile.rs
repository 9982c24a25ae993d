//! Answers of somebody who means harm: names with escape sequences, paths in names, lists without end, members of other types.

use super::*;
use crate::harness::cli::Ended;

/// A text that clears a screen, turns the direction of text, ends a quotation and leaves its folder.
const EVIL: &str = "a\u{1b}[2J\u{202e}'$(id)\"\n../..";

fn is_harmless(ended: &Ended) {
    for text in [&ended.out, &ended.err] {
        let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(harmful), "{text:?}");
    }
}

#[test]
fn names_with_control_characters_are_shown_escaped() {
    let apis = healthy();
    let mut sink = export();
    sink["name"] = json!(EVIL);
    sink["destination"] = json!(format!("storage.googleapis.com/{EVIL}"));
    sink["exclusions"] = json!([{"name": EVIL, "filter": format!("logName:cloudaudit -- {EVIL}")}]);
    apis.set(
        SINKS_OF_KEYS,
        Say::Json(json!({"sinks": [default_sink("acme-keys"), sink]})),
    );
    let mut evil = cluster(EVIL);
    evil["currentMasterVersion"] = json!(EVIL);
    apis.set(
        CLUSTERS,
        Say::Json(json!({"clusters": [evil], "missingZones": [EVIL]})),
    );
    apis.set(
        "/v3/folders/77:getIamPolicy",
        Say::Refuse(403, "a\u{1b}[2Jb\u{202e}"),
    );
    for format in ["text", "json"] {
        for language in ["en", "ko"] {
            let ended = doctor(&apis, &["-f", format, "--lang", language]);
            assert_eq!(ended.status, 1, "{}", ended.err);
            is_harmless(&ended);
        }
    }
    let (found, _) = found(&apis);
    let (_, command) = state(&found, "may hold back entries");
    let name = command.split("--remove-exclusions").nth(1).expect("a name");
    assert!(
        name.contains(r"'\''"),
        "a quotation mark does not end the word: {command}"
    );
}

#[test]
fn a_name_leaves_no_folder_of_the_path() {
    let apis = healthy();
    let mut sink = export();
    sink["destination"] = json!("storage.googleapis.com/../../v1/x?y#z");
    let mut default = default_sink("acme-keys");
    default["destination"] = json!("logging.googleapis.com/../..");
    apis.set(SINKS_OF_KEYS, Say::Json(json!({"sinks": [default, sink]})));
    found(&apis);
    let asked: Vec<String> = apis.calls().into_iter().map(|it| it.0).collect();
    let bucket = "/storage/v1/b/..%2F..%2Fv1%2Fx%3Fy%23z?fields=retentionPolicy".to_owned();
    assert!(asked.contains(&bucket), "{asked:#?}");
    assert!(
        !asked.iter().any(|it| it == "/v2" || it == "/"),
        "{asked:#?}"
    );
}

#[test]
fn strange_ancestors_are_not_asked() {
    let apis = healthy();
    let ancestor = |kind: &str, id: &str| json!({"resourceId": {"type": kind, "id": id}});
    let strange = json!({"ancestor": [ancestor("project", "acme-keys"), ancestor("folder", "../x"), ancestor("planet", "1")]});
    apis.set("/v1/projects/acme-keys:getAncestry", Say::Json(strange));
    found(&apis);
    let asked = apis.calls();
    assert!(
        asked
            .iter()
            .all(|it| !it.0.contains("..") && !it.0.contains("planet"))
    );
    let many: Vec<Value> = (0..100_000)
        .map(|it| ancestor("folder", &it.to_string()))
        .collect();
    apis.set(
        "/v1/projects/acme-keys:getAncestry",
        Say::Json(json!({ "ancestor": many })),
    );
    assert_eq!(found(&apis).1, 2, "that deep nothing lies");
}

#[test]
fn lists_end() {
    let apis = healthy();
    let again = json!({"sinks": [], "nextPageToken": "again"});
    apis.set(SINKS_OF_KEYS, Say::Json(again.clone()));
    apis.set(
        &format!("{SINKS_OF_KEYS}&pageToken=again"),
        Say::Json(again),
    );
    apis.set(NEWEST_OF_KMS, Say::Json(json!({"nextPageToken": "x"})));
    apis.set(
        &format!("{NEWEST_OF_KMS} x"),
        Say::Json(json!({"nextPageToken": "x"})),
    );
    apis.set(CLUSTERS, Say::Endless);
    let (found, status) = found(&apis);
    assert_eq!(status, 2);
    assert_eq!(
        state(&found, "what the sinks of projects/acme-keys carry").0,
        "not-known"
    );
    assert_eq!(
        state(&found, "the newest entry of the kms log").0,
        "not-known"
    );
    assert_eq!(state(&found, "what clusters").0, "not-known");
}

#[test]
fn members_of_other_types_are_no_answer() {
    let apis = healthy();
    for (path, answer) in [
        (SINKS_OF_KEYS, json!({"sinks": 7})),
        (POLICY_OF_KEYS, json!([])),
        (CLUSTERS, json!({"clusters": [null]})),
        (NEWEST_OF_KMS, json!({"entries": [{"timestamp": "soon"}]})),
        (BUCKET, json!({"retentionPolicy": {"retentionPeriod": 5}})),
        ("/v1/projects/acme-keys:getAncestry", json!({})),
        ("/v3/projects/acme-keys:testIamPermissions", json!("x")),
    ] {
        apis.set(path, Say::Json(answer));
    }
    let (found, status) = found(&apis);
    assert_eq!(status, 2, "{found:#?}");
    assert!(
        found.iter().all(|it| it["state"] != "missing"),
        "{found:#?}"
    );
}

#[test]
fn any_number_of_filters_costs_no_more_than_reading_them() {
    let apis = healthy();
    let mut sink = default_sink("acme-keys");
    let exclusion = |it: usize| json!({"name": format!("e{it}"), "filter": "logName:cloudaudit"});
    sink["exclusions"] = (0..100_000).map(exclusion).collect();
    apis.set(SINKS_OF_KEYS, Say::Json(json!({"sinks": [sink, export()]})));
    let began = std::time::Instant::now();
    let ended = doctor(&apis, &[]);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    assert_eq!(ended.status, 1);
    assert!(
        ended.out.contains("… and 99,900 more"),
        "{}",
        ended.out.len()
    );
    assert!(ended.out.len() < 100_000, "{}", ended.out.len());
}
