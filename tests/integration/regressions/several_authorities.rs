//! A pool has several CAs at a time, each with a key of its own, and CA Service chooses among them; and a pool serves more than a cluster.

use jiff::SignedDuration;

use super::reports::Report;
use super::signatures::after;
use crate::simulation::certificate::Certificate;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CART, CLUSTER_POOL, MWI_POOL, OTHER_KEY, Pool, WEB};
use crate::simulation::entries::{
    ca_service, certificate_issuance, certificate_issued, certificate_signature, certification, gke,
};
use crate::simulation::{Call, Leaf, Record, Vm, World};

/// The second CA of the cluster's pool.
const SECOND: Pool = Pool {
    authority: "cluster-root-ca-2",
    issuer: "cluster-ca-2",
    key: OTHER_KEY,
    ..CLUSTER_POOL
};

const AUTHORITY: &str = "/protoPayload/response/issuer_certificate_authority";

/// Whether CA Service's records name the CA that issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Authority {
    Named,
    Unnamed,
}

fn node(name: &str, pool: Pool, minute: i64) -> Certificate {
    let issued = NOON + SignedDuration::from_mins(minute);
    Leaf::of_node(name, issued).made_by(pool).mint()
}

/// The verdict on a certificate of the second CA without a signature, where signatures for certificates of these CAs were met.
fn verdict(met: &[Pool], authority: Authority) -> String {
    let unsigned = node("n9", SECOND, 60);
    let earlier = met.iter().zip(1..);
    let earlier = earlier.map(|(pool, minute)| node(&format!("n{minute}"), *pool, minute));
    let mut world = earlier
        .fold(World::framed(), |world, it| world.used_certificate(&it))
        .record(certification(&unsigned))
        .record(certificate_issuance(&unsigned))
        .call(Call::by_certificate(&unsigned));
    if authority == Authority::Unnamed {
        let is_named = |it: &Record| it.entry.pointer(AUTHORITY).is_some();
        let unnamed = world.records.into_iter().map(|it| match is_named(&it) {
            true => it.without(AUTHORITY),
            false => it,
        });
        world.records = unnamed.collect();
    }
    let report = Report::on_world(&world);
    report.verdict(&unsigned.credential_id()).to_owned()
}

#[test]
fn the_key_of_one_authority_does_not_show_where_another_one_of_its_pool_signs() {
    for (met, named, unnamed) in [
        (&[][..], "unproven", "unproven"),
        (&[CLUSTER_POOL], "unproven", "broken"),
        (&[SECOND], "broken", "broken"),
        (&[CLUSTER_POOL, SECOND], "broken", "broken"),
    ] {
        assert_eq!(verdict(met, Authority::Named), named, "{met:?}");
        assert_eq!(verdict(met, Authority::Unnamed), unnamed, "{met:?}");
    }
}

/// Certificates of VMs and of a fleet from one pool. GKE has a record of the fleet's.
fn fleet_and_vms() -> (World, [Certificate; 3]) {
    let fleet = Leaf::of_identity(CART, after(60)).mint();
    let vms = [0, 120].map(|minute| Vm::with(WEB, NOON + SignedDuration::from_mins(minute)));
    let world = vms
        .iter()
        .fold(World::issuing(), |world, vm| world.records(vm.issued()))
        .records(certificate_issued(&fleet));
    let [before, later] = vms.map(|it| it.certificate);
    (world, [fleet, before, later])
}

#[test]
fn a_pool_is_no_clusters_for_the_identity_of_a_fleet_that_gke_had_certified() {
    let (world, certificates) = fleet_and_vms();
    let report = Report::on_world(&world);
    for certificate in &certificates {
        let id = certificate.credential_id();
        assert_eq!(report.findings(&id), [], "{:#}", report.of(&id));
    }
    let [fleet, vm, _] = certificates.map(|it| report.of(&it.credential_id())["kind"].clone());
    assert_eq!((fleet, vm), ("certificate".into(), "workload".into()));
}

#[test]
fn a_pool_is_the_clusters_for_a_certificate_of_a_user() {
    let (world, certificates) = fleet_and_vms();
    let world = world.used_certificate(&node("n1", MWI_POOL, 30));
    let report = Report::on_world(&world);
    for certificate in &certificates[1..] {
        let found = report.findings(&certificate.credential_id());
        assert_eq!(found, [("unclaimed-certificate", "break")]);
    }
}

/// The findings on a certificate whose creation CA Service answered twice, this many minutes apart, and that GKE issued then.
fn findings(answers: &[i64], issued: i64) -> Vec<String> {
    let certificate = node("n0", CLUSTER_POOL, 0);
    let at = |minute: i64| NOON + SignedDuration::from_mins(minute);
    let world = World::issuing()
        .record(certificate_signature(&certificate))
        .records(answers.iter().map(|it| {
            ca_service::certificate_created(&certificate, at(*it))
                .set("/protoPayload/request/request_id", "a8c1")
        }))
        .record(gke::certificate_issued(&certificate, at(issued)));
    let report = Report::on_world(&world);
    let found = report.findings(&certificate.credential_id());
    found.iter().map(|it| it.0.to_owned()).collect()
}

#[test]
fn an_issuance_goes_on_when_ca_service_answers_the_same_request_again() {
    for (answers, issued, found) in [
        (&[0][..], 4, &[][..]),
        (&[0], 8, &["out-of-order"]),
        (&[0, 7], 8, &[]),
        (&[0, 7, 20, 50], 54, &[]),
        (&[0, 7], 13, &["out-of-order"]),
        (&[4], 8, &["out-of-order"]),
        (&[0, 70], 71, &["out-of-order"]),
        (&[7, 8], 8, &["out-of-order"]),
    ] {
        assert_eq!(findings(answers, issued), found, "{answers:?} {issued}");
    }
}
