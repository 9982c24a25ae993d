//! Was one token id used under several user names?
//!
//! An authenticator copies the `jti` of any token that it trusts: an outside provider may give out the id of a service account's token, and
//! a front proxy may write any id into `user.extra`. The id of a certificate is a hash over bytes that hold the holder's name, so that no
//! other certificate has the same id.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::plain_chain::{Kind, PlainChain, Users};

/// The greatest number of user names in a message.
const NAMED: usize = 3;

/// The check behind `shared-identity`.
pub(crate) const CHECK: Check = Check {
    code: Code::SharedIdentity,
    weights: &[Weight::Gap],
    explanation: Explanation {
        means: "One token id was used under several user names. A token is issued to one user, so that at most one of these users has the token whose issuance is recorded. The logs do not tell which one.",
        look_at: "The first and the last use under each name, and where they came from. An outside identity provider may give out an id that a service account's token has; a front proxy that the API server trusts can write any id and any name.",
        settle: "Find the authenticator of the name that does not fit: the structured authentication configuration of the API server, and whoever holds a client certificate for the front proxy. If neither explains it, treat the uses under that name as forged.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A gap: the issuance of the token may be proved, but the holder of the token is not.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let Subject::Credential(CredentialId::Token(_)) = lineage.subject else {
        return Vec::new();
    };
    let Some(uses) = lineage.uses() else {
        return Vec::new();
    };
    let users = uses.users.named();
    if users.count < 2 {
        return Vec::new();
    }
    let mut receipts = vec![uses.first.1.clone(), uses.last.1.clone()];
    receipts.dedup();
    vec![Finding {
        code: Code::SharedIdentity,
        weight: Weight::Gap,
        stage: None,
        message: message!(
            "shared-identity",
            "came with {count} user names: {users}; a token is issued to one user, and nothing tells to which of them",
            count = users.count,
            users = users.listed(NAMED)
        ),
        receipts,
    }]
}

/// Whether a plain chain is a token that came with several user names.
fn can_fire(chain: &PlainChain, _: &Judge) -> bool {
    let has_several_users = chain.used.is_some_and(|it| it.users == Users::Several);
    chain.kind == Kind::Token && has_several_users
}
