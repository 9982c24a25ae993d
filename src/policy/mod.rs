//! What the owner of the clusters expects: which principals and resources may sign, certify and ask for credentials, and which
//! tolerances apply.
//!
//! A policy is a TOML file that people write and review. Where the policy names nothing, the configuration in the clusters' own
//! records ([`learned`]) is expected; where neither names anything, nothing is judged.

pub mod cluster;
pub mod cluster_names;
pub mod expectations;
mod expiry;
pub mod learned;
pub mod problems;
mod project_numbers;
pub mod pull;
pub mod service_agents;
pub mod suppression;
pub mod value;
pub mod workload;

use std::ops::Range;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use toml::Spanned;

use self::cluster::Cluster;
use self::pull::Pull;
use self::suppression::{State, Suppression};
use self::value::public_key::PublicKeys;
use self::value::resource::Projects;
use self::value::tolerance::{LookBack, Retention, Stale, Tolerance};
use self::workload::Workload;

/// Expectations of the owner. An empty policy expects nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// The last day on which the policy counts (UTC).
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "expiry::day"
    )]
    pub expires: Option<Spanned<Date>>,
    /// The numbers and ids of projects.
    pub projects: Projects,
    /// The tolerances of clocks and logs.
    pub tolerance: Tolerance,
    /// The longest times between an issuance and the first use of the credential.
    pub look_back: LookBack,
    /// How long each log keeps its entries.
    pub retention: Retention,
    /// The silences of a log that are reported.
    pub stale: Stale,
    /// Public keys of key versions.
    #[serde(skip_serializing_if = "PublicKeys::are_none")]
    pub public_keys: PublicKeys,
    /// What `credtrail pull` pulls from the Logging API, and how.
    #[serde(skip_serializing_if = "Pull::is_usual")]
    pub pull: Pull,
    /// The expected clusters.
    pub cluster: Vec<Cluster>,
    /// Expectations of workload identities, which belong to no cluster.
    #[serde(skip_serializing_if = "Workload::is_silent")]
    pub workload: Workload,
    /// The findings that an owner has accepted.
    pub suppression: Vec<Suppression>,
}

/// An error in a policy file.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {problem}")]
pub struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The value that was expected.
    pub problem: String,
}

impl Policy {
    /// Reads a policy. One that has expired by `now` is an error, and so is a suppression that expires more than 365 days after `now`.
    ///
    /// # Errors
    /// [`Malformed`] states the problem, its line and its column.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, Malformed> {
        let policy = Policy::read_expired(text, now)?;
        match policy
            .expires
            .as_ref()
            .and_then(|it| expiry::problem(it, now))
        {
            Some((span, problem)) => Err(malformed(text, Some(span), problem)),
            None => Ok(policy),
        }
    }

    /// Reads a policy that may have expired, to compare with it.
    ///
    /// # Errors
    /// Other ones of [`Policy::read`].
    pub fn read_expired(text: &str, now: Timestamp) -> Result<Self, Malformed> {
        let policy: Policy = toml::from_str(text)
            .map_err(|error| malformed(text, error.span(), error.message().to_owned()))?;
        match policy.contradictions(now).into_iter().next() {
            Some((span, problem)) => Err(malformed(text, Some(span), problem)),
            None => Ok(policy),
        }
    }

    /// Returns the contradictions between parts of the policy, each with its place.
    fn contradictions(&self, now: Timestamp) -> Vec<(Range<usize>, String)> {
        let of_projects = self.projects.problem().map(|it| (0..0, it));
        let clusters = self.cluster.iter().enumerate();
        let of_clusters = clusters.filter_map(|(position, it)| self.of_cluster(position, it));
        let of_pools = self.ambiguous_pool().map(|pool| {
            let problem =
                format!("{pool} certifies for a cluster, and stands under [workload] too");
            (0..0, problem)
        });
        let all = of_projects.into_iter().chain(of_clusters).chain(of_pools);
        all.chain(self.incomplete_suppressions(now)).collect()
    }

    /// Returns what contradicts a cluster in its position.
    fn of_cluster(&self, position: usize, cluster: &Cluster) -> Option<(Range<usize>, String)> {
        let name = &cluster.name;
        let is_same = |it: &Cluster| self.projects.same(it.name(), cluster.name());
        if self.cluster.iter().take(position).any(is_same) {
            return Some((name.span(), format!("{} stands here twice", name.get_ref())));
        }
        let key = cluster.unverifiable_key(&self.projects)?;
        let problem = format!("{key} signs tokens, but is not among the verification keys");
        Some((name.span(), problem))
    }

    /// Returns what is wrong with suppressions, each with its place.
    fn incomplete_suppressions(&self, now: Timestamp) -> Vec<(Range<usize>, String)> {
        let problems = |it: &Suppression| {
            it.incomplete()
                .into_iter()
                .chain(it.too_long(now))
                .collect::<Vec<_>>()
        };
        self.suppression.iter().flat_map(problems).collect()
    }

    /// Returns a pool that is listed under `[workload]`, whose pools certify workloads only, and for a cluster too.
    fn ambiguous_pool(&self) -> Option<&str> {
        let of_clusters = |pool: &str| {
            let mut pools = self.cluster.iter().flat_map(Cluster::pools);
            pools.any(|it| self.projects.same(it, pool))
        };
        let mut pools = self.workload.pools.iter().map(|it| it.as_ref());
        pools.find(|pool| of_clusters(pool))
    }

    /// Returns the expectations of a cluster, by its full or short name.
    pub fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.cluster
            .iter()
            .find(|it| cluster::is_named(it.name(), name, &self.projects))
    }

    /// Returns the SHA-256 of the policy's content, independent of the order and layout of the file.
    pub fn hash(&self) -> [u8; 32] {
        let mut sorted = self.clone();
        sorted.cluster.iter_mut().for_each(Cluster::sort);
        sorted
            .cluster
            .sort_by(|one, other| one.name().cmp(other.name()));
        sorted.workload.pools.sort();
        sorted.suppression.sort();
        let json = serde_json::to_vec(&sorted).unwrap_or_default(); // serializing a policy cannot fail
        Sha256::digest(json).into()
    }

    /// Returns the suppressions that are active at this moment, by their position.
    pub fn active(&self, now: Timestamp) -> Vec<usize> {
        let all = self.suppression.iter().enumerate();
        let active = all.filter(|(_, it)| it.state(now) == State::Active);
        active.map(|(position, _)| position).collect()
    }
}

/// Returns the error at the beginning of a span of bytes.
fn malformed(text: &str, span: Option<Range<usize>>, problem: String) -> Malformed {
    let start = span.map_or(0, |it| it.start);
    let before = text.get(..start).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    Malformed {
        line: before.matches('\n').count() + 1,
        column: last.chars().count() + 1,
        problem,
    }
}

/// Returns the path of the policy that is used where none is named: `credtrail.toml` beside the database.
pub fn beside(database: &Path) -> std::path::PathBuf {
    database.with_file_name("credtrail.toml")
}
