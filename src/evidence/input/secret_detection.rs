//! The rule of what is a secret in a line: names whose values are secrets, and texts that are secrets by what they hold.
//!
//! The API server logs whole bodies at level RequestResponse: Secrets, `status.token` of a TokenRequest, `spec.token` of a TokenReview. A reader who
//! has such a line can act as the owner of the token until the token expires. The rule takes too many values for secrets rather than
//! too few. Each text is looked through once, and each level of base64 is a quarter shorter than the one around it.

mod base64_word;
mod escapes;
mod secret_name;
mod shown_secret;

use std::borrow::Cow;

pub(crate) use self::base64_word::from_base64;
use self::base64_word::words;
use self::escapes::unescaped;
pub(crate) use self::secret_name::{is_secret_content, is_secret_name, leads_to_secret};
use self::shown_secret::shows_secret;

/// The shortest base64 that is looked into. No token or key is shorter.
const SHORTEST_BASE64: usize = 16;

/// Percent-encoding and `\u` escapes within each other are undone so many times.
const ESCAPES: usize = 3;

/// A text is read at most this many times its length, with everything that is packed in it: once as it is written, and three times in
/// all for base64 in base64, each level a quarter shorter; twice that where there are escapes.
const READ: usize = 8;

/// The number of bytes that may be read for a short text in addition to [`READ`].
const READ_AT_LEAST: usize = 4096;

/// Returns whether a text is, or holds, a secret: a token, a private key, a password beside its name, in plain, escaped or in base64.
pub(crate) fn is_secret_text(text: &str) -> bool {
    Search::through(text.len()).text(text)
}

/// Returns whether bytes are, or hold, a secret. Compressed bytes cannot be searched and count as a secret.
pub(crate) fn is_secret_binary(bytes: &[u8]) -> bool {
    Search::through(bytes.len()).binary(bytes)
}

/// A search through a text and what is packed in it.
struct Search {
    /// The bytes that may still be read. A text that needs more counts as a secret: nobody packs and escapes that often for another
    /// purpose.
    left: usize,
}

impl Search {
    fn through(length: usize) -> Self {
        Search {
            left: length * READ + READ_AT_LEAST,
        }
    }

    fn text(&mut self, text: &str) -> bool {
        let mut text = Cow::Borrowed(text);
        for _ in 0..=ESCAPES {
            let Some(left) = self.left.checked_sub(text.len()) else {
                return true;
            };
            self.left = left;
            if shows_secret(&text) || words(&text).any(|it| self.base64(it)) {
                return true;
            }
            match unescaped(&text) {
                Some(inner) => text = Cow::Owned(inner),
                None => return false,
            }
        }
        true
    }

    fn base64(&mut self, word: &str) -> bool {
        let packed = (word.len() >= SHORTEST_BASE64).then(|| from_base64(word));
        packed.flatten().is_some_and(|it| self.binary(&it))
    }

    fn binary(&mut self, bytes: &[u8]) -> bool {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text),
            Err(_) => is_secret_without_text(bytes),
        }
    }
}

fn is_secret_without_text(bytes: &[u8]) -> bool {
    is_key_in_der(bytes)
        || bytes.starts_with(&[0x1f, 0x8b]) // gzip
        || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) // zstd
        || is_utf16_secret(bytes)
        || shows_secret(&String::from_utf8_lossy(bytes))
}

/// Whether bytes are DER of a private key or of a key store: a SEQUENCE that begins with its version (RFC 5958 2, RFC 8017 A.1.2, RFC 5915 3,
/// RFC 7292 4). Certificates, requests and revocation lists begin with a SEQUENCE.
fn is_key_in_der(bytes: &[u8]) -> bool {
    let content = match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, 0x81, _, rest @ ..] | [0x30, 0x82, _, _, rest @ ..] => rest,
        _ => return false,
    };
    content.starts_with(&[0x02, 0x01])
}

fn is_utf16_secret(bytes: &[u8]) -> bool {
    let without_zeros: Vec<u8> = bytes.iter().copied().filter(|it| *it != 0).collect();
    let is_wide = without_zeros.len() * 3 < bytes.len() * 2;
    is_wide && shows_secret(&String::from_utf8_lossy(&without_zeros))
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::*;

    #[test]
    fn what_proves_a_credential_is_no_secret() {
        for text in [
            "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb",
            "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af",
            "/dUr2Gvt1O3oyQIjTwMbgHo2/Uj58tBUgqbwp6f3u4g=",
            "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/k/cryptoKeyVersions/1",
            "google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT",
            "io.k8s.authentication.v1.serviceaccounts.token.create",
            "type.googleapis.com/google.cloud.audit.AuditLog",
            "system:serviceaccount:team-a:web",
            "kubelet/v1.31.1 (linux/amd64) kubernetes/948afe5",
            "authorization.k8s.io/decision",
            "https://kubernetes.default.svc",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "eyJ alone, eyJhb. and JTI=eyJ",
            "2026-10-06T12:00:00.123456789Z",
            "nextPageToken=CAoQAA",
        ] {
            assert!(!is_secret_text(text), "{text}");
        }
        for name in [
            "authorizationInfo",
            "authenticationInfo",
            "nextPageToken",
            "credentialId",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    /// Each level is escaped too, so that each is read twice.
    fn from_to_base64(text: &str) -> String {
        format!("{}%25", base64::prelude::BASE64_STANDARD.encode(text))
    }

    #[test]
    fn long_texts_of_beginnings_are_looked_through_once() {
        let packed = |text: String| (0..30).fold(text, |it, _| from_to_base64(&it));
        is_secret_text(&packed("%2541".to_owned()));
        for piece in [
            "eyJ",
            "eyJ.",
            "token",
            "password:\\",
            "%25",
            "://a:",
            "\\u005c",
            "kind: ",
        ] {
            is_secret_text(&piece.repeat(200_000 / piece.len()));
        }
    }
}
