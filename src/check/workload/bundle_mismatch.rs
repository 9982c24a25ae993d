//! Do the trust bundle and the certificate on a VM belong together?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::{Key, Order, Seen};
use crate::vm::svid;

/// The check behind `bundle-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::BundleMismatch,
    weights: &[Weight::Note, Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "The trust bundle on the VM belongs to another trust domain than the workload's certificate, or holds no certificate, or holds a certificate that does not belong to an authority. This is a break. (In a SPIFFE bundle, a trust anchor is a key with use x509-svid that belongs to an authority.) It is a gap where there is no bundle, or no private key. It is a note where the certificates are not in the order in which TLS sends them, with the workload's own certificate first.",
        look_at: "The trust domains in trust_bundles.json or in the answer of trust-anchors, and trust-config in CONFIGS.json.",
        settle: "Correct trust-config so that it names the identity's own trust domain, and update the VM. Where both are right, look again after ten minutes: the two may be of different times.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A finding for each problem with the bundle, the private key or the order of certificates.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let problems = lineage.seen.into_iter().flat_map(problems);
    problems
        .map(|(weight, message)| Finding {
            code: Code::BundleMismatch,
            weight,
            stage: None,
            message,
            receipts: lineage.receipts(),
        })
        .collect()
}

fn problems(seen: &Seen) -> Vec<(Weight, String)> {
    let mut problems: Vec<(Weight, String)> = bundle(seen).into_iter().collect();
    problems.extend(strange_anchors(seen));
    if seen.key == Key::Nowhere {
        let message = "no private key came along with the certificate".to_owned();
        problems.push((Weight::Gap, message));
    }
    if seen.order == Order::LeafLater {
        let message =
            "the workload's own certificate is not the first, as TLS sends them".to_owned();
        problems.push((Weight::Note, message));
    }
    problems
}

fn bundle(seen: &Seen) -> Option<(Weight, String)> {
    if seen.bundles.is_empty() {
        let why = seen.no_bundle.as_deref();
        let why = why.map(|it| format!(": {it}")).unwrap_or_default();
        let message = format!(
            "there is no trust bundle beside it, so that nothing tells what it should lead to{why}"
        );
        return Some((Weight::Gap, message));
    }
    let own = seen.own_bundles();
    if own.is_empty() {
        let domains: BTreeSet<&str> = seen
            .bundles
            .iter()
            .filter_map(|it| it.domain.as_deref())
            .collect();
        let domains: Vec<&str> = domains.into_iter().collect();
        let own = seen.trust_domain();
        let message = format!(
            "the trust bundle is of {}, and not of the certificate's trust domain {}",
            domains.join(", "),
            own.as_deref().unwrap_or("(it names none)")
        );
        return Some((Weight::Break, message));
    }
    let empty = own.iter().all(|it| it.anchors.is_empty());
    let places: Vec<&str> = own.iter().map(|it| it.place.as_str()).collect();
    empty.then(|| {
        (
            Weight::Break,
            format!(
                "the trust bundle in {} holds no certificate that is a trust anchor",
                places.join(", ")
            ),
        )
    })
}

/// Breaks for certificates in the bundle that belong to no authority. Some libraries trust any certificate of the bundle as an anchor, so
/// that the holder of such a certificate's key, for example the workload itself, can issue identities.
fn strange_anchors(seen: &Seen) -> impl Iterator<Item = (Weight, String)> {
    let own = seen.own_bundles().into_iter();
    let anchors = own.flat_map(|it| it.anchors.iter().map(move |anchor| (anchor, &it.place)));
    let strange = anchors.filter_map(|(anchor, place)| {
        let fault = svid::fault_of_anchor(anchor)?;
        let what = if *anchor == seen.leaf.der {
            "the workload's own certificate"
        } else {
            "a certificate"
        };
        let message = format!("the trust bundle in {place} holds {what}, which {fault}");
        Some((Weight::Break, message))
    });
    let messages: BTreeSet<(Weight, String)> = strange.collect();
    messages.into_iter()
}
