//! Are the key, the lifetime and the key usage of a workload's certificate as configured?

use jiff::SignedDuration;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::configs::Configs;
use crate::vm::credentials_seen::Seen;
use crate::vm::{key_usage, svid};

/// The check behind `unexpected-profile`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedProfile,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The workload's certificate holds a key of another kind, or lives for longer or shorter, than the VM is configured for; or it does not allow what mutual TLS needs: digital signatures, for servers and for clients; or it allows what no workload's certificate may (SPIFFE X509-SVID, sections 4.1 and 4.3): to be an authority, to sign certificates or revocation lists. Peers that follow the SPIFFE standard refuse such a certificate. If a peer accepts a certificate that may sign others, its holder can create identities.",
        look_at: "The certificate template and issuance policy of the CA pool, and the configuration of the VM or of the pool of identities.",
        settle: "Where the configuration was changed lately, the next rotation settles it. Else another template or another issuer made this certificate: look at CA Service's record of it.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each property of the certificate that is not as configured.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let problems = lineage.seen.into_iter().flat_map(|it| problems(it, judge));
    problems
        .map(|message| Finding {
            code: Code::UnexpectedProfile,
            weight: Weight::Break,
            stage: None,
            message,
            receipts: lineage.receipts(),
        })
        .collect()
}

fn problems(seen: &Seen, judge: &Judge) -> Vec<Message> {
    let lacking = key_usage::lacking(&seen.leaf.der).into_iter();
    let lacking = lacking.map(|purpose| {
        message!(
            "unexpected-profile-lacking",
            "it does not allow {purpose}, which mutual TLS needs";
            purpose
        )
    });
    let faults = svid::faults_of_leaf(&seen.leaf.der).into_iter();
    let faults =
        faults.map(|fault| message!("unexpected-profile-fault", "it {fault}, and no workload's certificate may"; fault));
    let configs = seen.looking.configs.as_ref();
    let key = configs.and_then(|it| key(seen, it));
    let life = configs.and_then(|it| life(seen, it, judge.tolerance().clock));
    lacking.chain(faults).chain(key).chain(life).collect()
}

fn key(seen: &Seen, configs: &Configs) -> Option<Message> {
    let wanted = configs.key?;
    let place = &configs.place;
    match &seen.leaf.certificate.holder.key {
        Some(key) if wanted.is(key) => None,
        Some(key) => Some(message!(
            "unexpected-profile-key",
            "it holds an {key_family} key of {key_bits} bits, but {told_by} names {expected_key}",
            key_family = &key.family,
            key_bits = key.bits,
            told_by = place,
            expected_key = wanted.to_string()
        )),
        None => Some(message!(
            "unexpected-profile-unknown-key",
            "it holds a key of an unknown kind, but {told_by} names {expected_key}",
            told_by = place,
            expected_key = wanted.to_string()
        )),
    }
}

/// The message where the lifetime is not the configured lifetime. CA Service may set the beginning of a certificate some minutes into the
/// past, so that the lifetime may differ by the tolerance for clocks.
fn life(seen: &Seen, configs: &Configs, clock: SignedDuration) -> Option<Message> {
    let wanted = configs.lifetime?;
    let validity = seen.leaf.certificate.validity;
    let life = validity.to?.duration_since(validity.from?);
    let by = life.as_nanos().abs_diff(wanted.as_nanos());
    (by > clock.as_nanos().unsigned_abs()).then(|| {
        message!(
            "unexpected-profile-life",
            "it is good for {life}, but {told_by} names {expected_life}",
            life,
            told_by = &configs.place,
            expected_life = wanted
        )
    })
}
