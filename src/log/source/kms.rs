//! Cloud KMS's Data Access log: a key was asked to sign a digest, or data, which the service hashes.
//!
//! The documented filter is [`query`].
//!
//! The entry says neither which credential it served nor what the signature was. Refused calls are logged with their digest.

use sha2::{Digest as _, Sha256};

use crate::evidence::signed_content::digest_of_field;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::shape::row::{Body, Digests};
use crate::log::{LogLine, Malformed, Relevance};
use crate::model::agent::Agent;
use crate::model::entry::{Event, Outcome, Signed};
use crate::model::identifier::ToBeSigned;
use crate::model::project::Project;

/// Finds the calls to sign one of these digests.
pub fn query<'d>(digests: impl IntoIterator<Item = &'d ToBeSigned>) -> Query {
    let field = |digest: &ToBeSigned| format!("protoPayload.request.digest.{}", digest.hash());
    let known = digests
        .into_iter()
        .filter(|it| !matches!(it, ToBeSigned::Unknown(_)));
    Query::default()
        .with_any(known.map(|it| (field(it), it.to_string())))
        .with(
            "protoPayload.@type",
            "type.googleapis.com/google.cloud.audit.AuditLog",
        )
        .with("protoPayload.methodName", "AsymmetricSign")
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
}

/// Lets through every call to sign, refused ones too, by the short name of the method and by the long one.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["data_access"])
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
        .holding("protoPayload.methodName", ["AsymmetricSign"])
}

/// Whether a method signs: the log writes the short name, public rules the long one.
pub(in crate::log) fn is_signing(method: &str) -> bool {
    method.ends_with("AsymmetricSign")
}

/// Reads a call to sign. A refused one signed nothing: where it does not tell what it was to sign, it says nothing.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    if !is_signing(line.payload.method.or_empty()) {
        return Ok(Relevance::Nothing);
    }
    let outcome = match line.status()? {
        0 => Outcome::Done,
        code => Outcome::Refused(code),
    };
    let request = line.payload.request.object();
    let response = line.payload.response.object();
    let (request, response) = (request.get(), response.get());
    let digest = match (content(request, response), outcome) {
        (Ok(Content::Digest(digest)), _) => digest,
        (_, Outcome::Refused(_)) => return Ok(Relevance::Nothing),
        (Ok(Content::Data), Outcome::Done) => nameless(line, key(line, request)?)?,
        (Ok(Content::NotTold), Outcome::Done) => not_told(line, key(line, request)?)?,
        (Err(malformed), Outcome::Done) => return Err(malformed),
    };
    let at = line.at()?;
    let signed = Signed {
        digest,
        key: line.named(key(line, request)?),
        outcome,
    };
    let entry = line.entry(at, Event::Signed(signed));
    reading.entries.push((line.origin.raw_line(), entry));
    Ok(Relevance::Something)
}

/// The name of the key version.
fn key<'l>(line: &'l LogLine<'_>, request: &'l Body<'_>) -> Result<&'l str, Malformed> {
    [line.payload.resource.get(), request.name.get()]
        .into_iter()
        .flatten()
        .find(|name| name.contains("/cryptoKeys/"))
        .ok_or_else(|| Malformed::missing("resourceName", "the name of a key version"))
}

/// What a key was asked to sign.
enum Content {
    /// This digest, or data with this digest.
    Digest(ToBeSigned),
    /// Something that is not in the log and no digest of SHA-2.
    Data,
    /// Nothing tells.
    NotTold,
}

/// `digest` and `data` exclude each other (Cloud KMS, `AsymmetricSignRequest`). ML-DSA's `external_mu` is no digest.
fn content(request: &Body<'_>, response: &Body<'_>) -> Result<Content, Malformed> {
    let digests = request.digest.as_ref().map(|it| &it.0);
    if let Some(digest) = digests.and_then(digest) {
        return digest.map(Content::Digest);
    }
    if let Some(data) = request.data.get() {
        return Ok(Content::Digest(digest_of_field(data)));
    }
    let checks = [&request.data_checksum, &response.data_verified];
    let external_mu = digests.map(|it| &it.external_mu);
    let mut hints = checks.into_iter().chain(external_mu);
    let is_data = hints.any(|it| it.get().is_some());
    Ok(if is_data {
        Content::Data
    } else {
        Content::NotTold
    })
}

fn digest(digests: &Digests<'_>) -> Option<Result<ToBeSigned, Malformed>> {
    let blame = |field| move |it| Malformed::because(field, it);
    let sha256 = digests.sha256.get().map(|it| {
        let digest = ToBeSigned::sha256(it);
        digest.map_err(blame("request.digest.sha256"))
    });
    let sha384 = || {
        let digest = digests.sha384.get().map(ToBeSigned::sha384);
        digest.map(|it| it.map_err(blame("request.digest.sha384")))
    };
    let sha512 = || {
        let digest = digests.sha512.get().map(ToBeSigned::sha512);
        digest.map(|it| it.map_err(blame("request.digest.sha512")))
    };
    sha256.or_else(sha384).or_else(sha512)
}

/// Google's agents sign digests, and a name may be withheld: such a call may be a record whose body was cut on the way. Of anybody
/// else it is a signature of unknown content.
fn not_told(line: &LogLine<'_>, key: &str) -> Result<ToBeSigned, Malformed> {
    let principal = line.principal();
    if principal.is_empty() || Agent::of(principal).is_some() {
        let missing = "sha256, sha384 or sha512";
        return Err(Malformed::missing("request.digest", missing));
    }
    nameless(line, key)
}

/// What stands for the content of a call that does not tell it: the same by every route that the entry takes. Google's key of a
/// duplicate is project, timestamp and insertId; exports may cut the time.
fn nameless(line: &LogLine<'_>, key: &str) -> Result<ToBeSigned, Malformed> {
    let at = line.at()?;
    let moment = match line.row.insert_id.get() {
        Some(insert_id) => format!("{} {insert_id}", at.as_second()),
        None => format!("{at} {}", line.principal()),
    };
    let call = format!("{} {} {moment}", line.scope, line.named(key));
    let hash: [u8; 32] = Sha256::digest(call).into();
    let mut name = [0; 16];
    name.copy_from_slice(&hash[..16]);
    Ok(ToBeSigned::Unknown(name))
}
