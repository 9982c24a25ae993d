//! Receipts that name a line and no bytes: a second reading of a file looks up all such receipts of the file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::line::{Line, UseKey, use_key};
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter::{Batch, Item, Splitter};
use crate::model::finding::message::Message;
use crate::receipts::locate::stretches;
use crate::store::verify::stored_receipts::{Fact, StoredReceipt};

/// The largest number of receipts of one file that are looked up by their lines, 200 bytes each.
const MANY: usize = 100_000;

/// Receipts that wait to be found.
#[derive(Default)]
pub(super) struct ByLine {
    wanted: HashMap<u64, HashMap<Sought, Message>>,
    count: usize,
}

/// A thing to find on a line.
#[derive(PartialEq, Eq, Hash)]
enum Sought {
    /// A part of the line of this hash.
    Hash([u8; 32]),
    /// A use.
    Use(UseKey),
}

/// Whether a receipt will be looked up.
pub(super) enum Taken {
    Yes,
    No,
}

impl ByLine {
    /// Takes a receipt.
    pub(super) fn add(&mut self, receipt: &StoredReceipt) -> Taken {
        let sought = match (&receipt.fact, receipt.sha256) {
            (Fact::Use { credential, at }, _) => Sought::Use(use_key(credential, *at)),
            (_, Some(sha256)) => Sought::Hash(sha256),
            _ => return Taken::No,
        };
        if self.count == MANY {
            return Taken::No;
        }
        self.count += 1;
        let line = self.wanted.entry(receipt.line).or_default();
        line.entry(sought)
            .or_insert_with(|| super::words(&receipt.fact));
        Taken::Yes
    }

    /// Looks up all receipts. Returns the line and the fact of each receipt that was not found.
    pub(super) fn search(
        mut self,
        path: &Path,
        bytes: u64,
    ) -> io::Result<impl Iterator<Item = (u64, Message)>> {
        if !self.wanted.is_empty() {
            let (_, stream) = unpack(File::open(path)?)?;
            let mut splitter = Splitter::new(stream.take(bytes));
            while let Some(batch) = splitter.next_batch()? {
                batch.items.iter().for_each(|it| self.meet(it, &batch));
                splitter.recycle(batch);
            }
        }
        let mut lost: Vec<_> = self.wanted.into_iter().collect();
        lost.sort_unstable_by_key(|it| it.0);
        let all = lost.into_iter();
        Ok(all.flat_map(|(line, facts)| facts.into_values().map(move |fact| (line, fact))))
    }

    fn meet(&mut self, item: &Item, batch: &Batch) {
        let Some(wanted) = self.wanted.get_mut(&item.line) else {
            return;
        };
        for (_, content) in stretches(item, batch) {
            let line = Line::of(content);
            wanted.remove(&Sought::Hash(line.sha256()));
            for one in line.uses() {
                wanted.remove(&Sought::Use(one.clone()));
            }
        }
    }
}
