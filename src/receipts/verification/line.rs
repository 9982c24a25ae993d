//! A line of a file, and the facts that a new reading of the line gives.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use crate::log::Reader;
use crate::log::framing::splitter::{Batch, Item, Lost};
use crate::model::finding::message::{Message, message};
use crate::model::identifier::CredentialId;
use crate::model::time::UnixNanos;
use crate::store::rows::load::content::content;
use crate::store::rows::load::entries::holder;
use crate::store::rows::uses::time_bucket::second_of;
use crate::store::verify::stored_receipts::{Fact, StoredReceipt};

/// A line. The line is parsed only if a receipt needs its facts.
pub(super) struct Line {
    bytes: Vec<u8>,
    sha256: OnceCell<[u8; 32]>,
    facts: OnceCell<LineFacts>,
}

/// A credential, and the second of a use of it.
pub(super) type UseKey = (CredentialId, i64);

/// The facts of a line. One line may hold many entries, and many receipts may name one line.
#[derive(Default)]
struct LineFacts {
    /// The holders of the entries, by the hash and the time of the entry.
    entries: HashMap<i64, HashMap<UnixNanos, HashSet<String>>>,
    /// Credential and second of each use.
    uses: HashSet<UseKey>,
}

impl Line {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Line {
            bytes: bytes.to_vec(),
            sha256: OnceCell::new(),
            facts: OnceCell::new(),
        }
    }

    /// The difference between a receipt and this line.
    pub(super) fn wrong(&self, receipt: &StoredReceipt) -> Option<Message> {
        if receipt.sha256.is_some_and(|it| it != self.sha256()) {
            return Some(message!(
                "fsck-line-hash",
                "the line there has another hash"
            ));
        }
        let facts = || self.facts();
        match &receipt.fact {
            Fact::Entry {
                at,
                content,
                holder,
                ..
            } => facts().lacks_entry(*at, *content, holder.as_deref()),
            Fact::Use { credential, at } => facts().lacks_use(credential, *at),
            Fact::Other { .. } => None,
        }
    }
}

impl Line {
    pub(super) fn sha256(&self) -> [u8; 32] {
        *self
            .sha256
            .get_or_init(|| Sha256::digest(&self.bytes).into())
    }

    /// The uses that the line records.
    pub(super) fn uses(&self) -> impl Iterator<Item = &UseKey> {
        self.facts().uses.iter()
    }

    fn facts(&self) -> &LineFacts {
        self.facts.get_or_init(|| LineFacts::of(&self.bytes))
    }
}

/// The use that a receipt names.
pub(super) fn use_key(credential: &CredentialId, at: UnixNanos) -> UseKey {
    (credential.clone(), second_of(at))
}

impl LineFacts {
    fn of(bytes: &[u8]) -> Self {
        let item = Item {
            line: 1,
            offset: 0,
            bytes: 0..bytes.len(),
            problem: None,
            lost: Lost::Itself,
        };
        let reading = Reader::default().read(&Batch {
            bytes: bytes.to_vec(),
            items: vec![item],
            end: 0,
        });
        let mut facts = LineFacts::default();
        for (_, entry) in &reading.entries {
            let same = facts.entries.entry(content(entry)).or_default();
            let holders = same.entry(UnixNanos::from(entry.at)).or_default();
            holders.insert(holder(&entry.event).unwrap_or_default().to_owned());
        }
        for one in &reading.uses {
            let credential = CredentialId::parse(one.credential(&reading.texts));
            facts
                .uses
                .insert((credential, second_of(UnixNanos::from(one.at))));
        }
        facts
    }

    /// An entry is found by its hash and time. Old databases did not keep the holder.
    fn lacks_entry(&self, at: UnixNanos, hash: i64, whose: Option<&str>) -> Option<Message> {
        let Some(same) = self.entries.get(&hash) else {
            return Some(message!(
                "fsck-line-content",
                "the line there says something else"
            ));
        };
        let Some(holders) = same.get(&at) else {
            return Some(message!(
                "fsck-line-time",
                "the line there has another time"
            ));
        };
        let is_whose = whose.is_none_or(|it| holders.contains(it));
        (!is_whose).then(|| message!("fsck-line-holder", "the line there has another holder"))
    }

    /// A use is found by credential and second: the fraction of the second may come from another record of the request.
    fn lacks_use(&self, credential: &CredentialId, at: UnixNanos) -> Option<Message> {
        let there = self.uses.contains(&use_key(credential, at));
        (!there).then(|| {
            message!(
                "fsck-line-use",
                "the line there is no use of it at that time"
            )
        })
    }
}
