//! What somebody achieves who controls a part of the world: SECURITY.md names these tests.

use crate::regressions::reports::Report;
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::{NOON, SIGNING_LEAD};
use crate::simulation::constants::{GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY};
use crate::simulation::entries::{self, kms, token_issuance, token_signature};
use crate::simulation::{Call, Certificate, Record, Source, Token, World};

#[test]
fn who_writes_one_log_makes_no_forged_certificate_complete() {
    let forged = certificate();
    let used = World::issuing().call(Call::by_certificate(&forged));
    let [signature, certification, issuance] = entries::certificate_issued(&forged);
    // To a signature alone nothing leads, and a certificate may have been issued a year before its first use.
    for (written, verdict) in [
        (signature, "unproven"),
        (certification, "broken"),
        (issuance, "broken"),
    ] {
        let report = Report::on_world(&used.clone().record(written));
        assert_eq!(report.verdict(&forged.credential_id()), verdict);
    }
}

#[test]
fn who_writes_one_log_makes_no_forged_token_complete() {
    let forged = token();
    let used = World::issuing().call(Call::by_token(&forged));
    for written in [token_signature(&forged), token_issuance(&forged)] {
        let report = Report::on_world(&used.clone().record(written));
        assert_eq!(report.verdict(&forged.credential_id()), "broken");
    }
}

#[test]
fn who_may_sign_and_writes_the_gke_log_is_named_as_the_caller() {
    let report = Report::on_world(&signed_by(MALLORY));
    assert_eq!(
        report.findings(&token().credential_id()),
        [("unexpected-principal", "break")]
    );
}

/// Not defended: the logs are believed. The caller is GKE's agent, which an entry of the kms log says or which was had to call.
#[test]
fn who_writes_the_gke_log_and_signs_as_its_agent_makes_a_forged_token_complete() {
    let report = Report::on_world(&signed_by(GKE_AGENT));
    assert_eq!(report.verdict(&token().credential_id()), "complete");
}

#[test]
fn who_removes_the_uses_of_a_forged_token_leaves_its_signature() {
    let world = World::issuing().record(by(MALLORY));
    let subject = format!("TBS={}", token().to_be_signed.hex());
    let report = Report::on_world(&world);
    assert_eq!(
        report.findings(&subject),
        [("unclaimed-signature", "break")]
    );
}

#[test]
fn who_removes_the_signature_of_a_forged_token_leaves_its_use() {
    let world = World::issuing().call(Call::by_token(&token()));
    let report = Report::on_world(&world);
    assert_eq!(
        report.findings(&token().credential_id()),
        [("unissued-credential", "break")]
    );
}

/// A log that ends, or of which nothing came, makes nothing complete; what it no longer shows is not said to be broken.
#[test]
fn who_removes_a_whole_log_makes_nothing_complete() {
    let world = World::issuing()
        .used_token(&token())
        .used_certificate(&certificate());
    for source in [Source::Gke, Source::Kms] {
        let report = Report::on_world(&without(world.clone(), source));
        assert_eq!(report.status, 3, "{source:?}");
        assert_eq!(report.verdict(&token().credential_id()), "unproven");
        assert_eq!(report.verdict(&certificate().credential_id()), "unproven");
    }
}

/// Not defended: a false alarm. Whoever knows a digest and has a key in a project whose log is read can sign that digest too.
#[test]
fn who_has_any_key_in_these_logs_can_cast_doubt_on_a_sound_token() {
    let again = kms::signature(OTHER_KEY, &token().to_be_signed, NOON, MALLORY);
    let report = Report::on_world(&World::issuing().used_token(&token()).record(again));
    let found = report.findings(&token().credential_id());
    assert!(found.contains(&("resigned-digest", "break")), "{found:?}");
}

/// Not defended: what a thief does with a stolen token is done, for the logs, by its owner.
#[test]
fn a_stolen_token_is_complete() {
    let stolen = Call::by_token(&token());
    let world = World::issuing().used_token(&token());
    let report = Report::on_world(&world.call(stolen.clone().at(stolen.at + SIGNING_LEAD)));
    assert_eq!(report.verdict(&token().credential_id()), "complete");
}

/// A forged token, its issuance as somebody wrote it into the gke log, and a signature at the call of `who`.
fn signed_by(who: &str) -> World {
    World::issuing()
        .call(Call::by_token(&token()))
        .record(token_issuance(&token()))
        .record(by(who))
}

fn by(who: &str) -> Record {
    let at = NOON - SIGNING_LEAD;
    kms::signature(SA_SIGNING_KEY, &token().to_be_signed, at, who)
}

fn without(mut world: World, source: Source) -> World {
    world.records.retain(|it| it.source != source);
    world
}

fn certificate() -> Certificate {
    Leaf::of_node("c3d4", NOON).mint()
}

fn token() -> Token {
    Token::mint("team-a", "web", NOON)
}
