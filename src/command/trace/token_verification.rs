//! `trace --jwks`: verifies a given token with the cluster's key set. The token is not sent anywhere, and nothing of
//! it is stored.

use std::io;
use std::path::Path;

use anyhow::bail;
use credtrail::check::certificate::signature_invalid;
use credtrail::check::policy::unexpected_key;
use credtrail::correlate::lineage::Lineage;
use credtrail::evidence::input::bounded_file;
use credtrail::evidence::jose::jwks;
use credtrail::evidence::jose::jwks::{Member, PublicKey};
use credtrail::evidence::jose::token::{KeySetCheck, Presented};
use credtrail::files::input_file;
use credtrail::judge::context::Judge;
use credtrail::log::framing::decompress::unpack;
use credtrail::model::finding::Finding;
use credtrail::model::identity::subject::Subject;
use url::Url;

use crate::command::Outcome;
#[cfg(not(feature = "pull"))]
use crate::command::absent::key_set_url;
use crate::command::failure::WithMessage;
#[cfg(feature = "pull")]
use crate::command::trace::key_set_url;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The result of verifying a token.
pub struct Verified<'t> {
    token: &'t Presented,
    place: String,
    /// The result of the check with the key set.
    pub verification: KeySetCheck,
}

impl<'t> Verified<'t> {
    /// Verifies each token with the keys of a URL or file.
    pub async fn all(place: &str, tokens: &'t [Presented]) -> anyhow::Result<Vec<Self>> {
        if tokens.is_empty() {
            bail!(message!(
                "error-jwks-no-token",
                "--jwks verifies a token: give a file with the token, or - for standard input"
            ));
        }
        let keys = keys(place).await?;
        let verified = tokens.iter().map(|token| Verified {
            verification: token.verify(&keys),
            token,
            place: shown(place),
        });
        Ok(verified.collect())
    }

    /// Returns the name of the token among several.
    pub fn called(&self) -> Message {
        match &self.token.token.credential {
            Some(credential) => credential.to_string().into(),
            None => message!("jwks-token-without-id", "a token without an id"),
        }
    }

    /// Returns the finding on a lineage of this token, if any.
    pub fn findings(&self, lineage: &Lineage<'_>, judge: &Judge) -> Option<Finding> {
        let known = &self.token.token;
        let is_named = matches!((&lineage.subject, &known.credential), (Subject::Credential(one), Some(other)) if one == other);
        let is_signed = known
            .digest
            .is_some_and(|it| lineage.digests().contains(&it));
        match &self.verification {
            KeySetCheck::Fails(key) if is_named => Some(signature_invalid::of_token(lineage, key)),
            KeySetCheck::Holds(key) if is_signed => unexpected_key::of_token(lineage, key, judge),
            _ => None,
        }
    }

    /// Returns the outcome of the command, given its outcome without the verification.
    pub fn outcome(&self, outcome: Outcome) -> Outcome {
        match (&self.verification, outcome) {
            (KeySetCheck::Holds(_), it) => it,
            (KeySetCheck::Fails(_), _) | (_, Outcome::Broken) => Outcome::Broken,
            _ => Outcome::Unknown,
        }
    }

    /// Returns the result as text, not yet escaped.
    pub fn text(&self, judge: &Judge) -> Message {
        let place = &self.place;
        match &self.verification {
            KeySetCheck::Holds(key) => {
                let matched = matched(key, judge);
                message!(
                    "jwks-holds",
                    "signature verified with key {key} of {place}; {matched}",
                    key = key.called().to_string(), place;
                    matched
                )
            }
            KeySetCheck::Fails(key) => message!(
                "jwks-fails",
                "signature NOT verified: key {key} of {place} did not make it, the token is forged or damaged",
                key = key.to_string(),
                place
            ),
            other => self.unverified(other),
        }
    }

    /// Says why there is no result.
    fn unverified(&self, check: &KeySetCheck) -> Message {
        let place = &self.place;
        match check {
            KeySetCheck::NoSuchKey { named, made_by } => {
                no_such_key(named, made_by.as_ref(), place)
            }
            KeySetCheck::Cannot(why) => message!(
                "jwks-cannot",
                "signature not verified: it cannot be, {why}; this says nothing against the token",
                why = why.to_string()
            ),
            KeySetCheck::NoneOfThem => message!(
                "jwks-none",
                "signature not verified: the token names no key, and none of {place} made it; see that these are the keys of its cluster",
                place
            ),
            _ => message!(
                "jwks-unsigned",
                "signature not verified: the given token has none; give all three parts of it"
            ),
        }
    }
}

fn no_such_key(
    named: &impl std::fmt::Display,
    made_by: Option<&impl std::fmt::Display>,
    place: &str,
) -> Message {
    let named = named.to_string();
    match made_by {
        None => message!(
            "jwks-no-such-key",
            "signature not verified: the token names key {named}, which {place} does not have; the key was rotated away, or these are the keys of another cluster",
            named,
            place
        ),
        Some(other) => message!(
            "jwks-other-key",
            "signature not verified: the token names key {named}, which {place} does not have; its key {other} made the signature, but an API server takes a key by its name alone: see that these are the keys of the token's cluster",
            named,
            place,
            other = other.to_string()
        ),
    }
}

fn matched(key: &PublicKey, judge: &Judge) -> Message {
    let known = &judge.expectations.policy.public_keys;
    match known.version_of(key) {
        Some(version) => message!(
            "jwks-key-of-policy",
            "by the policy that is {version}",
            version = version.to_string()
        ),
        None if known.are_none() => message!(
            "jwks-no-policy",
            "with [public-keys] in the policy it would be matched with a key version"
        ),
        None => message!(
            "jwks-other-policy",
            "it is none of the [public-keys] of the policy"
        ),
    }
}

/// Returns a URL without its query, user and password; a path as it is.
fn shown(place: &str) -> String {
    let Ok(mut url) = place.parse::<Url>() else {
        return place.to_owned();
    };
    url.set_query(None);
    let _ = url.set_username(""); // a `file` URL has none
    let _ = url.set_password(None);
    url.to_string()
}

async fn keys(place: &str) -> anyhow::Result<Vec<PublicKey>> {
    let bytes = if place.contains("://") {
        key_set_url::fetched(place, &shown(place)).await?
    } else {
        unpacked(Path::new(place)).with_message(|| {
            message!(
                "error-jwks-unreadable",
                "cannot read {place}; expected a key set (JWKS) or the URL of one",
                place
            )
        })?
    };
    let place = shown(place);
    let members = jwks::read(&bytes);
    let members = members.with_message(|| {
        let place = place.as_str();
        message!(
            "error-jwks-no-set",
            "{place} is no key set; expected JSON with \"keys\", as the cluster's /openid/v1/jwks gives it",
            place
        )
    })?;
    let is_empty = members.is_empty();
    let keys: Vec<PublicKey> = members.into_iter().filter_map(public).collect();
    if keys.is_empty() && !is_empty {
        bail!(message!(
            "error-jwks-empty",
            "{place} holds no public key that could verify a token; see that it is the cluster's /openid/v1/jwks",
            place
        ));
    }
    Ok(keys)
}

/// Returns a key that may verify the token. A member with a private key is not read, and a placeholder takes its place.
fn public(member: Member) -> Option<PublicKey> {
    match member {
        Member::Public(key) => Some(key),
        Member::Secret { kid } => Some(PublicKey::unread(&kid)),
        Member::Unknown => None,
    }
}

/// Returns the content of a file of keys, packed or not, as `ingest` reads one.
fn unpacked(path: &Path) -> io::Result<Vec<u8>> {
    let (_, stream) = unpack(input_file::open(path)?)?;
    bounded_file::read_open(stream, bounded_file::SETTINGS)
}
