//! Where the signature of a token would lie, by everything that tells of a rotation to a key in another project: each combination of a
//! creation, an update, a description and a policy of the cluster, of keys seen at work, of logs read, before and after the change.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::reports::{Report, entries as entries_of, moved};
use crate::harness::cli::value;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    ClusterKeys, KEY_PROJECT, RELEASE_BOT, RELEASE_KEY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{self, cluster, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Record, Source, Token, World};

/// The project of the key from the update on.
const NEXT_PROJECT: &str = "acme-keys-2";

/// A project of keys, or neither of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Project {
    Neither,
    Old,
    New,
}

/// When a key was seen at work. The update comes at noon, the missing signature two hours earlier or later; the old key was at work
/// before the missing signature or just before the update, the new key after all of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtWork {
    Never,
    Earlier,
    JustBefore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Before,
    After,
}

/// What shows the rotation, and which logs were read; the update to the new project is always known.
#[derive(Debug, Clone, Copy)]
struct Circumstances {
    created: Project,
    described: Project,
    policy: Project,
    old_at_work: AtWork,
    new_at_work: AtWork,
    old_is_read: bool,
    new_is_read: bool,
}

/// The rule. What is named or seen at work for the time of the signature must have been read; where nothing is, nobody knows.
fn expected(circumstances: &Circumstances, turn: Turn) -> &'static str {
    let is_old = circumstances.policy == Project::Old
        || circumstances.described == Project::Old
        || circumstances.old_at_work != AtWork::Never
        || (turn == Turn::Before && circumstances.created == Project::Old);
    // A policy that names the old key for all times is not of this cluster where the new key is at work.
    let is_new = turn == Turn::After
        || circumstances.policy == Project::New
        || (circumstances.policy == Project::Old && circumstances.new_at_work != AtWork::Never);
    let is_read = (circumstances.old_is_read || !is_old) && (circumstances.new_is_read || !is_new);
    match (is_old || is_new) && is_read {
        true => "broken",
        false => "unproven",
    }
}

#[test]
fn the_place_of_a_signature_follows_from_all_that_tells_of_a_rotation() {
    let mut wrong = Vec::new();
    let all = all();
    for circumstances in &all {
        for turn in [Turn::Before, Turn::After] {
            let (is, due) = (verdict(circumstances, turn), expected(circumstances, turn));
            if is != due {
                wrong.push(format!("{turn:?} {is} instead of {due}: {circumstances:?}"));
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(5);
    assert!(wrong.is_empty(), "{count} of {}: {wrong:#?}", 2 * all.len());
}

fn all() -> Vec<Circumstances> {
    use Project::{Neither, New, Old};
    let mut all = Vec::new();
    for (created, described, policy) in [
        (Neither, Neither, Neither),
        (Old, Neither, Neither),
        (Neither, Old, Neither),
        (Neither, New, Neither),
        (Old, New, Neither),
        (Neither, Neither, Old),
        (Neither, Neither, New),
    ] {
        for (old_is_read, new_is_read) in [(false, true), (true, false), (true, true)] {
            for (old_at_work, new_at_work) in [
                (AtWork::Never, AtWork::Never),
                (AtWork::Never, AtWork::Earlier),
                (AtWork::Earlier, AtWork::Never),
                (AtWork::JustBefore, AtWork::Earlier),
            ] {
                all.push(Circumstances {
                    created,
                    described,
                    policy,
                    old_at_work,
                    new_at_work,
                    old_is_read,
                    new_is_read,
                });
            }
        }
    }
    all
}

fn verdict(circumstances: &Circumstances, turn: Turn) -> String {
    let hours = if turn == Turn::Before { -2 } else { 2 };
    let missing = Token::mint("team-a", "web", after(hours));
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&log(circumstances, &missing)))
        .with("policy.toml", policy(circumstances.policy));
    let report = Report::on_paths(&folder, &["--policy", "policy.toml", "logs"]);
    report.verdict(&missing.credential_id()).to_owned()
}

fn log(circumstances: &Circumstances, missing: &Token) -> Vec<Value> {
    let mut world = World::framed();
    world.records.retain(|it| it.source != Source::Kms);
    let mut world = world
        .record(entries::token_issuance(missing))
        .call(Call::by_token(missing));
    for (is_read, project) in [
        (circumstances.old_is_read, KEY_PROJECT),
        (circumstances.new_is_read, NEXT_PROJECT),
    ] {
        if is_read {
            world = world.records([-20, -3, 3, 5].map(|it| of_releases(project, after(it))));
        }
    }
    for (at_work, project, hour) in [
        (circumstances.old_at_work, KEY_PROJECT, -6),
        (circumstances.new_at_work, NEXT_PROJECT, 4),
    ] {
        let hour = if at_work == AtWork::JustBefore {
            -1
        } else {
            hour
        };
        if at_work != AtWork::Never {
            let token = Token::mint("team-a", project, after(hour));
            let signed = moved(entries::token_signature(&token), KEY_PROJECT, project);
            world = world
                .records([signed, entries::token_issuance(&token)])
                .call(Call::by_token(&token));
        }
    }
    [entries_of(&world), configured(circumstances)].concat()
}

/// The log of a project holds signatures of other keys, so that it is known to be on.
fn of_releases(project: &str, at: Timestamp) -> Record {
    let digest = Digest::sha256(format!("release of {at} in {project}"));
    let signed = kms::signature(RELEASE_KEY, &digest, at, RELEASE_BOT);
    moved(signed, KEY_PROJECT, project)
}

fn configured(circumstances: &Circumstances) -> Vec<Value> {
    let in_new = |it: Value| value(&it.to_string().replace(KEY_PROJECT, NEXT_PROJECT));
    let created = cluster::created(&keys(), after(-30));
    let described = cluster::described(&keys());
    let mut all = vec![in_new(cluster::updated(&keys(), NOON))];
    all.extend((circumstances.created == Project::Old).then_some(created));
    match circumstances.described {
        Project::Neither => {}
        Project::Old => all.push(described),
        Project::New => all.push(in_new(described)),
    }
    all
}

/// A policy that names a key without a time, which then counts at any time.
fn policy(named: Project) -> String {
    let project = match named {
        Project::Neither => return String::new(),
        Project::Old => KEY_PROJECT,
        Project::New => NEXT_PROJECT,
    };
    let key = SA_SIGNING_KEY.replace(KEY_PROJECT, project);
    let cluster = "projects/acme-prod/locations/us-central1/clusters/payments";
    format!("[[cluster]]\nname = \"{cluster}\"\nservice-account-signing-keys = [\"{key}\"]\n")
}

/// The update that listed the new key for verification may lie in an export that was not read, or before its beginning. The API server
/// believes what the cluster signs.
#[test]
fn a_key_that_is_configured_to_sign_is_believed() {
    let next = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/2";
    let signing_only = |key| {
        let keys = ClusterKeys {
            signing: vec![key],
            verification: Vec::new(),
        };
        cluster::updated(&keys, after(-6))
    };
    let token = Token::mint("team-a", "web", after(-1));
    let verdict = |update: Value| {
        let [signed, issued] = entries::token_issued(&token);
        let world = World::framed()
            .records([moved(signed, SA_SIGNING_KEY, next), issued])
            .call(Call::by_token(&token));
        let mut log = entries_of(&world);
        log.extend([cluster::created(&keys(), after(-200)), update]);
        let report = Report::on_log(ndjson(&log));
        report.verdict(&token.credential_id()).to_owned()
    };
    assert_eq!(verdict(signing_only(next)), "complete");
    assert_eq!(verdict(signing_only(SA_SIGNING_KEY)), "broken");
}

pub(super) fn keys() -> ClusterKeys {
    ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    }
}

pub(super) fn after(hours: i64) -> Timestamp {
    NOON + SignedDuration::from_hours(hours)
}
