//! PEM texts of a VM, and the certificates in them.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::evidence::certificate::Certificate;
use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::Item;
use crate::evidence::input::input_file::{armoured, pem};
use crate::evidence::input::text_encoding;
use crate::model::receipt::{Bytes, Place, Receipt};

/// A PEM text and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pem {
    text: Vec<u8>,
    pub(super) place: String,
    source: PemSource,
}

/// The source of a PEM text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PemSource {
    /// The content of a file.
    File,
    /// A value in an answer, or a file in UTF-16.
    Value,
}

/// One certificate of a PEM text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The certificate.
    pub der: Vec<u8>,
    /// The parsed certificate.
    pub certificate: Certificate,
    /// The certificate as PEM.
    pub pem: String,
    /// The position in the source.
    pub receipt: Receipt,
}

impl Pem {
    /// Returns the text of a file in any encoding. Only PEM blocks are read (RFC 7468 section 2). Offsets in the converted text of a UTF-16
    /// file are not offsets in the file.
    pub fn file(bytes: Vec<u8>, place: &str) -> Self {
        let (text, source) = match text_encoding::text(&bytes) {
            Cow::Owned(text) => (text, PemSource::Value),
            Cow::Borrowed(_) => (bytes, PemSource::File),
        };
        Pem {
            text,
            place: place.to_owned(),
            source,
        }
    }

    /// Returns the text of a value in an answer.
    pub fn value(text: String, place: &str) -> Self {
        Pem {
            text: text.into_bytes(),
            place: place.to_owned(),
            source: PemSource::Value,
        }
    }

    /// Returns the certificates in order. Other PEM blocks are skipped.
    pub fn certificates(&self) -> impl Iterator<Item = Block> {
        let found = FileForm::Pem.read(&self.text).into_iter();
        found.filter_map(|it| {
            let Item::Certificate(certificate) = it.item else {
                return None;
            };
            let armour = self.text.get(it.bytes.clone())?;
            let der = armoured(armour).filter(|it| certificate.is_of(it))?;
            Some(Block {
                pem: pem(&der),
                receipt: self.receipt(it.line, it.bytes, armour),
                certificate: *certificate,
                der,
            })
        })
    }

    /// Returns the receipt of a block. Only blocks of a file have a range; the position of a value in an answer is unknown.
    fn receipt(&self, line: u64, bytes: std::ops::Range<usize>, armour: &[u8]) -> Receipt {
        let in_file = self.source == PemSource::File;
        Receipt {
            place: Place {
                file: self.place.clone(),
                line: if in_file { line } else { 1 },
            },
            bytes: in_file.then_some(Bytes {
                offset: bytes.start as u64,
                length: bytes.len() as u64,
            }),
            insert_id: None,
            sha256: in_file.then(|| Sha256::digest(armour).into()),
        }
    }
}
