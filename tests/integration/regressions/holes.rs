//! Holes of an export: what shows one, and what nobody can make look like one.

use jiff::{SignedDuration, Timestamp};

use super::reports::Report;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    FOREIGN_GKE_AGENT, GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{certificate_signature, certification, kms};
use crate::simulation::raw::ISSUED_CREDENTIAL_ID;
use crate::simulation::{Call, Kind, Leaf, Source, Target, Token, World};

#[test]
fn a_busy_log_has_a_hole_of_twenty_minutes() {
    let lost = |minutes: std::ops::Range<i64>| {
        let tokens = every(-300..300, 1).map(|it| token(it.0, it.1));
        let lacks = |it: Timestamp| minutes.contains(&minutes_of(it));
        let world = tokens.fold(World::default(), |world, token| world.used_token(&token));
        without(world, Source::Kms, lacks)
    };
    let hole = Report::on_world(&lost(0..20));
    let verdicts = |report: &Report, minutes: std::ops::Range<i64>| {
        let verdict = |it| report.verdict(&token(it, 0).credential_id()).to_owned();
        minutes.map(verdict).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&hole, 0..20), ["unproven"; 20]);
    assert_eq!(verdicts(&Report::on_world(&lost(7..8)), 7..8), ["broken"]);
}

#[test]
fn signatures_of_anybody_make_no_hole_in_the_log_of_gke() {
    let forged = token(300, 30);
    let world = quiet_night().call(Call::by_token(&forged));
    assert_eq!(verdict(&world, &forged), "broken");
    let signed = [200, 240, 299].map(|it| {
        let digest = Digest::sha256(format!("forged {it}"));
        kms::signature(SA_SIGNING_KEY, &digest, at(it), MALLORY)
    });
    assert_eq!(verdict(&world.records(signed), &forged), "broken");
}

#[test]
fn only_the_agent_of_the_own_project_shows_a_hole_in_the_log_of_gke() {
    let forged = token(300, 30);
    let world = quiet_night().call(Call::by_token(&forged));
    for (agent, expected) in [(FOREIGN_GKE_AGENT, "broken"), (GKE_AGENT, "unproven")] {
        let signed = [200, 240, 299].map(|it| {
            let digest = Digest::sha256(format!("elsewhere {it}"));
            kms::signature(SA_SIGNING_KEY, &digest, at(it), agent)
        });
        assert_eq!(
            verdict(&world.clone().records(signed), &forged),
            expected,
            "{agent}"
        );
    }
}

#[test]
fn certificates_of_anybody_make_no_hole_in_the_log_of_gke() {
    let nodes = every(-600..0, 120).map(|it| Leaf::of_node("n0", at(it.0 + 1)).mint());
    let world = nodes.fold(quiet_night(), |world, it| world.used_certificate(&it));
    let made = [200, 240, 280].map(|it| Leaf::of_node("admin", at(it)).mint());
    let world = made.iter().fold(world, |world, it| {
        let by_mallory = certification(it);
        let by_mallory = by_mallory.set("/protoPayload/authenticationInfo/principalEmail", MALLORY);
        world
            .records([certificate_signature(it), by_mallory])
            .call(Call::by_certificate(it))
    });
    let report = Report::on_world(&world);
    for certificate in made {
        assert_eq!(report.verdict(&certificate.credential_id()), "broken");
    }
}

#[test]
fn calls_of_anybody_do_not_make_a_quiet_log_look_quick() {
    let tokens = every(-1_440..1_440, 60).map(|it| token(it.0, 0));
    let world = tokens.fold(World::default(), |world, it| world.used_token(&it));
    let lacks = |it: Timestamp| [0, 60].contains(&minutes_of(it));
    let world = without(world, Source::Kms, lacks);
    assert_eq!(verdict(&world, &token(0, 0)), "broken");
    let flood = every(-1_400..-200, 1).map(|it| {
        let digest = Digest::sha256(format!("flood {}", it.0));
        kms::signature(OTHER_KEY, &digest, at(it.0), MALLORY)
    });
    assert_eq!(verdict(&world.records(flood), &token(0, 0)), "broken");
}

#[test]
fn requests_for_tokens_show_a_hole_in_the_log_of_gke() {
    let lost = |minutes: std::ops::Range<i64>| {
        let tokens = every(-600..600, 10).map(|it| token(it.0, 0));
        let world = tokens.fold(World::default(), |world, it| {
            let asked = Call::new(it.issued_at, "system:node:n0")
                .to("create", Target::token_of(it.namespace, it.account))
                .annotated(ISSUED_CREDENTIAL_ID, it.credential_id());
            world.used_token(&it).call(asked)
        });
        let lacks = |it: Timestamp| minutes.contains(&minutes_of(it));
        let world = without(world, Source::Kms, lacks);
        without(world, Source::Gke, lacks)
    };
    assert_eq!(verdict(&lost(0..120), &token(50, 0)), "unproven");
    assert_eq!(verdict(&lost(50..60), &token(50, 0)), "broken");
}

#[test]
fn a_token_that_was_issued_while_nothing_was_exported_is_a_gap() {
    let used_later = |silent: &[Source]| {
        let tokens = every(-1_500..600, 10).map(|it| token(it.0, 0));
        let world = tokens.fold(World::default(), |world, it| world.used_token(&it));
        let lacks = |it: Timestamp| (0..120).contains(&minutes_of(it));
        let world = silent
            .iter()
            .fold(world, |world, it| without(world, *it, lacks));
        let lost = token(50, 0);
        (world.call(Call::by_token(&lost).at(at(200))), lost)
    };
    let logs = [Source::Kms, Source::Gke, Source::Kubernetes];
    let (world, lost) = used_later(&logs);
    assert_eq!(verdict(&world, &lost), "unproven");
    let (world, lost) = used_later(&logs[..2]);
    assert_eq!(
        verdict(&world, &lost),
        "broken",
        "the API server was exported"
    );
}

#[test]
fn a_certificate_in_a_hole_of_the_signatures_of_its_project_is_a_gap() {
    let lost = Leaf::of_node("n1", at(30)).mint();
    let verdict_without = |silent: &[Source]| {
        let tokens = every(-600..600, 10).map(|it| token(it.0, 0));
        let world = tokens.fold(World::default(), |world, it| world.used_token(&it));
        let nodes = every(-600..600, 240).map(|it| Leaf::of_node("n0", at(it.0 + 5)).mint());
        let world = nodes.fold(world, |world, it| world.used_certificate(&it));
        let world = world.used_certificate(&lost);
        let lacks = |it: Timestamp| (0..120).contains(&minutes_of(it));
        let world = silent
            .iter()
            .fold(world, |world, it| without(world, *it, lacks));
        let report = Report::on_world(&world);
        report.verdict(&lost.credential_id()).to_owned()
    };
    let both = [Source::CaService, Source::Kms];
    assert_eq!(verdict_without(&both), "unproven");
    assert_eq!(verdict_without(&both[..1]), "broken");
}

/// A world that issued a token every ten minutes, but for ten hours.
fn quiet_night() -> World {
    let tokens = every(-1_500..0, 10).chain(every(600..900, 10));
    let tokens = tokens.map(|it| token(it.0, 0));
    tokens.fold(World::default(), |world, it| world.used_token(&it))
}

/// The world without the entries of a log at some times.
fn without(mut world: World, source: Source, lacks: impl Fn(Timestamp) -> bool) -> World {
    let is_kept = |of: Source, at| of != source || !lacks(at);
    world
        .records
        .retain(|it| is_kept(it.source, it.at) || it.kind == Kind::Irrelevant);
    world.calls.retain(|it| is_kept(Source::Kubernetes, it.at));
    world
}

fn every(minutes: std::ops::Range<i64>, step: usize) -> impl Iterator<Item = (i64, i64)> {
    minutes.step_by(step).map(|it| (it, 0))
}

fn verdict(world: &World, token: &Token) -> String {
    let report = Report::on_world(world);
    report.verdict(&token.credential_id()).to_owned()
}

fn token(minute: i64, second: i64) -> Token {
    let at = at(minute) + SignedDuration::from_secs(second);
    Token::mint("team-a", "web", at)
}

fn at(minute: i64) -> Timestamp {
    NOON + SignedDuration::from_mins(minute)
}

/// The minute after noon at which an entry stands. Signatures precede their minute by less than a second.
fn minutes_of(at: Timestamp) -> i64 {
    (at.duration_since(NOON).as_secs() + 1).div_euclid(60)
}
