//! When each cluster, CA pool and key version recorded issuances.
//!
//! Three rules use these moments. GKE logs nothing of a cluster without control plane authority, so that the log of a cluster
//! counts from its first issuance on. A Data Access log counts from its first entry of the right permission type on. And where
//! one log is silent while the others record several issuances, an export is missing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::stretches::Stretches;
use crate::model::entry::Source;

/// The kind of thing that is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Issue {
    /// A signature by a key version, over anything.
    Signature,
    /// A certificate.
    Certificate,
    /// A token.
    Token,
    /// Any entry of the permission type under which the log of a project records issuances.
    Any,
}

/// A cluster, CA pool, key version or project whose issuances are recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recorder {
    /// The log that holds the records.
    pub source: Source,
    /// What the recorder issues.
    pub issue: Issue,
    /// The name of the cluster, CA pool or key version; the project for [`Issue::Any`].
    pub resource: String,
}

impl Recorder {
    /// Returns the recorder of all issuances in the log of a project.
    pub fn project(source: Source, project: &str) -> Self {
        Recorder {
            source,
            issue: Issue::Any,
            resource: project.to_owned(),
        }
    }
}

/// The moments at which each recorder recorded issuances, as stretches without a silence of more than ten minutes.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorded(BTreeMap<Recorder, Stretches>);

impl Recorded {
    /// Adds moments of a recorder.
    pub(super) fn add(&mut self, recorder: Recorder, moments: &Stretches) {
        self.0.entry(recorder).or_default().extend(moments);
    }

    /// Returns the moments of a recorder.
    pub(super) fn of(&self, recorder: &Recorder) -> Option<&Stretches> {
        self.0.get(recorder)
    }

    /// Returns the clusters that issued a credential.
    pub(super) fn clusters(&self) -> impl Iterator<Item = &str> {
        let recorders = self.0.keys().filter(|it| it.source == Source::Gke);
        recorders.map(|it| it.resource.as_str())
    }

    /// Returns the time of a cluster's first issuance.
    pub(super) fn first_of_cluster(&self, cluster: &str) -> Option<Timestamp> {
        let first = |it: &Stretches| it.hull().map(|it| it.0);
        self.of_cluster(cluster).filter_map(first).min()
    }

    /// Returns the moments at which a cluster issued certificates, and tokens.
    fn of_cluster(&self, cluster: &str) -> impl Iterator<Item = &Stretches> {
        let recorder = |issue| Recorder {
            source: Source::Gke,
            issue,
            resource: cluster.to_owned(),
        };
        let recorders = [Issue::Certificate, Issue::Token].map(recorder);
        recorders.into_iter().filter_map(|it| self.0.get(&it))
    }

    /// Returns the time of a cluster's first known issuance at or after `from`.
    pub(super) fn next_of_cluster(&self, cluster: &str, from: Timestamp) -> Option<Timestamp> {
        let next = |it: &Stretches| it.next_known(from);
        self.of_cluster(cluster).filter_map(next).min()
    }

    /// Returns the time of the first issuance by any cluster of a project.
    pub(super) fn first_of_project(&self, project: &str) -> Option<Timestamp> {
        let is_in = |it: &&Recorder| {
            let rest = it.resource.strip_prefix(project);
            it.source == Source::Gke && rest.is_some_and(|it| it.starts_with('/'))
        };
        let of_project = self.0.keys().filter(is_in);
        let first = of_project.filter_map(|it| self.0.get(it)?.hull());
        first.map(|it| it.0).min()
    }
}
