//! Did an issuing key sign something that no credential claims?
//!
//! A cluster's key for tokens signs service-account tokens and nothing else, so that an unclaimed signature of such a key is the real
//! alarm: somebody mints tokens outside the cluster. A CA's key signs the CA's own certificate and revocation lists too: a signature that
//! CA Service called for is explained, where the evidence holds the certificate or list. A token or a leaf certificate among the evidence
//! shows what was signed, and does not prove the issuance. The caller shows whose signature it is: a key may serve clusters of several
//! projects, each project has a service agent of its own, and no other caller may use the key.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::{Lineage, Recorded};
use crate::coverage::scope::Scope;
use crate::evidence::item::EvidenceItem;
use crate::judge::absence::Absence;
use crate::judge::context::Judge;
use crate::model::entry::{Signed, Source};
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::ToBeSigned;
use crate::model::identity::agent::{Agent, Service};
use crate::model::identity::subject::Subject;
use crate::policy::service_agents::CallerStanding;
use crate::policy::value::resource::OpenTie;

/// The check behind `unclaimed-signature`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnclaimedSignature,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "An issuing key made a signature that belongs to no token and no certificate in the logs. Harmless causes, both gaps: a CA's key also signs revocation lists and the CA's own certificate; and a key may serve a cluster of another project whose GKE log was not read. It is a break for any version of a key that signs tokens where GKE's log was read: a token that was made outside the cluster looks like this. For a key for tokens, and for the CA of a cluster, it is also a break, whatever was read, where the caller is neither the service agent nor listed in the policy, or where a key for tokens signed data that the log does not show.",
        look_at: "The caller and the key. Tokens are signed by the cluster's GKE service agent, certificates by the CA Service agent of the pool's project, and nobody else should call these keys.",
        settle: "For a gap, export the log that the message names; for a CA's key, compare the time with when the CA was made and when it publishes revocation lists. Where another caller is allowed to sign, list it under principals.kms of the cluster in the policy. Otherwise take the permission to use the key away from that caller, and rotate the key: the API server accepts signatures of the old key until the key is no verification key any more. Where the caller is the service agent itself, keep its permission, and ask Google Cloud support with the output of `credtrail trace`.",
    },
    run: Run::OnLineage(check),
    // The subject of a plain chain is a credential, and no signature.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// The charge against one signature that nothing claims.
struct Charge {
    /// The log that would hold the record of the credential.
    claimer: Source,
    weight: Weight,
    /// What the signature may be, and what would settle the finding.
    explanation: Message,
}

fn minted() -> Message {
    message!(
        "unclaimed-signature-minted-outside",
        "a token minted outside the cluster would look like this"
    )
}

fn without_content() -> Message {
    message!(
        "unclaimed-signature-untold",
        "the log tells neither digest nor data of it, so that nothing can claim it"
    )
}

/// The span of time in which a claiming record would lie.
type Span = (Timestamp, Timestamp);

/// The heaviest charge of the signatures of an unclaimed digest. A break for a key that serves a cluster, where GKE's log was read or the
/// caller may not use the key.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Signature(_) = lineage.subject else {
        return Vec::new();
    };
    let Some(span) = judge.time_of_issuance(lineage) else {
        return Vec::new();
    };
    let open: Vec<Recorded<'_, Signed>> = lineage
        .signed()
        .filter(|it| !explains(lineage, *it, judge))
        .collect();
    let charges = open
        .iter()
        .filter_map(|it| charge(lineage, *it, span, judge));
    match charges.max_by_key(|it| (it.weight, it.claimer == Source::Gke)) {
        Some(charge) => vec![finding(lineage, charge)],
        None if open.is_empty() => Vec::new(),
        None => vec![stranger(lineage)],
    }
}

/// Whether the evidence explains every signature of an unclaimed digest.
pub fn is_explained(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    matches!(lineage.subject, Subject::Signature(_))
        && lineage.signed().all(|it| explains(lineage, it, judge))
}

/// Whether the evidence explains a signature: an item that CAs sign, signed with no key for tokens, at the call of CA Service's agent or of
/// a caller whom the policy lists.
fn explains(lineage: &Lineage<'_>, (signed, record): Recorded<'_, Signed>, judge: &Judge) -> bool {
    let key = &signed.key;
    if judge.signs_tokens(key) {
        return false;
    }
    let caller = judge.standing_with_ca_key(key, &record.entry.principal);
    let is_called_for = !judge.signs_certificates(key) || caller == CallerStanding::Expected;
    is_called_for && lineage.evidence().any(|it| is_of_key(&it.item, key, judge))
}

/// Whether a CA's key may have signed an item of evidence. An authority's certificate from the record of a pool that serves no cluster does
/// not explain a signature by a key that serves clusters: the owner of a pool chooses the chain of its CA.
fn is_of_key(item: &EvidenceItem, key: &str, judge: &Judge) -> bool {
    let is_near = || match item {
        EvidenceItem::AuthorityCertificate(it) => {
            let pools = judge.certificate_status.pools_below(it.certificate);
            pools.into_iter().any(|pool| judge.serves_clusters(pool))
        }
        _ => true,
    };
    item.is_made_by_authorities() && (!judge.certifies_for_clusters(key) || is_near())
}

/// The charge of one signature. None for a key that is not known to serve a cluster or a CA pool.
fn charge(
    lineage: &Lineage<'_>,
    (signed, record): Recorded<'_, Signed>,
    span: Span,
    judge: &Judge,
) -> Option<Charge> {
    let principal = record.entry.principal.as_str();
    if judge.signs_tokens(&signed.key) {
        Some(of_token_key(signed, principal, span, judge))
    } else if judge.signs_certificates(&signed.key) {
        Some(of_ca_key(lineage, signed, principal, span, judge))
    } else {
        judge.open_tie(&signed.key).map(|it| of_open_key(&it))
    }
}

fn of_token_key(signed: &Signed, principal: &str, span: Span, judge: &Judge) -> Charge {
    let (standing, clusters) = judge.standing_with_token_key(&signed.key, principal);
    let broken = |explanation: Message| Charge {
        claimer: Source::Gke,
        weight: Weight::Break,
        explanation: after_minted(explanation),
    };
    let is_of_ca_service =
        || Agent::of(principal).is_some_and(|it| it.service == Service::CaService);
    match standing {
        _ if matches!(signed.digest, ToBeSigned::Unknown(_)) => broken(without_content()),
        CallerStanding::Stranger if is_of_ca_service() => of_both(&clusters, span, judge),
        CallerStanding::Stranger => broken(not_to_call(Service::Gke, &clusters, judge)),
        CallerStanding::Expected => unissued(&judge.scopes_of(&clusters), span, judge),
        CallerStanding::OfAnotherProject(number) => match judge.callers.project_with(number) {
            Some(project) => unissued(
                &[Scope::project(format!("projects/{project}"))],
                span,
                judge,
            ),
            None => of_unknown_project(number),
        },
    }
}

fn after_minted(explanation: Message) -> Message {
    let minted = minted();
    message!("unclaimed-signature-minted", "{minted}; {explanation}"; minted, explanation)
}

/// The charge of a signature for which the GKE logs of `scopes` would hold a token.
fn unissued(scopes: &[Scope], (from, to): Span, judge: &Judge) -> Charge {
    let absence = judge.absence(Source::Gke, scopes, from, to);
    let advice = absence.advice(Source::Gke, scopes);
    Charge {
        claimer: Source::Gke,
        weight: absence.weight(),
        explanation: after_minted(advice),
    }
}

/// The charge where CA Service's agent called a key for tokens. The signature may be a certificate's, whose record CA Service's log would
/// hold.
fn of_both(clusters: &BTreeSet<&str>, (from, to): Span, judge: &Judge) -> Charge {
    let claimer = Source::CaService;
    let scopes = judge.scopes_certifying_for(clusters);
    let absence = judge.absence(claimer, &scopes, from, to);
    let hint = not_to_call(Service::Gke, clusters, judge);
    let advice = absence.advice(claimer, &scopes);
    Charge {
        claimer,
        weight: absence.weight(),
        explanation: message!("unclaimed-signature-hint", "{hint}; {advice}"; hint, advice),
    }
}

/// The charge where a configuration or the policy names the key by the number of its project, and the project with this number is unknown.
fn of_open_key(tie: &OpenTie) -> Charge {
    let advice = tie.advice();
    Charge {
        claimer: Source::Gke,
        weight: Weight::Gap,
        explanation: after_minted(message!(
            "unclaimed-signature-open-key",
            "what names such a key as an issuing one has the number of its project, which may be this one: {advice}";
            advice
        )),
    }
}

fn of_unknown_project(number: &str) -> Charge {
    Charge {
        claimer: Source::Gke,
        weight: Weight::Gap,
        explanation: message!(
            "unclaimed-signature-unknown-project",
            "the caller is the service agent of GKE in the project with the number {project_number}, of which no gke log was read as far as is known; read the one of that project; if its id is known, write {project_number} = \"its-id\" under [projects] of the policy",
            project_number = number
        ),
    }
}

fn of_ca_key(
    lineage: &Lineage<'_>,
    signed: &Signed,
    principal: &str,
    (from, to): Span,
    judge: &Judge,
) -> Charge {
    let claimer = Source::CaService;
    let pools = judge.pools_of_ca_key(&signed.key);
    let standing = judge.standing_with_ca_key(&signed.key, principal);
    let scopes = judge.scopes(claimer, lineage);
    let absence = judge.absence(claimer, &scopes, from, to);
    let is_certificate = |it: &EvidenceItem| matches!(it, EvidenceItem::Certificate(_));
    let weight = match standing {
        CallerStanding::Stranger if judge.certifies_for_clusters(&signed.key) => Weight::Break,
        _ if lineage.evidence().any(|it| is_certificate(&it.item)) => absence.weight(),
        _ => Weight::Gap,
    };
    let hint = match standing {
        CallerStanding::Expected => {
            message!(
                "unclaimed-signature-by-ca",
                "it may be a revocation list or the CA's own certificate"
            )
        }
        CallerStanding::OfAnotherProject(_) | CallerStanding::Stranger => {
            not_to_call(Service::CaService, &pools, judge)
        }
    };
    let explanation = match weight {
        Weight::Break if absence != Absence::Proven => hint,
        _ => {
            let advice = absence.advice(claimer, &scopes);
            message!("unclaimed-signature-hint", "{hint}; {advice}"; hint, advice)
        }
    };
    Charge {
        claimer,
        weight,
        explanation,
    }
}

/// The sentence that names the callers who may use a key.
fn not_to_call(service: Service, served: &BTreeSet<&str>, judge: &Judge) -> Message {
    let number = served.iter().find_map(|it| judge.callers.number_of(it));
    let service_name = service.as_str();
    message!(
        "unclaimed-signature-not-to-call",
        "only the service agent of {service_name}, {expected_caller}, is to call this key, or whom the policy of the cluster lists under principals.kms",
        expected_caller = service.agent(number).to_string();
        service_name
    )
}

fn finding(lineage: &Lineage<'_>, charge: Charge) -> Finding {
    let (signers, evidence, explanation) = (
        signers(lineage),
        signed_evidence(lineage),
        charge.explanation,
    );
    let message = message!(
        "unclaimed-signature",
        "signed with the issuing key {signers}, and no {claimer} record claims it: {evidence}{explanation}",
        claimer = charge.claimer;
        signers,
        evidence,
        explanation
    );
    let evidence = lineage.evidence().map(|it| it.receipt.clone());
    Finding {
        code: Code::UnclaimedSignature,
        weight: charge.weight,
        stage: Some(charge.claimer),
        message,
        receipts: lineage.receipts().into_iter().chain(evidence).collect(),
    }
}

/// The keys of the signatures, each with its caller.
fn signers(lineage: &Lineage<'_>) -> Message {
    let calls = || {
        let signed = lineage.signed();
        signed.map(|(it, record)| (it.key.as_str(), named(&record.entry.principal)))
    };
    let signers = calls().map(
        |(key, caller)| message!("unclaimed-signature-signer", "{key} by {caller}"; key, caller),
    );
    let signers = Message::list(signers, Joint::Comma);
    message!(
        "unclaimed-signature-signers",
        "{signers}",
        keys = List::of(calls().map(|it| it.0)),
        callers = List::of(calls().map(|it| it.1));
        signers
    )
}

/// The half sentence that names the signed item, where the evidence holds the item.
fn signed_evidence(lineage: &Lineage<'_>) -> Message {
    let Some(record) = lineage.evidence().next() else {
        return Message::default();
    };
    let what = record.item.as_str();
    match record.item.credential() {
        Some(credential) => message!(
            "unclaimed-signature-of-credential",
            "it is the signature of the {what} {credential} among the evidence; ",
            credential = credential.to_string();
            what
        ),
        None => {
            message!("unclaimed-signature-of-item", "it is the signature of the {what} among the evidence; "; what)
        }
    }
}

/// The finding on a signature whose key is not known to serve anything. Scans leave out such a signature; only `trace` shows the finding.
fn stranger(lineage: &Lineage<'_>) -> Finding {
    let message = message!(
        "unclaimed-signature-stranger",
        "nothing claims it, and its key was not seen to sign for a cluster or a CA pool"
    );
    Finding {
        code: Code::UnclaimedSignature,
        weight: Weight::Gap,
        stage: None,
        message,
        receipts: lineage.receipts(),
    }
}

fn named(principal: &str) -> Message {
    if principal.is_empty() {
        message!(
            "unclaimed-signature-unnamed",
            "somebody the log does not name"
        )
    } else {
        Message::from(principal)
    }
}
