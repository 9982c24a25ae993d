//! Was a credential used under another user name than the name of its holder?
//!
//! The API server takes the user name from the credential: from the common name of a certificate (kubernetes/apiserver
//! `pkg/authentication/request/x509/x509.go`), or from the service account in a token. Impersonation does not matter, because the log names
//! the real caller apart from the impersonated user.

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::plain_chain::{Holder, Kind, PlainChain, Users};
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::users::{NameSource, Named};
use crate::store::rows::lineage::uses::Uses;

/// The greatest number of user names in a message.
const NAMED: usize = 3;

/// The check behind `holder-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::HolderMismatch,
    weights: &[Weight::Note, Weight::Break],
    explanation: Explanation {
        means: "A credential was used under another user name than the name for which it was issued. The API server takes the user name from the credential: from the common name of a certificate, or from the service account in a token. So the records of the issuance and the records of the use cannot both be true: it is a break. It is a note where the request named several ids: no authenticator writes several ids, so that a front proxy wrote the name and the ids, which says nothing against the credential.",
        look_at: "The front proxies that the API server trusts, first: one that writes `X-Remote-Extra-` headers can put the id of one credential beside the name of another user. Then the uses under the name that does not fit, and where they came from.",
        settle: "Where a front proxy explains it, configure the proxy so that it writes the id of the credential that it received, or no id. Otherwise assume that a forged credential was used under that name, and compare the records with their originals in Cloud Logging.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break where a user name is no holder in the records of the credential; a note where a front proxy wrote the user name.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let Some(uses) = lineage.uses() else {
        return Vec::new();
    };
    let finding = |weight, source| {
        let message = match &lineage.subject {
            Subject::Credential(CredentialId::Certificate(_)) => {
                of_certificate(lineage, &uses.users.named_by(source))
            }
            Subject::Credential(CredentialId::Token(_)) => of_token(lineage, uses, source),
            Subject::Credential(CredentialId::Other(_)) | Subject::Signature(_) => None,
        };
        Some(Finding {
            code: Code::HolderMismatch,
            weight,
            stage: Some(Source::Kubernetes),
            message: message?,
            receipts: receipts(lineage),
        })
    };
    let written = finding(Weight::Note, NameSource::FrontProxy).map(|it| {
        let mismatch = it.message;
        let message = message!("holder-mismatch-front-proxy", "{mismatch}; a front proxy wrote that, with several ids at once"; mismatch);
        Finding { message, ..it }
    });
    let authenticated = finding(Weight::Break, NameSource::Authenticator);
    authenticated.into_iter().chain(written).collect()
}

/// Whether a plain chain was used by anybody but its one holder. A token without a recorded holder is used by one service account.
fn can_fire(chain: &PlainChain, _: &Judge) -> bool {
    let Some(used) = chain.used else {
        return false;
    };
    match (chain.kind, used.users, chain.holder) {
        (_, Users::Account(user) | Users::One(user), Holder::One(holder)) if user != holder => true,
        (Kind::Certificate { .. }, Users::Account(_) | Users::One(_), Holder::One(_)) => false,
        (Kind::Token, Users::Account(_), Holder::One(_) | Holder::Unknown) => false,
        (Kind::Certificate { .. } | Kind::Token, ..) => true,
    }
}

fn of_certificate(lineage: &Lineage<'_>, users: &Named<'_>) -> Option<Message> {
    let certified = lineage.certified().map(|it| it.1);
    let requested = lineage.requested().map(|it| it.1);
    let names = certified
        .chain(requested)
        .map(|it| it.entry.event.user())
        .chain(
            lineage
                .observed()
                .map(|(it, _)| it.holder.common_name.as_str()),
        );
    let names: BTreeSet<&str> = names.filter(|it| !it.is_empty()).collect();
    let strangers = users.without(&names);
    if strangers.count == 0 || (names.is_empty() && !is_known_nameless(lineage)) {
        return None;
    }
    let whose = if names.is_empty() {
        let uris = uris(lineage);
        message!("holder-mismatch-nameless", "its certificate has no common name{uris}"; uris)
    } else {
        message!(
            "holder-mismatch-issued",
            "issued to {holders}",
            holders = listed(names)
        )
    };
    Some(message!(
        "holder-mismatch-certificate",
        "{whose}, but used by {users}; the API server knows the holder of a certificate by its common name alone",
        users = strangers.listed(NAMED);
        whose
    ))
}

/// Whether the content of a certificate without a known common name is known, so that the certificate has none. Of a certificate that cannot
/// be parsed, neither digest nor algorithm is known.
fn is_known_nameless(lineage: &Lineage<'_>) -> bool {
    let by_record = lineage.certified().any(|(it, _)| {
        let digest = it.recomputed.and_then(|it| it.digest);
        digest.is_some() || !it.holder.algorithm.is_empty() || !it.holder.uris.is_empty()
    });
    by_record || lineage.observed().next().is_some()
}

fn uris(lineage: &Lineage<'_>) -> Message {
    let certified = lineage.certified().map(|(it, _)| &it.holder);
    let observed = lineage.observed().map(|(it, _)| &it.holder);
    let uris: BTreeSet<&str> = certified
        .chain(observed)
        .flat_map(|it| &it.uris)
        .map(String::as_str)
        .collect();
    if uris.is_empty() {
        return Message::default();
    }
    message!(
        "holder-mismatch-uris",
        " and is of {holders}",
        holders = listed(uris)
    )
}

/// The message on the users of a token. Where service accounts and other users came with one token, an outside identity provider may have
/// given out the same id to the other users: `shared-identity` is the finding. Only the cluster itself gives out the names of service
/// accounts.
fn of_token(lineage: &Lineage<'_>, uses: &Uses, source: NameSource) -> Option<Message> {
    if lineage.issued().next().is_none() && lineage.requested().next().is_none() {
        return None;
    }
    let named = lineage.requested().map(|(it, _)| it.order.holder.as_str());
    let named: BTreeSet<&str> = named.filter(|it| !it.is_empty()).collect();
    let (all, accounts) = (
        uses.users.named_by(source),
        uses.users.accounts_named_by(source),
    );
    if accounts.count == 0 && all.count > 0 {
        return Some(message!(
            "holder-mismatch-no-account",
            "it is the token of a service account, but was used by {users}; the API server calls the holder of such a token system:serviceaccount:NAMESPACE:NAME",
            users = all.listed(NAMED)
        ));
    }
    let strangers = accounts.without(&named);
    let is_of_one = named.len() <= 1;
    if !is_of_one {
        return Some(message!(
            "holder-mismatch-several",
            "handed out to {holders}: a token has one holder",
            holders = listed(named)
        ));
    }
    if strangers.count == 0 || named.is_empty() {
        return None;
    }
    Some(message!(
        "holder-mismatch-token",
        "handed out to {holders}, but used by {users}",
        holders = listed(named),
        users = strangers.listed(NAMED)
    ))
}

fn receipts(lineage: &Lineage<'_>) -> Vec<Receipt> {
    let uses = lineage.uses().into_iter();
    let mut receipts: Vec<Receipt> = uses
        .flat_map(|it| [it.first.1.clone(), it.last.1.clone()])
        .collect();
    receipts.dedup();
    let records = lineage.certified().map(|it| it.1);
    let records = records.chain(lineage.requested().map(|it| it.1));
    let records = records.chain(lineage.issued().map(|it| it.1));
    receipts.extend(records.map(|it| it.receipt()));
    receipts
}

fn listed(names: BTreeSet<&str>) -> List {
    List::of(names).shown(NAMED, "others")
}
