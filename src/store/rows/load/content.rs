//! The hash that distinguishes entries of one moment.

use sha2::{Digest as _, Sha256};

use crate::model::entry::{Entry, Event, Signer, Source};
use crate::model::identifier::CredentialId;
use crate::model::time::UnixNanos;
use crate::store::rows::ids;
use crate::store::schema::codes::{Code, low_byte};

/// The hash of an entry. Google's key of a duplicate is project, timestamp and insertId. This hash also covers the content of the entry, so that
/// two entries stay that contradict or complete each other. The hash leaves out the project of entries of the API server: a raw event does not
/// name its project.
pub(crate) fn content(entry: &Entry) -> i64 {
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
        hash.update([low_byte(field.code())]);
        let (kind, value) = ids::stored(&identifier);
        hash.update([low_byte(kind)]);
        hash.update(value);
    }
    if names_signer(&entry.event) {
        hash.update("signer");
    }
    let hash: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes([
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7],
    ])
}

/// Whether an entry names the signer of a certificate. One route of an audit event keeps the signer, another loses it.
pub(super) fn names_signer(event: &Event) -> bool {
    matches!(event, Event::Requested(it)
        if it.order.signer == Signer::Cluster && matches!(it.credential, CredentialId::Certificate(_)))
}
