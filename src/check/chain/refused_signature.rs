//! Was a call to sign the credential refused?
//!
//! A refused call signs nothing, so that the finding is a note: it does not change the verdict.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::{Outcome, Source};
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `refused-signature`.
pub(crate) const CHECK: Check = Check {
    code: Code::RefusedSignature,
    weights: &[Weight::Note],
    explanation: Explanation {
        means: "KMS refused a call to sign a digest of this credential. It is always a note: nothing was signed by that call, so that it proves nothing and disproves nothing.",
        look_at: "The caller, the key version and the status code. Code 7 is a missing permission, code 5 a key version that is not there.",
        settle: "Nothing needs settling for this credential. Many refused calls by a caller that you do not know may be an attack.",
    },
    run: Run::OnLineage(check),
    // The one call to sign the digest of a plain chain succeeded.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A note for each refused call to sign.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let refused = lineage
        .calls_to_sign()
        .filter_map(|(it, record)| match it.outcome {
            Outcome::Refused(code) => Some((it, record, code)),
            Outcome::Done => None,
        });
    refused
        .map(|(it, record, code)| Finding {
            code: Code::RefusedSignature,
            weight: Weight::Note,
            stage: Some(Source::Kms),
            message: message!(
                "refused-signature",
                "a call of {caller} to sign it with {key} was refused with status code {status_code}",
                caller = &record.entry.principal,
                key = &it.key,
                status_code = code
            ),
            receipts: vec![record.receipt()],
        })
        .collect()
}
