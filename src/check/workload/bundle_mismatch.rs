//! Do the trust bundle and the certificate on a VM belong together?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::{Key, Order, Seen};
use crate::vm::svid;

/// The check behind `bundle-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::BundleMismatch,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "The trust bundle on the VM belongs to another trust domain than the workload's certificate, or holds no certificate, or holds a certificate that does not belong to an authority. This is a break, as it is where the workload's own certificate is not the first: SPIFFE libraries take the first one for the workload's and refuse an authority's there. (In a SPIFFE bundle, a trust anchor is a key with use x509-svid that belongs to an authority.) It is a gap where there is no bundle, or no private key.",
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

fn problems(seen: &Seen) -> Vec<(Weight, Message)> {
    let mut problems: Vec<(Weight, Message)> = bundle(seen).into_iter().collect();
    problems.extend(strange_anchors(seen));
    if seen.key == Key::Nowhere {
        let message = message!(
            "bundle-mismatch-no-key",
            "no private key came along with the certificate"
        );
        problems.push((Weight::Gap, message));
    }
    if seen.order == Order::LeafLater {
        let message = message!(
            "bundle-mismatch-order",
            "the workload's own certificate is not the first: TLS sends the first one as the workload's, and SPIFFE libraries refuse an authority's there"
        );
        problems.push((Weight::Break, message));
    }
    problems
}

fn bundle(seen: &Seen) -> Option<(Weight, Message)> {
    if seen.bundles.is_empty() {
        let why = seen.no_bundle.as_deref();
        let why = why.map_or_else(Message::default, |why| {
            message!("bundle-mismatch-why", ": {why}", why)
        });
        let message = message!(
            "bundle-mismatch-none",
            "there is no trust bundle beside it, so that nothing tells what it should lead to{why}";
            why
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
        let own = seen.trust_domain().map(Message::from);
        let unnamed = || message!("bundle-mismatch-unnamed", "(it names none)");
        let trust_domain = own.unwrap_or_else(unnamed).as_fact();
        let message = message!(
            "bundle-mismatch-domain",
            "the trust bundle is of {bundle_domains}, and not of the certificate's trust domain {trust_domain}",
            bundle_domains = List::of(domains);
            trust_domain
        );
        return Some((Weight::Break, message));
    }
    let empty = own.iter().all(|it| it.anchors.is_empty());
    empty.then(|| {
        (
            Weight::Break,
            message!(
                "bundle-mismatch-empty",
                "the trust bundle in {bundles} holds no certificate that is a trust anchor",
                bundles = List::of(own.iter().map(|it| &it.place))
            ),
        )
    })
}

/// Breaks for certificates in the bundle that belong to no authority. Some libraries trust any certificate of the bundle as an anchor, so
/// that the holder of such a certificate's key, for example the workload itself, can issue identities.
fn strange_anchors(seen: &Seen) -> impl Iterator<Item = (Weight, Message)> {
    let own = seen.own_bundles().into_iter();
    let anchors = own.flat_map(|it| it.anchors.iter().map(move |anchor| (anchor, &it.place)));
    let strange = anchors.filter_map(|(anchor, place)| {
        let fault = svid::fault_of_anchor(anchor)?;
        let what = if *anchor == seen.leaf.der {
            message!("bundle-mismatch-own", "the workload's own certificate")
        } else {
            message!("bundle-mismatch-other", "a certificate")
        };
        let message = message!(
            "bundle-mismatch-stranger",
            "the trust bundle in {bundles} holds {what}, which {fault}",
            bundles = List::of([place]);
            what,
            fault
        );
        Some((Weight::Break, message))
    });
    let messages: BTreeSet<(Weight, Message)> = strange.collect();
    messages.into_iter()
}
