//! What is given itself and not named: certificates, requests, revocation lists and tokens, in a file or a text. Only their ids and digests
//! are looked up; nothing of them is stored.

use thiserror::Error;

use crate::evidence::certificate::Certificate;
use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::{FoundItem, Item, LOG_BESIDE};
use crate::evidence::input::unsupported;
use crate::evidence::jose::token::Presented;
use crate::ingest::evidence_file;
use crate::model::entry::Role;
use crate::model::finding::message::{Message, message};
use crate::model::identifier::{Identifier, ToBeSigned};
use crate::store::{self, Store};
use crate::trace::resolve::StartingPoints;

/// The description of a key set in error messages.
const KEY_SET: &str = "a key set (JWKS), and is given with --jwks";

/// Why nothing of an input can be looked up. The text names what the input is, and is not yet escaped.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Nothing(pub Message);

/// The certificates, digests and tokens of an input.
#[derive(Default)]
pub struct SubjectInput {
    /// The certificates; those of authorities only where there are no others.
    pub certificates: Vec<Certificate>,
    /// The digests of signing requests and revocation lists.
    pub digests: Vec<ToBeSigned>,
    /// The tokens, of which only ids and digests are stored or printed.
    pub tokens: Vec<Presented>,
    /// What could not be read, each with its place. The texts are not yet escaped.
    pub unread: Vec<String>,
}

/// Whether a text is a certificate, token or the like itself and not a name: such a text may be a secret, and is not shown.
pub fn is_written_out(what: &str) -> bool {
    FileForm::of(what.as_bytes()).is_some()
}

/// Whether a text may be a token, complete or damaged: parts in base64url, together longer than any name.
pub fn may_be_token(what: &str) -> bool {
    let base64url = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
    };
    let parts: Vec<&str> = what.trim().split('.').collect();
    (2..=5).contains(&parts.len()) && what.len() > 60 && parts.into_iter().all(base64url)
}

impl SubjectInput {
    /// Reads an input with the reader of evidence files.
    ///
    /// # Errors
    /// States what the input is where nothing in it can be looked up.
    pub fn of(bytes: &[u8], name: &str) -> Result<Self, Nothing> {
        let mut input = SubjectInput::default();
        let mut secrets = 0;
        for FoundItem { line, item, .. } in evidence_file::found(bytes).unwrap_or_default() {
            match item {
                Item::Certificate(certificate) => input.certificates.push(*certificate),
                Item::Token(token) => input.tokens.push(*token),
                Item::Request(_) | Item::RevocationList(_) => {
                    input.digests.extend(item.without_credential());
                }
                Item::Secret => secrets += 1,
                Item::Unreadable(why) => input.unread.push(format!("{name}, line {line}: {why}")),
                Item::Log => input
                    .unread
                    .push(format!("{name}, line {line}: {LOG_BESIDE}")),
                Item::Foreign(what) => input.unread.push(format!("{name}, line {line}: {what}")),
                Item::Key(_) => input.unread.insert(0, format!("{name} is {KEY_SET}")),
            }
        }
        if input.is_empty() {
            return Err(nothing(bytes, name, &input.unread, secrets));
        }
        input.set_authorities_aside();
        Ok(input)
    }

    fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.digests.is_empty() && self.tokens.is_empty()
    }

    /// Removes the authorities' certificates where there are other certificates or tokens, which they accompany.
    fn set_authorities_aside(&mut self) {
        let is_end = |it: &Certificate| it.holder.role == Role::End;
        if self.certificates.iter().any(is_end) || !self.tokens.is_empty() {
            self.certificates.retain(is_end);
        }
    }

    /// Returns the identifiers by which the input is looked up, known or not.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let mut sought = Vec::new();
        for certificate in &self.certificates {
            sought.push(certificate.recomputed.certificate.into());
            sought.extend(certificate.recomputed.digest.map(Identifier::from));
        }
        sought.extend(self.digests.iter().copied().map(Identifier::from));
        for Presented { token, .. } in &self.tokens {
            sought.extend(token.credential.clone().map(Identifier::from));
            sought.extend(token.digest.map(Identifier::from));
        }
        sought
    }
}

/// Returns those of these identifiers that the database has.
///
/// # Errors
/// Those of the database.
pub fn points(sought: &[Identifier], store: &mut Store) -> Result<StartingPoints, store::Error> {
    let mut points = StartingPoints::default();
    for identifier in sought {
        points.add(identifier.clone(), store)?;
    }
    Ok(points)
}

/// Returns why nothing can be looked up.
fn nothing(bytes: &[u8], name: &str, unread: &[String], secrets: usize) -> Nothing {
    let expected = message!(
        "error-trace-expected",
        "expected a certificate, signing request or revocation list (PEM, DER, PKCS #7), a token, or a kubeconfig, Secret or TokenRequest that holds one"
    );
    Nothing(if let Some(why) = unread.first() {
        message!("error-trace-unread", "{why}; {expected}", why; expected)
    } else if secrets > 0 {
        message!("error-trace-secret", "{name} holds a private key, which was left unread, and nothing else; {expected}", name; expected)
    } else if let Some(what) = unsupported::name(bytes) {
        message!("error-trace-unsupported", "{name} is {what}; {expected}", name, what; expected)
    } else {
        message!("error-trace-nothing", "{name} holds nothing that can be looked up; {expected}", name; expected)
    })
}
