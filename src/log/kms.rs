//! Cloud KMS's Data Access log: a key was asked to sign a digest.
//!
//! The documented filter is [`query`].
//!
//! The entry says neither which credential it served nor what the signature was. Refused calls are logged with their digest.

use super::query::Query;
use super::reading::Reading;
use super::row::{Body, Digests};
use super::{Line, Malformed, Said};
use crate::entry::{Entry, Event, Outcome, Signed};
use crate::identifier::ToBeSigned;
use crate::project::Project;

/// Finds the calls to sign one of these digests.
pub fn query<'d>(digests: impl IntoIterator<Item = &'d ToBeSigned>) -> Query {
    let field = |digest: &ToBeSigned| format!("protoPayload.request.digest.{}", digest.hash());
    Query::default()
        .with_any(digests.into_iter().map(|it| (field(it), it.to_string())))
        .with(
            "protoPayload.@type",
            "type.googleapis.com/google.cloud.audit.AuditLog",
        )
        .with("protoPayload.methodName", "AsymmetricSign")
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
}

/// Lets through every call to sign, refused ones too, by the short name of the method and by the long one.
pub(super) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["data_access"])
        .with("protoPayload.serviceName", "cloudkms.googleapis.com")
        .holding("protoPayload.methodName", ["AsymmetricSign"])
}

/// Whether a method signs: the log writes the short name, public rules the long one.
pub(super) fn is_signing(method: &str) -> bool {
    method.ends_with("AsymmetricSign")
}

/// Reads a call to sign. One without digest signed plain data, which nothing can be linked to.
pub(super) fn read(line: &Line<'_>, reading: &mut Reading) -> Result<Said, Malformed> {
    if !is_signing(line.payload.method.or_empty()) {
        return Ok(Said::Nothing);
    }
    let request = line.payload.request.object();
    let outcome = match line.status()? {
        0 => Outcome::Done,
        code => Outcome::Refused(code),
    };
    let Some(digest) = digest(request.get(), outcome)? else {
        return Ok(Said::Nothing);
    };
    let key = [line.payload.resource.get(), request.get().name.get()]
        .into_iter()
        .flatten()
        .find(|name| name.contains("/cryptoKeys/"));
    let key = key.ok_or_else(|| Malformed::missing("resourceName", "the name of a key version"))?;
    let entry = Entry {
        at: line.at()?,
        scope: line.scope.to_string(),
        insert_id: line.row.insert_id.or_empty().to_owned(),
        principal: line.principal().to_owned(),
        event: Event::Signed(Signed {
            digest,
            key: line.named(key),
            outcome,
        }),
    };
    reading.entries.push((line.origin.raw_line(), entry));
    Ok(Said::Something)
}

fn digest(request: &Body<'_>, outcome: Outcome) -> Result<Option<ToBeSigned>, Malformed> {
    let Some(digests) = &request.digest else {
        return without_digest(request, outcome);
    };
    let Digests {
        sha256,
        sha384,
        sha512,
        external_mu,
    } = &digests.0;
    if external_mu.get().is_some() {
        return Ok(None);
    }
    let blame = |field| move |it| Malformed::because(field, it);
    if let Some(text) = sha256.get() {
        ToBeSigned::sha256(text)
            .map(Some)
            .map_err(blame("request.digest.sha256"))
    } else if let Some(text) = sha384.get() {
        ToBeSigned::sha384(text)
            .map(Some)
            .map_err(blame("request.digest.sha384"))
    } else if let Some(text) = sha512.get() {
        ToBeSigned::sha512(text)
            .map(Some)
            .map_err(blame("request.digest.sha512"))
    } else {
        without_digest(request, outcome)
    }
}

fn without_digest(request: &Body<'_>, outcome: Outcome) -> Result<Option<ToBeSigned>, Malformed> {
    let signs_data = request.data.get().is_some();
    if signs_data || outcome != Outcome::Done {
        return Ok(None);
    }
    Err(Malformed::missing(
        "request.digest",
        "sha256, sha384 or sha512",
    ))
}
