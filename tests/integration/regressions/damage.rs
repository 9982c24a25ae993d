//! Damaged lines and pages cost only themselves, and doubt what they may have said.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{RELEASE_BOT, RELEASE_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{kms, token_issuance, token_signature};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Token, World};

#[test]
fn a_cut_line_alone_in_its_file_doubts_the_other_files() {
    let folder = unsigned();
    let sound = Report::on(&folder);
    assert_eq!(sound.verdict(&web().credential_id()), "broken");
    let cut = Report::on(&folder.with("logs/cut.ndjson", cut_signature()));
    assert_eq!(cut.verdict(&web().credential_id()), "unproven");
    let places: Vec<_> = cut.rejected().iter().map(|it| &it["place"]).collect();
    assert_eq!(places, ["logs/cut.ndjson:1"]);
}

#[test]
fn a_cut_line_that_names_no_service_doubts_kms() {
    let mut head = token_signature(&web())
        .without("/protoPayload")
        .without("/resource")
        .entry
        .to_string();
    assert_eq!(head.pop(), Some('}'));
    let cut = format!("{head},\"protoPayload\":{{\"status\":{{}},\"authen");
    let report = Report::on(&unsigned().with("logs/cut.ndjson", cut));
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
    assert_eq!(report.rejected().len(), 1);
}

#[test]
fn the_same_cut_line_is_listed_once_wherever_it_stands() {
    let line = token_signature(&web()).entry.to_string();
    let inside_an_object = &line[..=line.rfind(',').expect("a comma")];
    let frame = String::from_utf8(ndjson(&entries(&World::framed()))).expect("UTF-8");
    for cut in [&cut_signature(), inside_an_object] {
        let folder = Folder::new()
            .with("logs/a.ndjson", format!("{frame}{cut}\n"))
            .with("logs/b.ndjson", format!("{frame}{cut}\n{frame}"))
            .with("logs/c.ndjson", format!("{cut}\n{frame}"));
        let mut reasons = Vec::new();
        for paths in [
            ["logs/a.ndjson", "logs/b.ndjson", "logs/c.ndjson"],
            ["logs/c.ndjson", "logs/b.ndjson", "logs/a.ndjson"],
        ] {
            let report = Report::on_paths(&folder, &paths);
            assert_eq!(report.rejected().len(), 1, "{:?}", report.rejected());
            reasons.push(report.rejected()[0]["reason"].clone());
        }
        assert_eq!(reasons[0], reasons[1]);
    }
}

#[test]
fn one_bad_element_of_a_page_costs_only_itself() {
    for stranger in [
        r#"{"foo":1}"#,
        r#"{"insertId":"x","insertId":"y","logName":"z"}"#,
        r#"{"a":nope}"#,
    ] {
        let page = |elements: &[String]| format!("{{\"entries\":[{}]}}\n", elements.join(","));
        costs_only_itself(stranger, page);
    }
}

#[test]
fn bad_elements_of_one_page_are_listed_one_by_one() {
    let records = entries(&World::framed().used_token(&web()));
    let mut elements = vec![json!({ "foo": 1 }), json!({ "foo": 2 })];
    elements.extend(records);
    let report = Report::on_log(format!("{}\n", json!({ "entries": elements })));
    assert_eq!(report.verdict(&web().credential_id()), "complete");
    assert_eq!(report.rejected().len(), 2, "{:?}", report.rejected());
}

#[test]
fn one_bad_message_of_a_pull_costs_only_itself() {
    let pull = |messages: &[String]| {
        let received: Vec<Value> = messages
            .iter()
            .map(|it| json!({ "ackId": "q", "message": { "data": BASE64_STANDARD.encode(it) } }))
            .collect();
        format!("{}\n", json!({ "receivedMessages": received }))
    };
    costs_only_itself("hello", pull);
}

#[test]
fn a_signature_of_an_external_mu_by_a_strange_key_says_nothing() {
    let world = World::framed().used_token(&web());
    let plain = Report::on_world(&world);
    let signature = kms::signature(RELEASE_KEY, &web().to_be_signed, NOON, RELEASE_BOT).set(
        "/protoPayload/request/digest",
        json!({ "externalMu": "ab".repeat(64) }),
    );
    let report = Report::on_world(&world.record(signature));
    assert!(report.rejected().is_empty(), "{:?}", report.rejected());
    let subjects = |it: &Report| it.json["lineages"].as_array().map(Vec::len);
    assert_eq!(subjects(&report), subjects(&plain));
    assert_eq!(report.verdict(&web().credential_id()), "complete");
}

#[test]
fn what_follows_a_damaged_element_on_its_line_is_read() {
    let records: Vec<String> = entries(&World::framed().used_token(&web()))
        .iter()
        .map(Value::to_string)
        .collect();
    let cut = r#"{"insertId":"x","labels":{"a":[{"b":1},{"b":2}"#.to_owned();
    for (damaged, at) in [(cut, 2), ("}".to_owned(), 3)] {
        let (before, behind) = records.split_at(at);
        let log = match damaged.as_str() {
            "}" => format!("[{}}},{}]\n", before.join(","), behind.join(",")),
            _ => format!("[{},{damaged},{}]\n", before.join(","), behind.join(",")),
        };
        let report = Report::on_log(log);
        assert_eq!(report.verdict(&web().credential_id()), "complete");
        assert_eq!(report.uses(&web().credential_id()), 1);
        assert_eq!(report.rejected().len(), 1, "{:?}", report.rejected());
    }
}

#[test]
fn a_bracket_that_ends_a_list_too_early_costs_only_itself() {
    let records: Vec<String> = entries(&World::framed().used_token(&web()))
        .iter()
        .map(Value::to_string)
        .collect();
    for at in 1..records.len() {
        let (before, behind) = records.split_at(at);
        let elements = format!("{}],{}]", before.join(","), behind.join(","));
        for log in [
            format!("[{elements}\n"),
            format!("{{\"entries\":[{elements}}}\n"),
        ] {
            let report = Report::on_log(log);
            assert_eq!(report.verdict(&web().credential_id()), "complete");
            assert_eq!(report.uses(&web().credential_id()), 1);
            assert_eq!(report.rejected().len(), 1, "{:?}", report.rejected());
        }
    }
}

#[test]
fn a_line_that_was_cut_before_it_told_its_log_may_be_of_any() {
    let signature = token_signature(&web()).entry.to_string();
    let other = signature
        .replace("cloudkms", "compute")
        .replace("AsymmetricSign", "x");
    let head = |line: &str| match line.find("\"serviceName\"") {
        Some(at) => line[..at].to_owned(),
        None => panic!("no service"),
    };
    for (cut, verdict) in [
        (head(&signature), "unproven"),
        (other[..other.len() - 40].to_owned(), "broken"),
        ("{\"some\":{\"thing\":".to_owned(), "broken"),
    ] {
        let report = Report::on(&unsigned().with("logs/cut.ndjson", &cut));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{cut}");
    }
}

#[test]
fn a_cut_line_that_is_read_whole_later_doubts_nothing() {
    let other = |label| {
        let digest = Digest::sha256(label);
        let call = kms::signature(RELEASE_KEY, &digest, NOON, RELEASE_BOT);
        call.entry.to_string()
    };
    let (line, next) = (other("one"), other("two"));
    let cut_at = line.find(',').expect("members") + 80;
    for (length, later, verdict) in [
        (line.len() - 40, format!("{line}\n"), "broken"),
        (
            line.len() - 40,
            format!("{next}\n{line}\n{next}\n"),
            "broken",
        ),
        (line.len() - 40, format!("[{next},{line},{next}]"), "broken"),
        (line.len() - 40, format!("{next}\n"), "unproven"),
        (cut_at, line[..line.len() - 20].to_owned(), "unproven"),
    ] {
        let cut = &line[..length];
        let folder = unsigned().with("logs/cut.ndjson", cut);
        let report = Report::on(&folder.with("logs/later.ndjson", &later));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{later}");
    }
}

#[test]
fn a_beginning_that_several_lines_share_is_nobodys() {
    let other = |label| {
        let digest = Digest::sha256(label);
        kms::signature(RELEASE_KEY, &digest, NOON, RELEASE_BOT)
    };
    let line = |label| {
        let mut entry = other(label).entry;
        let id = entry["insertId"].take();
        let text = entry.to_string().replace("\"insertId\":null,", "");
        format!("{},\"insertId\":{id}}}", &text[..text.len() - 1])
    };
    let (one, two) = (line("one"), line("two"));
    let alike = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b);
    let cut = &one[..alike.count()];
    for (later, verdict) in [(vec![&one], "broken"), (vec![&one, &two], "unproven")] {
        let folder = unsigned().with("logs/cut.ndjson", cut);
        let later = later.iter().map(|it| format!("{it}\n")).collect::<String>();
        let report = Report::on(&folder.with("logs/later.ndjson", &later));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{later}");
    }
}

#[test]
fn a_damaged_entry_in_a_message_doubts_what_it_may_be() {
    let signature = token_signature(&web()).entry;
    let mut undecoded = signature.clone();
    undecoded["protoPayload"] = json!({
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "value": BASE64_STANDARD.encode("not decoded"),
    });
    let whole = signature.to_string();
    let elsewhere = whole.replace("acme-keys", "acme-other");
    for (entry, verdict) in [
        (undecoded.to_string(), "unproven"),
        (whole[..whole.len() - 40].to_owned(), "unproven"),
        (elsewhere[..whole.len() - 40].to_owned(), "broken"),
        (whole.replace("2026-10", "2026-08") + "}", "broken"),
    ] {
        let message = json!({ "message": { "data": BASE64_STANDARD.encode(&entry) } });
        for log in [message.to_string(), json!([message]).to_string()] {
            let report = Report::on(&unsigned().with("logs/messages.ndjson", &log));
            assert_eq!(report.verdict(&web().credential_id()), verdict, "{entry}");
            assert_eq!(report.rejected().len(), 1);
        }
    }
}

#[test]
fn an_element_that_lost_its_end_takes_none_with_it() {
    let signature = token_signature(&web()).entry.to_string();
    for tenths in 1..10 {
        let head = &signature[..signature.len() * tenths / 10];
        costs_only_itself(head, |it| format!("[{}]\n", it.join(",")));
        costs_only_itself(head, |it| format!("{{\"entries\":[{}]}}\n", it.join(",")));
        let glued = |it: &[String]| it.join(",").replacen(&format!("{head},"), head, 1);
        if !head.ends_with([':', '[']) {
            costs_only_itself(head, |it| format!("[{}]\n", glued(it)));
        }
    }
}

#[test]
fn a_line_of_parts_of_two_entries_doubts_both_logs() {
    let (issuance, signature) = (token_issuance(&web()), token_signature(&web()));
    let (head, tail) = (issuance.entry.to_string(), signature.entry.to_string());
    let head = &head[..head.find("serviceName").expect("a service")];
    let gke = "serviceName\":\"container.googleapis.com\",\"methodName\":\"google.cloud.gkeauth.v1";
    let torn = format!(
        "{head}{gke}{}",
        &tail[tail.find("\"resource\"").expect("a resource")..]
    );
    let report = Report::on(&unsigned().with("logs/torn.ndjson", &torn));
    assert_eq!(report.verdict(&web().credential_id()), "unproven", "{torn}");
}

#[test]
fn a_line_that_was_cut_in_the_name_of_its_service_may_be_of_any() {
    let mut head = token_signature(&web())
        .without("/protoPayload")
        .without("/resource")
        .entry
        .to_string();
    assert_eq!(head.pop(), Some('}'));
    for (service, verdict) in [
        ("cloud", "unproven"),
        ("storage.googleapis.com\",", "broken"),
    ] {
        let cut = format!("{head},\"protoPayload\":{{\"serviceName\":\"{service}");
        let report = Report::on(&unsigned().with("logs/cut.ndjson", &cut));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{cut}");
    }
}

#[test]
fn what_cannot_be_read_of_a_line_of_many_may_be_of_any_log_and_time() {
    let frame = entries(&World::framed());
    let lost = r#"{"x":[1}},{"some":"thing"}"#;
    let array = format!("[{},{lost}]\n", frame[0]);
    let report = Report::on(&unsigned().with("logs/array.ndjson", array));
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
}

#[test]
fn a_damaged_line_softens_only_what_it_can_be() {
    let frame = entries(&World::framed());
    let first = frame[0].to_string();
    let undated = |line: &str| {
        let at = line.find("\"receiveTimestamp\"").expect("a time");
        line[..at].to_owned()
    };
    let signature = token_signature(&web()).entry.to_string();
    let elsewhere = cut_signature().replace("acme-keys", "acme-other");
    let between = |one: &str, other: &str| format!("{one}\n{}\n{other}\n", undated(&signature));
    for (log, verdict) in [
        (cut_signature(), "unproven"),
        (elsewhere, "broken"),
        (between(&first, &first), "broken"),
        (
            between(&first, &frame[frame.len() - 1].to_string()),
            "unproven",
        ),
        (format!("{first}\n{}", undated(&signature)), "unproven"),
    ] {
        let report = Report::on(&unsigned().with("logs/cut.ndjson", &log));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{log}");
    }
}

/// A page with a stranger among the records of a token says as much of the token as the records alone.
fn costs_only_itself(stranger: &str, page: impl Fn(&[String]) -> String) {
    let mut elements: Vec<String> = entries(&World::default().used_token(&web()))
        .iter()
        .map(Value::to_string)
        .collect();
    elements.insert(1, stranger.to_owned());
    let frame = String::from_utf8(ndjson(&entries(&World::framed()))).expect("UTF-8");
    let report = Report::on_log(format!("{frame}{}", page(&elements)));
    assert_eq!(report.verdict(&web().credential_id()), "complete");
    assert_eq!(report.uses(&web().credential_id()), 1);
    assert_eq!(report.rejected().len(), 1, "{stranger}");
}

/// Logs in which the signature of a token is missing while that of another is there.
pub(super) fn unsigned() -> Folder {
    let other = Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(5));
    let world = World::framed()
        .used_token(&other)
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    Folder::new().with("logs/all.ndjson", ndjson(&entries(&world)))
}

/// The first part of the missing signature's line.
fn cut_signature() -> String {
    let mut line = token_signature(&web()).entry.to_string();
    line.truncate(line.len() - 40);
    line
}

pub(super) fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

pub(super) fn after(hours: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_hours(hours)
}
