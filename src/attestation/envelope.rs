//! The envelope of a signed statement: DSSE (<https://github.com/secure-systems-lab/dsse/blob/master/envelope.md>) with one signature.
//!
//! An envelope has one way to be written, and one that is written otherwise is refused: spaces, the spelling of base64 and the id of the
//! key are under no signature, and with them the SHA-256 by which the next report names this one would change.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::public_key::{KeyId, PublicKey};

/// An envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The media type of the payload.
    pub payload_type: String,
    /// The signed bytes.
    pub payload: Vec<u8>,
    /// The key that signed, as the envelope names it: a hint, under no signature.
    pub key: KeyId,
    /// The signature over [`Envelope::signed_bytes`].
    pub signature: Vec<u8>,
}

/// Why an envelope proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unproven {
    /// The bytes are no envelope.
    #[error("it is no signed statement of credtrail, or was changed")]
    Malformed,
    /// The payload has another type than the caller expects.
    #[error("what is signed there is something else")]
    OtherPayload,
    /// The envelope names a key that is not among the trusted keys.
    #[error("it is signed by the key {0}, which is none of those given")]
    Untrusted(KeyId),
    /// The signature is not of that key, or not over this payload.
    #[error("the signature is not one of the key {0} over what stands there")]
    Forged(KeyId),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    payload_type: String,
    payload: String,
    signatures: [WrittenSignature; 1],
}

#[derive(Serialize, Deserialize)]
struct WrittenSignature {
    keyid: KeyId,
    sig: String,
}

impl Envelope {
    /// Returns what is signed of a payload: the pre-authentication encoding, PAE
    /// (<https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>).
    pub fn signed_bytes(payload_type: &str, payload: &[u8]) -> Vec<u8> {
        let head = format!(
            "DSSEv1 {} {payload_type} {} ",
            payload_type.len(),
            payload.len()
        );
        [head.as_bytes(), payload].concat()
    }

    /// Returns the envelope as it is written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let written = Written {
            payload_type: self.payload_type.clone(),
            payload: STANDARD.encode(&self.payload),
            signatures: [WrittenSignature {
                keyid: self.key,
                sig: STANDARD.encode(&self.signature),
            }],
        };
        let mut bytes = serde_json::to_vec(&written).unwrap_or_default(); // texts cannot fail to be written
        bytes.push(b'\n');
        bytes
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// [`Unproven::Malformed`], also where it is not written as [`Envelope::to_bytes`] writes it.
    pub fn read(bytes: &[u8]) -> Result<Self, Unproven> {
        let envelope = Envelope::decoded(bytes).ok_or(Unproven::Malformed)?;
        let is_as_written = envelope.to_bytes() == bytes;
        is_as_written.then_some(envelope).ok_or(Unproven::Malformed)
    }

    fn decoded(bytes: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        let [WrittenSignature { keyid, sig }] = written.signatures;
        Some(Envelope {
            payload_type: written.payload_type,
            payload: STANDARD.decode(written.payload).ok()?,
            key: keyid,
            signature: STANDARD.decode(sig).ok()?,
        })
    }

    /// Checks the signature by the trusted key that the envelope names.
    ///
    /// # Errors
    /// [`Unproven`]
    pub fn verify(&self, payload_type: &str, trusted: &[PublicKey]) -> Result<(), Unproven> {
        if self.payload_type != payload_type {
            return Err(Unproven::OtherPayload);
        }
        let key = trusted.iter().find(|it| it.id() == self.key);
        let key = key.ok_or(Unproven::Untrusted(self.key))?;
        let message = Envelope::signed_bytes(&self.payload_type, &self.payload);
        let is_sound = key.made(&self.signature, &message);
        is_sound.then_some(()).ok_or(Unproven::Forged(self.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attestation::private_key::PrivateKey;
    use p256::ecdsa::SigningKey;
    use p256::pkcs8::EncodePrivateKey;

    /// The example of the specification (protocol.md, "Test Vectors").
    #[test]
    fn what_is_signed_is_that_of_the_specification() {
        let bytes = Envelope::signed_bytes("http://example.com/HelloWorld", b"hello world");
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
        assert_eq!(Envelope::signed_bytes("", b""), b"DSSEv1 0  0 ");
    }

    /// An envelope with the payload of the specification.
    fn signed() -> (Envelope, PublicKey) {
        let secret = SigningKey::from_slice(&[7; 32]).unwrap();
        let pem = secret.to_pkcs8_pem(Default::default()).unwrap();
        let key = PrivateKey::from_pem(&pem).unwrap();
        let (payload_type, payload) = ("http://example.com/HelloWorld", b"hello world");
        let message = Envelope::signed_bytes(payload_type, payload);
        let envelope = Envelope {
            payload_type: payload_type.to_owned(),
            payload: payload.to_vec(),
            key: key.public().id(),
            signature: key.sign(&message).unwrap(),
        };
        (envelope, key.public().clone())
    }

    fn verified(bytes: &[u8], key: &PublicKey) -> Result<(), Unproven> {
        let envelope = Envelope::read(bytes)?;
        envelope.verify("http://example.com/HelloWorld", std::slice::from_ref(key))
    }

    #[test]
    fn no_byte_of_an_envelope_can_be_changed_left_out_or_put_in() {
        let (envelope, key) = signed();
        let bytes = envelope.to_bytes();
        assert_eq!(verified(&bytes, &key), Ok(()));
        for at in 0..bytes.len() {
            for other in (0..8).map(|bit| bytes[at] ^ (1 << bit)) {
                let mut changed = bytes.clone();
                changed[at] = other;
                assert!(verified(&changed, &key).is_err(), "{at}");
                changed.insert(at, bytes[at]);
                assert!(verified(&changed, &key).is_err(), "{at}");
            }
            let mut shorter = bytes.clone();
            shorter.remove(at);
            assert!(verified(&shorter, &key).is_err(), "{at}");
        }
        assert!(verified(&[bytes.as_slice(), b" "].concat(), &key).is_err());
    }

    #[test]
    fn another_key_and_another_payload_are_distinguished() {
        let (envelope, key) = signed();
        let untrusted = envelope.verify("http://example.com/HelloWorld", &[]);
        assert_eq!(untrusted, Err(Unproven::Untrusted(key.id())));
        assert_eq!(
            envelope.verify("text/plain", std::slice::from_ref(&key)),
            Err(Unproven::OtherPayload)
        );
        let payload = b"hello World".to_vec();
        let forged = Envelope {
            payload,
            ..envelope
        };
        assert_eq!(
            verified(&forged.to_bytes(), &key),
            Err(Unproven::Forged(key.id()))
        );
    }
}
