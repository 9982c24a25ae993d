//! Which clusters are known to be under control plane authority: GKE records what these clusters issue, and nothing of other
//! clusters (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).

use super::context::Judge;
use crate::correlate::lineage::Lineage;
use crate::model::identity::subject::Kind;

impl Judge {
    /// Returns the first cluster of a credential that only the API server's log names, where no cluster of the credential is
    /// known to be under control plane authority.
    pub fn without_authority<'l>(&self, lineage: &Lineage<'l>) -> Option<&'l str> {
        let is_of_cluster = matches!(self.kind(lineage), Kind::Certificate | Kind::Token);
        if lineage.is_recorded() || !is_of_cluster {
            return None;
        }
        let clusters = lineage.clusters();
        let first = clusters.first().copied();
        first.filter(|_| !clusters.iter().any(|it| self.is_under_authority(it)))
    }

    /// Whether a cluster is known to be under control plane authority: an issuance of the cluster was read, or the cluster's
    /// configuration or the policy says so.
    fn is_under_authority(&self, cluster: &str) -> bool {
        let mut issuing = self.coverage.issuing_clusters();
        issuing.any(|it| self.is_same_cluster(it, cluster)) || self.expectations.knows(cluster)
    }
}
