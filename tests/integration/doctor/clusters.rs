//! Clusters: their version, their authority, and where their keys are.

use super::*;

fn with_clusters(answer: Value) -> (Vec<Value>, i32) {
    let apis = healthy();
    apis.set(CLUSTERS, Say::Json(answer));
    found(&apis)
}

#[test]
fn a_cluster_without_authority_or_with_an_old_version_is_named() {
    let plain =
        json!({"name": "plain", "location": "us-east1-b", "currentMasterVersion": "1.30.9-gke.1"});
    let (found, status) = with_clusters(json!({"clusters": [plain, cluster("payments")]}));
    assert_eq!(status, 1);
    let name = "projects/acme-prod/locations/us-east1-b/clusters/plain";
    let (authority, command) = state(
        &found,
        &format!("{name} is not under control plane authority"),
    );
    assert_eq!(authority, "missing");
    assert!(
        command.contains("--service-account-signing-keys=KEY_VERSION"),
        "{command}"
    );
    let (version, command) = state(&found, &format!("{name} runs 1.30.9-gke.1"));
    assert_eq!(version, "missing");
    assert_eq!(
        command,
        "gcloud container clusters upgrade plain --master --location=us-east1-b --project=acme-prod"
    );
    assert_eq!(wanting(&found).len(), 2);
}

#[test]
fn keys_in_a_project_that_nobody_named_are_missing() {
    let mut other = cluster("other");
    other["userManagedKeysConfig"]["clusterCa"] = json!("projects/acme-pki/locations/l/caPools/p");
    let (found, _) = with_clusters(json!({"clusters": [other]}));
    let (state, command) = state(&found, "CA pools in acme-pki");
    assert_eq!(state, "missing");
    assert_eq!(
        command,
        "credtrail doctor --project=acme-prod --key-project=acme-keys --key-project=acme-pki"
    );
}

#[test]
fn a_named_cluster_is_asked_alone() {
    let apis = healthy();
    let plain = json!({"name": "plain", "location": "l", "currentMasterVersion": "1.30.9-gke.1"});
    apis.set(
        CLUSTERS,
        Say::Json(json!({"clusters": [plain, cluster("payments")]})),
    );
    for name in [
        "payments",
        "projects/acme-prod/zones/us-central1/clusters/payments",
    ] {
        assert_eq!(doctor(&apis, &["--cluster", name]).status, 0, "{name}");
    }
    let ended = doctor(&apis, &["--cluster=payments", "--cluster=gone"]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.out.contains("no cluster gone was found"),
        "{}",
        ended.out
    );
}

#[test]
fn silent_zones_and_strange_versions_are_not_known() {
    let mut strange = cluster("strange");
    strange["currentMasterVersion"] = json!("latest");
    let (found, status) =
        with_clusters(json!({"clusters": [strange], "missingZones": ["us-east1-c"]}));
    assert_eq!(status, 2);
    assert_eq!(wanting(&found).len(), 2);
    assert_eq!(
        state(&found, "GKE did not answer for us-east1-c").0,
        "not-known"
    );
}

#[test]
fn refused_clusters_are_not_known_and_none_are_missing() {
    let (none, status) = with_clusters(json!({}));
    assert_eq!(
        (state(&none, "has no cluster").0.as_str(), status),
        ("missing", 1)
    );
    let apis = healthy();
    apis.set(CLUSTERS, Say::Because("SERVICE_DISABLED"));
    let (disabled, status) = found(&apis);
    let (state, command) = state(&disabled, "what clusters projects/acme-prod has");
    assert_eq!((state.as_str(), status), ("not-known", 2));
    assert_eq!(command, "gcloud services enable container.googleapis.com");
}
