//! The credentials and digests that a word on the command line names.

use std::path::Path;

use anyhow::bail;
use credtrail::evidence::certificate::serial;
use credtrail::evidence::jose::token::Presented;
use credtrail::model::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};
use credtrail::model::row_id::IdentifierId;
use credtrail::report::text::escape::Safe;
use credtrail::store::Store;

use super::super::trace::subject_input::Hand;
use super::subject_input;

/// The smallest number of characters that count as the beginning of an identifier.
const SHORTEST_PREFIX: usize = 4;

/// The identifiers from which a search starts.
#[derive(Default)]
pub(in crate::command) struct StartingPoints {
    pub(super) credentials: Vec<IdentifierId>,
    pub(super) digests: Vec<IdentifierId>,
    pub(super) tokens: Vec<Presented>,
}

impl StartingPoints {
    pub(in crate::command) fn are_none(&self) -> bool {
        self.credentials.is_empty() && self.digests.is_empty()
    }

    async fn add(
        &mut self,
        identifier: impl Into<Identifier>,
        store: &mut Store,
    ) -> anyhow::Result<()> {
        let identifier = identifier.into();
        if let Some(number) = store.number_of(&identifier)? {
            match identifier {
                Identifier::Credential(_) => self.credentials.push(number),
                Identifier::Digest(_) => self.digests.push(number),
            }
        }
        Ok(())
    }
}

/// Finds the identifiers of a text: as a file, then as an exact identifier, then as another name, then as the
/// beginning of an identifier.
pub(super) async fn find(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let mut seeds = named(what, store).await?;
    if seeds.are_none() && !is_in_hand(what) {
        seeds = called(what, store).await?;
    }
    if seeds.are_none() && !is_in_hand(what) {
        seeds = beginning(what, store).await?;
    }
    Ok(seeds)
}

/// Whether a text is a file, standard input, or a certificate or token itself, and not a name.
pub(in crate::command) fn is_in_hand(what: &str) -> bool {
    what == "-" || Path::new(what).is_file() || subject_input::is_written_out(what)
}

/// Returns the identifiers of a file or an exact identifier.
pub(in crate::command) async fn named(
    what: &str,
    store: &mut Store,
) -> anyhow::Result<StartingPoints> {
    let is_path = [
        ".pem", ".crt", ".cer", ".der", ".jwt", ".crl", ".csr", ".p7b", ".p7c", ".yaml", ".json",
    ]
    .iter()
    .any(|it| what.ends_with(it));
    if is_path && !Path::new(what).exists() {
        bail!("no such file: {}", Safe(what));
    }
    if what == "-" || Path::new(what).is_file() {
        return in_hand(&subject_input::bytes(what)?, &shown(what), store).await;
    }
    if subject_input::is_written_out(what) {
        return in_hand(what.as_bytes(), &shown(what), store).await;
    }
    exact(what, store).await
}

/// Returns the identifiers of certificates, requests, revocation lists and tokens in a file.
pub(super) async fn in_hand(
    bytes: &[u8],
    name: &str,
    store: &mut Store,
) -> anyhow::Result<StartingPoints> {
    let hand = Hand::of(bytes, name)?;
    let mut seeds = StartingPoints::default();
    for certificate in hand.certificates {
        seeds.add(certificate.recomputed.certificate, store).await?;
        if let Some(digest) = certificate.recomputed.digest {
            seeds.add(digest, store).await?;
        }
    }
    for digest in hand.digests {
        seeds.add(digest, store).await?;
    }
    for token in &hand.tokens {
        if let Some(credential) = &token.token.credential {
            seeds.add(credential.clone(), store).await?;
        }
        if let Some(digest) = token.token.digest {
            seeds.add(digest, store).await?;
        }
    }
    seeds.tokens = hand.tokens;
    Ok(seeds)
}

pub(super) async fn exact(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let mut seeds = StartingPoints::default();
    let text = what.trim();
    if let Some(jti) = text.strip_prefix("JTI=").or(Some(text)).and_then(Jti::new) {
        seeds.add(CredentialId::Token(jti), store).await?;
    }
    if let (false, Ok(fingerprint)) = (text.starts_with("TBS="), text.parse::<Fingerprint>()) {
        seeds.add(fingerprint, store).await?;
    }
    if let (false, Ok(digest)) = (text.starts_with("X509SHA256="), text.parse::<ToBeSigned>()) {
        seeds.add(digest, store).await?;
    }
    seeds
        .add(CredentialId::Other(what.to_owned()), store)
        .await?;
    Ok(seeds)
}

/// Returns the identifiers of other names: serial numbers, SPIFFE IDs, users, key versions.
pub(in crate::command) async fn called(
    what: &str,
    store: &mut Store,
) -> anyhow::Result<StartingPoints> {
    let mut credentials = store.certificates_called(what).await?;
    if credentials.is_empty() && what.chars().all(|c| c.is_ascii_hexdigit() || c == ':') {
        credentials = store.certificates_called(&serial(what)).await?;
    }
    credentials.extend(store.credentials_used_by(what).await?);
    Ok(StartingPoints {
        credentials,
        digests: store.digests_signed_by(what).await?,
        tokens: Vec::new(),
    })
}

/// Returns the only identifier with this beginning. Text reports shorten identifiers with `…`.
pub(in crate::command) async fn beginning(
    what: &str,
    store: &mut Store,
) -> anyhow::Result<StartingPoints> {
    let what = what.strip_suffix('…').unwrap_or(what);
    let (tag, prefix) = ["X509SHA256=", "JTI=", "TBS="]
        .iter()
        .find_map(|tag| Some((*tag, what.strip_prefix(tag)?)))
        .unwrap_or(("", what));
    if prefix.len() < SHORTEST_PREFIX {
        return Ok(StartingPoints::default());
    }
    let mut found = store.beginning_with(&prefix.to_ascii_lowercase()).await?;
    if prefix.chars().any(|c| c.is_ascii_uppercase()) {
        found.extend(store.beginning_with(prefix).await?);
    }
    found.retain(|(_, identifier)| identifier.to_string().starts_with(tag));
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Ok(StartingPoints::default()),
        [(number, Identifier::Credential(_))] => Ok(StartingPoints {
            credentials: vec![*number],
            ..StartingPoints::default()
        }),
        [(number, Identifier::Digest(_))] => Ok(StartingPoints {
            digests: vec![*number],
            ..StartingPoints::default()
        }),
        many => {
            let named: Vec<String> = many
                .iter()
                .take(10)
                .map(|(_, it)| Safe(&it.to_string()).to_string())
                .collect();
            bail!(
                "{} begins {} identifiers, name one of them: {}",
                Safe(what),
                many.len(),
                named.join(", ")
            )
        }
    }
}

/// Whether a text may be a token, complete or damaged: parts in base64url, together longer than any name.
pub(super) fn may_be_token(what: &str) -> bool {
    let base64url = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
    };
    let parts: Vec<&str> = what.trim().split('.').collect();
    (2..=5).contains(&parts.len()) && what.len() > 60 && parts.into_iter().all(base64url)
}

/// Returns why a text may not have been found.
pub(super) fn hint(what: &str) -> &'static str {
    if what != "-" && what.chars().count() < SHORTEST_PREFIX {
        " (the beginning of an identifier needs 4 characters)"
    } else {
        ""
    }
}

/// Returns the given text for a message, unless it may be a secret.
pub(super) fn shown(what: &str) -> String {
    if what == "-" {
        "what was given on standard input".to_owned()
    } else if !Path::new(what).is_file()
        && (may_be_token(what) || subject_input::is_written_out(what))
    {
        "this token or certificate".to_owned()
    } else {
        Safe(what).to_string()
    }
}
