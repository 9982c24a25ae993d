//! Does a workload's certificate come from another pool than the configured one?
//!
//! A certificate names its CA and not the pool. The pool is therefore known only from CA Service's records: from the record of the
//! certificate, or from the records of other certificates of the same CA.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Kind;
use crate::policy::expectations::Expected;

/// The check behind `unexpected-issuer`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedIssuer,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A workload's certificate was issued by another pool than the one that is configured for the VM, or listed under [workload] in the policy. It is a gap where no record of CA Service tells which pool the CA belongs to: a certificate names its CA, but not the pool.",
        look_at: "The pool in CA Service's record, the CA that the certificate names, and who changed the VM's partner metadata or the pool of identities.",
        settle: "For a gap, give `--db` a database with CA Service's log of the pool's project. For a break, correct the configuration if the pool is right; if it is not, find out who may create certificates in that pool and trust nothing that came with this one.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for a pool that is not expected; a gap where no record names the pool.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.kind(lineage) != Kind::Workload {
        return Vec::new();
    }
    let Some(expected) = expected(lineage, judge) else {
        return Vec::new();
    };
    let pools = judge.pools(lineage);
    let against = |pool: &&str| expected.clone().against(pool, judge.projects());
    let against: Vec<Option<Expected<'_>>> = pools.iter().map(against).collect();
    if against.contains(&None) {
        return Vec::new();
    }
    let against = against.into_iter().flatten();
    let expected = against.min_by_key(|it| it.weight).unwrap_or(expected);
    let listed = expected.listed();
    let told_by = expected.named_by.clone();
    let (weight, message) = if pools.is_empty() {
        let message = message!(
            "unexpected-issuer-unknown",
            "nothing tells which pool issued it, where {told_by} names {listed}: a certificate names its CA alone, and no record of CA Service was met that names the pool";
            told_by,
            listed
        );
        (Weight::Gap, message)
    } else {
        let advice = expected.advice();
        let message = message!(
            "unexpected-issuer",
            "issued by {pools}, but {told_by} names {listed}{advice}",
            pools = List::of(pools).between(Joint::Or);
            told_by,
            listed,
            advice
        );
        (expected.weight, message)
    };
    vec![Finding {
        code: Code::UnexpectedIssuer,
        weight,
        stage: Some(Source::CaService),
        message,
        receipts: lineage.receipts(),
    }]
}

/// The expected pools of a workload's certificate: the pools in the configuration of the VM, or else in the policy.
fn expected<'l>(lineage: &'l Lineage<'_>, judge: &'l Judge) -> Option<Expected<'l>> {
    let configs = lineage.seen.and_then(|it| it.looking.configs.as_ref());
    match configs {
        Some(configs) => Some(Expected::configured(&configs.pools, &configs.place)),
        None => judge.expectations.workload_pools(),
    }
}
