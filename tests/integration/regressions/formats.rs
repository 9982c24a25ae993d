//! What exporters make of entries and files: nothing of it changes what is said.

mod containers;
mod envelope_fields;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries};
use crate::harness::cli::run;
use crate::harness::normalized_report::normalized;
use crate::simulation::casing::camel;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{ClusterKeys, SA_SIGNING_KEY, SA_SIGNING_KEY_2};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, cluster, kubernetes,
    token_issuance, token_signature,
};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Token, World, raw};

#[test]
fn one_value_under_two_keys_is_one_value() {
    let report = Report::on_world(&spelt_twice(&digest()));
    assert_eq!(report.verdict(&web().credential_id()), "complete");
    assert!(report.rejected().is_empty(), "{:?}", report.rejected());
    assert_eq!(
        report.of(&web().credential_id())["entries"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[test]
fn two_values_under_two_keys_contradict_each_other() {
    let other = Digest::sha256("another token").hex();
    let report = Report::on_world(&spelt_twice(&other));
    assert_eq!(report.verdict(&web().credential_id()), "broken");
    assert!(report.rejected().is_empty(), "{:?}", report.rejected());
}

#[test]
fn two_credentials_of_one_issuance_are_both_told() {
    let other = Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(2));
    let issuance = token_issuance(&web()).set(
        "/protoPayload/metadata/credential_id",
        other.credential_id(),
    );
    let world = World::framed()
        .records([token_signature(&web()), issuance])
        .call(Call::by_token(&web()));
    let report = Report::on_world(&world);
    for token in [&web(), &other] {
        assert_eq!(report.verdict(&token.credential_id()), "broken");
    }
}

#[test]
fn two_certificates_in_one_answer_are_both_told() {
    let (node, other) = (node(), Leaf::of_node("n1", NOON).mint());
    let beside = certification(&other).respell("/protoPayload/response", camel);
    let both = |key: &str| beside.entry["protoPayload"]["response"][key].clone();
    let mut certified = certification(&node);
    for key in ["pemCertificate", "certificateDescription"] {
        certified = certified.set(&format!("/protoPayload/response/{key}"), both(key));
    }
    let world = World::framed()
        .records([
            certificate_signature(&node),
            certified,
            certificate_issuance(&node),
        ])
        .call(Call::by_certificate(&node));
    let report = Report::on_world(&world);
    assert!(report.find(&other.credential_id()).is_some());
    assert_eq!(report.uses(&node.credential_id()), 1);
    assert!(report.rejected().is_empty(), "{:?}", report.rejected());
}

#[test]
fn a_configuration_in_both_of_its_fields_is_read() {
    let early = NOON - SignedDuration::from_hours(30);
    let keys = |key: &'static str| ClusterKeys {
        signing: vec![key],
        verification: vec![key],
    };
    let report_of = |one, other| {
        let mut updated = cluster::updated(&keys(one), early);
        let older = cluster::updated(&keys(other), early);
        let update = &mut updated["protoPayload"]["request"]["update"];
        update["userManagedKeysConfig"] =
            older["protoPayload"]["request"]["update"]["desiredUserManagedKeysConfig"].clone();
        let mut log = entries(&World::framed().used_token(&web()));
        log.push(updated);
        Report::on_log(ndjson(&log))
    };
    for (one, other, verdict) in [
        (SA_SIGNING_KEY, SA_SIGNING_KEY, "complete"),
        (SA_SIGNING_KEY_2, SA_SIGNING_KEY_2, "broken"),
        // Either may be meant.
        (SA_SIGNING_KEY, SA_SIGNING_KEY_2, "complete"),
        (SA_SIGNING_KEY_2, SA_SIGNING_KEY, "complete"),
    ] {
        let report = report_of(one, other);
        assert_eq!(
            report.verdict(&web().credential_id()),
            verdict,
            "{one} {other}"
        );
        assert!(report.rejected().is_empty(), "{:?}", report.rejected());
    }
}

#[test]
fn a_description_in_both_spellings_is_read() {
    let keys = |key: &'static str| ClusterKeys {
        signing: vec![key],
        verification: vec![key],
    };
    let verdict_with = |other| {
        let mut described = cluster::described(&keys(SA_SIGNING_KEY_2));
        described["user_managed_keys_config"] =
            cluster::described(&keys(other))["userManagedKeysConfig"].clone();
        let mut log = entries(&World::framed().used_token(&web()));
        log.push(described);
        let report = Report::on_log(ndjson(&log));
        assert!(report.rejected().is_empty(), "{:?}", report.rejected());
        report.verdict(&web().credential_id()).to_owned()
    };
    assert_eq!(verdict_with(SA_SIGNING_KEY_2), "unproven");
    assert_eq!(verdict_with(SA_SIGNING_KEY), "complete");
}

#[test]
fn an_array_is_no_entry() {
    let name = "projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity";
    let by_position = json!([name, "2026-10-06T12:00:00Z", "id", {}, {}]);
    let log = entries(&World::framed().used_token(&web()));
    let whole = json!({ "entries": [by_position, log[0]] }).to_string();
    let packed = json!({ "data": json!([name]).to_string() }).to_string();
    for odd in [whole, packed] {
        let report = Report::on_log([ndjson(&log), odd.clone().into_bytes()].concat());
        assert_eq!(report.verdict(&web().credential_id()), "complete");
        assert_eq!(report.rejected().len(), 1, "{odd} {:?}", report.rejected());
    }
}

#[test]
fn no_such_escape_is_an_error_wherever_it_stands() {
    let line = token_signature(&web()).entry.to_string();
    for escape in [r"\uqqqq", r"\u12", r"\x41", r"\'"] {
        for at in [
            "\"severity\":\"INFO",
            "\"insertId\":\"",
            "\"protoPayload\":{\"",
        ] {
            let broken = line.replace(at, &format!("{at}{escape}~"));
            assert_ne!(broken, line);
            let log = entries(&World::framed().used_token(&cache()));
            let report = Report::on_log([ndjson(&log), broken.into_bytes()].concat());
            assert_eq!(report.rejected().len(), 1, "{escape} in {at}");
        }
    }
}

#[test]
fn a_time_that_an_export_cut_is_the_same_time() {
    let fine = entries(&World::framed().used_token(&web()).used_certificate(&node()));
    let expected = normalized(&Report::on_log(ndjson(&fine)).json);
    for digits in [6, 3, 0] {
        let cut: Vec<Value> = fine.iter().map(|it| with_digits(it, digits)).collect();
        for both in [[&fine[..], &cut].concat(), [&cut[..], &fine].concat()] {
            let report = Report::on_log(ndjson(&both));
            assert_eq!(normalized(&report.json), expected, "{digits} digits");
        }
    }
}

#[test]
fn another_time_of_one_second_is_another_signature() {
    let again = token_signature(&web());
    let at = again.entry["timestamp"]
        .as_str()
        .expect("a time")
        .to_owned();
    let other = at.replace("789Z", "790Z");
    assert_ne!(at, other);
    let world = World::framed()
        .used_token(&web())
        .record(again.set("/timestamp", other));
    let report = Report::on_world(&world);
    let entries = report.of(&web().credential_id())["entries"].as_array();
    assert_eq!(entries.map(Vec::len), Some(3));
}

#[test]
fn a_cluster_is_the_same_by_its_zonal_name() {
    let zonal = "projects/acme-prod/zones/us-central1/clusters/payments";
    let policy = format!("[[cluster]]\nname = \"{zonal}\"\n");
    let call = Call::by_token(&web());
    let folder = Folder::new()
        .with(
            "logs/all.ndjson",
            ndjson(&entries(&World::framed().used_token(&web()))),
        )
        .with("logs/raw.ndjson", ndjson(&[raw::completed(&call)]))
        .with("p.toml", policy);
    let arguments = ["replay", "-q", "--format", "json", "--policy", "p.toml"];
    let named = ["--cluster", zonal, "logs"];
    let ended = run(folder.path(), &[&arguments[..], &named].concat());
    let report = Report {
        status: ended.status,
        json: crate::harness::cli::value(&ended.out),
    };
    assert_eq!(report.verdict(&web().credential_id()), "complete");
    assert_eq!(report.uses(&web().credential_id()), 1);
    assert!(report.findings(&web().credential_id()).is_empty());
}

#[test]
fn an_id_in_another_spelling_came_from_somewhere_else() {
    let known = node().credential_id();
    let (form, hex) = known.split_once('=').expect("a form");
    for spelt in [
        format!("{form}={}", hex.to_uppercase()),
        format!(" {known}"),
        format!("{form}= {hex}"),
        format!("{}={hex}", form.to_lowercase()),
    ] {
        let call = Call::new(NOON + SignedDuration::from_mins(9), "system:node:n0").with(&spelt);
        for event in [raw::completed(&call), kubernetes::call(&call).entry] {
            let mut log = entries(&World::framed().used_certificate(&node()));
            log.push(event);
            let report = Report::on_log(ndjson(&log));
            let findings = report.of(&spelt)["findings"].as_array().expect("findings");
            assert_eq!(report.of(&spelt)["kind"], "other");
            assert_eq!(findings[0]["code"], "malformed-credential-id");
            let message = findings[0]["message"].as_str().expect("a text");
            assert!(message.contains(&known), "{message}");
            assert_eq!(report.uses(&known), 1);
            assert_eq!(report.verdict(&known), "complete");
        }
    }
}

/// A token whose issuance names its digest under one key and this one under another.
fn spelt_twice(other: &str) -> World {
    let issuance = token_issuance(&web()).set("/protoPayload/metadata/to_be_signed_digest", other);
    World::framed()
        .records([token_signature(&web()), issuance])
        .call(Call::by_token(&web()))
}

/// An entry whose times have so many digits of a second.
fn with_digits(entry: &Value, digits: usize) -> Value {
    let mut entry = entry.clone();
    for key in ["timestamp", "receiveTimestamp"] {
        if let Some(time) = entry[key].as_str() {
            let (whole, fraction) = time
                .trim_end_matches('Z')
                .split_once('.')
                .unwrap_or((time, ""));
            let fraction = fraction.get(..digits).unwrap_or(fraction);
            let whole = whole.trim_end_matches('Z');
            entry[key] = json!(format!("{whole}.{fraction}Z").replace(".Z", "Z"));
        }
    }
    entry
}

fn digest() -> String {
    web().to_be_signed.hex()
}

fn node() -> crate::simulation::Certificate {
    Leaf::of_node("n0", NOON).mint()
}

fn cache() -> Token {
    Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(5))
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// Whatever a container prints as JSON becomes a `jsonPayload`, so that any pod could forge uses.
#[test]
fn an_event_in_a_json_payload_is_named_and_not_read() {
    let world = World::framed().used_token(&web());
    let stranger = Call::new(NOON, "stranger").with(web().credential_id());
    let events = World::default().call(stranger).raw_events();
    let entry = |key: &str, event: &Value| {
        json!({
            "logName": "projects/acme-prod/logs/stdout",
            "insertId": "a",
            "timestamp": "2026-10-06T12:00:00Z",
            key: event,
        })
    };
    for key in ["jsonPayload", "json_payload"] {
        let printed: Vec<Value> = events.iter().map(|it| entry(key, it)).collect();
        let folder = Folder::new()
            .with("logs/world.ndjson", ndjson(&entries(&world)))
            .with("logs/printed.ndjson", ndjson(&printed));
        let ended = run(folder.path(), &["replay", "-v", "logs"]);
        assert_eq!(ended.status, 0, "{}", ended.out);
        let named = "printed.ndjson: audit.k8s.io event in jsonPayload (not read)";
        assert!(ended.out.contains(named), "{}", ended.out);
        assert!(!ended.out.contains("stranger"), "{}", ended.out);
    }
}

/// The payload of an entry may have a field under two of its names, or a column that an exporter left empty beside the one that is filled.
#[test]
fn a_field_of_the_payload_under_two_keys_hides_no_use() {
    let forged = World::default().call(Call::by_token(&web()));
    let pairs = [
        ("serviceName", "service_name"),
        ("methodName", "method_name"),
        ("resourceName", "resource_name"),
        ("authenticationInfo", "authentication_info"),
        ("authorizationInfo", "authorization_info"),
        ("requestJson", "request"),
        ("request", "requestJson"),
    ];
    for (one, other) in pairs {
        let mut used = entries(&forged);
        for entry in &mut used {
            let payload = &mut entry["protoPayload"];
            payload[other] = match other {
                "request" | "requestJson" => Value::Null,
                _ => payload[one].clone(),
            };
            if other.starts_with("request") {
                payload[one] = json!({});
            }
        }
        let before = World::framed().used_token(&Token::mint("team-b", "web", NOON));
        let report = Report::on_log(ndjson(&[entries(&before), used].concat()));
        assert_eq!(report.rejected(), [] as [Value; 0], "{one}");
        assert_eq!(*report.uses(&web().credential_id()), json!(1), "{one}");
    }
}
