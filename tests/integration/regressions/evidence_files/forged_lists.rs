//! Revocation lists that somebody else made in the name of the issuer, or under whose signed part another signature stands.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::harness::cli::{run, value};
use crate::regressions::reports::{Report, entries};
use crate::simulation::authority::{self, Paper};
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::entries::certificate_issued;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, World};

/// What somebody puts beside the logs. All name one serial number at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    /// The issuer's list.
    Genuine,
    /// The issuer's list of the next day.
    NextDay,
    /// Another list, signed by another key.
    ByAnotherKey,
    /// The genuine list with another signature.
    OtherSignature,
    /// The certificate of the issuer.
    Issuer,
}

use List::{ByAnotherKey, Genuine, Issuer, NextDay, OtherSignature};

const ALL: [List; 5] = [Genuine, NextDay, ByAnotherKey, OtherSignature, Issuer];

fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).by(Signer::Identified).mint()
}

fn after(minutes: i64) -> Timestamp {
    NOON + SignedDuration::from_mins(minutes)
}

impl List {
    fn bytes(self, node: &Certificate) -> Vec<u8> {
        let revoked = [(node, after(10))];
        let by = |key: &str, at| authority::revocation_list_by(key, &CLUSTER_POOL, &revoked, at);
        let signed = |paper: Paper| paper.der;
        match self {
            Genuine => genuine(node),
            NextDay => signed(by(CLUSTER_POOL.key, after(24 * 60))),
            ByAnotherKey => signed(by("somebody else's key", after(30))),
            OtherSignature => {
                let mut der = genuine(node);
                let last = der.len() - 1;
                der[last] ^= 1;
                der
            }
            Issuer => authority::certificate(&CLUSTER_POOL).der,
        }
    }
}

fn genuine(node: &Certificate) -> Vec<u8> {
    authority::revocation_list(&CLUSTER_POOL, &[(node, after(10))], after(20)).der
}

/// The verdict on the certificate and what is said of it, where these are read one after the other.
fn outcome(lists: &[List]) -> (String, String) {
    let node = node();
    let world = World::framed()
        .records(certificate_issued(&node))
        .call(Call::by_certificate(&node).at(after(60)));
    let mut folder = Folder::new().with("all.ndjson", ndjson(&entries(&world)));
    for list in lists {
        folder = folder.with(&format!("{list:?}.der"), list.bytes(&node));
    }
    let names = lists.iter().map(|it| format!("{it:?}.der"));
    for name in names.chain(["all.ndjson".to_owned()]) {
        run(folder.path(), &["ingest", "-q", "--db", "a.db", &name]);
    }
    let scan = [
        "scan",
        "-q",
        "--no-record",
        "--db",
        "a.db",
        "--format",
        "json",
    ];
    let scanned = run(folder.path(), &scan);
    let report = Report {
        status: scanned.status,
        json: value(&scanned.out),
    };
    let credential = node.credential_id();
    let lineage = report.of(&credential).to_string();
    (report.verdict(&credential).to_owned(), lineage)
}

fn verdict(lists: &[List]) -> String {
    outcome(lists).0
}

#[test]
fn a_forged_list_that_is_read_before_the_genuine_one_hides_no_revocation() {
    assert_eq!(verdict(&[Issuer, ByAnotherKey, Genuine]), "broken");
    assert_eq!(verdict(&[ByAnotherKey, Genuine, Issuer]), "broken");
}

#[test]
fn another_signature_under_the_genuine_list_hides_no_revocation() {
    assert_eq!(verdict(&[OtherSignature, Issuer, Genuine]), "broken");
    assert_eq!(verdict(&[Issuer, Genuine, OtherSignature]), "broken");
}

#[test]
fn a_forged_list_alone_revokes_nothing() {
    assert_eq!(verdict(&[Issuer, ByAnotherKey]), "complete");
    assert_eq!(verdict(&[OtherSignature, Issuer]), "complete");
    assert_eq!(verdict(&[OtherSignature, Issuer, ByAnotherKey]), "complete");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn every_order_of_lists_gives_the_same_report(
        lists in proptest::sample::subsequence(ALL.to_vec(), 0..=5).prop_shuffle(),
    ) {
        let mut sorted = lists.clone();
        sorted.sort();
        prop_assert_eq!(outcome(&lists), outcome(&sorted));
        let is_genuine = lists.contains(&Genuine) || lists.contains(&NextDay);
        let is_forged = lists.contains(&ByAnotherKey) || lists.contains(&OtherSignature);
        let counts = is_genuine || is_forged && !lists.contains(&Issuer);
        prop_assert_eq!(verdict(&lists) == "broken", counts, "{:?}", lists);
    }
}
