//! What was found in a file that is no log.

use std::ops::Range;

use crate::evidence::certificate::Certificate;
use crate::evidence::crl::RevocationList;
use crate::evidence::item::EvidenceItem;
use crate::evidence::jose::jwks::PublicKey;
use crate::evidence::jose::token::Presented;
use crate::model::identifier::ToBeSigned;

/// One thing in a file.
pub struct FoundItem {
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
    Request(Option<EvidenceItem>),
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
    /// Something that is whole and of no use here, and what it is.
    Foreign(String),
}

impl Item {
    /// What was signed for a request or a revocation list.
    pub fn without_credential(&self) -> Option<ToBeSigned> {
        match self {
            Item::Request(request) => request.as_ref().and_then(EvidenceItem::digest),
            Item::RevocationList(list) => list.digest,
            _ => None,
        }
    }

    /// Something of which this was expected.
    pub(super) fn unreadable(expected: &str) -> Self {
        Item::Unreadable(expected.to_owned())
    }
}
