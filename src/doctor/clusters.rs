//! Are the clusters under control plane authority, and new enough?
//!
//! GKE records issuances of clusters whose CAs and keys are their owner's, from one version on. Both are asked of the GKE API
//! (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).

use std::collections::BTreeSet;

use serde::Deserialize;

use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::identity::cluster_name;
use crate::model::identity::project::Project;

/// The first version that records issuances.
const FIRST_VERSION: &str = "1.31.1-gke.1846000";

/// The most zones that a message names.
const NAMED: usize = 10;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Clusters {
    clusters: Vec<Cluster>,
    missing_zones: Vec<String>,
}

/// A cluster (googleapis `google/container/v1/cluster_service.proto`).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Cluster {
    name: String,
    location: String,
    current_master_version: String,
    user_managed_keys_config: Keys,
}

/// `UserManagedKeysConfig`, as far as it issues credentials.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Keys {
    cluster_ca: String,
    etcd_api_ca: String,
    etcd_peer_ca: String,
    aggregation_ca: String,
    service_account_signing_keys: Vec<String>,
}

/// Which clusters are asked for, and where their keys should be.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The project of the clusters.
    pub project: &'a Project,
    /// The clusters, by their names; all where none is named.
    pub clusters: &'a [String],
    /// The projects of keys and CA pools.
    pub keys: &'a [Project],
}

/// Asks for the clusters of a project.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(asked: Asked<'_>, apis: &mut GoogleApis) -> Result<Vec<Observation>, CallError> {
    let path = [
        "v1",
        "projects",
        asked.project.id(),
        "locations",
        "-",
        "clusters",
    ];
    match apis.ask::<Clusters>(&Call::get(Api::Container, path)).await {
        Ok(answer) => Ok(asked.observations(&answer)),
        Err(error) if error.is_of_all_calls() => Err(error),
        Err(error) => {
            let what = message!(
                "doctor-clusters",
                "what clusters {scope} has",
                scope = asked.project.scope()
            );
            let role = "roles/container.clusterViewer";
            let grant = Remedy::grant(&["projects", asked.project.id()], role);
            let permission = Permission { role, grant };
            Ok(vec![Observation::not_known(
                Topic::Clusters,
                what,
                &error,
                permission,
            )])
        }
    }
}

impl Asked<'_> {
    fn observations(self, answer: &Clusters) -> Vec<Observation> {
        let mut found = Vec::new();
        let shown = answer.clusters.iter().filter(|it| self.is_about(it));
        let shown: Vec<&Cluster> = shown.collect();
        for cluster in &shown {
            found.push(self.version(cluster));
            found.push(self.authority(cluster));
            found.extend(self.elsewhere(cluster));
        }
        found.extend(self.absent(&shown, &answer.missing_zones));
        found.extend(self.unasked(&answer.missing_zones));
        if shown.is_empty() && found.is_empty() {
            let message = message!(
                "doctor-no-cluster",
                "{scope} has no cluster; are the clusters in another project (--project)?",
                scope = self.project.scope()
            );
            found.push(Observation::new(Topic::Clusters, State::Missing, message));
        }
        found
    }

    fn is_about(&self, cluster: &Cluster) -> bool {
        let full = self.full_name(cluster);
        let is_it = |name: &String| *name == cluster.name || cluster_name::named(name) == full;
        self.clusters.is_empty() || self.clusters.iter().any(is_it)
    }

    fn full_name(&self, cluster: &Cluster) -> String {
        let (project, location, name) = (self.project, &cluster.location, &cluster.name);
        format!("projects/{project}/locations/{location}/clusters/{name}")
    }

    fn version(&self, cluster: &Cluster) -> Observation {
        let name = self.full_name(cluster);
        let version = cluster.current_master_version.as_str();
        let Some(found) = parts(version) else {
            let message = message!(
                "doctor-version-unknown",
                "{cluster} tells a version that cannot be compared: {version}",
                cluster = name,
                version
            );
            return Observation::new(Topic::Clusters, State::NotKnown, message);
        };
        if Some(found) >= parts(FIRST_VERSION) {
            let message = message!(
                "doctor-version",
                "{cluster} runs {version}",
                cluster = name,
                version
            );
            return Observation::new(Topic::Clusters, State::Fine, message);
        }
        let message = message!(
            "doctor-version-old",
            "{cluster} runs {version}; GKE records issuances from {first} on",
            cluster = name,
            version,
            first = FIRST_VERSION
        );
        let remedy = Remedy::of([
            "gcloud",
            "container",
            "clusters",
            "upgrade",
            &cluster.name,
            "--master",
            &format!("--location={}", cluster.location),
            &format!("--project={}", self.project),
        ]);
        Observation::new(Topic::Clusters, State::Missing, message).mended_by(remedy)
    }

    /// Returns whether the cluster CA and the keys of tokens are the owner's.
    fn authority(&self, cluster: &Cluster) -> Observation {
        let name = self.full_name(cluster);
        let keys = &cluster.user_managed_keys_config;
        if !keys.cluster_ca.is_empty() && !keys.service_account_signing_keys.is_empty() {
            let message = message!(
                "doctor-authority",
                "{cluster} is under control plane authority",
                cluster = name
            );
            return Observation::new(Topic::Clusters, State::Fine, message);
        }
        let lacking = [
            ("clusterCa", keys.cluster_ca.is_empty()),
            (
                "serviceAccountSigningKeys",
                keys.service_account_signing_keys.is_empty(),
            ),
        ];
        let lacking = lacking.into_iter().filter(|it| it.1);
        let message = message!(
            "doctor-no-authority",
            "{cluster} is not under control plane authority ({lacking} not set): GKE records nothing of what it issues. This can be chosen only when a cluster is created",
            cluster = name,
            lacking = List::of(lacking.map(|it| it.0))
        );
        let remedy = Remedy::of([
            "gcloud",
            "container",
            "clusters",
            "create",
            "NEW_CLUSTER",
            &format!("--location={}", cluster.location),
            &format!("--project={}", self.project),
            "--cluster-ca=POOL",
            "--etcd-api-ca=POOL",
            "--etcd-peer-ca=POOL",
            "--aggregation-ca=POOL",
            "--service-account-signing-keys=KEY_VERSION",
            "--service-account-verification-keys=KEY_VERSION",
        ]);
        Observation::new(Topic::Clusters, State::Missing, message).mended_by(remedy)
    }

    /// Returns the projects of keys and pools that were not named, whose logs nobody then reads. A project that is named by its number cannot
    /// be compared.
    fn elsewhere(&self, cluster: &Cluster) -> Option<Observation> {
        let keys = &cluster.user_managed_keys_config;
        let pools = [
            &keys.cluster_ca,
            &keys.etcd_api_ca,
            &keys.etcd_peer_ca,
            &keys.aggregation_ca,
        ];
        let names = pools.into_iter().chain(&keys.service_account_signing_keys);
        let projects = names.filter_map(|it| it.strip_prefix("projects/")?.split('/').next());
        let unnamed: BTreeSet<Project> = projects
            .filter_map(|it| it.parse().ok())
            .filter(|it| !self.keys.contains(it))
            .collect();
        if unnamed.is_empty() {
            return None;
        }
        let message = message!(
            "doctor-keys-elsewhere",
            "{cluster} has keys or CA pools in {projects}, which no --key-project names: their logs are not asked for",
            cluster = self.full_name(cluster),
            projects = List::of(&unnamed)
        );
        let mut words = vec![
            "credtrail".to_owned(),
            "doctor".to_owned(),
            format!("--project={}", self.project),
        ];
        let keys = self.keys.iter().filter(|it| *it != self.project);
        words.extend(keys.chain(&unnamed).map(|it| format!("--key-project={it}")));
        let missing = Observation::new(Topic::Clusters, State::Missing, message);
        Some(missing.mended_by(Remedy::of(words)))
    }

    /// Returns the named clusters that are not there. Where GKE did not answer for a zone, a cluster may be in that zone.
    fn absent(&self, shown: &[&Cluster], silent: &[String]) -> Vec<Observation> {
        let is_there = |name: &&String| {
            let full = cluster_name::named(name);
            let mut there = shown.iter();
            there.any(|it| it.name == **name || self.full_name(it) == full)
        };
        let absent = self.clusters.iter().filter(|it| !is_there(it));
        let state = match silent.is_empty() {
            true => State::Missing,
            false => State::NotKnown,
        };
        let observations = absent.map(|cluster| {
            let message = message!(
                "doctor-cluster-absent",
                "no cluster {cluster} was found in {scope}",
                cluster = cluster.as_str(),
                scope = self.project.scope()
            );
            Observation::new(Topic::Clusters, state, message)
        });
        observations.collect()
    }

    fn unasked(&self, zones: &[String]) -> Option<Observation> {
        if zones.is_empty() {
            return None;
        }
        let message = message!(
            "doctor-zones",
            "GKE did not answer for {zones}: what clusters are there is not known; ask again later",
            zones = List::of(zones).shown(NAMED, "others")
        );
        Some(Observation::new(Topic::Clusters, State::NotKnown, message))
    }
}

/// Returns the numbers of a version such as `1.31.1-gke.1846000`.
fn parts(version: &str) -> Option<[u64; 4]> {
    let (release, build) = version.split_once("-gke.")?;
    let mut numbers = release.split('.').map(str::parse);
    let found = [
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        build.parse().ok()?,
    ];
    numbers.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (version, expected) in [
            ("1.31.1-gke.1846000", true),
            ("1.31.1-gke.1845999", false),
            ("1.31.10-gke.1", true),
            ("1.9.7-gke.9999999", false),
            ("2.0.0-gke.1", true),
        ] {
            assert_eq!(
                parts(version) >= parts(FIRST_VERSION),
                expected,
                "{version}"
            );
        }
        for other in ["", "1.31", "1.31.1", "1.31.1-gke.x", "1.31.1.1-gke.1"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
