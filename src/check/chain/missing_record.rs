//! Does every log that must hold a record of a credential hold one?
//!
//! Three other findings take the place of this one: `unissued-credential` where no record of the issuance exists at all,
//! `unissued-workload` for a certificate that was only seen on a VM, and `unclaimed-certificate` where only CA Service knows a certificate.

use super::{unclaimed_certificate, unissued_credential};
use crate::check::definition::{Check, OnPlainChain, Run};
use crate::check::workload::unissued_workload;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::contradiction::stated_digests;
use crate::judge::stage;
use crate::judge::stage::Stage;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Subject;

/// The check behind `missing-record`.
pub(crate) const CHECK: Check = Check {
    code: Code::MissingRecord,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "Some records of a credential's issuance are there, but the record in this log is missing. Harmless causes, each a gap: the log was not read for that time or in the project where the record stands; the log was off, or did not record calls of this caller; a line or a whole input could not be read, such as a ZIP archive or a CSV beside the logs; the record may still be on its way; or no record names the digest by which a signature is found: CA Service may state a SHA-256 digest where its key signs SHA-384 or SHA-512. It is a break where the log was read for that time; if the keys had moved to another project by then, the log of that project must have been read too. Where calls of an agent were recorded before and after, an audit exemption of a group does not explain what is missing in between.",
        look_at: "The message names the log, its project and the time. Was its audit setting on then, is a caller exempted from it, and was the export filtered?",
        settle: "For a gap, export what the message names, ingest it and scan again. A break that no audit setting and no filter explains means that somebody got a credential past this log, or removed a record: `credtrail trace` shows who used it. A token is void once the object that it is bound to is deleted. Kubernetes cannot revoke a single client certificate: take the rights away from its user, and rotate the CA.",
    },
    run: Run::OnLineage(check),
    // Every log that must hold a record of a plain chain holds one.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// One finding for each log that lacks the record of the credential.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Credential(_) = lineage.subject else {
        return Vec::new();
    };
    if unissued_credential::applies(lineage) || unissued_workload::applies(lineage, judge) {
        return Vec::new();
    }
    let reported_elsewhere =
        |source| source == Source::Gke && unclaimed_certificate::is_for_gke(lineage, judge);
    let stages = stage::stages(lineage, judge);
    stages
        .into_iter()
        .filter(|(source, _)| !reported_elsewhere(*source))
        .filter_map(|(source, stage)| finding(source, stage, lineage, judge))
        .collect()
}

fn finding(source: Source, stage: Stage, lineage: &Lineage<'_>, judge: &Judge) -> Option<Finding> {
    let (weight, message) = match stage {
        Stage::Present | Stage::Contradicted => return None,
        Stage::Missing | Stage::Unread => missing(source, lineage, judge)?,
        Stage::Unlinked => unlinked(lineage, judge),
    };
    Some(Finding {
        code: Code::MissingRecord,
        weight,
        stage: Some(source),
        message,
        receipts: lineage.receipts(),
    })
}

fn missing(source: Source, lineage: &Lineage<'_>, judge: &Judge) -> Option<(Weight, Message)> {
    let absence = stage::absence(source, lineage, judge)?;
    let advice = absence.advice(source, &judge.scopes(source, lineage));
    let what = match source {
        Source::Kubernetes | Source::Gke | Source::Workload => {
            message!("missing-record-gke", "no record that GKE issued it")
        }
        Source::CaService => message!(
            "missing-record-ca-service",
            "no record that CA Service created it"
        ),
        Source::Kms => {
            let digests: List = lineage.digests().iter().collect();
            message!(
                "missing-record-kms",
                "no record that a key signed {digests}",
                digests = digests.between(Joint::Or)
            )
        }
    };
    Some((
        absence.weight(),
        message!("missing-record", "{what}; {advice}"; what, advice),
    ))
}

/// The weight and message where the signature cannot be looked for, because the record that would name the digest is missing or names none.
fn unlinked(lineage: &Lineage<'_>, judge: &Judge) -> (Weight, Message) {
    let namer = if lineage.certificate().is_some() {
        Source::CaService
    } else {
        Source::Gke
    };
    let there = match namer {
        Source::CaService => lineage.certified().next().is_some(),
        _ => lineage.issued().next().is_some(),
    };
    let why = if stated_digests::leave_open(lineage) {
        message!(
            "missing-record-other-hash",
            "the {log} record states a SHA-256 digest, and the key of the CA signs digests of another hash function; without the certificate both cannot be compared, and its PEM among the evidence settles it",
            log = namer
        )
    } else if there {
        message!(
            "missing-record-names-none",
            "the {log} record names no digest",
            log = namer
        )
    } else if judge.is_in_scope(namer) {
        message!(
            "missing-record-no-namer",
            "the {log} record that would name its digest is not there",
            log = namer
        )
    } else {
        message!(
            "missing-record-out-of-scope",
            "the {log} log, which would name its digest, was declared out of scope",
            log = namer
        )
    };
    let candidates = candidates(lineage);
    (
        Weight::Gap,
        message!("missing-record-unlinked", "its signature cannot be told apart: {why}{candidates}"; why, candidates),
    )
}

fn candidates(lineage: &Lineage<'_>) -> Message {
    if lineage.candidates.is_empty() {
        return Message::default();
    }
    let named: Vec<String> = lineage
        .candidates
        .iter()
        .map(|it| format!("TBS={} ({})", it.digest, it.place))
        .collect();
    let named = named.join(", ");
    let digests = lineage.candidates.iter().map(|it| &it.digest);
    let places = lineage.candidates.iter().map(|it| &it.place);
    message!(
        "missing-record-candidates",
        "; candidates are the unclaimed signatures {named}",
        candidates = digests.collect::<List>(),
        candidate_places = List::of(places);
        named
    )
}
