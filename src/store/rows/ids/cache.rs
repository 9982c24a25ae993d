//! Texts of bytes with their numbers, the recent ones: in little memory, and no more than a bounded number of them.

use std::hash::BuildHasher;

use fastbloom::BloomFilter;
use foldhash::fast::RandomState;

use crate::store::rows::key_table::{Key, KeyTable};

/// Keys of one generation at most; two generations are remembered. A table for so many is filled to seven eighths.
const MANY: usize = 114_000;

/// Bytes of all keys of one generation at most, about.
const MANY_BYTES: usize = 16 << 20;

/// Keys that one filter is for.
const FILTERED: usize = 14 * MANY;

/// How often a filter takes a new key for one of them.
const FALSE_POSITIVES: f64 = 0.01;

/// What is known of keys that are not remembered.
#[derive(Debug)]
enum Membership {
    /// These were met, and perhaps a few more; any other is new.
    These(Vec<(BloomFilter<RandomState>, usize)>),
    /// Any of them may be in the database.
    Any,
}

/// Recent keys with their numbers, and those among them that are not in the database yet.
#[derive(Debug)]
pub(super) struct IdCache {
    young: KeyTable,
    old: KeyTable,
    new: Vec<Key>,
    met: Membership,
    hasher: RandomState,
}

/// What is remembered of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CacheLookup {
    /// Its number.
    Number(u32),
    /// It was never met.
    New,
    /// The database has to be asked.
    Unclear,
}

impl IdCache {
    /// Nothing is remembered, and nothing was met yet.
    pub(super) fn of_nothing() -> Self {
        IdCache::having(Membership::These(Vec::new()))
    }

    /// Nothing is remembered of a database that holds something.
    pub(super) fn of_something() -> Self {
        IdCache::having(Membership::Any)
    }

    fn having(met: Membership) -> Self {
        IdCache {
            young: KeyTable::default(),
            old: KeyTable::default(),
            new: Vec::new(),
            met,
            hasher: RandomState::default(),
        }
    }

    /// The number of a key. One that is asked for is not forgotten soon.
    pub(super) fn get(&mut self, key: &[u8]) -> CacheLookup {
        let hash = self.hasher.hash_one(key);
        if let Some(number) = self.young.get(key, hash) {
            return CacheLookup::Number(number);
        }
        if let Some(number) = self.old.get(key, hash) {
            self.young.insert(key, number, &self.hasher);
            return CacheLookup::Number(number);
        }
        match &self.met {
            Membership::These(filters) if !filters.iter().any(|(it, _)| it.contains(key)) => {
                CacheLookup::New
            }
            Membership::These(_) | Membership::Any => CacheLookup::Unclear,
        }
    }

    /// Whether a key is remembered.
    pub(super) fn holds(&self, key: &[u8]) -> bool {
        let hash = self.hasher.hash_one(key);
        let generations = [&self.young, &self.old];
        generations.iter().any(|it| it.get(key, hash).is_some())
    }

    /// Remembers a key that the database knows, and that is not remembered yet.
    pub(super) fn insert(&mut self, key: &[u8], number: u32) {
        self.young.insert(key, number, &self.hasher);
    }

    /// Remembers a key that the database does not know yet.
    pub(super) fn insert_new(&mut self, key: &[u8], number: u32) {
        let known = self.young.insert(key, number, &self.hasher);
        self.new.push(known);
        if let Membership::These(filters) = &mut self.met {
            note(key, filters);
        }
    }

    /// The keys that the database does not know yet with their numbers, in order of the keys: it puts sorted keys into few pages.
    pub(super) fn new_ones(&mut self) -> impl ExactSizeIterator<Item = (&[u8], u32)> {
        let young = &self.young;
        self.new
            .sort_unstable_by(|one, other| young.bytes_of(one).cmp(young.bytes_of(other)));
        self.new.iter().map(|it| (young.bytes_of(it), it.number()))
    }

    /// The same in order of their numbers, as long as they were not asked for in another.
    pub(super) fn new_ones_by_number(&self) -> impl Iterator<Item = (&[u8], u32)> {
        let young = &self.young;
        self.new.iter().map(|it| (young.bytes_of(it), it.number()))
    }

    /// The new ones are in the database now.
    pub(super) fn settle(&mut self) {
        self.new.clear();
    }

    /// Whether it is time to forget something.
    pub(super) fn is_full(&self) -> bool {
        self.young.len() >= MANY || self.young.byte_count() >= MANY_BYTES
    }

    /// Forgets the older ones. To be called when the database knows all new ones.
    pub(super) fn age(&mut self) {
        self.old = std::mem::take(&mut self.young);
    }
}

fn note(key: &[u8], filters: &mut Vec<(BloomFilter<RandomState>, usize)>) {
    if filters.last().is_none_or(|(_, count)| *count == FILTERED) {
        let filter = BloomFilter::with_false_pos(FALSE_POSITIVES).hasher(RandomState::default());
        filters.push((filter.expected_items(FILTERED), 0));
    }
    if let Some((filter, count)) = filters.last_mut() {
        filter.insert(key);
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_is_never_taken_for_new() {
        let mut recent = IdCache::of_nothing();
        for number in 0..10 * MANY as u32 {
            let key = number.to_be_bytes();
            assert_ne!(recent.get(&key), CacheLookup::Number(number));
            recent.insert_new(&key, number);
            if recent.is_full() {
                recent.settle();
                recent.age();
            }
        }
        let mut unclear = 0;
        for number in 0..10 * MANY as u32 {
            match recent.get(&number.to_be_bytes()) {
                CacheLookup::Number(known) => assert_eq!(known, number),
                CacheLookup::Unclear => unclear += 1,
                CacheLookup::New => panic!("{number} was forgotten altogether"),
            }
        }
        assert!(unclear >= 8 * MANY);
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
        recent.settle();
        assert_eq!(recent.new_ones().count(), 0);
        assert_eq!(recent.get(b"zebra"), CacheLookup::Number(2));
        assert_eq!(recent.get(b"gnu"), CacheLookup::Unclear);
    }
}
