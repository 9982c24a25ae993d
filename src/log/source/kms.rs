//! The Data Access log of Cloud KMS: a key was asked to sign a digest, or data, which the service hashes.
//!
//! The documented filter is [`query`].
//!
//! The entry contains neither the credential nor the signature. The entries of refused calls contain the digest.

use sha2::{Digest as _, Sha256};

use crate::evidence::signed_content::digest_of_field;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::shape::row::{Body, Digests};
use crate::log::{LogLine, Malformed, Relevance};
use crate::model::entry::{Event, Outcome, Signed};
use crate::model::identifier::ToBeSigned;
use crate::model::identity::agent::Agent;
use crate::model::identity::project::Project;

/// Returns the query of the calls to sign one of these digests.
pub fn query<'d>(digests: impl IntoIterator<Item = &'d ToBeSigned>) -> Query {
    signing_with(digests.into_iter().filter_map(stated))
}

/// Returns the query of a call to sign. A request that holds the data instead of the digest has no digest, so that the entry is also named by
/// its `insertId`.
pub fn query_of_call(digest: &ToBeSigned, insert_id: Option<&str>) -> Query {
    let entry = insert_id.map(|it| ("insertId".to_owned(), it.to_owned()));
    signing_with(stated(digest).into_iter().chain(entry))
}

/// Returns the field of a request that states a digest, and its value.
fn stated(digest: &ToBeSigned) -> Option<(String, String)> {
    let field = format!("protoPayload.request.digest.{}", digest.hash());
    (!matches!(digest, ToBeSigned::Unknown(_))).then(|| (field, digest.to_string()))
}

fn signing_with(fields: impl Iterator<Item = (String, String)>) -> Query {
    Query::default()
        .with_any(fields)
        .with(
            "protoPayload.@type",
            "type.googleapis.com/google.cloud.audit.AuditLog",
        )
        .holding("protoPayload.methodName", ["AsymmetricSign"])
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
}

/// Returns the filter of every call to sign, refused calls included, by the short and the long name of the method.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["data_access"])
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
        .holding("protoPayload.methodName", ["AsymmetricSign"])
}

/// Returns whether a method signs. The log writes the short name, public detection rules the long name.
pub(in crate::log) fn is_signing(method: &str) -> bool {
    method.ends_with("AsymmetricSign")
}

/// Reads a call to sign. A refused call signed nothing; without a digest, the entry of a refused call has no fact.
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
        (Ok(Content::Unknown), Outcome::Done) => unknown_content(line, key(line, request)?)?,
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
    if outcome == Outcome::Done {
        line.show_number(line.payload.resource.get(), reading);
    }
    Ok(Relevance::Something)
}

/// Returns the name of the key version, or of the key where no version is named.
fn key<'l>(line: &'l LogLine<'_>, request: &'l Body<'_>) -> Result<&'l str, Malformed> {
    let names = [line.payload.resource.get(), request.name.get()];
    let named = |part| names.into_iter().flatten().find(|it| it.contains(part));
    named("/cryptoKeyVersions/")
        .or_else(|| named("/cryptoKeys/"))
        .ok_or_else(|| Malformed::missing("resourceName", "the name of a key version"))
}

/// What a key was asked to sign.
enum Content {
    /// This digest, or data with this digest.
    Digest(ToBeSigned),
    /// Content that is not in the log and is no SHA-2 digest.
    Data,
    /// Unknown content.
    Unknown,
}

/// Returns the content of a call. `digest` and `data` exclude each other (Cloud KMS, `AsymmetricSignRequest`). ML-DSA's `external_mu` is no
/// digest.
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
        Content::Unknown
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

/// Returns the digest of a call without any content. Google's service agents sign digests, and an exporter may withhold the caller: such an
/// entry may be a record whose body was cut, and is an error. The call of any other caller is a signature of unknown content.
fn unknown_content(line: &LogLine<'_>, key: &str) -> Result<ToBeSigned, Malformed> {
    let principal = line.principal();
    if principal.is_empty() || Agent::of(principal).is_some() {
        let missing = "sha256, sha384 or sha512";
        return Err(Malformed::missing("request.digest", missing));
    }
    nameless(line, key)
}

/// Returns a digest that identifies a call of unknown content, the same for every export route. Google identifies duplicates by project,
/// timestamp and insertId; exports may truncate the timestamp.
fn nameless(line: &LogLine<'_>, key: &str) -> Result<ToBeSigned, Malformed> {
    let at = line.at()?;
    let moment = match line.row.insert_id() {
        Some(insert_id) => format!("{} {insert_id}", at.as_second()),
        None => format!("{at} {}", line.principal()),
    };
    let call = format!("{} {} {moment}", line.scope, line.named(key));
    let hash: [u8; 32] = Sha256::digest(call).into();
    let mut name = [0; 16];
    name.copy_from_slice(&hash[..16]);
    Ok(ToBeSigned::Unknown(name))
}
