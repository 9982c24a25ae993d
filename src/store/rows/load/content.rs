//! The hash that tells entries of one moment apart.

use sha2::{Digest as _, Sha256};

use crate::model::entry::{Entry, Event, Signer, Source};
use crate::model::identifier::CredentialId;
use crate::model::time::UnixNanos;
use crate::store::rows::ids;
use crate::store::schema::codes::Code;

/// What tells entries of one moment apart: Google's key of a duplicate is project, timestamp and insertId. What the entry says
/// belongs to it here, so that two entries which contradict or complete each other both stay. For the API server the project is left out: a
/// raw event does not know its own.
pub(super) fn content(entry: &Entry) -> i64 {
    let (scope, resource) = match entry.event.source() {
        Source::Kubernetes => ("", ""),
        _ => (entry.scope.as_str(), entry.event.resource()),
    };
    let mut hash = Sha256::new();
    for text in [
        scope,
        &entry.insert_id,
        entry.event.as_str(),
        resource,
        &entry.principal,
    ] {
        hash.update(text);
        hash.update([0]);
    }
    let validity = entry.event.validity();
    for end in [validity.from, validity.to] {
        hash.update(end.map_or(UnixNanos::MIN, UnixNanos::from).0.to_be_bytes());
    }
    for (field, identifier) in entry.event.mentions() {
        hash.update([field.code() as u8]);
        let (kind, value) = ids::stored(&identifier);
        hash.update([kind as u8]);
        hash.update(value);
    }
    if tells_signer(&entry.event) {
        hash.update("signer");
    }
    let hash: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes([
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7],
    ])
}

/// Of a certificate one route may tell the signer, and another not.
pub(super) fn tells_signer(event: &Event) -> bool {
    matches!(event, Event::Requested(it)
        if it.order.signer == Signer::Cluster && matches!(it.credential, CredentialId::Certificate(_)))
}
