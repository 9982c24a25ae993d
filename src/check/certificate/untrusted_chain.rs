//! Does a workload's certificate lead to a trust anchor of its trust domain?
//!
//! rustls-webpki builds the path (RFC 5280 section 6) for the time of looking. Whether the certificate itself has expired is the question
//! of `expired-certificate`, so that a time outside of the certificate's life is moved to the nearest moment of that life.

use jiff::Timestamp;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::certificate::Certificate;
use crate::judge::context::Judge;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::{Block, Bundle, Seen};
use crate::vm::{path_validation, svid};

/// The check behind `untrusted-chain`.
pub(crate) const CHECK: Check = Check {
    code: Code::UntrustedChain,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "At the time of looking, the workload's certificate and the certificates beside it form no chain to a trust anchor of its trust domain, or one of the certificates beside it does not belong to an authority. Only the certificate of an authority, which may sign others, can be part of the chain (SPIFFE X509-SVID, sections 4 and 6). Either a file is out of date, and peers will refuse the certificate, or it is forged. It is a gap where an authority has name constraints on URIs, which cannot be checked here, and where two bundles of the trust domain were given and only one of them holds the anchor.",
        look_at: "Certificates of the chain and of the trust bundle: their issuers, key identifiers and lifetimes. Right after a CA was replaced, one of the two files may be older than the other.",
        settle: "Look again after ten minutes, in which the guest agent refreshes both. If it stays, compare the bundle with the CAs of the configured pool (`gcloud privateca roots list`); a certificate that none of them leads to was not issued for this trust domain.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break where no path leads to a trust anchor; a gap where name constraints on URIs leave that open. Where there is no trust bundle,
/// `bundle-mismatch` is the finding.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let problems = lineage.seen.into_iter().flat_map(|seen| {
        let strangers = strangers(seen).map(|it| (Weight::Break, it));
        let untrusted = untrusted(seen).or_else(|| differing(seen));
        untrusted.into_iter().chain(strangers)
    });
    problems
        .map(|(weight, message)| Finding {
            code: Code::UntrustedChain,
            weight,
            stage: None,
            message,
            receipts: lineage.receipts(),
        })
        .collect()
}

/// Messages on the certificates beside the workload's that belong to no authority. Certificates of other workloads are the matter of
/// `unexpected-identity`. A second copy of the workload's own certificate is no authority's either: SPIFFE libraries take every certificate but the
/// first for one of an authority (go-spiffe `svid/x509svid/svid.go`, `validateSigningCertificates`).
fn strangers(seen: &Seen) -> impl Iterator<Item = Message> {
    let others: Vec<&Block> = seen.others().collect();
    let beside = seen.chain.iter().filter(move |it| !others.contains(it));
    beside.filter_map(|it| {
        let (place, fault) = (&it.receipt.place, svid::fault_of_signer(&it.der)?);
        Some(message!(
            "untrusted-chain-beside",
            "beside it lies a certificate at {place} that {fault}",
            place;
            fault
        ))
    })
}

/// A gap where a path leads to an anchor in one bundle of the trust domain and to none in another bundle: programs that read the other
/// bundle refuse the certificate.
fn differing(seen: &Seen) -> Option<(Weight, Message)> {
    let at = moment(seen);
    let chain: Vec<&[u8]> = seen.chain.iter().map(|it| it.der.as_slice()).collect();
    let leads_nowhere = |bundle: &&Bundle| {
        let anchors: Vec<&[u8]> = bundle.anchors.iter().map(Vec::as_slice).collect();
        !anchors.is_empty()
            && path_validation::verify(&seen.leaf.der, &chain, &anchors, at).is_err()
    };
    let bundle = seen.own_bundles().into_iter().find(leads_nowhere)?;
    let message = message!(
        "untrusted-chain-differing",
        "it leads to a trust anchor, but to none in {bundles} at {at:.0}: the trust bundles of its trust domain differ",
        bundles = List::of([&bundle.place]),
        at
    );
    Some((Weight::Gap, message))
}

fn untrusted(seen: &Seen) -> Option<(Weight, Message)> {
    let at = moment(seen);
    let bundles = seen.own_bundles();
    let anchors = bundles.iter().flat_map(|it| &it.anchors);
    let anchors: Vec<&[u8]> = anchors.map(Vec::as_slice).collect();
    if anchors.is_empty() {
        return None;
    }
    let (anchors, strange): (Vec<&[u8]>, Vec<&[u8]>) = anchors
        .into_iter()
        .partition(|it| svid::fault_of_anchor(it).is_none());
    let (good, ended): (Vec<&[u8]>, Vec<&[u8]>) = anchors
        .into_iter()
        .partition(|it| Certificate::from_der(it).validity.holds(at));
    let chain = seen.chain.iter().map(|it| it.der.as_slice());
    let chain: Vec<&[u8]> = chain
        .filter(|it| svid::fault_of_signer(it).is_none())
        .collect();
    let verify = |anchors: &[&[u8]]| path_validation::verify(&seen.leaf.der, &chain, anchors, at);
    let error = verify(&good).err()?;
    let beside = || chain.iter().chain(&good);
    let open = error == webpki::Error::NameConstraintViolation
        && beside().any(|it| path_validation::constrains_uris(it));
    let (weight, why) = if open {
        let why = message!(
            "untrusted-chain-constrained",
            "an authority at hand constrains URIs, which cannot be checked here"
        );
        (Weight::Gap, why)
    } else if !ended.is_empty() && verify(&ended).is_ok() {
        let why = message!(
            "untrusted-chain-anchor-ended",
            "the trust anchor that it leads to was not valid then"
        );
        (Weight::Break, why)
    } else if verify(&strange).is_ok() {
        let why = message!(
            "untrusted-chain-no-authority",
            "what it leads to there is no authority's certificate"
        );
        (Weight::Break, why)
    } else {
        let (meaning, error) = (meaning(&error), format!("{error:?}"));
        let why = message!("untrusted-chain-error", "{meaning} ({error})"; meaning, error);
        (Weight::Break, why)
    };
    let what = match weight {
        Weight::Gap => message!("untrusted-chain-open", "nothing shows that it leads to a"),
        Weight::Break | Weight::Note => message!("untrusted-chain-none", "it leads to no"),
    };
    let (bundles, why) = (List::of(bundles.iter().map(|it| &it.place)), why.as_fact());
    let message = message!(
        "untrusted-chain",
        "{what} trust anchor in {bundles} at {at:.0}: {why}",
        bundles,
        at;
        what,
        why
    );
    Some((weight, message))
}

/// The time of looking, or the moment of the certificate's life that is nearest to the time of looking.
fn moment(seen: &Seen) -> Timestamp {
    let validity = seen.leaf.certificate.validity;
    let at = seen.looking.at;
    let at = validity.from.map_or(at, |from| at.max(from));
    validity.to.map_or(at, |to| at.min(to))
}

fn meaning(error: &webpki::Error) -> Message {
    match error {
        webpki::Error::UnknownIssuer => message!(
            "untrusted-chain-unknown-issuer",
            "no certificate at hand is its issuer's"
        ),
        webpki::Error::CertExpired { .. } => message!(
            "untrusted-chain-expired",
            "a certificate on the way has expired"
        ),
        webpki::Error::CertNotValidYet { .. } => message!(
            "untrusted-chain-not-yet",
            "a certificate on the way is not valid yet"
        ),
        webpki::Error::InvalidSignatureForPublicKey => message!(
            "untrusted-chain-signature",
            "a signature on the way is not the issuer's"
        ),
        webpki::Error::NameConstraintViolation => {
            message!(
                "untrusted-chain-name",
                "an authority on the way may not certify this name"
            )
        }
        webpki::Error::RequiredEkuNotFoundContext(_) => {
            message!(
                "untrusted-chain-use",
                "an authority on the way may not certify for this use"
            )
        }
        webpki::Error::CaUsedAsEndEntity => message!(
            "untrusted-chain-is-authority",
            "it is an authority's certificate and no workload's"
        ),
        webpki::Error::PathLenConstraintViolated => {
            message!(
                "untrusted-chain-path-length",
                "an authority on the way may not have others below it"
            )
        }
        _ => message!("untrusted-chain-invalid", "the way up is not valid"),
    }
}
