//! Digests in the notations of the four logs.
//!
//! Kubernetes and CA Service write lower-case hex, Cloud KMS has been seen to write hex where its API has base64, and people paste upper
//! case and colons. Digests are compared as bytes, since the same digest has different texts.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use thiserror::Error;

const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// The longest text of a digest, in bytes: 64 bytes as `ab:cd:…` with a prefix.
const LONGEST: usize = 64 * 3 + 16;

/// The error for a text that is no digest of the expected length.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("expected {expected} bytes as hex or base64, found {length} characters ({found})")]
pub struct NotADigest {
    expected: &'static str,
    length: usize,
    found: String,
}

impl NotADigest {
    pub(crate) fn new(expected: &'static str, text: &str) -> Self {
        let shown: String = text.chars().take(16).collect();
        let dots = if shown.len() < text.len() { "…" } else { "" };
        NotADigest {
            expected,
            length: text.chars().count(),
            found: format!("{shown:?}{dots}"),
        }
    }

    /// Returns the lengths in bytes that were expected.
    pub fn expected(&self) -> String {
        self.expected.replace(" or ", ", ")
    }

    /// Returns the length of the text in characters, and its beginning.
    pub fn found(&self) -> (usize, &str) {
        (self.length, &self.found)
    }
}

/// Decodes base64 or base64url, padded or not.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let engine = if text.contains(['-', '_']) {
        &BASE64URL
    } else {
        &BASE64
    };
    engine.decode(text.trim()).ok()
}

/// Parses exactly `N` bytes from hex (either case, with colons or spaces) or base64 (either alphabet, padded or not).
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    if let Some(bytes) = read_digits(text) {
        return Some(bytes); // the usual notation needs no look at the others
    }
    let text = bare(text);
    if text.len() > LONGEST {
        return None;
    }
    if is_hex_of_some_digest(text) {
        return read_hex(text);
    }
    read_hex(text).or_else(|| decode_base64(text)?.try_into().ok())
}

/// Returns whether a text is the hex of a digest of any length. 64 hex digits are 32 bytes, although 64 characters of base64 would be 48
/// bytes.
fn is_hex_of_some_digest(text: &str) -> bool {
    matches!(text.len(), 64 | 96 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    read_digits(text).or_else(|| {
        let dense: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
        read_digits(&dense)
    })
}

/// Parses `N` bytes from hex digits alone. No branch depends on a single digit: the processor cannot predict the digits of a digest.
pub(crate) fn read_digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !odd.is_empty() {
        return None;
    }
    let (mut bytes, mut is_hex) = ([0; N], true);
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        is_hex &= high.is_ascii_hexdigit() & low.is_ascii_hexdigit();
        *byte = value(*high) << 4 | value(*low);
    }
    is_hex.then_some(bytes)
}

/// The value of a hex digit: letters, of which the low four bits count from 1, have the seventh bit.
fn value(digit: u8) -> u8 {
    (digit & 0xf) + 9 * (digit >> 6 & 1)
}

/// Returns the text without a prefix that names the hash.
fn bare(text: &str) -> &str {
    let text = text.trim();
    [
        "X509SHA256=",
        "TBS=",
        "SHA256:",
        "sha256:",
        "SHA-256:",
        "sha-256:",
    ]
    .iter()
    .find_map(|prefix| text.strip_prefix(prefix))
    .unwrap_or(text)
    .trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "bbc5f4ce54e5335c553c867d090bc11361b096a59579e8605e275691136ff613";

    #[test]
    fn every_notation_of_a_digest_is_the_same_bytes() {
        let bytes: [u8; 32] = read(HEX).unwrap();
        let colons: Vec<String> = bytes.iter().map(|b| format!("{b:02X}")).collect();
        for text in [
            HEX.to_uppercase(),
            colons.join(":"),
            format!("X509SHA256={HEX}"),
            format!(" sha256:{HEX} "),
            BASE64.encode(bytes),
            BASE64URL.encode(bytes).trim_end_matches('=').to_owned(),
        ] {
            assert_eq!(read::<32>(&text), Some(bytes), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn hex_digits_are_read_as_the_hex_crate_reads_them(text in "([0-9a-fA-F]{8}|[ -~]{8}|[0-9a-g@G`:/]{6,9})") {
            let mut bytes = [0; 4];
            let read = hex::decode_to_slice(&text, &mut bytes).is_ok().then_some(bytes);
            proptest::prop_assert_eq!(read_digits::<4>(&text), read);
        }
    }

    #[test]
    fn a_digest_of_another_length_is_refused() {
        assert_eq!(read::<32>(&HEX[2..]), None);
        assert_eq!(read::<32>(""), None);
        assert_eq!(read::<48>(HEX), None);
        assert_eq!(read::<32>(&"a".repeat(100_000)), None);
    }
}
