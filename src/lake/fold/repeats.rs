//! Which uses add nothing to an earlier one.
//!
//! A use is a *repeat* of an earlier use with the same credential, request, second, user and cluster whose time is as good or better: the database,
//! which has the earlier use when the repeat comes, would only count a duplicate. "Is a repeat of" is transitive, so that the uses that are left
//! after repeats were removed from parts, from parts of what was left, and so on, are those that are left after repeats were removed from all at once.
//!
//! A use whose stage came in a later second leaves a mark in that second
//! ([`time_bucket`](crate::store::rows::uses::time_bucket)). Such a use is a repeat only of one with the same two times.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use siphasher::sip128::{Hasher128, SipHasher13};

use crate::lake::tables::uses::UseRow;
use crate::log::shape::timestamp::fineness;
use crate::model::time::UnixNanos;
use crate::store::rows::uses::time_bucket::second_of;

/// A hash of what two uses must have in common. It is keyed at random, so that nobody can make two uses with one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct UseKey([u64; 2]);

impl UseKey {
    fn of(hasher: SipHasher13) -> Self {
        let hash = hasher.finish128();
        UseKey([hash.h1, hash.h2])
    }

    /// The pass in which uses of this key are looked at.
    pub(super) fn pass(&self, passes: u64) -> u64 {
        let UseKey([one, _]) = self;
        one % passes.max(1)
    }
}

/// The requests so far, each with its second.
#[derive(Debug, Default)]
pub(super) struct Requests(HashSet<UseKey, RandomState>);

impl Requests {
    /// Adds a request. Returns whether the request is new.
    pub(super) fn insert(&mut self, key: UseKey) -> bool {
        self.0.insert(key)
    }
}

/// Makes keys.
#[derive(Debug)]
pub(super) struct Keys(SipHasher13);

/// The uses so far, with the best time of each.
#[derive(Debug, Default)]
pub(super) struct Uses(HashMap<UseKey, i64, RandomState>);

impl Keys {
    pub(super) fn new() -> Self {
        let random = std::hash::RandomState::new();
        let [one, other] = [1, 2].map(|number| random.hash_one(number));
        Keys(SipHasher13::new_with_keys(one, other))
    }

    /// The key of a request and a second, which a use and its repeats have in common.
    pub(super) fn of_request(&self, request: &[u8], at: i64) -> UseKey {
        let mut hasher = self.0;
        hasher.write(request);
        hasher.write_i64(second_of(UnixNanos(at)));
        UseKey::of(hasher)
    }

    pub(super) fn of(&self, one: &UseRow<'_>) -> UseKey {
        let mut hasher = self.0;
        for part in [
            one.credential,
            one.user.as_bytes(),
            one.cluster.as_bytes(),
            one.request,
        ] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        let second = second_of(UnixNanos(one.at));
        hasher.write_i64(second);
        let mark = one.until.filter(|it| second_of(UnixNanos(*it)) != second);
        if let Some(until) = mark {
            hasher.write_i64(one.at);
            hasher.write_i64(until);
        }
        UseKey::of(hasher)
    }
}

impl Uses {
    /// Adds a use, which comes behind all that were added before. Returns whether it is a repeat.
    pub(super) fn is_repeat(&mut self, key: UseKey, at: i64) -> bool {
        match self.0.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(at);
                false
            }
            Entry::Occupied(mut best) => {
                let is_repeat = fineness(*best.get()) <= fineness(at);
                if !is_repeat {
                    best.insert(at);
                }
                is_repeat
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// A use: the request and the two times.
    type TestUse = (u8, i64, Option<i64>);

    /// What is left of uses in the order of their places.
    fn folded(uses: &[(usize, TestUse)]) -> Vec<(usize, TestUse)> {
        let (keys, mut known) = (Keys::new(), Uses::default());
        let mut uses = uses.to_vec();
        uses.sort_unstable();
        uses.retain(|(_, (request, at, until))| {
            let key = keys.of(&UseRow {
                credential: b"c",
                user: "u",
                cluster: "",
                request: &[*request],
                at: *at,
                until: *until,
                line: 1,
                offset: 0,
                length: 1,
            });
            !known.is_repeat(key, *at)
        });
        uses
    }

    fn times() -> impl Strategy<Value = i64> {
        (
            0_i64..3,
            prop_oneof![Just(0), Just(5_000_000), Just(5_000_001), 0..9_i64],
        )
            .prop_map(|(second, rest)| second * 1_000_000_000 + rest)
    }

    proptest! {
        #[test]
        fn uses_fold_in_any_tree(
            uses in vec((0_u8..2, times(), proptest::option::of(times())), 0..24),
            parts in vec(0_usize..4, 24),
        ) {
            let uses: Vec<(usize, TestUse)> = uses.into_iter().enumerate().collect();
            let part = |number| {
                let mine = uses.iter().filter(|it| parts[it.0] == number).copied();
                folded(&mine.collect::<Vec<_>>())
            };
            let pair = |one, other| folded(&[part(one), part(other)].concat());
            prop_assert_eq!(folded(&[pair(0, 3), pair(2, 1)].concat()), folded(&uses));
        }
    }

    /// A pass remembers a part of the uses of one credential, as of any others.
    #[test]
    fn the_uses_of_one_credential_are_spread_over_the_passes() {
        let (keys, mut counts) = (Keys::new(), [0; 8]);
        for number in 0..8_000_i64 {
            let key = keys.of(&UseRow {
                credential: b"c",
                user: "u",
                cluster: "",
                request: &number.to_be_bytes(),
                at: number / 50,
                until: None,
                line: 1,
                offset: 0,
                length: 1,
            });
            counts[usize::try_from(key.pass(8)).unwrap()] += 1;
        }
        assert!(
            counts.iter().all(|it| (500..2_000).contains(it)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_repeat_adds_nothing_to_an_earlier_use() {
        let second = 1_000_000_000;
        let left = |uses: &[TestUse]| {
            let uses: Vec<_> = uses.iter().copied().enumerate().collect();
            folded(&uses).len()
        };
        assert_eq!(left(&[(1, 5, None), (1, 5, None), (1, 7, Some(9))]), 1);
        assert_eq!(left(&[(1, 7, None), (1, 5, None)]), 2, "a better time");
        assert_eq!(left(&[(1, 0, None), (1, 5, None)]), 2, "a finer time");
        assert_eq!(left(&[(1, 5, None), (1, 5, Some(second))]), 2, "a mark");
        assert_eq!(left(&[(1, 5, None), (2, 5, None)]), 2, "another request");
        assert_eq!(
            left(&[(1, 5, None), (1, second, None)]),
            2,
            "another second"
        );
    }
}
