//! Was a credential used in a cluster for which it was not issued?
//!
//! GKE's record names the cluster. The API server of another cluster has other keys and authorities, and should have refused the
//! credential. The logs show no exception for audiences or fleets.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::{Clusters, PlainChain};

/// The check behind `used-elsewhere`.
pub(crate) const CHECK: Check = Check {
    code: Code::UsedElsewhere,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "GKE's records show that a credential was issued for one cluster, and it was used in another cluster. It is a break where GKE's log of the using cluster was read at the time of the issuance, and has no record of it. It is a gap where that log was not read, or where the using cluster is not known to be under control plane authority.",
        look_at: "The two clusters, first. There are two harmless causes: a raw audit log was read with the wrong `--cluster`, so that the wrong cluster is named; or the API servers of both clusters trust the same keys or CA pools and accept each other's credentials, which should be corrected. Then look at who used the credential, and from where.",
        settle: "For a gap, export GKE's log of the using cluster for the time in the message. For a break, give each cluster keys and pools of its own, and look at what was done in the using cluster with this credential.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A finding for each cluster in which the credential was used, and for which the credential was not issued.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let issued: Vec<&str> = lineage
        .issued()
        .map(|(it, _)| it.cluster.as_str())
        .collect();
    if issued.iter().all(|it| it.is_empty()) || !judge.is_in_scope(Source::Gke) {
        return Vec::new();
    }
    let uses = lineage.uses().into_iter();
    let used = uses.flat_map(|it| &it.clusters).filter(|it| !it.is_empty());
    let is_elsewhere = |used: &&String| !issued.iter().any(|it| judge.is_same_cluster(it, used));
    used.filter(is_elsewhere)
        .filter_map(|cluster| finding(cluster, &issued, lineage, judge))
        .collect()
}

/// Whether the records and uses of a plain chain name several clusters.
fn can_fire(chain: &PlainChain, _: &Judge) -> bool {
    chain.clusters == Clusters::Several
}

fn finding(
    cluster: &str,
    issued: &[&str],
    lineage: &Lineage<'_>,
    judge: &Judge,
) -> Option<Finding> {
    let (from, to) = judge.time_of_issuance(lineage)?;
    let scopes = judge.scopes_of_cluster(cluster);
    let absence = judge.absence(Source::Gke, &scopes, from, to);
    let mut receipts = lineage.receipts();
    receipts.extend(lineage.uses().map(|it| it.first.1.clone()));
    let advice = absence.advice(Source::Gke, &scopes);
    Some(Finding {
        code: Code::UsedElsewhere,
        weight: absence.weight().max(Weight::Gap),
        stage: Some(Source::Gke),
        message: message!(
            "issued for {issued_for}, but used in {cluster}: {advice}",
            issued_for = List::of(issued),
            cluster;
            advice
        ),
        receipts,
    })
}
