//! Is the credential a token of an outside identity provider?
//!
//! An authenticator copies the `jti` of any token that it trusts, so that the tokens of outside providers and of the cluster have ids of
//! the same form. The user names distinguish the tokens: see [`Lineage::is_foreign_token`].

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `foreign-token`.
pub(crate) const CHECK: Check = Check {
    code: Code::ForeignToken,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "A token came with a user name that is no service account's, and no log of the cluster knows of its issuance. The cluster's own issuer signs tokens only for service accounts, so that an outside identity provider issued this one. The logs neither prove this token nor speak against it: it is always a gap.",
        look_at: "The user names, and the identity providers in the authentication configuration of the API server. People who log in with one are the usual cause.",
        settle: "Look for the token in the provider's own log, by its `jti`. Where the provider is one that you trust, the findings on such tokens can be suppressed by the policy. Where no provider is configured, find out who wrote the id: a front proxy can.",
    },
    run: Run::OnLineage(check),
    // GKE's log holds the issuance of every plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A gap: the log of the outside provider, which would prove the issuance, is none of the logs that this program reads.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    if !lineage.is_foreign_token() {
        return Vec::new();
    }
    vec![Finding {
        code: Code::ForeignToken,
        weight: Weight::Gap,
        stage: None,
        message: message!(
            "foreign-token",
            "its user is no service account, and the cluster's own issuer signs for nobody else: the token of an outside identity provider, for which nothing here can vouch"
        ),
        receipts: lineage.receipts(),
    }]
}
