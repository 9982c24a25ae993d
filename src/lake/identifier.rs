//! Identifiers as bytes: one byte for the kind, then the value.

use crate::model::entry::RequestId;
use crate::model::identifier::{CredentialId, Fingerprint, Jti, ToBeSigned};

/// SHA-256 of a certificate, 32 bytes.
const CERTIFICATE: u8 = 1;
/// The `jti` of a token, UTF-8.
const TOKEN: u8 = 2;
/// A credential id of another form, UTF-8.
const OTHER: u8 = 3;
/// A digest that was signed: 32, 48 or 64 bytes; 16 bytes name a call whose digest is unknown.
const DIGEST: u8 = 4;
/// The id of a request that is a UUID, 16 bytes.
const UUID: u8 = 5;
/// The id of a request of another form, UTF-8.
const REQUEST: u8 = 6;

fn tagged(kind: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + value.len());
    bytes.push(kind);
    bytes.extend_from_slice(value);
    bytes
}

/// The bytes of a credential.
pub(super) fn of_credential(credential: &CredentialId) -> Vec<u8> {
    match credential {
        CredentialId::Certificate(fingerprint) => tagged(CERTIFICATE, &fingerprint.0),
        CredentialId::Token(jti) => tagged(TOKEN, jti.as_str().as_bytes()),
        CredentialId::Other(text) => tagged(OTHER, text.as_bytes()),
    }
}

/// Adds the bytes of a credential whose id the log spells so: those of [`CredentialId::parse`] without the copies, since most lines have one.
pub(super) fn add_credential(id: &str, bytes: &mut Vec<u8>) {
    let token = id.strip_prefix("JTI=").filter(|it| it.trim() == *it);
    match token.filter(|it| !it.is_empty()) {
        Some(jti) => {
            bytes.push(TOKEN);
            bytes.extend_from_slice(jti.as_bytes());
        }
        None => bytes.extend(of_credential(&CredentialId::parse(id))),
    }
}

/// Adds the id of the credential of these bytes, as the log spells the id. Returns nothing where the bytes are none.
pub(super) fn add_id(bytes: &[u8], id: &mut String) -> Option<()> {
    let (kind, value) = bytes.split_first()?;
    match *kind {
        CERTIFICATE if value.len() == 32 => {
            let mut digits = [0; 64];
            hex::encode_to_slice(value, &mut digits).ok()?;
            id.push_str("X509SHA256=");
            id.push_str(std::str::from_utf8(&digits).ok()?);
        }
        TOKEN if !value.is_empty() => {
            id.push_str("JTI=");
            id.push_str(std::str::from_utf8(value).ok()?);
        }
        OTHER => id.push_str(std::str::from_utf8(value).ok()?),
        _ => return None,
    }
    Some(())
}

/// The credential of these bytes.
pub(super) fn credential(bytes: &[u8]) -> Option<CredentialId> {
    let (kind, value) = bytes.split_first()?;
    let text = || std::str::from_utf8(value).ok();
    match *kind {
        CERTIFICATE => Some(CredentialId::Certificate(Fingerprint(
            value.try_into().ok()?,
        ))),
        TOKEN => Some(CredentialId::Token(Jti::new(text()?)?)),
        OTHER => Some(CredentialId::Other(text()?.to_owned())),
        _ => None,
    }
}

/// The bytes of a digest.
pub(super) fn of_digest(digest: &ToBeSigned) -> Vec<u8> {
    tagged(DIGEST, digest.as_bytes())
}

/// The digest of these bytes.
pub(super) fn digest(bytes: &[u8]) -> Option<ToBeSigned> {
    ToBeSigned::from_bytes(bytes.strip_prefix(&[DIGEST])?)
}

/// Adds the bytes of a request's id.
pub(super) fn add_request(request: &RequestId, bytes: &mut Vec<u8>) {
    let (kind, value) = match request {
        RequestId::Uuid(uuid) => (UUID, uuid.as_slice()),
        RequestId::Other(text) => (REQUEST, text.as_bytes()),
    };
    bytes.push(kind);
    bytes.extend_from_slice(value);
}

/// The request's id of these bytes.
pub(super) fn request(bytes: &[u8]) -> Option<RequestId> {
    let (kind, value) = bytes.split_first()?;
    match *kind {
        UUID => Some(RequestId::Uuid(value.try_into().ok()?)),
        REQUEST => Some(RequestId::Other(
            std::str::from_utf8(value).ok()?.to_owned(),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn credentials_and_requests_are_read_as_written(text in "(JTI=|X509SHA256=)?.{0,64}", bytes in any::<[u8; 32]>()) {
            for id in [CredentialId::parse(&text), CredentialId::Certificate(Fingerprint(bytes))] {
                prop_assert_eq!(credential(&of_credential(&id)), Some(id.clone()));
                prop_assert_eq!(CredentialId::parse(&id.to_string()), id.clone());
                let (mut bytes, mut spelt) = (Vec::new(), String::new());
                add_credential(&id.to_string(), &mut bytes);
                prop_assert_eq!(&bytes, &of_credential(&id));
                prop_assert_eq!(add_id(&bytes, &mut spelt), Some(()));
                prop_assert_eq!(spelt, id.to_string());
            }
            for id in [RequestId::parse(&text), RequestId::Uuid(bytes[..16].try_into().unwrap())] {
                let mut bytes = Vec::new();
                add_request(&id, &mut bytes);
                prop_assert_eq!(request(&bytes), Some(id));
            }
            let signed = ToBeSigned::Sha256(bytes);
            prop_assert_eq!(digest(&of_digest(&signed)), Some(signed));
        }
    }
}
