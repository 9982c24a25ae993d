//! Certificates, signing requests and revocation lists, in files and documents of every form.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use credtrail::evidence::certificate::Certificate;
use credtrail::evidence::input::found::{FoundItem, Item};
use credtrail::evidence::input::input_file::{armoured, pem};
use credtrail::evidence::issuer::Authority;
use credtrail::ingest::evidence_file::found;
use credtrail::vm::{key_usage, path_validation, svid};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Items lie in their file, and a certificate says the same in every form of a file.
pub fn run(data: &[u8]) {
    if let Some(items) = found(data) {
        items.iter().for_each(|it| check(data, it));
        in_other_encodings(data, &items);
    }
    in_other_forms(data);
    on_a_vm(data);
}

fn check(data: &[u8], it: &FoundItem) {
    let range = it.bytes.clone();
    assert!(data.get(range.clone()).is_some(), "{range:?}");
    let lines = data.iter().filter(|it| **it == b'\n').count() as u64;
    assert!(it.line >= 1 && it.line <= lines + 1, "{}", it.line);
    if let Item::Certificate(certificate) = &it.item {
        let chain: Vec<Authority> = certificate.authority.iter().cloned().collect();
        let _ = (certificate.is_own(), certificate.issued(&chain));
    }
}

/// Returns an item as text. Tokens and unreadable bytes have no words that stay the same in other forms.
pub fn item_text(it: &Item) -> String {
    match it {
        Item::Certificate(it) => format!("{it:?}"),
        Item::Request(it) => format!("request {it:?}"),
        Item::RevocationList(it) => format!("{it:?}"),
        Item::Token(it) => format!("{:?}", it.token),
        Item::Key(it) => format!("{it:?}"),
        Item::Secret => "secret".to_owned(),
        Item::Unreadable(_) => "unreadable".to_owned(),
        Item::Log => "log".to_owned(),
        Item::Foreign(what) => format!("foreign {what}"),
    }
}

fn item_texts(data: &[u8]) -> Vec<String> {
    let items = found(data).into_iter().flatten();
    items.map(|it| item_text(&it.item)).collect()
}

/// A text says the same in UTF-16 and behind a byte order mark. DER has control characters, even where its bytes are UTF-8, and is no text.
fn in_other_encodings(data: &[u8], items: &[FoundItem]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let is_control = |it: char| it.is_control() && !it.is_ascii_whitespace();
    if !text.starts_with(|it: char| it.is_ascii_graphic()) || text.contains(is_control) {
        return;
    }
    let expected: Vec<String> = items.iter().map(|it| item_text(&it.item)).collect();
    let marked = ["\u{feff}", text].concat();
    assert_eq!(item_texts(marked.as_bytes()), expected, "with a mark");
    let units = marked.encode_utf16();
    let utf16: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert_eq!(item_texts(&utf16), expected, "in UTF-16");
}

/// Bytes that are taken for DER say the same in PEM, and in base64 as far as base64 without marks is known.
fn in_other_forms(der: &[u8]) {
    if der.is_empty() {
        return;
    }
    let block = pem(der);
    assert_eq!(armoured(block.as_bytes()).as_deref(), Some(der));
    let certificate = Certificate::from_der(der);
    let fingerprint: [u8; 32] = Sha256::digest(der).into();
    assert_eq!(certificate.recomputed.certificate.0, fingerprint);
    assert!(certificate.is_of(der));
    let items = item_texts(der);
    if der.first() != Some(&0x30) || !items.contains(&format!("{certificate:?}")) {
        return;
    }
    assert_eq!(item_texts(block.as_bytes()), items, "in PEM");
    assert_eq!(item_texts(block.replace('\n', "\r\n").as_bytes()), items);
    assert_eq!(Certificate::read(block.as_bytes()), Some(certificate));
    if !items.contains(&"unreadable".to_owned()) {
        let base64 = BASE64_STANDARD.encode(der);
        assert_eq!(item_texts(base64.as_bytes()), items, "in base64");
    }
}

/// No check of a VM's certificate fails on any bytes, and no bytes are an authority for themselves without a valid signature.
fn on_a_vm(der: &[u8]) {
    let _ = (svid::faults_of_leaf(der), svid::fault_of_signer(der));
    let _ = (svid::fault_of_anchor(der), key_usage::lacking(der));
    let _ = path_validation::constrains_uris(der);
    let at = Timestamp::constant(1_790_000_000, 0);
    let _ = path_validation::verify(der, &[der], &[der], at);
    assert!(path_validation::verify(der, &[der], &[], at).is_err());
}
