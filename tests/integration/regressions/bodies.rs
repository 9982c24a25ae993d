//! Requests to the API server with bodies: whose word counts.

use std::slice;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries};
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::{NOON, written};
use crate::simulation::entries::kubernetes;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Target, Token, World, raw};

#[test]
fn a_token_that_is_only_warned_about_has_not_expired() {
    for (seconds, verdict) in [(3_607, "complete"), (3_600, "broken")] {
        let request = request(seconds);
        let log = [
            entries(&used_after(5_000)),
            vec![raw::completed(&request), kubernetes::call(&request).entry],
        ];
        let report = Report::on_log(ndjson(&log.concat()));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{seconds}");
    }
}

#[test]
fn a_token_is_only_warned_about_where_it_is_bound_to_a_pod() {
    let pod = json!({ "kind": "Pod", "apiVersion": "v1", "name": "web-0" });
    let secret = json!({ "kind": "Secret", "apiVersion": "v1", "name": "s" });
    for (bound, verdict) in [
        (pod, "complete"),
        (secret, "broken"),
        (Value::Null, "broken"),
    ] {
        let mut request = request(3_607);
        let answer = request.response.as_mut().expect("an answer");
        answer["spec"]["boundObjectRef"] = bound.clone();
        let log = [entries(&used_after(5_000)), vec![raw::completed(&request)]];
        let report = Report::on_log(ndjson(&log.concat()));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{bound}");
    }
}

#[test]
fn the_caller_does_not_say_when_a_token_expires() {
    let claimed = request(3_607).response;
    let expired = |request: Call| {
        let log = [entries(&used_after(5_000)), vec![raw::completed(&request)]];
        let report = Report::on_log(ndjson(&log.concat()));
        report.verdict(&web().credential_id()).to_owned()
    };
    let lengthened = Call {
        request: claimed,
        ..request(600)
    };
    assert_eq!(expired(lengthened), "broken");
    let shortened = Call {
        request: request(600).response,
        response: None,
        ..request(600)
    };
    assert_eq!(expired(shortened), "complete");
}

#[test]
fn both_forms_of_a_request_say_the_same_in_either_order() {
    let full = request(600);
    let bare = Call {
        request: None,
        response: None,
        ..full.clone()
    };
    let folder = Folder::new()
        .with("all", ndjson(&entries(&used_after(1_000))))
        .with("raw", ndjson(&[raw::completed(&full)]))
        .with("cloud", ndjson(&[kubernetes::call(&bare).entry]));
    let one = Report::on_paths(&folder, &["all", "raw", "cloud"]);
    let other = Report::on_paths(&folder, &["all", "cloud", "raw"]);
    assert_eq!(one.verdict(&web().credential_id()), "broken");
    assert_eq!(normalized(&one.json), normalized(&other.json));
}

#[test]
fn only_the_status_of_a_signing_request_hands_out_certificates() {
    let node = Leaf::of_node("n0", NOON).mint();
    let body = json!({ "status": { "certificate": BASE64_STANDARD.encode(&node.pem) } });
    let whole = Target {
        subresource: None,
        ..Target::signing_request("csr-1", "status")
    };
    let status = Target::signing_request("csr-1", "status");
    for (verb, target, code, counts) in [
        ("update", status.clone(), 200, true),
        ("patch", status.clone(), 200, true),
        ("create", whole.clone(), 201, false),
        ("patch", whole, 200, false),
        ("update", status.clone(), 403, false),
        ("patch", status, 403, false),
    ] {
        let call = Call::new(NOON, "admin")
            .to(verb, target)
            .answered(code)
            .bodies(body.clone(), body.clone());
        for event in [raw::completed(&call), kubernetes::call(&call).entry] {
            let report = after_frame(slice::from_ref(&event));
            let found = report.find(&node.credential_id()).is_some();
            assert_eq!(found, counts, "{verb} {code} {event}");
        }
    }
}

#[test]
fn a_garbage_certificate_in_a_body_does_not_hide_the_use() {
    let body = json!({ "status": { "certificate": "AAAA" } });
    let status = Target::signing_request("csr-1", "status");
    let whole = Target {
        subresource: None,
        ..status.clone()
    };
    for (verb, target) in [("create", whole), ("update", status)] {
        let call = Call::by_token(&web())
            .to(verb, target)
            .bodies(body.clone(), json!({ "status": {} }));
        for event in [raw::completed(&call), kubernetes::call(&call).entry] {
            let report = after_frame(&[event]);
            assert_eq!(report.uses(&web().credential_id()), 1, "{verb}");
        }
    }
}

#[test]
fn two_entries_of_one_insert_id_minutes_apart_are_two_uses() {
    let call = Call::by_token(&web());
    let first = kubernetes::call(&call);
    let id = first.entry["insertId"].clone();
    let later = call.at + SignedDuration::from_secs(395);
    let second = kubernetes::call(&call.at(later))
        .set("/insertId", id.clone())
        .set("/operation/id", id);
    let report = after_frame(&[first.entry, second.entry]);
    assert_eq!(report.uses(&web().credential_id()), 2);
}

#[test]
fn items_of_an_event_list_need_no_kind() {
    let mut event = raw::completed(&Call::by_token(&web()));
    let fields = event.as_object_mut().expect("an object");
    fields.remove("kind");
    fields.remove("apiVersion");
    let list = crate::simulation::shapes::event_list(&[event]);
    let report = Report::on_log(list);
    assert_eq!(report.uses(&web().credential_id()), 1);
    assert!(report.rejected().is_empty());
}

#[test]
fn a_body_that_cannot_be_read_hides_no_use() {
    let call = Call::by_token(&web()).bodies(json!("BODY"), json!({}));
    for event in [raw::completed(&call), kubernetes::call(&call).entry] {
        for body in [
            &b"{\"name\":1e999}"[..],
            b"{\"a\":\"\xff\"}",
            br#"{"spec":{"\ud800":1}}"#,
        ] {
            let frame = String::from_utf8(ndjson(&entries(&World::framed()))).expect("UTF-8");
            let line = event.to_string();
            let (before, behind) = line.split_once("\"BODY\"").expect("the body");
            let log = [frame.as_bytes(), before.as_bytes(), body, behind.as_bytes()].concat();
            let report = Report::on_log(log);
            assert_eq!(report.uses(&web().credential_id()), 1);
            assert!(report.rejected().is_empty(), "{:?}", report.rejected());
            assert_eq!(report.json["summary"]["lines"]["body_unreadable"], 1);
        }
    }
}

#[test]
fn a_body_that_is_no_json_hides_no_use_among_others() {
    let call = Call::by_token(&web()).bodies(json!("BODY"), json!({}));
    let next = Token::mint("team-a", "cache", NOON);
    let next = raw::completed(&Call::by_token(&next));
    let event = raw::completed(&call).to_string();
    for body in ["{'a':1}", "{a:1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}"] {
        let event = event.replace("\"BODY\"", body);
        for list in [
            format!("[{event},{next}]\n"),
            format!("[{next},{event}]\n"),
            format!("{{\"kind\":\"EventList\",\"items\":[{event}]}}\n"),
            format!("[\n{{\n{},\n{next}\n]\n", event.trim_start_matches('{')),
        ] {
            let frame = String::from_utf8(ndjson(&entries(&World::framed()))).expect("UTF-8");
            let report = Report::on_log(frame + &list);
            assert_eq!(report.uses(&web().credential_id()), 1, "{list}");
            assert!(report.rejected().is_empty(), "{:?}", report.rejected());
        }
    }
}

/// A world without credentials, and then these.
fn after_frame(events: &[Value]) -> Report {
    let frame = entries(&World::framed());
    Report::on_log(ndjson(&[&frame, events].concat()))
}

/// The token, used so many seconds after it was made.
fn used_after(seconds: i64) -> World {
    let at = NOON + SignedDuration::from_secs(seconds);
    World::framed()
        .issue_token(&web())
        .call(Call::by_token(&web()).at(at))
}

/// Somebody asks for the token, to last so many seconds.
fn request(seconds: i64) -> Call {
    let expires = NOON + SignedDuration::from_secs(seconds);
    let body = json!({
        "kind": "TokenRequest",
        "spec": { "expirationSeconds": seconds },
        "status": { "expirationTimestamp": written(expires) },
    });
    Call::new(NOON, "system:node:n0")
        .to("create", Target::token_of("team-a", "web"))
        .annotated(raw::ISSUED_CREDENTIAL_ID, web().credential_id())
        .bodies(json!({}), body)
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}
