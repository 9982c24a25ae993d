//! Does a record name a caller who was not expected to request, issue, certify or sign?
//!
//! The policy lists the callers that are expected in each log. A service agent that is listed for the kms log counts for what its service
//! issues: a CA may be given a key that signs tokens, and CA Service's agent then signs with that key whatever the CA is asked to certify. Where the policy lists none for the kms log, a service agent is expected
//! (Google's list of service agents): GKE's agent of the cluster's project for tokens, and CA Service's agent of the pool's project for
//! certificates. For the other logs no page of Google promises a caller.

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::expected_callers::is_of;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::agent::{Agent, Service};
use crate::model::identity::subject::Kind;
use crate::model::plain_chain::PlainChain;
use crate::policy::service_agents::CallerStanding;
use crate::store::rows::lineage::record::Record;

/// The check behind `unexpected-principal`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedPrincipal,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A record of the issuance names a caller whom the policy does not list for this log and cluster. Harmless causes: a pipeline of your own that is allowed to sign, or too few signatures to learn the project number from. Where the policy lists nobody for the kms log, a service agent must have called: for tokens the GKE service agent of the cluster's project, for certificates the CA Service agent of the pool's project. The project number comes from the policy ([projects]), from entries of KMS and CA Service that show the number with the id, or from most of the signatures that the clusters and pools of the project claim.",
        look_at: "The principal of the record, and the IAM bindings on the key, the pool or the cluster that let it call.",
        settle: "If the caller is right, add it to the principals of the cluster in the policy, or write the number of the project under [projects]. If the caller is not right, take its permission away and treat everything that it signed or issued as forged.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break for each record of an unexpected caller; a gap for the signature of a certificate that belongs to no cluster. A log may withhold
/// the name of a caller, so that a record without a name is no finding.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let clusters = lineage.clusters();
    let records = lineage.records();
    let named = records
        .into_iter()
        .filter(|it| !it.entry.principal.is_empty());
    let signer = signer(judge.kind(lineage));
    let listed = named.filter_map(|record| {
        let unlisted = clusters.iter().find(|it| is_unlisted(record, it, judge));
        let by_list = unlisted.map(|cluster| self::unlisted(record, cluster));
        by_list.or_else(|| misplaced(record, signer?, &clusters, judge))
    });
    listed.chain(strangers(lineage, &clusters, judge)).collect()
}

/// Whether the policy may list principals, or another caller than the expected service agent had the plain chain signed.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    !judge.expectations.policy.cluster.is_empty() || !judge.callers.is_expected(chain.signer)
}

fn is_unlisted(record: &Record, cluster: &str, judge: &Judge) -> bool {
    let source = record.entry.event.source();
    let expected = judge.expectations.principals(cluster, source);
    let principal = &record.entry.principal;
    !expected.is_empty() && !expected.iter().any(|it| is_of(it, principal))
}

fn unlisted(record: &Record, cluster: &str) -> Finding {
    let source = record.entry.event.source();
    let event = record.entry.event.as_str();
    let message = message!(
        "unexpected-principal-unlisted",
        "{event} by {caller}, whom the policy of {cluster} does not list for the {log} log",
        caller = &record.entry.principal,
        cluster,
        log = source;
        event
    );
    finding(record, Weight::Break, message)
}

/// The service that has such credentials signed, and the weight of a signature by another caller.
fn signer(kind: Kind) -> Option<(Service, Weight)> {
    match kind {
        Kind::Token => Some((Service::Gke, Weight::Break)),
        Kind::Certificate => Some((Service::CaService, Weight::Break)),
        Kind::Workload | Kind::Authority => Some((Service::CaService, Weight::Gap)),
        Kind::Other | Kind::Signature => None,
    }
}

/// A signature for which a service agent called that the policy of a cluster lists, but whose service issues no such credentials.
fn misplaced(
    record: &Record,
    (service, weight): (Service, Weight),
    clusters: &BTreeSet<&str>,
    judge: &Judge,
) -> Option<Finding> {
    let principal = &record.entry.principal;
    let agent = Agent::of(principal).filter(|it| it.service != service)?;
    let is_listed = |it: &&str| {
        !judge
            .expectations
            .principals(it, record.entry.event.source())
            .is_empty()
    };
    let is_signature = record.entry.event.source() == Source::Kms;
    let mut clusters = clusters.iter().copied();
    let cluster = clusters.find(is_listed).filter(|_| is_signature)?;
    let (other_service, service_name) = (agent.service.as_str(), service.as_str());
    let message = message!(
        "unexpected-principal-misplaced",
        "signed by {caller}, whom the policy of {cluster} lists for the kms log; but the service agent of {other_service} is not to sign what {service_name} issues",
        caller = principal,
        cluster;
        other_service,
        service_name
    );
    Some(finding(record, weight, message))
}

/// Findings on signatures for which another caller than the expected service agent called, where the policy lists no callers.
fn strangers(lineage: &Lineage<'_>, clusters: &BTreeSet<&str>, judge: &Judge) -> Vec<Finding> {
    let Some((service, weight)) = signer(judge.kind(lineage)) else {
        return Vec::new();
    };
    if judge.by_policy(service, clusters, "").is_some() {
        return Vec::new();
    }
    let claimers = claimers(lineage, service, clusters);
    let finding_of = |record: &Record| {
        let claimers = &mut claimers.iter();
        let who = record.entry.principal.as_str();
        let unexpected =
            |it: &&&str| judge.callers.standing(service, who, it) != CallerStanding::Expected;
        let claimer = claimers.find(unexpected)?;
        Some(finding(
            record,
            weight,
            stranger(record, service, claimer, judge),
        ))
    };
    lineage
        .signed()
        .filter_map(|(_, record)| finding_of(record))
        .collect()
}

/// The clusters or pools for which the service agent was expected to call: the clusters for which a token was issued, or else in which the
/// token was seen; the pools of a certificate. One empty name, where no cluster and no pool is known.
fn claimers<'l>(
    lineage: &Lineage<'l>,
    service: Service,
    clusters: &BTreeSet<&'l str>,
) -> BTreeSet<&'l str> {
    let claimers: BTreeSet<&str> = match service {
        Service::Gke => lineage
            .issued()
            .map(|(it, _)| it.cluster.as_str())
            .collect(),
        Service::CaService => lineage
            .certified()
            .map(|(it, _)| it.pool.as_str())
            .collect(),
    };
    match service {
        _ if !claimers.is_empty() => claimers,
        Service::Gke if !clusters.is_empty() => clusters.clone(),
        _ => [""].into(),
    }
}

fn stranger(record: &Record, service: Service, claimer: &str, judge: &Judge) -> Message {
    let number = judge.callers.number_of(claimer);
    let whose = match service {
        _ if claimer.is_empty() => Message::default(),
        Service::Gke => message!(
            "unexpected-principal-for-cluster",
            " for {cluster}",
            cluster = claimer
        ),
        Service::CaService => message!(
            "unexpected-principal-for-pool",
            " for {pool}",
            pool = claimer
        ),
    };
    let service_name = service.as_str();
    message!(
        "unexpected-principal-stranger",
        "signed by {caller}, but the service agent of {service_name}, {expected_caller}, was to call the key{whose}; a policy can list others under principals.kms of the cluster",
        caller = &record.entry.principal,
        expected_caller = service.agent(number);
        service_name,
        whose
    )
}

fn finding(record: &Record, weight: Weight, message: Message) -> Finding {
    Finding {
        code: Code::UnexpectedPrincipal,
        weight,
        stage: Some(record.entry.event.source()),
        message,
        receipts: vec![record.receipt()],
    }
}
