//! Was a credential made with a key, an authority or a method for another purpose, or used for another purpose?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::{Certified, Method, Source, Work};
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::plain_chain::{Kind, PlainChain};
use crate::model::receipt::Receipt;
use crate::policy::cluster::Authority;
use crate::policy::expectations::Expected;
use crate::store::rows::lineage::record::Record;

/// The check behind `purpose-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::PurposeMismatch,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A credential was made or used for a purpose for which its key, its authority or the GKE method is not meant. A certificate that was issued for etcd was used at the API server; a token was signed with the key of a certificate authority, or a certificate with a key that signs tokens; or GKE's method for one kind of credential issued the other. It is a break. It is a gap where only an incomplete policy, or a description of the cluster, which tells no time, says that the pool is for etcd.",
        look_at: "What the clusters are told to use: a key or a pool that was configured, by mistake, for two purposes explains it. Then the record that the finding names, and its caller.",
        settle: "Where one key or pool serves two purposes, give each its own and rotate. Otherwise somebody used a key or an authority for another purpose than its own: find out who was able to call it, and treat the credential as forged.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A finding for each method, key, and use that does not fit the kind of the credential.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Credential(credential) = &lineage.subject else {
        return Vec::new();
    };
    let mut findings = methods(lineage, credential);
    let of_etcd = lineage.uses().map(|_| for_etcd(lineage, judge));
    findings.extend(of_etcd.unwrap_or_default());
    findings.extend(keys(lineage, credential, judge));
    findings
}

/// Whether the method or the key of a plain chain is for another kind of credential, or anything is expected: an expectation may name the
/// pool for etcd.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    let (other_method, other_key) = match chain.kind {
        Kind::Token => (
            chain.method != Method::SignServiceAccountJWT,
            chain.work == Some(Work::Certificates),
        ),
        Kind::Certificate { .. } => (
            chain.method == Method::SignServiceAccountJWT
                || (chain.used.is_some() && chain.method.is_for_etcd()),
            chain.work == Some(Work::Tokens),
        ),
    };
    other_method || other_key || !judge.expectations.is_silent()
}

/// A break for each record whose method issues the other kind of credential. One method signs tokens, and the other methods sign
/// certificates (Google's page on GKE audit logging).
fn methods(lineage: &Lineage<'_>, credential: &CredentialId) -> Vec<Finding> {
    let is_token = matches!(credential, CredentialId::Token(_));
    let wrong = lineage
        .issued()
        .filter(|(it, _)| (it.method == Method::SignServiceAccountJWT) != is_token);
    let finding = |method: Method, record: &Record| {
        let kind = lineage.subject.kind().as_str();
        let message = message!(
            "purpose-mismatch-method",
            "GKE issued it with {method}, which issues no {kind}s",
            method = method.as_str();
            kind
        );
        broken(Source::Gke, message, vec![record.receipt()])
    };
    wrong
        .map(|(it, record)| finding(it.method, record))
        .collect()
}

/// A finding where a certificate for etcd was used at the API server. The API server trusts the cluster's authority for clients, and no
/// authority of etcd (Google's page on control plane authority).
fn for_etcd(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let used = lineage.uses().map(|it| it.first.1.clone());
    let issued = lineage.issued().find(|(it, _)| it.method.is_for_etcd());
    if let Some((issued, record)) = issued {
        let message = message!(
            "purpose-mismatch-etcd-method",
            "issued for etcd, with {method}, but used at the API server, which knows no clients by such certificates",
            method = issued.method.as_str()
        );
        let receipts = used.into_iter().chain([record.receipt()]).collect();
        return vec![broken(Source::Gke, message, receipts)];
    }
    let of_pool = |(certified, record): (&Certified, &Record)| {
        let (cluster, expected) = lineage
            .clusters()
            .into_iter()
            .find_map(|it| Some((it, etcd_pool(it, certified, record, judge)?)))?;
        let (told_by, advice) = (expected.named_by.clone(), expected.advice());
        let message = message!(
            "purpose-mismatch-etcd-pool",
            "{pool} certified it, which {told_by} names for etcd of {cluster}, but it was used at the API server{advice}",
            pool = &certified.pool,
            cluster;
            told_by,
            advice
        );
        let mut receipts: Vec<Receipt> = used.iter().cloned().chain([record.receipt()]).collect();
        receipts.extend(expected.receipts);
        Some(Finding {
            weight: expected.weight,
            ..broken(Source::CaService, message, receipts)
        })
    };
    lineage.certified().filter_map(of_pool).collect()
}

/// The expectation that names a certificate's pool for etcd, if no expectation names the pool for another authority. A gap where the pools
/// of another authority are unknown, because the pool may serve that authority too.
fn etcd_pool<'j>(
    cluster: &str,
    certified: &Certified,
    record: &Record,
    judge: &'j Judge,
) -> Option<Expected<'j>> {
    let pools = |authority| {
        judge
            .expectations
            .pools(cluster, authority, record.entry.at)
    };
    let holds = |it: &Expected<'_>| it.holds(&certified.pool, judge.projects());
    let etcd = [Authority::EtcdApi, Authority::EtcdPeer];
    let mut named = etcd.into_iter().filter_map(pools).find(holds)?;
    for other in [Authority::Cluster, Authority::Aggregation].map(pools) {
        match other {
            Some(other) if holds(&other) => return None,
            Some(other) if other.may_hold(&certified.pool, judge.projects()) => {
                named.weight = Weight::Gap;
            }
            Some(_) => {}
            None => named.weight = Weight::Gap,
        }
    }
    Some(named)
}

/// A break for each signature by a key that signs the other kind of credential.
fn keys(lineage: &Lineage<'_>, credential: &CredentialId, judge: &Judge) -> Vec<Finding> {
    let (wrong, what) = match credential {
        CredentialId::Token(_) => (
            Work::Certificates,
            message!(
                "purpose-mismatch-signed-token",
                "a token was signed with it"
            ),
        ),
        CredentialId::Certificate(_) => (
            Work::Tokens,
            message!(
                "purpose-mismatch-signed-certificate",
                "a certificate was signed with it"
            ),
        ),
        CredentialId::Other(_) => return Vec::new(),
    };
    let does = match wrong {
        Work::Certificates => message!(
            "purpose-mismatch-certificates",
            "certificates for an authority"
        ),
        Work::Tokens => message!("purpose-mismatch-tokens", "tokens"),
    };
    let misused = lineage
        .signed()
        .filter(|(it, _)| judge.work_of(&it.key) == Some(wrong));
    // The signatures from which a key's work was learned may be the misuse itself, so that they prove nothing against a credential without
    // a record of its own.
    let has_record = lineage.issued().next().is_some() || lineage.certified().next().is_some();
    let finding = |key: &str, record: &Record| {
        let (does, what) = (does.clone(), what.clone());
        let message = message!("purpose-mismatch-key", "the key {key} signs {does}, but {what}", key; does, what);
        let proven = has_record || judge.is_work_configured(key);
        Finding {
            weight: if proven { Weight::Break } else { Weight::Gap },
            ..broken(Source::Kms, message, vec![record.receipt()])
        }
    };
    misused
        .map(|(it, record)| finding(&it.key, record))
        .collect()
}

fn broken(stage: Source, message: Message, receipts: Vec<Receipt>) -> Finding {
    Finding {
        code: Code::PurposeMismatch,
        weight: Weight::Break,
        stage: Some(stage),
        message,
        receipts,
    }
}
