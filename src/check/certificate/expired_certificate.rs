//! Is the certificate on a VM valid at the time of looking?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::Seen;

/// The check behind `expired-certificate`.
pub(crate) const CHECK: Check = Check {
    code: Code::ExpiredCertificate,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The workload's certificate on the VM has expired, or is not valid yet, at the time of looking. Peers refuse it.",
        look_at: "The clock of the VM, the guest agent and its timer (gce-workload-cert-refresh.timer), and what config_status says.",
        settle: "Where the clock is right, find out why the certificate was not replaced: an agent that does not run, a pool or CA that is disabled, or a right that was taken away (privateca.workloadCertificateRequester).",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break where the certificate has expired or is not valid yet.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let message = lineage.seen.and_then(problem);
    let finding = |message| Finding {
        code: Code::ExpiredCertificate,
        weight: Weight::Break,
        stage: None,
        message,
        receipts: lineage.receipts(),
    };
    message.map(finding).into_iter().collect()
}

fn problem(seen: &Seen) -> Option<Message> {
    let validity = seen.leaf.certificate.validity;
    let at = seen.looking.at;
    if let Some(to) = validity.to.filter(|to| *to < at) {
        let ago = at.duration_since(to);
        return Some(message!(
            "expired-certificate-expired",
            "it expired {ago} before {at:.0}, at {to}",
            ago,
            at,
            to
        ));
    }
    let from = validity.from.filter(|from| at < *from)?;
    let to_come = from.duration_since(at);
    Some(message!(
        "expired-certificate-not-yet",
        "it is valid {to_come} after {at:.0} only, from {from} on",
        to_come,
        at,
        from
    ))
}
