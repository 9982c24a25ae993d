//! Did a key sign that is not the expected key?
//!
//! Google's page on verifying identity issuance asks the auditor to check that "the expected Cloud KMS key" signed. Rotation makes several
//! key versions legitimate over time, so that the time of signing decides which version is expected.

use jiff::Timestamp;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::jose::jwks::PublicKey;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::policy::cluster::Cluster;
use crate::policy::expectations::Expected;

/// The check behind `unexpected-key`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedKey,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "The key that signed this credential is not one of the keys that the policy names for that time; where the policy names none, the configuration of the cluster counts.",
        look_at: "The key version in the KMS record, the UpdateCluster entries around the time of signing, and who was able to use or to configure the key.",
        settle: "If the key is right, write it into the policy or export the UpdateCluster entry that introduced it. If it is not, treat every credential that it signed as forged.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(|_, judge| !judge.expectations.is_silent()),
};

/// A break for each signing key that is not expected; a gap where only a description without a date speaks against the key.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.expectations.is_silent() {
        return Vec::new();
    }
    let clusters = lineage.clusters();
    let mut findings = Vec::new();
    for (signed, record) in lineage.signed() {
        for cluster in &clusters {
            let mut against = |expected: Option<Expected<'_>>, what: Message| {
                let unexpected = expected.and_then(|it| it.against(&signed.key, judge.projects()));
                findings.extend(unexpected.map(|expected| {
                    let mut receipts = expected.receipts.clone();
                    receipts.push(record.receipt());
                    let (listed, advice) = (expected.listed(), expected.advice());
                    let (what, told_by) = (what.clone(), expected.named_by);
                    Finding {
                        code: Code::UnexpectedKey,
                        weight: expected.weight,
                        stage: Some(Source::Kms),
                        message: message!(
                            "unexpected-key",
                            "{key} {what} {cluster}, but {told_by} names {listed}{advice}",
                            key = &signed.key,
                            cluster = *cluster;
                            what,
                            told_by,
                            listed,
                            advice
                        ),
                        receipts,
                    }
                }));
            };
            against(
                keys(lineage, judge, cluster, record.entry.at),
                message!("unexpected-key-signed", "signed for"),
            );
            against(
                accepted(lineage, judge, cluster),
                message!("unexpected-key-accepted", "signed a token used at"),
            );
        }
    }
    findings
}

/// A break where the key that verifies a token in a file is not the key that signed the token by the KMS log, according to the policy's
/// public keys.
pub fn of_token(lineage: &Lineage<'_>, key: &PublicKey, judge: &Judge) -> Option<Finding> {
    let public_keys = &judge.expectations.policy.public_keys;
    let known = |version: &str| public_keys.of(version, judge.projects());
    let versions = lineage.signed().map(|(signed, _)| signed.key.as_str());
    let versions: Vec<&str> = versions.filter(|it| known(it).is_some()).collect();
    let version = versions.first()?;
    if versions
        .iter()
        .any(|it| known(it).is_some_and(|it| it.is(key)))
    {
        return None;
    }
    Some(Finding {
        code: Code::UnexpectedKey,
        weight: Weight::Break,
        stage: Some(Source::Kms),
        message: message!(
            "unexpected-key-token",
            "by the kms log {key} signed it, but the signature of the given token was made by {other_key}, whose public key is not the one that the policy has for that version",
            key = *version,
            other_key = key.called()
        ),
        receipts: lineage.receipts(),
    })
}

/// The keys that were expected to sign a lineage's credential for a cluster at a moment.
fn keys<'j>(
    lineage: &Lineage<'_>,
    judge: &'j Judge,
    cluster: &str,
    at: Timestamp,
) -> Option<Expected<'j>> {
    if lineage.certificate().is_none() {
        return judge.expectations.signing_keys(cluster, at);
    }
    let (certified, _) = lineage.certified().next()?;
    judge.expectations.ca_keys(cluster, &certified.pool, at)
}

/// The keys whose tokens the API server of a cluster accepted at the first use of a lineage's token: those for verification, and where the
/// policy lists none of them also those that sign. The update that made a key one for verification may not have been read.
fn accepted<'j>(lineage: &Lineage<'_>, judge: &'j Judge, cluster: &str) -> Option<Expected<'j>> {
    let uses = lineage.uses().filter(|_| lineage.certificate().is_none())?;
    let (expectations, at) = (&judge.expectations, uses.first.0);
    let verifying = expectations.verification_keys(cluster, at)?;
    let lists = |it: &Cluster| !it.service_account_verification_keys.is_empty();
    let signing = match expectations.cluster(cluster).is_some_and(lists) {
        true => None,
        false => expectations.signing_keys(cluster, at),
    };
    Some(verifying.or(signing))
}
