//! Should the certificate on a VM have been replaced by now?

use jiff::{SignedDuration, Timestamp};

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::time::later;
use crate::vm::credentials_seen::Seen;

/// The check behind `overdue-rotation`.
pub(crate) const CHECK: Check = Check {
    code: Code::OverdueRotation,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "The workload's certificate on the VM is still good, but should have been replaced by now: rotation begins when a configured part of its life is left, 50 to 80 percent, and the guest agent fetches the new one within ten minutes. Without a configuration the latest, 50 percent, counts.",
        look_at: "What config_status says, whether the agent's timer runs (gce-workload-cert-refresh.timer), and CA Service's log: does it have a newer certificate of this identity?",
        settle: "Where a newer certificate was issued, the VM does not fetch it: restart the guest agent, or query the metadata server again. Where none was issued, look at the pool and the rights on it before this certificate ends.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// The percentage of a certificate's life that is left when the rotation begins, where the configuration names none. The IAM API's
/// `rotationWindowPercentage` is 50 to 80, and 50 by default.
const WINDOW: u8 = 50;

/// The interval at which the guest agent refreshes the credentials (Google's page "Authenticate workloads to other workloads over mTLS").
const REFRESH: SignedDuration = SignedDuration::from_mins(10);
/// The interval at which applications should reload the credentials, by the same page.
const POLLING: SignedDuration = SignedDuration::from_mins(5);

/// A gap where the certificate is still valid and its rotation is overdue.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let message = lineage.seen.and_then(|it| overdue(it, judge));
    let finding = |message| Finding {
        code: Code::OverdueRotation,
        weight: Weight::Gap,
        stage: None,
        message,
        receipts: lineage.receipts(),
    };
    message.map(finding).into_iter().collect()
}

fn overdue(seen: &Seen, judge: &Judge) -> Option<Message> {
    let validity = seen.leaf.certificate.validity;
    let (from, to) = (validity.from?, validity.to?);
    let configs = seen.looking.configs.as_ref();
    let window = configs.and_then(|it| it.rotation).unwrap_or(WINDOW);
    let due = rotation(from, to, window);
    let latest = later(due, REFRESH + POLLING + judge.tolerance().clock);
    let at = seen.looking.at;
    (latest < at && at <= to).then(|| {
        message!(
            "overdue-rotation",
            "its rotation was due {ago} before {at:.0}, with {window} % of its life left; it ends at {to}",
            ago = at.duration_since(due),
            at,
            window,
            to
        )
    })
}

/// The moment at which a percentage of a life is left.
fn rotation(from: Timestamp, to: Timestamp, window: u8) -> Timestamp {
    let life = to.duration_since(from).as_secs();
    let passed = life / 100 * i64::from(100 - window.min(100));
    later(from, SignedDuration::from_secs(passed))
}
