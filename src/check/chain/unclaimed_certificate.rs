//! Did CA Service create a certificate that GKE did not issue and nobody used?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::stage;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Kind;

/// The check behind `unclaimed-certificate`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnclaimedCertificate,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "CA Service created a certificate that GKE did not issue and nobody used. It is a break where its pool is known to serve a cluster, by what was seen or by the policy, and GKE's log was read for that time. Else it is a gap: a pool may serve clusters of several projects, and where the GKE service agent of another project called, that project's log would tell.",
        look_at: "The caller in the CA Service record and the names in the certificate: `credtrail trace` shows both. Whoever may create certificates from a cluster's pool can make one for any user.",
        settle: "For a gap, export GKE's log of the project that the message names, for that time. The message gives the project number where the project id is not known; [projects] in the policy can tell it. For a break, revoke the certificate and take the grant away from whoever created it.",
    },
    run: Run::OnLineage(check),
    // GKE's log holds the issuance of every plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// Whether only the logs of CA Service and KMS hold records of a certificate.
fn applies(lineage: &Lineage<'_>) -> bool {
    let created = lineage.certified().next().is_some();
    let known = lineage.issued().next().is_some()
        || lineage.uses().is_some()
        || lineage.requested().next().is_some();
    created && !known
}

/// Whether a certificate belongs to a workload outside this program's subject: the certificate has a SPIFFE ID that is not Google Cloud's
/// and no common name, and comes from a pool that serves no cluster.
pub fn is_foreign(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    let is_spiffe = |uri: &String| uri.starts_with("spiffe://");
    is_for_gke(lineage, judge)
        && !judge.is_of_cluster_authority(lineage)
        && lineage
            .certified()
            .all(|(it, _)| it.holder.common_name.is_empty() && it.holder.uris.iter().any(is_spiffe))
}

/// Whether GKE should have issued a certificate of which only the logs of CA Service and KMS hold records.
pub(in crate::check) fn is_for_gke(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    applies(lineage) && judge.kind(lineage) == Kind::Certificate
}

/// A break where the certificate's pool is known to serve a cluster and GKE's log was read; else a gap.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if !is_for_gke(lineage, judge) || !judge.is_in_scope(Source::Gke) {
        return Vec::new();
    }
    let Some(absence) = stage::absence(Source::Gke, lineage, judge) else {
        return Vec::new();
    };
    let serving = lineage
        .certified()
        .any(|(it, _)| judge.serves_clusters(&it.pool));
    let pools = List::of(lineage.certified().map(|(it, _)| &it.pool));
    let advice = absence.advice(Source::Gke, &judge.scopes(Source::Gke, lineage));
    let (weight, whose) = if serving {
        (
            absence.weight(),
            message!(
                "unclaimed-certificate-serving",
                "a pool that serves a cluster"
            ),
        )
    } else {
        (
            Weight::Gap,
            message!(
                "unclaimed-certificate-not-serving",
                "a pool that is not known to serve a cluster"
            ),
        )
    };
    let message = message!(
        "unclaimed-certificate",
        "created from {pools} ({whose}), but GKE did not issue it and nobody used it; {advice}",
        pools;
        whose,
        advice
    );
    vec![Finding {
        code: Code::UnclaimedCertificate,
        weight,
        stage: Some(Source::Gke),
        message,
        receipts: lineage.receipts(),
    }]
}
