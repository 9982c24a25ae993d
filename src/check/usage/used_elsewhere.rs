//! Was a credential used in a cluster for which it was not issued?
//!
//! GKE's record names the cluster. The API server of another cluster has other keys and authorities, and should have refused the
//! credential. The logs show no exception for audiences or fleets.

use jiff::Timestamp;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::coverage::issuance_times::Issue;
use crate::coverage::scope::Scope;
use crate::judge::absence::Absence;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::{Clusters, PlainChain, Used};
use crate::model::time::later;

/// The check behind `used-elsewhere`.
pub(crate) const CHECK: Check = Check {
    code: Code::UsedElsewhere,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "GKE's records show that a credential was issued for one cluster, and it was used in another cluster. It is a break where GKE's log of the using cluster was read at the time of the issuance, and has no record of it. It is a gap where that log was not read, or where the using cluster is not known to be under control plane authority. A cluster that was deleted and created again under its name is another cluster: a token of the first that is used in the second is a break.",
        look_at: "The two clusters, first. There are two harmless causes: a raw audit log was read with the wrong `--cluster`, so that the wrong cluster is named; or the API servers of both clusters trust the same keys or CA pools and accept each other's credentials, which should be corrected. Then look at who used the credential, and from where.",
        settle: "For a gap, export GKE's log of the using cluster for the time in the message. For a break, give each cluster keys and pools of its own, and look at what was done in the using cluster with this credential.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// The greatest number of clusters of issuance that a message names.
const MOST_ISSUED: usize = 100;

/// A finding for each cluster in which the credential was used, and for which the credential was not issued.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let issued = lineage.issued().map(|(it, _)| it.cluster.as_str());
    let issued: Vec<&str> = issued.collect();
    if issued.iter().all(|it| it.is_empty()) || !judge.is_in_scope(Source::Gke) {
        return Vec::new();
    }
    let elsewhere = elsewhere(&issued, lineage, judge);
    if elsewhere.is_empty() {
        return in_the_next(lineage, judge).into_iter().collect();
    }
    let Some(time) = judge.time_of_issuance(lineage) else {
        return Vec::new();
    };
    let named = issued.iter().take(MOST_ISSUED);
    let issued = List::of(named).out_of(issued.len() as u64);
    let mut receipts = lineage.receipts();
    receipts.extend(lineage.uses().map(|it| it.first.1.clone()));
    let weights = weights(&elsewhere, time, judge);
    let finding = |(&cluster, (weight, keeping)): (&&str, (Weight, Keeping))| match keeping {
        Keeping::Counted => Finding::counted(Code::UsedElsewhere, weight),
        Keeping::Kept => {
            let (absence, scopes) = absence(cluster, time, judge);
            let advice = absence.advice(Source::Gke, &scopes);
            Finding {
                code: Code::UsedElsewhere,
                weight,
                stage: Some(Source::Gke),
                message: message!(
                    "used-elsewhere",
                    "issued for {issued_for}, but used in {cluster}: {advice}",
                    issued_for = issued.clone(),
                    cluster;
                    advice
                ),
                receipts: receipts.clone(),
            }
        }
    };
    elsewhere.iter().zip(weights).map(finding).collect()
}

/// Whether the records and uses of a plain chain name several clusters, or a cluster was created between its issuance and its last use.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    let is_created = |used: Used| {
        let (from, to) = (chain.issued.timestamp(), used.last.timestamp());
        judge.coverage.is_any_created(from, to)
    };
    chain.clusters == Clusters::Several || chain.used.is_some_and(is_created)
}

/// A break where a token was issued for a cluster, and used in the one that was created under the same name after it.
fn in_the_next(lineage: &Lineage<'_>, judge: &Judge) -> Option<Finding> {
    let uses = lineage.uses().filter(|_| lineage.certificate().is_none())?;
    let used = uses.last.0;
    let created = judge.created_anew(&uses.clusters, Issue::Token, used)?;
    let issued = lineage.issued().map(|it| it.1.entry.at).max()?;
    if created <= issued {
        return None;
    }
    let created = later(created, judge.tolerance().clock); // the call itself
    let mut receipts = lineage.receipts();
    receipts.push(uses.last.1.clone());
    Some(Finding {
        code: Code::UsedElsewhere,
        weight: Weight::Break,
        stage: Some(Source::Gke),
        message: message!(
            "used-elsewhere-next",
            "issued at {issued:.0}, but used at {used:.0} in a cluster that was created under the same name at {created:.0}, and issued nothing before",
            issued,
            used,
            created
        ),
        receipts,
    })
}

/// The clusters in which the credential was used, and for which it was not issued, in order.
fn elsewhere<'l>(issued: &[&str], lineage: &Lineage<'l>, judge: &Judge) -> Vec<&'l str> {
    let Some(uses) = lineage.uses() else {
        return Vec::new();
    };
    let issued = judge.cluster_name_set(issued);
    let used = uses.clusters.iter().map(String::as_str);
    used.filter(|it| !it.is_empty() && !issued.has_same(it))
        .collect()
}

/// Whether a finding is kept or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    Kept,
    Counted,
}

/// The weight of the finding on each cluster, and whether it is kept: the first breaks are, then the first gaps, as the list of findings is
/// cut. Behind as many breaks as are kept, no weight matters.
fn weights(
    clusters: &[&str],
    time: (Timestamp, Timestamp),
    judge: &Judge,
) -> Vec<(Weight, Keeping)> {
    let mut breaks = 0;
    let weight = |cluster: &&str| {
        if breaks >= Finding::MOST_OF_CODE {
            return Weight::Gap;
        }
        let weight = absence(cluster, time, judge).0.weight().max(Weight::Gap);
        breaks += usize::from(weight == Weight::Break);
        weight
    };
    let weights: Vec<Weight> = clusters.iter().map(weight).collect();
    let mut gaps = Finding::MOST_OF_CODE.saturating_sub(breaks);
    let keeping = |weight| {
        if weight != Weight::Break && gaps == 0 {
            return (weight, Keeping::Counted);
        }
        gaps = gaps.saturating_sub(usize::from(weight != Weight::Break));
        (weight, Keeping::Kept)
    };
    weights.into_iter().map(keeping).collect()
}

/// What the absence of an issuance for this cluster means, and in which scopes the record would lie.
fn absence(cluster: &str, time: (Timestamp, Timestamp), judge: &Judge) -> (Absence, Vec<Scope>) {
    let scopes = judge.scopes_of_cluster(cluster);
    (judge.absence_of_use(&scopes, time), scopes)
}
