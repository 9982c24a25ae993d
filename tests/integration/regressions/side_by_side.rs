//! Of objects side by side on one line, a damaged one costs only itself, and what cannot be told of it doubts every log.

use serde_json::Value;

use super::reports::{Report, entries};
use crate::simulation::clock::NOON;
use crate::simulation::entries::{token_issuance, token_signature};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Token, World};

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

fn forged() -> Token {
    Token::mint("team-a", "forged", NOON)
}

/// Damages of an entry, each of which the entries behind it survive.
fn damages() -> Vec<String> {
    let signature = token_signature(&web()).entry.to_string();
    let at = |tenths: usize| signature[..signature.len() * tenths / 10].to_owned();
    let mut all: Vec<String> = (1..10)
        .map(at)
        .filter(|it| !it.ends_with([':', '[', ',']))
        .collect();
    all.extend(
        [
            "}",
            "}}",
            "]",
            "garbage",
            "{",
            "{\"",
            "\"",
            "{x}",
            ",",
            "}x",
            "{\"a\":1,",
            "{\"a\":1,}",
        ]
        .map(str::to_owned),
    );
    all.push(signature.replacen(':', " ", 1));
    all.push(signature.replacen('"', "", 1));
    all.push(format!("{signature}}}"));
    all
}

/// Whether a line that begins with this is a line of another format, which is left unread.
fn is_of_another_format(damaged: &str) -> bool {
    !damaged.starts_with(['{', '}', '[', ']', ','])
}

#[test]
fn what_stands_beside_a_damaged_object_is_read() {
    let world = World::framed().used_token(&web());
    let records: Vec<String> = entries(&world).iter().map(Value::to_string).collect();
    let mut wrong = Vec::new();
    for damaged in damages() {
        for at in [0, 2, records.len()] {
            for mark in ["", " ", ","] {
                // Behind a comma only an object that begins like the damaged one is known to be no part of it.
                if mark == "," && (at == 0 || !damaged.starts_with("{\"insertId\":")) {
                    continue;
                }
                if at == 0 && is_of_another_format(&damaged) {
                    continue;
                }
                let mut parts = records.clone();
                parts.insert(at, damaged.clone());
                let report = Report::on_log(format!("{}\n{}\n", records[0], parts.join(mark)));
                let id = web().credential_id();
                let verdict = report.find(&id).map(|it| it["verdict"].clone());
                let rejected = report.rejected().len();
                if verdict != Some("complete".into()) || rejected == 0 || rejected > 3 {
                    wrong.push(format!(
                        "{verdict:?}, {rejected}: {at} {mark:?} {damaged:.60}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}

#[test]
fn a_use_behind_a_damaged_object_is_counted() {
    let call = entries(&World::default().call(Call::by_token(&forged())));
    let frame =
        String::from_utf8(ndjson(&entries(&World::framed().used_token(&web())))).expect("UTF-8");
    for damaged in damages() {
        let report = Report::on_log(format!("{frame}{damaged}{}\n", call[0]));
        assert_eq!(
            report.find(&forged().credential_id()).is_some(),
            !is_of_another_format(&damaged),
            "{damaged:.60}"
        );
    }
}

#[test]
fn what_may_be_lost_with_a_damaged_object_doubts_every_log() {
    let world = World::framed()
        .used_token(&Token::mint("team-a", "cache", NOON))
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    let frame = entries(&world);
    let signature = token_signature(&web()).entry.to_string();
    let other = frame[0].to_string();
    let folder = Folder::new().with("logs/all.ndjson", ndjson(&frame));
    assert_eq!(
        Report::on(&folder).verdict(&web().credential_id()),
        "broken"
    );
    // The signature stands behind a comma, as a value of the damaged one would.
    let swallowed = format!("{other}{},\"x\":[{signature}\n", &other[..other.len() - 1]);
    let report = Report::on(&folder.with("logs/damaged.ndjson", swallowed));
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
}

#[test]
fn a_body_of_a_damaged_entry_is_no_entry() {
    let issuance = token_issuance(&forged()).entry;
    let body = serde_json::json!({ "a": [{ "x": 1 }, issuance], "b": issuance, "c": issuance.to_string() });
    let call = Call::by_token(&forged()).bodies(body, Value::Null);
    let line = entries(&World::default().call(call))[0].to_string();
    for tenths in 3..10 {
        let cut = &line[..line.len() * tenths / 10];
        let whole = entries(&World::framed())[0].to_string();
        let report = Report::on_log(format!("{whole}{cut}{whole}\n"));
        let issued = report.json["summary"]["credentials"].as_u64();
        assert_eq!(issued, Some(0), "{tenths}");
    }
}
