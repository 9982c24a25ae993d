//! Requests to the API server: one is one use in whatever lines it comes, and their bodies are not kept.

use crate::harness::cli::{ingest, run, scanned, value};
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::{NOON, written};
use crate::simulation::entries::kubernetes;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Target, Token, raw};
use jiff::SignedDuration;
use serde_json::{Value, json};

#[test]
fn all_stages_of_a_request_in_both_forms_are_one_use() {
    let watch = watch();
    let cloud = kubernetes::call(&watch).entry;
    let end = ended_later(&watch, SignedDuration::from_hours(3));
    let files = [
        ("received", raw::received(&watch)),
        ("started", started(&watch)),
        ("completed", end),
        ("cloud", cloud),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let folder = files.iter().fold(Folder::new(), |folder, (name, event)| {
            folder.with(name, format!("{event}\n"))
        });
        for index in order {
            ingest(&folder, &[files[index].0]);
        }
        let uses = value(&scanned(&folder))["lineages"][0]["uses"].clone();
        let at = format!("{:.9}", watch.at);
        let once = json!({ "count": 1, "first": at, "last": at, "principals": [watch.user] });
        assert_eq!(normalized(&uses), once, "{order:?}");
    }
}

#[test]
fn a_token_in_a_logged_answer_is_not_kept() {
    let (asker, token) = (
        Leaf::of_node("n0", NOON).mint(),
        Token::mint("team-a", "web", NOON),
    );
    let answer = json!({ "kind": "TokenRequest", "status": { "token": token.signed(), "expirationTimestamp": written(NOON) } });
    let request = Call::by_certificate(&asker)
        .to("create", Target::token_of("team-a", "web"))
        .bodies(json!({}), answer);
    let request = request.annotated(raw::ISSUED_CREDENTIAL_ID, token.credential_id());
    let folder = Folder::new()
        .with("raw.ndjson", ndjson(&[raw::completed(&request)]))
        .with("cloud.ndjson", ndjson(&[kubernetes::call(&request).entry]));
    for file in ["raw.ndjson", "cloud.ndjson"] {
        ingest(&folder, &[file]);
        let replayed = run(folder.path(), &["replay", "-v", "--format", "json", file]);
        assert!(replayed.out.contains(&token.jti), "{}", replayed.out);
        for part in token.signed().split('.') {
            assert!(!replayed.out.contains(part) && !replayed.err.contains(part));
            assert!(!folder.database_holds(part), "{file}: kept in the database");
        }
    }
}

/// A token watches pods.
fn watch() -> Call {
    Call::by_token(&Token::mint("team-a", "web", NOON)).to("watch", Target::pods("team-a"))
}

/// The event of an answer that has begun.
fn started(call: &Call) -> Value {
    let mut event = raw::completed(call);
    event["stage"] = "ResponseStarted".into();
    event
}

/// The event of an answer that ends so much later.
fn ended_later(call: &Call, later: SignedDuration) -> Value {
    let mut event = raw::completed(call);
    event["stageTimestamp"] = written(call.at + later).into();
    event
}
