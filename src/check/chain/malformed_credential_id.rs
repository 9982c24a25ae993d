//! Is the id of a credential neither a certificate's nor a token's?
//!
//! An API server writes `X509SHA256=` with 64 lower-case hex digits, or `JTI=` with an id. A front proxy that the API server trusts can
//! write any other text as the id (`X-Remote-Extra-` headers), even a known id in another spelling. Nothing can be proved of a credential
//! with such an id.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;

/// The check behind `malformed-credential-id`.
pub(crate) const CHECK: Check = Check {
    code: Code::MalformedCredentialId,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "The API server's log names an id that is neither the id of a certificate nor that of a token. It is always a gap: there is no issuance to look for.",
        look_at: "The id itself and who used it. An authenticator writes X509SHA256= with 64 lower-case hex digits or JTI= with an id. Anything else, upper-case digits and blanks too, comes from a front proxy that the API server trusts.",
        settle: "Find out which front proxy it is, and who can make it write such headers. Nothing in these logs can prove where the credential came from.",
    },
    run: Run::OnLineage(check),
    // The subject of a plain chain is a certificate or a token.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A gap, because the id names no credential whose issuance could be looked for.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let Subject::Credential(CredentialId::Other(id)) = &lineage.subject else {
        return Vec::new();
    };
    vec![Finding {
        code: Code::MalformedCredentialId,
        weight: Weight::Gap,
        stage: None,
        message: explanation(id),
        receipts: lineage.receipts(),
    }]
}

fn explanation(id: &str) -> Message {
    let form = match CredentialId::meant(id) {
        Some(meant) => message!(
            "malformed-credential-id-resembles",
            "resembles {meant}, but no API server spells it so",
            meant = meant.to_string()
        ),
        None => message!(
            "malformed-credential-id-neither",
            "neither X509SHA256=<64 hex> nor JTI=<id>"
        ),
    };
    message!("malformed-credential-id", "{form}: a front proxy's word, of which nothing can be proved"; form)
}
