//! Keys of bytes in one allocation, each with a number, and a hash table that finds them.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// The position of a key among the bytes, and its number: to compare a key takes one look less into memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    start: u32,
    end: u32,
    number: u32,
}

impl Key {
    /// The number of the key.
    pub(super) fn number(self) -> u32 {
        self.number
    }

    fn of<'k>(&self, bytes: &'k [u8]) -> &'k [u8] {
        let span = self.start as usize..self.end as usize;
        bytes.get(span).unwrap_or_default()
    }
}

/// Keys with their numbers. The caller keeps the hasher.
#[derive(Debug, Default)]
pub(super) struct KeyTable {
    bytes: Vec<u8>,
    table: HashTable<Key>,
}

/// The end of the bytes: a table is emptied long before four bytes cannot hold it.
fn end_of(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

impl KeyTable {
    /// The number of a key with this hash.
    pub(super) fn get(&self, key: &[u8], hash: u64) -> Option<u32> {
        let known = self.table.find(hash, |it| it.of(&self.bytes) == key);
        known.map(|it| it.number)
    }

    /// Adds a key that is not in the table.
    pub(super) fn insert(&mut self, key: &[u8], number: u32, hasher: &RandomState) -> Key {
        let KeyTable { bytes, table } = self;
        let start = end_of(bytes);
        bytes.extend_from_slice(key);
        let end = end_of(bytes);
        let key = Key { start, end, number };
        let hash = |it: &Key| hasher.hash_one(it.of(bytes));
        table.insert_unique(hash(&key), key, hash);
        key
    }

    /// The bytes of a key that [`insert`](Self::insert) gave back.
    pub(super) fn bytes_of(&self, key: &Key) -> &[u8] {
        key.of(&self.bytes)
    }

    /// How many keys the table holds.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// How many bytes all keys have together.
    pub(super) fn byte_count(&self) -> usize {
        self.bytes.len()
    }
}
