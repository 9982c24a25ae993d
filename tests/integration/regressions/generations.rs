//! What a cluster's credentials are worth where the cluster was deleted and created again under the same name: each combination of a first
//! and a second generation with or without keys of its owner, and of what was read of the change.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries as entries_of};
use super::rotation::{after, keys};
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_PROJECT;
use crate::simulation::entries::{cluster, token_issuance, token_signature};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Token, World};

/// How the first generation was created, three days before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    With,
    Without,
}

/// What was read of the creation of the second generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Second {
    With,
    Without,
    /// Nothing.
    Unread,
    /// Something that looks like a creation without keys, and is none.
    NoCreation(Sham),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sham {
    Refused,
    Failed,
    DryRun,
    OfAnotherProject,
    OfAnotherCluster,
    WithoutBody,
    KeysUnnamed,
    Update,
}

/// When a token is used that no log of issuances knows: in hours around the second creation.
const USES: [i64; 4] = [-12, 1, 30, 47];

const FIRST: i64 = -72;
const DELETED: i64 = -1;

/// The rule. A token is forged where its cluster had keys; where it had none, nothing can tell.
fn expected(first: First, is_deletion_read: bool, second: Second, used: i64) -> &'static str {
    let has_keys = match second {
        _ if used < DELETED => first == First::With,
        Second::With => true,
        Second::Without => false,
        Second::Unread | Second::NoCreation(_) => first == First::With && !is_deletion_read,
    };
    match has_keys {
        true => "broken",
        false => "unproven",
    }
}

#[test]
fn a_token_is_judged_by_the_generation_of_its_cluster() {
    let mut wrong = Vec::new();
    for first in [First::With, First::Without] {
        for is_deletion_read in [true, false] {
            for second in seconds() {
                let report = report(&log(first, is_deletion_read, second));
                for used in USES {
                    let is = report.verdict(&forged(used).credential_id()).to_owned();
                    let due = expected(first, is_deletion_read, second, used);
                    if is != due {
                        wrong.push(format!(
                            "{is} instead of {due}: {first:?}, {is_deletion_read}, {second:?}, {used}"
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}

#[test]
fn a_deletion_that_failed_ends_nothing() {
    let mut log = log(First::With, true, Second::Unread);
    let used = forged(30).credential_id();
    assert_eq!(report(&log).verdict(&used), "unproven");
    log.push(cluster::failed("DeleteCluster", after(DELETED), after(0)));
    assert_eq!(report(&log).verdict(&used), "broken");
}

#[test]
fn a_deletion_whose_end_was_not_read_may_have_ended_at_once() {
    let minutes = |count| after(DELETED) + SignedDuration::from_mins(count);
    let used = Token::mint("team-a", "cache", minutes(20));
    let mut log = log(First::With, true, Second::Unread);
    let world = World::default().call(Call::by_token(&used));
    log.extend(entries_of(&world));
    assert_eq!(report(&log).verdict(&used.credential_id()), "unproven");
    let mut ended = cluster::failed("DeleteCluster", after(DELETED), minutes(30));
    ended["protoPayload"]["status"] = json!({});
    log.push(ended);
    assert_eq!(report(&log).verdict(&used.credential_id()), "broken");
}

/// GKE records what a cluster issues once the update has put the keys in place, not from the call on.
#[test]
fn an_update_to_keys_takes_effect_at_its_end() {
    let verdict = |minutes: i64, ended: Option<SignedDuration>| {
        let mut log = log(First::Without, false, Second::Unread);
        log.push(cluster::updated(&keys(), NOON));
        log.extend(ended.map(|it| cluster::update_ended(NOON, NOON + it)));
        let used = Token::mint("team-a", "agent", NOON + SignedDuration::from_mins(minutes));
        let world = World::default().call(Call::by_token(&used));
        log.extend(entries_of(&world));
        report(&log).verdict(&used.credential_id()).to_owned()
    };
    let day = 24 * 60;
    let half_an_hour = Some(SignedDuration::from_mins(30));
    assert_eq!(verdict(day + 20, half_an_hour), "unproven");
    assert_eq!(verdict(day + 50, half_an_hour), "broken");
    assert_eq!(verdict(day + 50, None), "unproven");
    assert_eq!(verdict(day + 90, None), "broken");
}

#[test]
fn a_cluster_without_keys_is_told_once_and_shows_no_hole() {
    let mut log = log(First::With, true, Second::Without);
    let asked = (2..9).map(|hour| Token::mint("team-a", "asked", after(hour)));
    let mut world = World::default();
    for token in asked {
        let key = "authentication.kubernetes.io/issued-credential-id";
        let call = Call::by_token(&forged(1)).at(token.issued_at);
        world = world.call(call.annotated(key, token.credential_id()));
    }
    log.extend(entries_of(&world));
    let report = report(&log);
    assert_eq!(report.json["summary"]["findings"]["hole"], Value::Null);
    let cluster = format!("projects/{CLUSTER_PROJECT}/locations/us-central1/clusters/payments");
    assert!(report.json["summary"]["without_authority"][&cluster].as_u64() > Some(2));
    assert_eq!(report.verdict(&forged(-12).credential_id()), "broken");
}

#[test]
fn a_signature_by_the_old_key_is_not_excused_by_a_cluster_without_keys() {
    let stray = Token::mint("team-a", "stray", after(20));
    let mut log = log(First::With, true, Second::Without);
    log.extend(entries_of(
        &World::default().record(token_signature(&stray)),
    ));
    let report = report(&log);
    let lineages = report.json["lineages"].as_array().expect("lineages");
    let findings = lineages
        .iter()
        .flat_map(|it| it["findings"].as_array().expect("findings"));
    let unclaimed: Vec<&Value> = findings
        .filter(|it| it["code"] == "unclaimed-signature")
        .map(|it| &it["weight"])
        .collect();
    assert_eq!(unclaimed, ["break"]);
}

/// Nothing was issued for a cluster before its creation, so that the log of GKE need not be read for longer.
#[test]
fn a_token_was_issued_after_the_creation_of_its_cluster() {
    let mut log = log(First::With, true, Second::With);
    let (early, late) = (forged(FIRST + 1), forged(2));
    let calls = [&early, &late].map(Call::by_token);
    log.extend(entries_of(
        &calls.into_iter().fold(World::default(), World::call),
    ));
    log.retain(|it| {
        let is_issuance = it["protoPayload"]["metadata"]["credentialId"].is_string();
        let is_before = it["timestamp"].as_str() < Some("2026-10-03T11");
        !is_issuance || !is_before
    });
    let report = report(&log);
    assert_eq!(report.verdict(&early.credential_id()), "broken");
    assert_eq!(report.verdict(&late.credential_id()), "broken");
}

/// A token names the uid of its service account, which the next cluster of the same name does not have.
#[test]
fn a_token_of_a_deleted_cluster_is_no_token_of_the_next() {
    let token = Token::mint("team-a", "web", after(-10));
    let verdict = |used: i64, second: Second| {
        let issued = [token_issuance(&token), token_signature(&token)];
        let world = World::default().records(issued);
        let world = world.call(Call::by_token(&token).at(after(-9)));
        let world = world.call(Call::by_token(&token).at(after(used)));
        let mut log = log(First::With, true, second);
        log.extend(entries_of(&world));
        let report = report(&log);
        let found = report.findings(&token.credential_id());
        let found: Vec<String> = found.iter().map(|(code, _)| (*code).to_owned()).collect();
        (report.verdict(&token.credential_id()).to_owned(), found)
    };
    let broken = ("broken".to_owned(), vec!["used-elsewhere".to_owned()]);
    let complete = ("complete".to_owned(), Vec::new());
    assert_eq!(verdict(5, Second::With), broken);
    assert_eq!(verdict(-2, Second::With), complete);
    assert_eq!(verdict(5, Second::NoCreation(Sham::Failed)), complete);
}

fn seconds() -> Vec<Second> {
    let shams = [
        Sham::Refused,
        Sham::Failed,
        Sham::DryRun,
        Sham::OfAnotherProject,
        Sham::OfAnotherCluster,
        Sham::WithoutBody,
        Sham::KeysUnnamed,
        Sham::Update,
    ];
    let shams = shams.into_iter().map(Second::NoCreation);
    [Second::With, Second::Without, Second::Unread]
        .into_iter()
        .chain(shams)
        .collect()
}

fn report(log: &[Value]) -> Report {
    Report::on(&Folder::new().with("logs/all.ndjson", ndjson(log)))
}

/// The GKE log of the project is read all the time: another cluster issues hourly.
fn log(first: First, is_deletion_read: bool, second: Second) -> Vec<Value> {
    let mut world = World::default();
    for hour in FIRST - 48..50 {
        let token = Token::mint("team-b", "api", after(hour));
        let elsewhere = token_issuance(&token).set("/resource/labels/cluster_name", "billing");
        world = world.records([elsewhere, token_signature(&token)]);
    }
    if first == First::With {
        let token = Token::mint("team-a", "web", after(FIRST + 2));
        world = world.records([token_issuance(&token), token_signature(&token)]);
    }
    for hour in USES {
        world = world.call(Call::by_token(&forged(hour)));
    }
    let created = match first {
        First::With => cluster::created(&keys(), after(FIRST)),
        First::Without => cluster::created_without_keys(after(FIRST)),
    };
    let mut log = entries_of(&world);
    log.push(created);
    log.extend(is_deletion_read.then(|| cluster::deleted(after(DELETED))));
    log.extend(second_creation(second));
    log
}

fn second_creation(second: Second) -> Vec<Value> {
    let without = cluster::created_without_keys(NOON);
    let Second::NoCreation(sham) = second else {
        return match second {
            Second::With => vec![cluster::created(&keys(), NOON)],
            Second::Without => vec![without],
            _ => Vec::new(),
        };
    };
    let set = |pointer: &str, content: Value| {
        let mut entry = without.clone();
        *entry.pointer_mut(pointer).expect("a place in the entry") = content;
        vec![entry]
    };
    let request = "/protoPayload/request";
    match sham {
        Sham::Refused => {
            let mut refused = without.clone();
            refused["protoPayload"]["status"] = json!({ "code": 6, "message": "ALREADY_EXISTS" });
            vec![refused]
        }
        Sham::Failed => {
            let ended = cluster::failed("CreateCluster", NOON, after(1));
            vec![without, ended]
        }
        Sham::DryRun => {
            let tried = json!({ "cluster": { "name": "payments" }, "validateOnly": true });
            set(request, tried)
        }
        Sham::OfAnotherProject => set(
            "/logName",
            json!("projects/mallory/logs/cloudaudit.googleapis.com%2Factivity"),
        ),
        Sham::OfAnotherCluster => set(request, json!({ "cluster": { "name": "other" } })),
        Sham::WithoutBody => set(request, Value::Null),
        Sham::KeysUnnamed => {
            let config = json!({ "gkeopsEtcdBackupEncryptionKey": "k" });
            let described = json!({ "name": "payments", "userManagedKeysConfig": config });
            set(request, json!({ "cluster": described }))
        }
        Sham::Update => {
            let mut updated = cluster::updated(&keys(), NOON);
            updated["protoPayload"]["request"]["update"] = json!({ "desiredNodeVersion": "1.36" });
            vec![updated]
        }
    }
}

/// A token whose issuance no log knows.
fn forged(used: i64) -> Token {
    Token::mint("team-a", "cache", after(used))
}
