//! Distinguished names as they are compared (RFC 5280 section 7.1).

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, RelativeDistinguishedName, X509Name};

/// The hash of a distinguished name, the same for all spellings that RFC 5280 section 7.1 takes for one name: in any type of string and any
/// case, with any number of blanks between words, and with the values of one element in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedName(#[serde(with = "hex::serde")] [u8; 32]);

impl ComparedName {
    /// Returns the hash of a name (DER).
    pub(super) fn of(name: &[u8]) -> Self {
        let compared = compared(name);
        ComparedName(Sha256::digest(compared.as_deref().unwrap_or(name)).into())
    }

    /// Returns the hash as the database stores it.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

/// Returns bytes that are the same for all spellings of a distinguished name (DER). None if the name cannot be parsed.
fn compared(name: &[u8]) -> Option<Vec<u8>> {
    let (_, name) = X509Name::from_der(name).ok()?;
    let mut bytes = Vec::new();
    for element in name.iter() {
        for value in values(element) {
            bytes.extend_from_slice(&value.len().to_be_bytes());
            bytes.extend(value);
        }
        bytes.push(0);
    }
    Some(bytes)
}

/// The values of one element, which are a set.
fn values(element: &RelativeDistinguishedName<'_>) -> Vec<Vec<u8>> {
    let mut values: Vec<Vec<u8>> = element.iter().map(value).collect();
    values.sort();
    values
}

/// The type of an attribute, and its value: text in lower case with single blanks, or the bytes of any other value.
fn value(attribute: &AttributeTypeAndValue<'_>) -> Vec<u8> {
    let mut bytes = attribute.attr_type().as_bytes().to_vec();
    bytes.push(0);
    match text(attribute) {
        Some(text) => bytes.extend(folded(&text).into_bytes()),
        None => bytes.extend_from_slice(attribute.as_slice()),
    }
    bytes
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    if attribute.attr_value().tag() != Tag::BmpString {
        return attribute.as_str().ok().map(str::to_owned);
    }
    let pairs = attribute.as_slice().chunks_exact(2);
    let units: Vec<u16> = pairs
        .filter_map(|it| it.try_into().ok().map(u16::from_be_bytes))
        .collect();
    String::from_utf16(&units).ok()
}

fn folded(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name of one element with one common name, in this type of string.
    fn name(tag: u8, text: &[u8]) -> Vec<u8> {
        let wrapped = |tag: u8, inner: &[u8]| {
            let length = u8::try_from(inner.len()).unwrap();
            [&[tag, length][..], inner].concat()
        };
        let attribute = [&[6, 3, 0x55, 4, 3][..], &wrapped(tag, text)].concat();
        wrapped(0x30, &wrapped(0x31, &wrapped(0x30, &attribute)))
    }

    const UTF8: u8 = 12;
    const PRINTABLE: u8 = 19;
    const BMP: u8 = 30;

    #[test]
    fn spellings_of_one_name_are_one_name() {
        let one = compared(&name(UTF8, b"Acme Root")).unwrap();
        let wide: Vec<u8> = "ACME root"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for other in [
            name(PRINTABLE, b"Acme Root"),
            name(UTF8, b" acme  ROOT "),
            name(BMP, &wide),
        ] {
            assert_eq!(compared(&other).as_ref(), Some(&one));
        }
        assert_ne!(compared(&name(UTF8, b"AcmeRoot")).unwrap(), one);
    }

    #[test]
    fn bytes_that_are_no_name_are_none() {
        assert_eq!(compared(b"no name"), None);
    }
}
