//! The items in a file that is no log.

use std::ops::Range;

use crate::evidence::certificate::Certificate;
use crate::evidence::crl::RevocationList;
use crate::evidence::item::EvidenceItem;
use crate::evidence::jose::jwks::PublicKey;
use crate::evidence::jose::token::Presented;
use crate::model::identifier::ToBeSigned;

/// One item and its position.
pub struct FoundItem {
    /// The line, counted from 1.
    pub line: u64,
    /// The range of the item in the file.
    pub bytes: Range<usize>,
    /// The item.
    pub item: Item,
}

/// An item in a file that is no log.
pub enum Item {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A certificate signing request. `None` if its digest is unknown.
    Request(Option<EvidenceItem>),
    /// A revocation list.
    RevocationList(Box<RevocationList>),
    /// A token.
    Token(Box<Presented>),
    /// A public key for tokens.
    Key(PublicKey),
    /// A private or symmetric key, which is not read.
    Secret,
    /// Bytes that cannot be read, and why.
    Unreadable(String),
    /// Entries of a log from here on, which are not read in a file of evidence.
    Log,
    /// Content that is whole but of no use here, and what the content is.
    Foreign(String),
}

/// The text of a report on [`Item::Log`].
pub const LOG_BESIDE: &str =
    "log entries beside evidence, which are not read; give the log in a file of its own";

impl Item {
    /// Returns the signed digest of a request or a revocation list, which are no credentials.
    pub fn without_credential(&self) -> Option<ToBeSigned> {
        match self {
            Item::Request(request) => request.as_ref().and_then(EvidenceItem::digest),
            Item::RevocationList(list) => list.digest,
            _ => None,
        }
    }

    /// Returns an unreadable item with what was expected.
    pub(super) fn unreadable(expected: &str) -> Self {
        Item::Unreadable(expected.to_owned())
    }
}
