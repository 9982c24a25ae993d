//! Does a credential belong to a cluster that the policy does not list?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `unknown-cluster`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnknownCluster,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "The policy lists the clusters, and this credential belongs to a cluster that is not in the list. The policy expects nothing of such a cluster, so that nothing about the credential can be checked against it.",
        look_at: "The cluster in the records, who created it, and which keys and pools it uses.",
        settle: "Add the cluster to the policy (`credtrail policy infer` writes a first version), or find out why a cluster that nobody listed uses these keys.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(|_, judge| {
        !judge.expectations.policy.cluster.is_empty()
    }),
};

/// A gap for each cluster that the policy does not list.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.policy.cluster.is_empty() {
        return Vec::new();
    }
    let clusters = lineage.clusters().into_iter();
    clusters
        .filter(|cluster| judge.expectations.is_unknown(cluster))
        .map(|cluster| Finding {
            code: Code::UnknownCluster,
            weight: Weight::Gap,
            stage: None,
            message: message!(
                "unknown-cluster",
                "it belongs to {cluster}, which the policy does not list",
                cluster
            ),
            receipts: lineage.receipts(),
        })
        .collect()
}
