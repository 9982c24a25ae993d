//! What looks like the certificate of a workload.

use super::reports::Report;
use crate::simulation::World;
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CACHE, CLUSTER_POOL, Pool};
use crate::simulation::entries::{certificate_signature, certification};

/// Another pool, with the authority and the key of the cluster's.
const SIDE_POOL: Pool = Pool {
    name: "projects/acme-keys/locations/us-central1/caPools/side-pool",
    ..CLUSTER_POOL
};

#[test]
fn a_certificate_of_the_clusters_key_is_no_workloads_whatever_its_pool_is_called() {
    let smuggled = Leaf::of_identity(CACHE, NOON).made_by(SIDE_POOL).mint();
    let node = Leaf::of_node("gke-node-1", NOON).mint();
    let world = World::framed()
        .used_certificate(&node)
        .record(certificate_signature(&smuggled))
        .record(certification(&smuggled));
    let report = Report::on_world(&world);
    let found = report.find(&smuggled.credential_id()).expect("a lineage");
    assert_eq!(found["kind"], "certificate");
    assert_ne!(found["verdict"], "complete");
}

#[test]
fn a_pool_is_a_clusters_or_for_workloads_and_never_both() {
    let policy = "[workload]\npools = [\"projects/p/locations/l/caPools/c\"]\n\
        [[cluster]]\nname = \"projects/p/locations/l/clusters/c\"\n\
        cluster-ca = { pools = [\"projects/p/locations/l/caPools/c\"] }\n";
    let problem = credtrail::policy::Policy::read(policy, NOON).expect_err("a contradiction");
    assert!(
        problem.to_string().contains("stands under [workload] too"),
        "{problem}"
    );
}
