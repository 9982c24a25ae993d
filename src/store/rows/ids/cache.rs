//! The row numbers of recent keys, in bounded memory.

use std::hash::BuildHasher;

use fastbloom::BloomFilter;
use foldhash::fast::RandomState;

use crate::store::rows::key_table::{Key, KeyTable};

/// Keys of one generation at most; the cache keeps two generations. A table for so many keys is filled to seven eighths.
const MANY: usize = 114_000;

/// Bytes of all keys of one generation at most, about.
const MANY_BYTES: usize = 16 << 20;

/// Keys for which a Bloom filter is made: 2 MB.
const FILTERED: usize = 14 * MANY;

/// Keys for which the first Bloom filter is made: 20 kB, all that the files of a few hours need.
const FILTERED_FIRST: usize = FILTERED / 100;

/// How often a Bloom filter takes a new key for a known one.
const FALSE_POSITIVES: f64 = 0.01;

/// Whether the database may have a key that neither generation holds.
#[derive(Debug)]
enum Membership {
    /// A key that no filter contains is new.
    These(Vec<Filter>),
    /// Any key may be in the database.
    Any,
}

/// Keys, and for how many more the filter is made.
#[derive(Debug)]
struct Filter {
    keys: BloomFilter<RandomState>,
    room: usize,
}

impl Filter {
    fn of(room: usize) -> Self {
        let keys = BloomFilter::with_false_pos(FALSE_POSITIVES).hasher(RandomState::default());
        let keys = keys.expected_items(room);
        Filter { keys, room }
    }
}

/// Recent keys with their row numbers, the recent keys that the database lacks, and whether the database may have any other key.
#[derive(Debug)]
pub(super) struct IdCache {
    young: KeyTable,
    old: KeyTable,
    new: Vec<Key>,
    membership: Membership,
    hasher: RandomState,
}

/// The answer of the cache for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CacheLookup {
    /// The row number of the key.
    Number(u32),
    /// No row has the key.
    New,
    /// The database must be asked.
    Unclear,
}

impl IdCache {
    /// The cache of an empty table.
    pub(super) fn of_nothing() -> Self {
        IdCache::having(Membership::These(Vec::new()))
    }

    /// An empty cache of a table with rows.
    pub(super) fn of_something() -> Self {
        IdCache::having(Membership::Any)
    }

    fn having(membership: Membership) -> Self {
        IdCache {
            young: KeyTable::default(),
            old: KeyTable::default(),
            new: Vec::new(),
            membership,
            hasher: RandomState::default(),
        }
    }

    /// Looks up a key. A key that is found moves to the younger generation.
    pub(super) fn get(&mut self, key: &[u8]) -> CacheLookup {
        let hash = self.hasher.hash_one(key);
        if let Some(number) = self.young.get(key, hash) {
            return CacheLookup::Number(number);
        }
        if let Some(number) = self.old.get(key, hash) {
            self.young.insert(key, number, &self.hasher);
            return CacheLookup::Number(number);
        }
        match &self.membership {
            Membership::These(filters) if !filters.iter().any(|it| it.keys.contains(key)) => {
                CacheLookup::New
            }
            Membership::These(_) | Membership::Any => CacheLookup::Unclear,
        }
    }

    /// Whether a generation holds a key.
    pub(super) fn holds(&self, key: &[u8]) -> bool {
        let hash = self.hasher.hash_one(key);
        let generations = [&self.young, &self.old];
        generations.iter().any(|it| it.get(key, hash).is_some())
    }

    /// Adds a key that the database holds and that the cache lacks.
    pub(super) fn insert(&mut self, key: &[u8], number: u32) {
        self.young.insert(key, number, &self.hasher);
    }

    /// Adds a key that neither the database nor the cache holds.
    pub(super) fn insert_new(&mut self, key: &[u8], number: u32) {
        let known = self.young.insert(key, number, &self.hasher);
        self.new.push(known);
        if let Membership::These(filters) = &mut self.membership {
            note(key, filters);
        }
    }

    /// The keys that the database lacks, with their row numbers, in the order of keys: sorted keys go into few pages of an index.
    pub(super) fn new_ones(&mut self) -> impl ExactSizeIterator<Item = (&[u8], u32)> {
        let young = &self.young;
        self.new
            .sort_unstable_by(|one, other| young.bytes_of(one).cmp(young.bytes_of(other)));
        self.new.iter().map(|it| (young.bytes_of(it), it.number()))
    }

    /// The keys that the database lacks, in the order of row numbers, if [`new_ones`](Self::new_ones) was not called before.
    pub(super) fn new_ones_by_number(&self) -> impl Iterator<Item = (&[u8], u32)> {
        let young = &self.young;
        self.new.iter().map(|it| (young.bytes_of(it), it.number()))
    }

    /// Notes that the database holds all keys.
    pub(super) fn mark_recorded(&mut self) {
        self.new.clear();
    }

    /// Whether it is time to call [`age`](Self::age).
    pub(super) fn is_full(&self) -> bool {
        self.young.len() >= MANY || self.young.byte_count() >= MANY_BYTES
    }

    /// Forgets the older generation. All keys must be in the database.
    pub(super) fn age(&mut self) {
        self.old = std::mem::take(&mut self.young);
    }
}

fn note(key: &[u8], filters: &mut Vec<Filter>) {
    match filters.last() {
        None => filters.push(Filter::of(FILTERED_FIRST)),
        Some(Filter { room: 0, .. }) => filters.push(Filter::of(FILTERED)),
        Some(_) => {}
    }
    if let Some(filter) = filters.last_mut() {
        filter.keys.insert(key);
        filter.room -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_is_never_taken_for_new() {
        let mut recent = IdCache::of_nothing();
        for number in 0..4 * MANY as u32 {
            let key = number.to_be_bytes();
            assert_ne!(recent.get(&key), CacheLookup::Number(number));
            recent.insert_new(&key, number);
            if recent.is_full() {
                recent.mark_recorded();
                recent.age();
            }
        }
        let mut unclear = 0;
        for number in 0..4 * MANY as u32 {
            match recent.get(&number.to_be_bytes()) {
                CacheLookup::Number(known) => assert_eq!(known, number),
                CacheLookup::Unclear => unclear += 1,
                CacheLookup::New => panic!("{number} was forgotten altogether"),
            }
        }
        assert!(unclear >= 2 * MANY);
        let strangers = 0..1_000u64;
        let new = strangers.filter(|it| recent.get(&it.to_le_bytes()) == CacheLookup::New);
        assert!(new.count() > 900);
    }

    #[test]
    fn new_ones_come_in_order_and_once() {
        let mut recent = IdCache::of_something();
        recent.insert(b"known", 1);
        recent.insert_new(b"zebra", 2);
        recent.insert_new(b"ape", 3);
        let new: Vec<_> = recent.new_ones().map(|(_, number)| number).collect();
        assert_eq!(new, [3, 2]);
        recent.mark_recorded();
        assert_eq!(recent.new_ones().count(), 0);
        assert_eq!(recent.get(b"zebra"), CacheLookup::Number(2));
        assert_eq!(recent.get(b"gnu"), CacheLookup::Unclear);
    }
}
