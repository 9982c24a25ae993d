//! A log that is known to be off proves nothing from then on, and nobody buys that for the log of another project.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries as entries_of};
use crate::harness::cli::value;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CA_AGENT, GKE_AGENT, KEY_PROJECT, MALLORY, PLATFORM_TEAM};
use crate::simulation::entries::policy::{Delta, changed, delta};
use crate::simulation::entries::{self, kms};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Source, Token, World};

const KMS: &str = "cloudkms.googleapis.com";

fn after(seconds: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_secs(seconds)
}

fn keys() -> String {
    format!("projects/{KEY_PROJECT}")
}

fn unsigned() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// A token without its signature among others, and these changes.
fn report(changes: &[Value]) -> Report {
    let other = Token::mint("team-b", "web", after(-7_200));
    let node = Leaf::of_node("n0", after(-7_200)).mint();
    let world = World::framed()
        .used_token(&other)
        .used_certificate(&node)
        .record(entries::token_issuance(&unsigned()))
        .call(Call::by_token(&unsigned()));
    Report::on_log(ndjson(&[entries_of(&world), changes.to_vec()].concat()))
}

fn verdict(changes: &[Value]) -> String {
    report(changes)
        .verdict(&unsigned().credential_id())
        .to_owned()
}

fn removed(scope: &str, seconds: i64) -> Value {
    let delta = delta("REMOVE", KMS, "DATA_READ");
    changed(scope, &delta, MALLORY, after(seconds))
}

fn added(scope: &str, seconds: i64) -> Value {
    let delta = delta("ADD", KMS, "DATA_READ");
    changed(scope, &delta, PLATFORM_TEAM, after(seconds))
}

/// The KMS log has a listing before the token, and the first signature after it.
#[test]
fn a_log_is_on_from_the_change_that_switched_it_on() {
    let later = Token::mint("team-b", "web", after(7_200));
    let mut world = World::framed();
    world.records.retain(|it| it.source != Source::Kms);
    let listing = kms::public_key_read(after(-7_200));
    let world = world
        .used_token(&later)
        .record(listing.set("/protoPayload/methodName", "ListCryptoKeys"))
        .record(entries::token_issuance(&unsigned()))
        .call(Call::by_token(&unsigned()));
    let verdict = |changes: &[Value]| {
        let report = Report::on_log(ndjson(&[entries_of(&world), changes.to_vec()].concat()));
        report.verdict(&unsigned().credential_id()).to_owned()
    };
    assert_eq!(verdict(&[]), "unproven");
    assert_eq!(verdict(&[added(&keys(), -7_000)]), "broken");
    assert_eq!(verdict(&[added(&keys(), 7_000)]), "unproven");
}

#[test]
fn what_a_log_that_was_off_does_not_hold_is_a_gap_that_names_who_switched_it_off() {
    assert_eq!(verdict(&[]), "broken");
    let report = report(&[removed(&keys(), -3_600)]);
    let subject = unsigned().credential_id();
    assert_eq!(report.findings(&subject), [("missing-record", "gap")]);
    assert_eq!(report.status, 0);
    let message = report.of(&subject)["findings"][0]["message"].to_string();
    for part in [
        MALLORY,
        "DATA_READ",
        "SetIamPolicy of projects/acme-keys",
        ".ndjson:",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    for all in ["allServices", KMS] {
        let delta = delta("REMOVE", all, "DATA_READ");
        assert_eq!(
            verdict(&[changed(&keys(), &delta, MALLORY, after(-3_600))]),
            "unproven"
        );
    }
}

#[test]
fn a_log_that_was_switched_on_again_proves_as_before() {
    assert_eq!(
        verdict(&[removed(&keys(), -3_600), added(&keys(), -1_800)]),
        "broken"
    );
    assert_eq!(
        verdict(&[removed(&keys(), -3_600), added(&keys(), 1_800)]),
        "unproven"
    );
    assert_eq!(verdict(&[removed(&keys(), 3_600)]), "broken");
}

#[test]
fn a_change_of_another_setting_switches_nothing() {
    let about = |service, log_type| {
        let delta = delta("REMOVE", service, log_type);
        verdict(&[changed(&keys(), &delta, MALLORY, after(-3_600))])
    };
    assert_eq!(about("privateca.googleapis.com", "DATA_READ"), "broken");
    assert_eq!(about(KMS, "ADMIN_READ"), "broken");
    assert_eq!(about("allServices", "DATA_WRITE"), "broken");
}

#[test]
fn a_stranger_buys_no_gap_with_a_project_of_his_own() {
    let mut own = removed("projects/mallory-own", -3_600);
    own["protoPayload"]["resourceName"] = keys().into();
    own["resource"]["labels"]["project_id"] = KEY_PROJECT.into();
    assert_eq!(verdict(&[own]), "broken");
    assert_eq!(verdict(&[removed("projects/acme-prod", -3_600)]), "broken");
}

#[test]
fn a_refused_call_or_one_of_another_service_switches_nothing() {
    let with = |pointer: &str, value: Value| {
        let mut entry = removed(&keys(), -3_600);
        entry["protoPayload"][pointer] = value;
        verdict(&[entry])
    };
    assert_eq!(with("status", json!({ "code": 7 })), "broken");
    assert_eq!(with("request", json!({ "validateOnly": true })), "broken");
    assert_eq!(with("serviceName", KMS.into()), "broken");
    assert_eq!(with("status", json!({ "code": 0 })), "unproven");
}

#[test]
fn an_organization_may_switch_a_log_off_until_it_is_heard_again() {
    let organization = "organizations/42";
    assert_eq!(verdict(&[removed(organization, -3_600)]), "unproven");
    let again = Token::mint("team-c", "web", after(-1_800));
    let heard = entries::token_issued(&again).map(|it| it.entry);
    let changes = [&[removed(organization, -3_600)], &heard[..]].concat();
    assert_eq!(verdict(&changes), "broken");
}

/// IAM: "Typically 2 minutes, potentially 7 minutes or longer" (<https://cloud.google.com/iam/docs/access-change-propagation>).
#[test]
fn a_change_of_an_audit_setting_takes_minutes_to_take_effect() {
    let on_again = |seconds| report(&[removed(&keys(), -3_600), added(&keys(), seconds)]);
    let subject = unsigned().credential_id();
    assert_eq!(on_again(-60).verdict(&subject), "unproven");
    let heard = entries::token_issued(&Token::mint("team-c", "web", after(-30)));
    let changes = vec![removed(&keys(), -3_600), added(&keys(), -60)];
    let heard = [changes, heard.map(|it| it.entry).to_vec()].concat();
    assert_eq!(verdict(&heard), "unproven", "others are heard already");
    let lineage = on_again(-60).of(&subject).to_string();
    assert!(lineage.contains("takes some minutes"), "{lineage}");
    assert_eq!(on_again(-1_800).verdict(&subject), "broken");
    let agent: &'static str = format!("serviceAccount:{GKE_AGENT}").leak();
    let exempted = |action, by: i64| {
        let delta = Delta {
            exempted: agent,
            ..delta(action, KMS, "DATA_READ")
        };
        changed(&keys(), &delta, MALLORY, after(by))
    };
    let taken_back = |by| verdict(&[exempted("ADD", -3_600), exempted("REMOVE", by)]);
    assert_eq!(taken_back(-60), "unproven");
    assert_eq!(taken_back(-1_800), "broken");
}

/// The setting of `allServices`, of a folder or of the organization keeps a log on whose own setting is removed: what a log holds of a time
/// shows that it was on.
#[test]
fn a_log_that_is_heard_after_its_setting_was_removed_is_on() {
    let heard = |seconds| {
        let other = Token::mint("team-c", "web", after(seconds));
        let heard = entries::token_issued(&other).map(|it| it.entry);
        verdict(&[&[removed(&keys(), -3_600)], &heard[..]].concat())
    };
    assert_eq!(heard(-1_800), "broken");
    assert_eq!(heard(-3_500), "unproven", "the change may not hold yet");
    assert_eq!(heard(1_800), "unproven", "heard only later");
}

#[test]
fn a_log_was_off_until_the_first_entry_that_switches_it_on() {
    assert_eq!(verdict(&[added(&keys(), 3_600)]), "unproven");
    let listed = kms::signature(
        crate::simulation::constants::RELEASE_KEY,
        &crate::simulation::digest::Digest::sha256("a release"),
        after(1_800),
        crate::simulation::constants::RELEASE_BOT,
    );
    assert_eq!(verdict(&[added(&keys(), 3_600), listed.entry]), "broken");
}

#[test]
fn an_exempted_agent_leaves_no_trace_and_others_do() {
    let exempted = |exempted: String, action| {
        let exempted: &'static str = exempted.leak();
        let delta = Delta {
            exempted,
            ..delta(action, KMS, "DATA_READ")
        };
        verdict(&[changed(&keys(), &delta, MALLORY, after(-3_600))])
    };
    let agent = format!("serviceAccount:{GKE_AGENT}");
    assert_eq!(exempted(agent.clone(), "ADD"), "unproven");
    assert_eq!(exempted(agent.clone(), "REMOVE"), "broken");
    for other in [
        format!("user:{MALLORY}"),
        agent.replace("123456789012", "666666666666"),
        format!("serviceAccount:{CA_AGENT}"),
    ] {
        assert_eq!(exempted(other.clone(), "ADD"), "broken", "{other}");
    }
}

#[test]
fn an_exempted_group_may_hold_the_agent() {
    let exempted = |exempted, action| {
        let delta = Delta {
            exempted,
            ..delta(action, KMS, "DATA_READ")
        };
        report(&[changed(&keys(), &delta, MALLORY, after(-3_600))])
    };
    let subject = unsigned().credential_id();
    for group in ["group:sre@acme.example", "allAuthenticatedUsers"] {
        let report = exempted(group, "ADD");
        assert_eq!(report.verdict(&subject), "unproven", "{group}");
        let lineage = report.of(&subject).to_string();
        assert!(
            lineage.contains("to which the caller may belong"),
            "{lineage}"
        );
        assert_eq!(exempted(group, "REMOVE").verdict(&subject), "broken");
    }
    assert_eq!(
        exempted("domain:acme.example", "ADD").verdict(&subject),
        "broken"
    );
}

/// The setting did not change between two calls of the agent that were recorded, so that it was no member of the group in between.
#[test]
fn an_exempted_group_does_not_hold_an_agent_whose_calls_are_recorded_meanwhile() {
    let exempted = |exempted: &str, begun: i64, others: &[i64], by: &str| {
        let exempted: &'static str = exempted.to_owned().leak();
        let delta = Delta {
            exempted,
            ..delta("ADD", "allServices", "DATA_READ")
        };
        let mut log = vec![changed(&keys(), &delta, PLATFORM_TEAM, after(begun))];
        for seconds in others {
            let token = Token::mint("team-c", "web", after(*seconds));
            log.extend(entries::token_issued(&token).map(|it| it.entry));
        }
        let by_agent = |it: Value| value(&it.to_string().replace(GKE_AGENT, by));
        verdict(&log.into_iter().map(by_agent).collect::<Vec<_>>())
    };
    let foreign = GKE_AGENT.replace("123456789012", "666666666666");
    for group in ["group:sre@acme.example", "allUsers"] {
        let verdict = |begun, others: &[i64]| exempted(group, begun, others, GKE_AGENT);
        assert_eq!(
            verdict(-36_000, &[1_800]),
            "broken",
            "{group}: on both sides"
        );
        assert_eq!(
            verdict(-3_600, &[1_800]),
            "unproven",
            "{group}: exempted since"
        );
        assert_eq!(
            verdict(-3_600, &[-1_800, 1_800]),
            "broken",
            "{group}: on both sides"
        );
        assert_eq!(
            verdict(-3_600, &[-1_800]),
            "unproven",
            "{group}: only before"
        );
        let by_another = exempted(group, -3_600, &[-1_800, 1_800], &foreign);
        assert_eq!(by_another, "unproven", "{group}: calls of another agent");
    }
    let agent = format!("serviceAccount:{GKE_AGENT}");
    assert_eq!(
        exempted(&agent, -3_600, &[-1_800, 1_800], GKE_AGENT),
        "broken"
    );
}

#[test]
fn the_agent_of_a_pool_is_who_has_certificates_signed() {
    let node = Leaf::of_node("n1", NOON).mint();
    let before = Leaf::of_node("n0", after(-7_200)).mint();
    let world = World::framed()
        .used_certificate(&before)
        .record(entries::certification(&node))
        .record(entries::certificate_issuance(&node))
        .call(Call::by_certificate(&node));
    for (agent, verdict) in [(CA_AGENT, "unproven"), (GKE_AGENT, "broken")] {
        let exempted: &'static str = format!("serviceAccount:{agent}").leak();
        let delta = Delta {
            exempted,
            ..delta("ADD", "allServices", "DATA_READ")
        };
        let change = changed(&keys(), &delta, MALLORY, after(-3_600));
        let report = Report::on_log(ndjson(&[entries_of(&world), vec![change]].concat()));
        assert_eq!(report.verdict(&node.credential_id()), verdict, "{agent}");
    }
}

#[test]
fn every_form_of_an_entry_switches() {
    let entry = removed(&keys(), -3_600);
    let mut rows = [entry.clone(), entry.clone(), entry];
    let payload = |row: &mut Value| row["protoPayload"].take();
    let mut of_bigquery = payload(&mut rows[0]);
    of_bigquery["servicedata_v1_iam"] = of_bigquery["serviceData"].take();
    rows[0]["protopayload_auditlog"] = of_bigquery;
    let mut of_analytics = payload(&mut rows[1]);
    of_analytics["service_data"] = of_analytics["serviceData"].take().to_string().into();
    rows[1]["proto_payload"] = json!({ "audit_log": of_analytics });
    rows[2]["protoPayload"]["methodName"] =
        "google.cloud.resourcemanager.v3.Projects.SetIamPolicy".into();
    for mut row in rows {
        for empty in ["protoPayload", "serviceData"] {
            if let Some(row) = row.as_object_mut() {
                row.retain(|key, value| key != empty || !value.is_null());
            }
        }
        assert_eq!(verdict(&[row.clone()]), "unproven", "{row}");
    }
}
