//! Did a CA pool certify that is not the expected pool?

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::receipt::Receipt;
use crate::policy::cluster::Authority;
use crate::policy::expectations::Expected;

/// The check behind `unexpected-pool`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedPool,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A CA pool issued this certificate, and it is not the pool that the policy names for such a certificate; where the policy names none, the configuration of the cluster counts.",
        look_at: "The pool in the CA Service record, the GKE method that issued the certificate, and the UpdateCluster entries around that time.",
        settle: "If the pool is right, write it into the policy or export the UpdateCluster entry that introduced it. If it is not, find out who had the certificate made, and revoke it.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(|_, judge| !judge.expectations.is_silent()),
};

/// A break for each certifying pool that is not expected; a gap where only a description without a date speaks against the pool.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.is_silent() {
        return Vec::new();
    }
    let served: BTreeSet<(&str, &[Authority])> = served(lineage);
    let mut findings = Vec::new();
    for (certified, record) in lineage.certified() {
        for (cluster, authorities) in &served {
            let expected = expected(judge, cluster, authorities, record.entry.at);
            let known = expected.len();
            let expected = expected.into_iter();
            let against = expected.filter_map(|it| it.against(&certified.pool, judge.projects()));
            let expected: Vec<Expected<'_>> = against.collect();
            if expected.is_empty() || certified.pool.is_empty() || expected.len() < known {
                continue;
            }
            findings.push(finding(
                &certified.pool,
                cluster,
                record.receipt(),
                &expected,
            ));
        }
    }
    findings
}

/// The clusters of a certificate, each with the authorities that may have certified for the cluster: all authorities, where GKE's log does
/// not show the method.
fn served<'l>(lineage: &Lineage<'l>) -> BTreeSet<(&'l str, &'static [Authority])> {
    let issued: BTreeSet<_> = lineage
        .issued()
        .filter(|(it, _)| !it.cluster.is_empty())
        .map(|(it, _)| (it.cluster.as_str(), Authority::of(it.method)))
        .collect();
    if issued.is_empty() {
        let clusters = lineage.clusters().into_iter();
        clusters.map(|it| (it, Authority::ALL.as_slice())).collect()
    } else {
        issued
    }
}

/// The expected pools of these authorities. Empty where the pools of one authority are unknown, because any pool may be that authority's.
fn expected<'j>(
    judge: &'j Judge,
    cluster: &str,
    authorities: &[Authority],
    at: Timestamp,
) -> Vec<Expected<'j>> {
    let pools = |authority: &Authority| judge.expectations.pools(cluster, *authority, at);
    let all: Option<Vec<_>> = authorities.iter().map(pools).collect();
    all.unwrap_or_default()
}

fn finding(pool: &str, cluster: &str, receipt: Receipt, expected: &[Expected<'_>]) -> Finding {
    let listed: BTreeSet<Message> = expected.iter().map(Expected::listed).collect();
    let listed = Message::list(listed, Joint::Or);
    let names: BTreeSet<&str> = expected.iter().flat_map(Expected::names).collect();
    let told_by = expected.first().map(|it| it.named_by.clone());
    let told_by = told_by.unwrap_or_default().as_fact();
    let advices = expected.iter().map(Expected::advice);
    let advice = advices.max_by_key(|it| it.len()).unwrap_or_default();
    let mut receipts: BTreeSet<Receipt> =
        expected.iter().flat_map(|it| it.receipts.clone()).collect();
    receipts.insert(receipt);
    Finding {
        code: Code::UnexpectedPool,
        weight: expected
            .iter()
            .map(|it| it.weight)
            .min()
            .unwrap_or(Weight::Gap),
        stage: Some(Source::CaService),
        message: message!(
            "unexpected-pool",
            "{pool} certified for {cluster}, but {told_by} names {listed}{advice}",
            pool,
            cluster,
            expected = List::of(names);
            told_by,
            listed,
            advice
        ),
        receipts: receipts.into_iter().collect(),
    }
}
