//! What the owner of the clusters expects: who may sign, certify and ask for what, and how much may be off.
//!
//! A policy is a TOML file that people write and review. What it says nothing of is taken from what the clusters' own records say
//! ([`learned`]); what neither tells is not judged.

pub mod cluster;
pub mod cluster_names;
pub mod expectations;
pub mod learned;
pub mod pull;
pub mod service_agents;
pub mod suppression;
pub mod value;
pub mod workload;

use std::ops::Range;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use self::cluster::Cluster;
use self::pull::Pull;
use self::suppression::{State, Suppression};
use self::value::public_key::PublicKeys;
use self::value::resource::Projects;
use self::value::tolerance::{LookBack, Retention, Stale, Tolerance};
use self::workload::Workload;

/// Expectations of the owner. An empty one expects nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// Numbers of projects and their ids.
    pub projects: Projects,
    /// How much clocks and logs may be off.
    pub tolerance: Tolerance,
    /// How far back to look.
    pub look_back: LookBack,
    /// How long each log keeps its entries.
    pub retention: Retention,
    /// From when on a log that says nothing is a reason to worry.
    pub stale: Stale,
    /// Public keys of key versions.
    #[serde(skip_serializing_if = "PublicKeys::are_none")]
    pub public_keys: PublicKeys,
    /// What is pulled from the Logging API, and how.
    #[serde(skip_serializing_if = "Pull::is_usual")]
    pub pull: Pull,
    /// The clusters that there are.
    pub cluster: Vec<Cluster>,
    /// Workload identities, which are no cluster's.
    #[serde(skip_serializing_if = "Workload::is_silent")]
    pub workload: Workload,
    /// Findings that somebody answers for.
    pub suppression: Vec<Suppression>,
}

/// Why a file is no policy.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {problem}")]
pub struct Malformed {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// What was expected.
    pub problem: String,
}

impl Policy {
    /// Reads a policy; `now` tells which suppressions reach too far ahead.
    ///
    /// # Errors
    /// Says what is wrong, and in which line and column.
    pub fn read(text: &str, now: Timestamp) -> Result<Self, Malformed> {
        let policy: Policy = toml::from_str(text)
            .map_err(|error| malformed(text, error.span(), error.message().to_owned()))?;
        match policy.contradiction(now) {
            Some((span, problem)) => Err(malformed(text, Some(span), problem)),
            None => Ok(policy),
        }
    }

    /// What each part allows and the whole does not.
    fn contradiction(&self, now: Timestamp) -> Option<(Range<usize>, String)> {
        if let Some(problem) = self.projects.problem() {
            return Some((0..0, problem));
        }
        for (position, cluster) in self.cluster.iter().enumerate() {
            let name = &cluster.name;
            let is_same = |it: &&Cluster| self.projects.same(it.name(), cluster.name());
            if self.cluster.iter().take(position).any(|it| is_same(&it)) {
                return Some((name.span(), format!("{} stands here twice", name.get_ref())));
            }
            let unknown = cluster.unverifiable_key(&self.projects);
            if let Some(key) = unknown {
                let problem = format!("{key} signs tokens, but is not among the verification keys");
                return Some((name.span(), problem));
            }
        }
        if let Some(pool) = self.ambiguous_pool() {
            let problem =
                format!("{pool} certifies for a cluster, and stands under [workload] too");
            return Some((0..0, problem));
        }
        let problem = |it: &Suppression| it.incomplete().or_else(|| it.too_long(now));
        self.suppression.iter().find_map(problem)
    }

    /// A pool that is said to certify workloads and nothing else, and for a cluster too.
    fn ambiguous_pool(&self) -> Option<&str> {
        let of_clusters = |pool: &str| {
            let mut pools = self.cluster.iter().flat_map(Cluster::pools);
            pools.any(|it| self.projects.same(it, pool))
        };
        let mut pools = self.workload.pools.iter().map(|it| it.as_ref());
        pools.find(|pool| of_clusters(pool))
    }

    /// A cluster that it knows.
    pub fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.cluster
            .iter()
            .find(|it| cluster::is_named(it.name(), name, &self.projects))
    }

    /// SHA-256 of what it says, whatever the order and the layout of the file.
    pub fn hash(&self) -> [u8; 32] {
        let mut sorted = self.clone();
        sorted.cluster.iter_mut().for_each(Cluster::sort);
        sorted
            .cluster
            .sort_by(|one, other| one.name().cmp(other.name()));
        sorted.workload.pools.sort();
        sorted.suppression.sort();
        let json = serde_json::to_vec(&sorted).unwrap_or_default(); // nothing in it fails to be written
        Sha256::digest(json).into()
    }

    /// Suppressions that hold at this moment, by their position.
    pub fn active(&self, now: Timestamp) -> Vec<usize> {
        let all = self.suppression.iter().enumerate();
        let active = all.filter(|(_, it)| it.state(now) == State::Active);
        active.map(|(position, _)| position).collect()
    }
}

/// The line and column of a byte.
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

/// The file that counts where none is named: `credtrail.toml` beside the database.
pub fn beside(database: &Path) -> std::path::PathBuf {
    database.with_file_name("credtrail.toml")
}
