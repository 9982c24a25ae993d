//! Did somebody ask, issue, certify or sign who was not expected to?
//!
//! Only the policy tells who is expected: no page promises which service account stands in which log.

use crate::finding::{Code, Explanation, Finding, Weight};
use crate::judge::Judge;
use crate::lineage::Lineage;
use crate::store::facts::Record;

/// What `credtrail explain` says.
pub const EXPLANATION: Explanation = Explanation {
    means: "A record of the issuance names a caller that the policy does not list for this log and cluster.",
    look_at: "The principal of the record, and the IAM bindings on the key, the pool or the cluster that let it call.",
    settle: "If the caller is right, add it to the principals of the cluster in the policy. If it is not, take its permission away and treat what it made as forged.",
};

/// A break for each record of somebody else. A log may withhold the name, which is no finding.
pub fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.policy.cluster.is_empty() {
        return Vec::new();
    }
    let clusters = lineage.clusters();
    let records = lineage.records();
    let named = records
        .into_iter()
        .filter(|it| !it.entry.principal.is_empty());
    named
        .filter_map(|record| {
            let cluster = clusters
                .iter()
                .find(|it| is_unexpected(record, it, judge))?;
            Some(finding(record, cluster))
        })
        .collect()
}

fn is_unexpected(record: &Record, cluster: &str, judge: &Judge) -> bool {
    let source = record.entry.event.source();
    let expected = judge.expectations.principals(cluster, source);
    !expected.is_empty()
        && !expected
            .iter()
            .any(|it| it.matches(&record.entry.principal))
}

fn finding(record: &Record, cluster: &str) -> Finding {
    let source = record.entry.event.source();
    Finding {
        code: Code::UnexpectedPrincipal,
        weight: Weight::Break,
        stage: Some(source),
        message: format!(
            "{} by {}, whom the policy of {cluster} does not list for the {source} log",
            record.entry.event.as_str(),
            record.entry.principal
        ),
        receipts: vec![record.receipt()],
    }
}
