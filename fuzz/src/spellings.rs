//! Digests and ids in all their spellings.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use credtrail::evidence::certificate::serial;
use credtrail::evidence::signed_content::digest_of_field;
use credtrail::history::findings::Findings;
use credtrail::log::shape::timestamp;
use credtrail::model::entry::RequestId;
use credtrail::model::identifier::{CredentialId, ToBeSigned};
use credtrail::model::identity::spiffe::SpiffeId;
use credtrail::policy::value::length;
use credtrail::report::text::escape::{Safe, json_text};

/// What is written is read back, and every notation of a digest is the same digest.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(digest) = text.parse::<ToBeSigned>() {
        in_every_notation(digest);
    }
    credential(&text);
    signed_content(data);
    read_back(&text);
    let number = serial(&text);
    assert_eq!(serial(&number), number);
    escaped(&text);
}

fn in_every_notation(digest: ToBeSigned) {
    let bytes = digest.as_bytes();
    assert_eq!(ToBeSigned::from_bytes(bytes), Some(digest));
    let colons: Vec<String> = bytes.iter().map(|it| format!("{it:02X}")).collect();
    for text in [
        digest.to_string(),
        digest.to_string().to_uppercase(),
        colons.join(":"),
        format!(" TBS={digest}\n"),
    ] {
        assert_eq!(text.parse(), Ok(digest), "{text}");
    }
    // The length of base64 does not tell the hash: its fields do.
    for text in [
        BASE64_STANDARD.encode(bytes),
        BASE64_URL_SAFE_NO_PAD.encode(bytes),
    ] {
        let is_hex = text.bytes().all(|it| it.is_ascii_hexdigit());
        let read = match digest {
            ToBeSigned::Sha256(_) => ToBeSigned::sha256(&text),
            ToBeSigned::Sha384(_) => ToBeSigned::sha384(&text),
            ToBeSigned::Sha512(_) | ToBeSigned::Unknown(_) => ToBeSigned::sha512(&text),
        };
        assert!(is_hex || read == Ok(digest), "{text}");
    }
}

fn credential(text: &str) {
    let id = CredentialId::parse(text);
    assert_eq!(id.to_string(), text);
    let meant = CredentialId::meant(text);
    if !matches!(id, CredentialId::Other(_)) {
        assert_eq!(meant, Some(id));
    }
    if let Some(meant) = meant {
        let text = meant.to_string();
        assert_eq!(CredentialId::meant(&text), Some(meant.clone()), "{text:?}");
        assert_eq!(CredentialId::parse(&text), meant, "{text:?}");
    }
}

/// Data that a key signed is the same in hex and in base64, if its base64 is not hex too.
fn signed_content(data: &[u8]) {
    let base64 = BASE64_STANDARD.encode(data);
    if hex::decode(&base64).is_err() {
        let digest = digest_of_field(&hex::encode(data));
        assert_eq!(digest_of_field(&base64), digest);
    }
    let _ = digest_of_field(&String::from_utf8_lossy(data));
}

fn read_back(text: &str) {
    if let Ok(id) = text.parse::<SpiffeId>() {
        assert_eq!(id.to_string(), text);
        let parts = ["spiffe://", id.trust_domain(), id.path()].concat();
        assert_eq!(parts, text);
    }
    let request = RequestId::parse(text);
    assert_eq!(request.to_string(), text);
    if let Some(at) = timestamp::parse(text) {
        assert_eq!(timestamp::parse(&format!("{at:.9}")), Some(at), "{text}");
    }
    if let Ok(length) = length::parse(text) {
        let shown = length::show(length);
        assert_eq!(length::parse(&shown), Ok(length), "{text} {shown}");
    }
    if let Ok(findings) = text.parse::<Findings>() {
        let shown = findings.to_string();
        assert_eq!(shown.parse(), Ok(findings), "{shown}");
    }
}

/// What reports print holds no control characters, and JSON says what the text says.
fn escaped(text: &str) {
    assert!(!Safe(text).to_string().chars().any(char::is_control));
    let json = json_text(text).unwrap();
    assert!(!json.chars().any(char::is_control));
    assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
}
