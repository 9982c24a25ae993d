//! Do the records and uses of a credential follow each other in the possible order (signed, certified, issued, used), and within the time
//! that an issuance takes?

use jiff::{SignedDuration, Timestamp};

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Subject;
use crate::model::plain_chain::{Kind, PlainChain, Used, at_most};
use crate::model::receipt::Receipt;
use crate::model::time::{earlier, later};
use crate::store::rows::lineage::record::Record;

/// The check behind `out-of-order`.
pub(crate) const CHECK: Check = Check {
    code: Code::OutOfOrder,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The times of the records are not possible: GKE's record comes before the record of CA Service or KMS, or CA Service's record before that of KMS, by more than clocks may differ; or the time between the records is longer than one issuance takes. Or the credential was used before GKE issued it, or before the request that returned it. It is always a break.",
        look_at: "The times of the two records that the finding names. For a use in a raw audit event, check the clock of the control plane first.",
        settle: "Where clocks do not explain it, a use before issuance means that the same id existed before, or that the record of the issuance belongs to another credential. Records in a wrong order, or hours apart, mean that one of them was not written when it says, or that something was signed beforehand and issued later.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// The first record of a credential in one log.
struct First<'c> {
    source: Source,
    at: Timestamp,
    record: &'c Record,
}

fn firsts<'c>(lineage: &Lineage<'c>) -> Vec<First<'c>> {
    let first = |source| {
        let records: Vec<_> = match source {
            Source::Kms => lineage.signed().map(|it| it.1).collect(),
            Source::CaService => lineage.certified().map(|it| it.1).collect(),
            Source::Gke => lineage.issued().map(|it| it.1).collect(),
            Source::Kubernetes | Source::Workload => Vec::new(),
        };
        let record = records.into_iter().min_by_key(|it| it.entry.at)?;
        Some(First {
            source,
            at: record.entry.at,
            record,
        })
    };
    [Source::Kms, Source::CaService, Source::Gke]
        .into_iter()
        .filter_map(first)
        .collect()
}

/// A break for each two records in the wrong order, for records that lie too far apart, and for a use before the issuance. The policy's
/// `[tolerance]` sets how far clocks may differ.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Credential(_) = lineage.subject else {
        return Vec::new();
    };
    let firsts = firsts(lineage);
    let mut findings = disorder(&firsts, judge);
    if findings.is_empty() {
        findings.extend(spread(lineage, judge, &firsts));
    }
    findings.extend(use_before_issuance(lineage, judge, &firsts));
    findings
}

/// A break for each record that comes before the record that must precede it.
fn disorder(firsts: &[First<'_>], judge: &Judge) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in firsts.windows(2) {
        let [before, after] = pair else { continue };
        if before.at > later(after.at, judge.tolerance().clock) {
            let by = before.at.duration_since(after.at);
            let message = message!(
                "out-of-order",
                "the {earlier} record comes {by} before the {later} record that must precede it",
                earlier = after.source,
                by,
                later = before.source
            );
            findings.push(finding(
                message,
                Some(after.source),
                vec![before.record.receipt(), after.record.receipt()],
            ));
        }
    }
    findings
}

/// Whether the times of a plain chain are out of order or too far apart.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    !is_in_order(chain, judge)
}

/// Whether the records of a plain chain are in order and close together, and precede its first use.
fn is_in_order(chain: &PlainChain, judge: &Judge) -> bool {
    let tolerance = judge.tolerance();
    let (signed, issued) = (chain.signed, chain.issued);
    let in_order = |before, after| at_most(before, after, tolerance.clock);
    let (in_order, between) = match chain.kind {
        Kind::Certificate { certified } => (
            in_order(signed, certified) && in_order(certified, issued),
            [certified, certified],
        ),
        Kind::Token => {
            let (first, last) = chain.requested.unwrap_or((issued, issued));
            (in_order(signed, issued), [first, last])
        }
    };
    let first = between.into_iter().fold(signed.min(issued), Ord::min);
    let last = between.into_iter().fold(signed.max(issued), Ord::max);
    let handed_out = match chain.kind {
        Kind::Certificate { .. } => issued,
        Kind::Token => issued.max(between[1]),
    };
    let after = |used: Used| at_most(handed_out, used.first, tolerance.use_before_issuance);
    in_order && at_most(last, first, tolerance.issuance_spread) && chain.used.is_none_or(after)
}

/// A break where the records of one issuance lie too far apart. Signature, certificate and issuance happen within one call, and so does the
/// answer to a TokenRequest.
fn spread(lineage: &Lineage<'_>, judge: &Judge, firsts: &[First<'_>]) -> Option<Finding> {
    let requested = request(lineage);
    let all = || firsts.iter().chain(&requested);
    let first = all().min_by_key(|it| it.at)?;
    let spread = judge.tolerance().issuance_spread;
    let is_close = |begun: Timestamp, it: &&First<'_>| it.at <= later(begun, spread);
    let is_late = |it: &&First<'_>| {
        !is_close(first.at, it)
            && !answered_again(lineage).any(|answer| answer <= it.at && is_close(answer, it))
    };
    let last = all().filter(is_late).max_by_key(|it| it.at)?;
    let message = message!(
        "out-of-order-spread",
        "the {later} record comes {by} after the {earlier} record; those of one issuance lie at most {limit} apart",
        later = last.source,
        by = last.at.duration_since(first.at),
        earlier = first.source,
        limit = judge.tolerance().issuance_spread
    );
    let receipts = vec![first.record.receipt(), last.record.receipt()];
    Some(finding(message, Some(last.source), receipts))
}

/// How long CA Service knows a request again by its `request_id`, and answers with the certificate that it created for the first one (googleapis
/// `google/cloud/security/privateca/v1/service.proto`, `CreateCertificateRequest.request_id`: "at least 60 minutes since the first request").
const ANSWERED_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// The times at which CA Service answered once more with the certificate of the lineage, whose first answer the caller lost. The issuance
/// goes on from there.
fn answered_again(lineage: &Lineage<'_>) -> impl Iterator<Item = Timestamp> {
    let times = || lineage.certified().map(|(_, record)| record.entry.at);
    let first = times().min();
    let is_again = move |it: &Timestamp| {
        first.is_some_and(|first| first < *it && *it <= later(first, ANSWERED_AGAIN))
    };
    times().filter(is_again)
}

/// The first request that was answered with the lineage's token. None for a certificate: requests that are answered
/// with a certificate that exists already come again and again.
fn request<'c>(lineage: &Lineage<'c>) -> Option<First<'c>> {
    requests(lineage).min_by_key(|it| it.at)
}

fn requests<'c>(lineage: &Lineage<'c>) -> impl Iterator<Item = First<'c>> {
    let requested = lineage.requested().map(|it| it.1);
    let is_token = lineage.certificate().is_none();
    requested.filter(move |_| is_token).map(|record| First {
        source: Source::Kubernetes,
        at: record.entry.at,
        record,
    })
}

/// A break where the first use comes before a record of the issuance. GKE hands out a credential after the issuance, and the API server
/// hands out a token after the request. The clocks of CA Service and KMS may differ from the API server's, so that their records have the
/// tolerance for clocks in addition.
fn use_before_issuance(
    lineage: &Lineage<'_>,
    judge: &Judge,
    firsts: &[First<'_>],
) -> Option<Finding> {
    let tolerance = judge.tolerance();
    let (used, receipt) = &lineage.uses()?.first;
    let requested: Vec<First<'_>> = requests(lineage).collect();
    let too_late = |it: &&First<'_>| {
        let early = match it.source {
            Source::Gke | Source::Kubernetes => tolerance.use_before_issuance,
            Source::CaService | Source::Kms | Source::Workload => tolerance
                .use_before_issuance
                .saturating_add(tolerance.clock),
        };
        *used < earlier(it.at, early)
    };
    let all = firsts.iter().chain(&requested);
    let last = all.filter(too_late).max_by_key(|it| it.at)?;
    let by = last.at.duration_since(*used);
    let message = match last.source {
        Source::Kubernetes => {
            message!(
                "out-of-order-used-before-request",
                "used {by} before the request that was answered with it",
                by
            )
        }
        later => message!(
            "out-of-order-used-before-record",
            "used {by} before the {later} record of its issuance",
            by,
            later
        ),
    };
    let receipts = vec![receipt.clone(), last.record.receipt()];
    Some(finding(message, Some(last.source), receipts))
}

fn finding(message: Message, stage: Option<Source>, receipts: Vec<Receipt>) -> Finding {
    Finding {
        code: Code::OutOfOrder,
        weight: Weight::Break,
        stage,
        message,
        receipts,
    }
}
