//! DER objects, detected by their structure, so that a damaged object is still reported by its kind.

use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use crate::evidence::certificate::Certificate;
use crate::evidence::crl::RevocationList;
use crate::evidence::input::found::Item;
use crate::evidence::item::EvidenceItem;
use crate::evidence::signed_part::to_be_signed;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const BIT_STRING: u8 = 0x03;
const TIMES: [u8; 2] = [0x17, 0x18];
const END: [u8; 2] = [0, 0];
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;

/// `signedData` (RFC 5652 section 5.1).
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/// The message for a PKCS #12 store, which may hold a private key.
const STORE: &str = "a PKCS #12 store, which was left unread; take the certificate out of it (openssl pkcs12 -nokeys)";

/// The most bytes of an INTEGER that is a version. A longer INTEGER is part of a public key.
const VERSION: usize = 8;

/// The most nested values of indefinite length. Real files have five.
const DEEPEST: usize = 8;

/// Returns the consecutive objects of a file or of a PEM block.
pub(in crate::evidence) fn objects(der: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rest = der;
    while let Some(value) = Value::first(rest).filter(|it| it.tag == SEQUENCE) {
        items.extend(object(value.bytes));
        rest = rest.get(value.bytes.len()..).unwrap_or_default();
    }
    let is_padding = rest.iter().all(|it| *it == 0 || it.is_ascii_whitespace());
    if items.is_empty() {
        items.push(unreadable(rest));
    } else if !is_padding {
        items.push(Item::Unreadable(
            "behind a DER object stands something that is none".to_owned(),
        ));
    }
    items
}

/// Returns the first object, and ignores the bytes behind.
pub(in crate::evidence) fn first(der: &[u8]) -> Vec<Item> {
    Value::first(der).map_or_else(|| vec![unreadable(der)], |it| object(it.bytes))
}

/// Returns the items in one object.
fn object(der: &[u8]) -> Vec<Item> {
    match Shape::of(der) {
        Some(Shape::Secret) => vec![Item::Secret],
        Some(Shape::SignedData) => signed_data(der).unwrap_or_else(|| vec![unreadable(der)]),
        Some(Shape::Certificate) => {
            vec![Item::Certificate(Box::new(Certificate::from_der(der)))]
        }
        Some(Shape::Request) => vec![request(der).unwrap_or_else(|| unreadable(der))],
        Some(Shape::RevocationList) => vec![list(der).unwrap_or_else(|| unreadable(der))],
        Some(Shape::PublicKey) => vec![Item::Foreign("a public key".to_owned())],
        Some(Shape::Store) => vec![Item::Foreign(STORE.to_owned())],
        None => vec![unreadable(der)],
    }
}

fn unreadable(der: &[u8]) -> Item {
    let shape = Shape::of(der);
    let Some(shape) = shape else {
        let what = "DER, but no certificate, signing request or revocation list";
        return Item::Unreadable(what.to_owned());
    };
    if shape == Shape::Secret {
        return Item::Secret;
    }
    let problem = match Value::first(der) {
        Some(_) => "cannot be read",
        None => "ends early",
    };
    Item::Unreadable(format!("{} (DER) that {problem}", shape.name()))
}

fn list(der: &[u8]) -> Option<Item> {
    RevocationList::from_der(der).map(|it| Item::RevocationList(Box::new(it)))
}

fn request(der: &[u8]) -> Option<Item> {
    let (_, request) = X509CertificationRequest::from_der(der).ok()?;
    let info = Value::first(Value::first(der)?.inside)?;
    let digest = to_be_signed(&request.signature_algorithm, info.bytes);
    Some(Item::Request(digest.map(EvidenceItem::Request)))
}

/// Returns the certificates and revocation lists in a PKCS #7 `SignedData` (RFC 5652 section 5.1).
fn signed_data(der: &[u8]) -> Option<Vec<Item>> {
    let mut info = Value::first(der)?.values();
    let content = info.nth(1).filter(|it| it.tag == CONTEXT_0)?;
    let data = Value::first(content.inside).filter(|it| it.tag == SEQUENCE)?;
    let sets = data.values();
    let sets = sets.filter(|it| matches!(it.tag, CONTEXT_0 | CONTEXT_1));
    let members = sets.flat_map(|set| set.values().collect::<Vec<_>>());
    let members = members.filter(|it| Shape::of(it.bytes) != Some(Shape::SignedData));
    let members = members.filter(|it| it.tag == SEQUENCE);
    let items: Vec<Item> = members.flat_map(|it| object(it.bytes)).collect();
    let empty = || Item::Foreign("PKCS #7 without a certificate".to_owned());
    Some(if items.is_empty() {
        vec![empty()]
    } else {
        items
    })
}

/// The kind of an object, by the tags of its first values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// RFC 5280 section 4.1.
    Certificate,
    /// RFC 2986 section 4.
    Request,
    /// RFC 5280 section 5.1.
    RevocationList,
    /// RFC 5652 section 3.
    SignedData,
    /// SubjectPublicKeyInfo, RFC 5280 section 4.1.
    PublicKey,
    /// A private key: PKCS #1, PKCS #8, plain or encrypted, SEC 1.
    Secret,
    /// PKCS #12 (RFC 7292 section 4).
    Store,
}

impl Shape {
    /// Returns the kind of an object, even if the object is cut or damaged further on.
    fn of(der: &[u8]) -> Option<Self> {
        let whole = Value::begun(der).filter(|it| it.tag == SEQUENCE)?;
        let first = Value::begun(whole.inside)?;
        match first.tag {
            INTEGER if first.inside.len() > VERSION => Some(Shape::PublicKey), // RSAPublicKey, RFC 8017 section A.1.1
            INTEGER => Some(match whole.values().nth(1) {
                Some(second) if first.inside == [3] && second.tag == SEQUENCE => Shape::Store,
                _ => Shape::Secret, // only private keys begin with a version
            }),
            OBJECT_IDENTIFIER => (first.inside == SIGNED_DATA).then_some(Shape::SignedData),
            SEQUENCE if first.begins_with(OBJECT_IDENTIFIER) => {
                let second = whole.values().nth(1)?;
                match second.tag {
                    OCTET_STRING => Some(Shape::Secret),
                    BIT_STRING => Some(Shape::PublicKey),
                    _ => None,
                }
            }
            SEQUENCE => Shape::of_signed(&first),
            _ => None,
        }
    }

    /// Returns the kind of a signed object, by its signed part.
    fn of_signed(signed: &Value<'_>) -> Option<Self> {
        let mut values = signed.values();
        let first = values.next()?;
        if first.tag == CONTEXT_0 {
            return Some(Shape::Certificate);
        }
        if first.tag == SEQUENCE && first.begins_with(OBJECT_IDENTIFIER) {
            return Some(Shape::RevocationList); // of version 1
        }
        let second = values.next().filter(|_| first.tag == INTEGER)?;
        if !second.begins_with(OBJECT_IDENTIFIER) {
            let is_name = second.inside.is_empty() || second.begins_with(SET);
            return is_name.then_some(Shape::Request);
        }
        let fourth = values.nth(1);
        Some(match fourth {
            Some(time) if TIMES.contains(&time.tag) => Shape::RevocationList,
            None if first.inside == [1] => Shape::RevocationList, // cut; version 2
            _ => Shape::Certificate,                              // of version 1
        })
    }

    fn name(self) -> &'static str {
        match self {
            Shape::Certificate => "a certificate",
            Shape::Request => "a signing request",
            Shape::RevocationList => "a revocation list",
            Shape::SignedData => "PKCS #7",
            Shape::PublicKey => "a public key",
            Shape::Secret => "a private key",
            Shape::Store => "PKCS #12",
        }
    }
}

/// A DER value.
#[derive(Clone, Copy)]
struct Value<'d> {
    tag: u8,
    /// Tag, length and content.
    bytes: &'d [u8],
    /// The content.
    inside: &'d [u8],
}

impl<'d> Value<'d> {
    /// Returns the first value, if the value is whole.
    fn first(der: &'d [u8]) -> Option<Self> {
        Value::within(der, DEEPEST)
    }

    fn within(der: &'d [u8], levels: usize) -> Option<Self> {
        let (tag, length, rest) = head(der)?;
        let (length, end) = match length {
            Length::Definite(length) => (length, 0),
            Length::Indefinite => (indefinite_length(rest, levels)?, END.len()),
        };
        let inside = rest.get(..length)?;
        let bytes = der.get(..der.len() - rest.len() + length + end)?;
        Some(Value { tag, bytes, inside })
    }

    /// Returns the first value, even if the value is cut.
    fn begun(der: &'d [u8]) -> Option<Self> {
        if let Some(whole) = Value::first(der) {
            return Some(Value {
                bytes: der,
                ..whole
            });
        }
        let (tag, _, rest) = head(der)?;
        Some(Value {
            tag,
            bytes: der,
            inside: rest,
        })
    }

    /// Returns the values inside this value. The last one may be cut.
    fn values(&self) -> impl Iterator<Item = Value<'d>> + use<'d> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            let next = Value::first(rest).or_else(|| Value::begun(rest))?;
            rest = rest.get(next.bytes.len()..).unwrap_or_default();
            Some(next)
        })
    }

    /// Returns whether the first value inside has this tag.
    fn begins_with(&self, tag: u8) -> bool {
        self.inside.first() == Some(&tag)
    }
}

/// The length of the content of a value.
enum Length {
    Definite(usize),
    /// The indefinite length of BER, in which some programs write PKCS #7 and PKCS #12 (X.690 section 8.1.3.6).
    Indefinite,
}

/// Returns the length of a content of indefinite length, up to its end-of-contents octets.
fn indefinite_length(content: &[u8], levels: usize) -> Option<usize> {
    let levels = levels.checked_sub(1)?;
    let mut rest = content;
    while !rest.starts_with(&END) {
        rest = rest.get(Value::within(rest, levels)?.bytes.len()..)?;
    }
    Some(content.len() - rest.len())
}

/// Splits a value into tag, length and the bytes behind.
fn head(der: &[u8]) -> Option<(u8, Length, &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    match first {
        0..=0x7f => Some((tag, Length::Definite(usize::from(first)), rest)),
        0x80 => Some((tag, Length::Indefinite, rest)),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes.iter().fold(0, |n, it| n << 8 | usize::from(*it));
            Some((tag, Length::Definite(length), rest))
        }
        _ => None,
    }
}

/// Returns whether bytes begin like DER: a SEQUENCE with a length of several bytes, or a SEQUENCE that is exactly as long as `head`.
pub(in crate::evidence) fn begins(head: &[u8]) -> bool {
    match head {
        [SEQUENCE, 0x81..=0x84, ..] => true,
        [SEQUENCE, 0x80, INTEGER | OBJECT_IDENTIFIER, ..] => true, // BER
        [SEQUENCE, length @ 0..=0x7f, rest @ ..] => {
            rest.len() == usize::from(*length) && !rest.is_empty()
        }
        _ => false,
    }
}
