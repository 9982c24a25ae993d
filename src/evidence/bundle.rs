//! Files that are no logs: PEM bundles, DER, tokens and key sets, told by their content.
//!
//! Private keys are met in such files. They are passed over unread: nothing of them is decoded, hashed or kept.

use std::ops::Range;

use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use super::certificate::{Certificate, to_be_signed};
use super::exhibit::Exhibit;
use super::jwks::{self, Member, PublicKey};
use super::revocation::RevocationList;
use super::token::Presented;
use crate::digest::decode_base64;
use crate::identifier::ToBeSigned;

/// What a file without logs holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// PEM blocks, other text between them.
    Pem,
    /// One DER object.
    Der,
    /// Tokens, one a line.
    Tokens,
    /// A JSON Web Key Set.
    KeySet,
}

/// One thing in a file.
pub struct Found {
    /// 1-based line.
    pub line: u64,
    /// Where its bytes are.
    pub bytes: Range<usize>,
    /// What it is.
    pub item: Item,
}

/// What stands in such a file.
pub enum Item {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A certificate signing request.
    Request(Option<Exhibit>),
    /// A revocation list.
    RevocationList(Box<RevocationList>),
    /// A token.
    Token(Box<Presented>),
    /// A public key for tokens.
    Key(PublicKey),
    /// A private or symmetric key, unread.
    Secret,
    /// Something that is none of these, and what was expected of it.
    Unreadable(String),
}

impl Form {
    /// The form of a file by its beginning. JSON is looked at elsewhere.
    pub fn of(head: &[u8]) -> Option<Self> {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = text.trim_ascii_start();
        if head.first() == Some(&0x30) && matches!(head.get(1), Some(0x80..=0x84)) {
            Some(Form::Der)
        } else if begins_token(text) {
            Some(Form::Tokens)
        } else if !matches!(text.first(), Some(b'{' | b'[')) && has_pem(head) {
            Some(Form::Pem)
        } else {
            None
        }
    }

    /// Its name on standard error and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Pem => "PEM",
            Form::Der => "DER",
            Form::Tokens => "JWT",
            Form::KeySet => "JWKS",
        }
    }

    /// Everything that stands in the bytes of such a file.
    pub fn read(self, bytes: &[u8]) -> Vec<Found> {
        let whole = |item| Found {
            line: 1,
            bytes: 0..bytes.len(),
            item,
        };
        match self {
            Form::Pem => pem(bytes),
            Form::Der => vec![whole(object(bytes))],
            Form::Tokens => tokens(bytes),
            Form::KeySet => match jwks::read(bytes) {
                Some(members) => members.into_iter().map(|it| whole(key(it))).collect(),
                None => vec![whole(Item::unreadable("expected a JSON Web Key Set"))],
            },
        }
    }
}

/// `eyJ` is base64url of `{"`.
fn begins_token(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"Bearer ").unwrap_or(text);
    let line = text.split(|it| *it == b'\n').next().unwrap_or_default();
    line.starts_with(b"eyJ") && line.contains(&b'.')
}

fn has_pem(head: &[u8]) -> bool {
    head.split(|it| *it == b'\n')
        .any(|line| line.starts_with(BEGIN) && label(line).is_some())
}

impl Item {
    /// What was signed for a request or a revocation list.
    pub fn without_credential(&self) -> Option<ToBeSigned> {
        match self {
            Item::Request(request) => request.as_ref().and_then(Exhibit::digest),
            Item::RevocationList(list) => list.digest,
            _ => None,
        }
    }

    fn unreadable(expected: &str) -> Self {
        Item::Unreadable(expected.to_owned())
    }
}

fn key(member: Member) -> Item {
    match member {
        Member::Public(key) => Item::Key(key),
        Member::Secret => Item::Secret,
        Member::Unknown => Item::unreadable("a member of the key set that is no key known here"),
    }
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// What stands between `BEGIN` and the dashes, if it is something that is read here, or a private key.
fn label(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line.strip_prefix(BEGIN)?).ok()?;
    let label = line.trim_end().strip_suffix("-----")?;
    let known = [
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "X509 CRL",
        "CERTIFICATE REQUEST",
        "NEW CERTIFICATE REQUEST",
    ];
    (known.contains(&label) || label.contains("PRIVATE KEY")).then_some(label)
}

/// Lines with their numbers and places.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, usize, &[u8])> {
    let mut offset = 0;
    bytes
        .split_inclusive(|it| *it == b'\n')
        .zip(1..)
        .map(move |(line, number)| {
            let start = offset;
            offset += line.len();
            (number, start, line)
        })
}

fn pem(bytes: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open: Option<(u64, usize, &str)> = None;
    for (number, offset, line) in lines(bytes) {
        if line.starts_with(BEGIN) {
            found.extend(open.take().map(|it| cut(it, offset)));
            open = label(line).map(|label| (number, offset, label));
        } else if line.starts_with(END)
            && let Some((number, start, label)) = open.take()
        {
            let range = start..offset + line.trim_ascii_end().len();
            let item = block(label, bytes.get(range.clone()).unwrap_or_default());
            found.push(Found {
                line: number,
                bytes: range,
                item,
            });
        }
    }
    found.extend(open.map(|it| cut(it, bytes.len())));
    found
}

fn cut((line, start, label): (u64, usize, &str), end: usize) -> Found {
    let item = if label.contains("PRIVATE KEY") {
        Item::Secret
    } else {
        Item::Unreadable(format!("cut PEM: {label} has no end"))
    };
    Found {
        line,
        bytes: start..end,
        item,
    }
}

fn block(label: &str, block: &[u8]) -> Item {
    if label.contains("PRIVATE KEY") {
        return Item::Secret;
    }
    let body = block.split(|it| *it == b'\n').skip(1);
    let body: Vec<u8> = body
        .take_while(|line| !line.starts_with(END))
        .flatten()
        .copied()
        .filter(|it| !it.is_ascii_whitespace())
        .collect();
    let der = std::str::from_utf8(&body).ok().and_then(decode_base64);
    let Some(der) = der else {
        return Item::Unreadable(format!("{label}: expected base64"));
    };
    let item = match label {
        "X509 CRL" => list(&der),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => request(&der),
        _ => certificate(&der),
    };
    item.unwrap_or_else(|| Item::Unreadable(format!("{label}: what it holds cannot be read")))
}

fn object(der: &[u8]) -> Item {
    if Value::whole(der).is_some_and(|it| it.inside.first() == Some(&0x02)) {
        return Item::Secret; // a number comes first in PKCS #1, PKCS #8 and PKCS #12, and in nothing that is read here
    }
    let item = list(der)
        .or_else(|| request(der))
        .or_else(|| certificate(der));
    item.unwrap_or_else(|| {
        Item::unreadable("DER, but no certificate, signing request or revocation list")
    })
}

/// A certificate that cannot be parsed is still known by its hash, if it has the outside of one: a sequence that ends where it says,
/// and in it a sequence that does not begin like an algorithm.
fn certificate(der: &[u8]) -> Option<Item> {
    let whole = Value::whole(der)?;
    let signed = Value::first(whole.inside)?;
    let has_outside = !matches!(signed.inside.first(), None | Some(0x06));
    has_outside.then(|| Item::Certificate(Box::new(Certificate::from_der(der))))
}

/// A DER sequence.
struct Value<'d> {
    /// Tag, length and content.
    bytes: &'d [u8],
    /// The content.
    inside: &'d [u8],
}

impl<'d> Value<'d> {
    /// The sequence that these bytes are, with nothing behind it.
    fn whole(der: &'d [u8]) -> Option<Self> {
        Value::first(der).filter(|it| it.bytes.len() == der.len())
    }

    /// The sequence that comes first.
    fn first(der: &'d [u8]) -> Option<Self> {
        let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = bytes.iter().fold(0, |n, it| n << 8 | usize::from(*it));
                (length, rest)
            }
            _ => return None,
        };
        let inside = rest.get(..length)?;
        let bytes = der.get(..der.len() - rest.len() + length)?;
        (tag == 0x30).then_some(Value { bytes, inside })
    }
}

fn list(der: &[u8]) -> Option<Item> {
    RevocationList::from_der(der).map(|it| Item::RevocationList(Box::new(it)))
}

fn request(der: &[u8]) -> Option<Item> {
    let (_, request) = X509CertificationRequest::from_der(der).ok()?;
    let info = Value::first(Value::whole(der)?.inside)?;
    let digest = to_be_signed(&request.signature_algorithm, info.bytes);
    Some(Item::Request(digest.map(Exhibit::Request)))
}

fn tokens(bytes: &[u8]) -> Vec<Found> {
    let token = |(line, offset, text): (u64, usize, &[u8])| {
        let bytes = offset..offset + text.len();
        let text = std::str::from_utf8(text).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}').trim();
        let text = text.strip_prefix("Bearer ").unwrap_or(text);
        let item = match Presented::read(text) {
            Ok(token) => Item::Token(Box::new(token)),
            Err(error) => Item::Unreadable(error.to_string()),
        };
        (!text.is_empty()).then_some(Found { line, bytes, item })
    };
    lines(bytes).filter_map(token).collect()
}
