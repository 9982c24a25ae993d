//! The start of a log: the moment from which the log is known to record issuances.

use jiff::Timestamp;

use super::api_windows::Windows;
use super::intervals::Coverage;
use super::issuance_times::Recorder;
use super::scope::Scope;
use super::stretches::Stretches;
use crate::model::entry::Source;

impl Coverage {
    /// Returns the moment from which a pulled log is known to be on. None for a log that [must be
    /// seen](super::api_windows::must_have_entries) and has no entry: the log may be off, or hidden from the caller.
    pub(super) fn known_on_from(
        &self,
        key: &(Source, String),
        windows: &Windows,
    ) -> Option<Timestamp> {
        match key.0 {
            Source::Kubernetes | Source::Workload => Some(Timestamp::MIN),
            Source::Gke => [windows.oldest(), self.read_from(key)]
                .into_iter()
                .flatten()
                .min(),
            Source::CaService | Source::Kms => self.records_from(key.0, &key.1),
        }
    }

    fn read_from(&self, key: &(Source, String)) -> Option<Timestamp> {
        self.read.get(key)?.hull().map(|it| it.0)
    }

    /// Returns the moment from which a log is known to record issuances. GKE records nothing of a cluster without control plane
    /// authority: its log counts from the cluster's first issuance on, or from the configuration that switched control plane
    /// authority on (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>). A Data Access log is
    /// off until somebody switches it on, for each permission type: it counts from the first entry of the right permission type
    /// on (<https://cloud.google.com/logging/docs/audit/configure-data-access>).
    pub(super) fn is_on_from(&self, source: Source, scope: &Scope) -> Option<Timestamp> {
        match (source, &scope.cluster) {
            (Source::Gke, Some(cluster)) => self.issues_from(cluster),
            (Source::Gke, None) => self.recorded.first_of_project(&scope.project),
            (Source::CaService | Source::Kms, _) => self.records_from(source, &scope.project),
            (Source::Kubernetes | Source::Workload, _) => Some(Timestamp::MIN),
        }
    }

    /// Returns the first moment at which the Data Access log of a project is known to record issuances: that of its first entry, or of the
    /// change of the audit setting that had switched the log on before. A log of which nothing was ever seen may be hidden from the caller.
    pub fn records_from(&self, source: Source, project: &str) -> Option<Timestamp> {
        let first = self.first_recorded(source, project)?;
        Some(self.switched_on(source, project, first).unwrap_or(first))
    }

    fn first_recorded(&self, source: Source, project: &str) -> Option<Timestamp> {
        let key = (source, project.to_owned());
        let pulled = self.pulled.get(&key).and_then(Windows::oldest);
        let read = self.recorded.of(&Recorder::project(source, project));
        let read = read.and_then(Stretches::hull).map(|it| it.0);
        [pulled, read].into_iter().flatten().min()
    }

    /// Returns the moment from which a cluster is known to be under control plane authority.
    pub fn issues_from(&self, cluster: &str) -> Option<Timestamp> {
        let configured = self.configured_from(cluster);
        let first = self.recorded.first_of_cluster(cluster);
        [configured, first].into_iter().flatten().min()
    }

    /// Returns the clusters that are known to be under control plane authority, by their issuances or by their configuration.
    pub fn issuing_clusters(&self) -> impl Iterator<Item = &str> {
        let configured = self.generations.keys().map(String::as_str);
        let configured = configured.filter(|it| self.configured_from(it).is_some());
        self.recorded.clusters().chain(configured)
    }
}
