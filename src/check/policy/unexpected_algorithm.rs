//! Does a credential have a signature algorithm or a key that the policy does not allow?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::contradiction::stated_digests;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `unexpected-algorithm`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedAlgorithm,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The signature was made with an algorithm that the policy does not allow in this cluster, or the certificate holds a key shorter than it asks for.",
        look_at: "The algorithm of the KMS key version, the digest in its record, and the certificate itself.",
        settle: "Have the credential issued anew with a stronger key, or allow the algorithm in the policy if it was agreed upon.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(|_, judge| {
        !judge.expectations.policy.cluster.is_empty()
    }),
};

/// A break for each algorithm or key that the policy does not allow. An algorithm or key that no record names is not judged.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.policy.cluster.is_empty() {
        return Vec::new();
    }
    let clusters = lineage.clusters();
    let problems = clusters.into_iter().flat_map(|cluster| {
        let problems: BTreeSet<Message> = hashes(lineage, judge, cluster)
            .chain(algorithms(lineage, judge, cluster))
            .chain(keys(lineage, judge, cluster))
            .collect();
        problems.into_iter().map(move |it| (cluster, it))
    });
    problems
        .map(|(cluster, problem)| Finding {
            code: Code::UnexpectedAlgorithm,
            weight: Weight::Break,
            stage: None,
            message: message!("unexpected-algorithm", "{problem} the policy of {cluster} allows", cluster; problem),
            receipts: lineage.receipts(),
        })
        .collect()
}

/// Messages on digests whose hash function no allowed algorithm uses.
fn hashes(lineage: &Lineage<'_>, judge: &Judge, cluster: &str) -> impl Iterator<Item = Message> {
    let allowed = judge.expectations.algorithms(cluster);
    let is_allowed = |hash: &str| allowed.iter().any(|it| it.hash() == Some(hash));
    let digests = stated_digests::of_signature(lineage);
    let hashes: BTreeSet<&str> = digests.iter().map(|it| it.hash()).collect();
    hashes
        .into_iter()
        .filter(move |hash| !allowed.is_empty() && !is_allowed(hash))
        .map(|hash| {
            message!(
                "unexpected-algorithm-hash",
                "signed with {hash}, which is in no algorithm that",
                hash
            )
        })
}

/// Messages on signature algorithms of certificates that the policy does not allow.
fn algorithms(
    lineage: &Lineage<'_>,
    judge: &Judge,
    cluster: &str,
) -> impl Iterator<Item = Message> {
    let allowed = judge.expectations.algorithms(cluster);
    let signed_with = lineage
        .certified()
        .map(|(it, _)| it.holder.algorithm.as_str());
    signed_with
        .filter(move |name| {
            let is_known = !allowed.is_empty() && !name.is_empty();
            is_known && !allowed.iter().any(|it| it.as_ref() == *name)
        })
        .map(|algorithm| {
            message!(
                "unexpected-algorithm-signature",
                "signed with {algorithm}, which is not one of the algorithms that",
                algorithm
            )
        })
}

/// Messages on keys of certificates that are too short.
fn keys(lineage: &Lineage<'_>, judge: &Judge, cluster: &str) -> impl Iterator<Item = Message> {
    let least = judge.expectations.cluster(cluster).map(|it| it.key_size);
    let held = lineage
        .certified()
        .filter_map(|(it, _)| it.holder.key.as_ref());
    held.filter_map(move |key| {
        let least = least?.least(&key.family)?;
        let problem = || {
            message!(
                "unexpected-algorithm-key",
                "holds an {key_family} key of {key_bits} bits, fewer than the {least_bits} that",
                key_family = &key.family,
                key_bits = key.bits,
                least_bits = least
            )
        };
        (key.bits < least).then(problem)
    })
}
