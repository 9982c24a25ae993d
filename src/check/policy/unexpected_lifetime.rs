//! Does a credential live longer than the policy allows?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `unexpected-lifetime`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedLifetime,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The credential is good for longer than the policy allows in its cluster.",
        look_at: "notBefore and notAfter of the certificate, or the expiry in the TokenRequest, and who asked for it.",
        settle: "Have it issued anew with a shorter life, or raise the limit in the policy if the longer life was agreed upon.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(|_, judge| {
        !judge.expectations.policy.cluster.is_empty()
    }),
};

/// A break where the lifetime is known, and exceeds the allowed lifetime by more than the tolerance for clocks.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.policy.cluster.is_empty() {
        return Vec::new();
    }
    let Some(life) = lineage.life() else {
        return Vec::new();
    };
    let longest = |cluster: &&str| {
        let expectations = &judge.expectations;
        let longest = if lineage.certificate().is_some() {
            expectations.certificate_lifetime(cluster)
        } else {
            expectations.token_lifetime(cluster)
        };
        longest.filter(|it| life > it.saturating_add(judge.tolerance().clock))
    };
    let clusters = lineage.clusters().into_iter();
    clusters
        .filter_map(|cluster| Some((cluster, longest(&cluster)?)))
        .map(|(cluster, longest)| Finding {
            code: Code::UnexpectedLifetime,
            weight: Weight::Break,
            stage: None,
            message: message!(
                "unexpected-lifetime",
                "good for {life}; the policy of {cluster} allows {limit}",
                life,
                cluster,
                limit = longest
            ),
            receipts: lineage.receipts(),
        })
        .collect()
}
