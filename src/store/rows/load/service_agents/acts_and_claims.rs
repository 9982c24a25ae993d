//! The acts (signatures of one digest, or certifications of one certificate) and the claims of the same digest or certificate, tallied.

use super::authorities::AuthorityNumber;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;

/// The greatest number of different acts, and of different claims, of one digest or certificate. A genuine one has one of each.
const MOST: usize = 32;

/// An act: resource, scope and principal.
pub(super) type Act = (NameId, NameId, NameId);

/// Who claims a digest or certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Claim {
    /// The code of the claimer's source.
    pub(super) source: i64,
    /// The cluster or pool.
    pub(super) claimer: NameId,
    /// The CA of the pool, in a claim of the CA's own.
    pub(super) authority: Option<AuthorityNumber>,
}

impl Claim {
    /// The claim of a cluster or pool.
    pub(super) fn of(source: i64, claimer: NameId) -> Self {
        Claim {
            source,
            claimer,
            authority: None,
        }
    }
}

/// Each pair of an act and a claim counts; a digest with many of both has far more pairs than entries, so that the pairs are computed from
/// tallies.
#[derive(Default)]
pub(super) struct ActsAndClaims {
    pub(super) acts: Tallies<Act>,
    pub(super) claims: Tallies<Claim>,
}

/// The entries with the same values.
#[derive(Clone, Copy)]
pub(super) struct Tally {
    all: i64,
    /// The entries whose pairs were counted before.
    known: i64,
    first: UnixNanos,
}

impl Tally {
    /// One entry.
    pub(super) fn one(at: UnixNanos, is_known: bool) -> Self {
        Tally {
            all: 1,
            known: is_known.into(),
            first: at,
        }
    }

    fn add(&mut self, one: Tally) {
        self.all += one.all;
        self.known += one.known;
        self.first = one.first.min(self.first);
    }
}

/// A tally of each key, [`MOST`] at most. There are few: a list is searched faster than a tree.
pub(super) struct Tallies<K>(Vec<(K, Tally)>);

impl<K> Default for Tallies<K> {
    fn default() -> Self {
        Tallies(Vec::new())
    }
}

impl<K: PartialEq> Tallies<K> {
    /// Adds an entry.
    pub(super) fn add(&mut self, key: K, one: Tally) {
        let is_full = self.0.len() >= MOST;
        match self.0.iter_mut().find(|it| it.0 == key) {
            Some((_, known)) => known.add(one),
            None if is_full => {}
            None => self.0.push((key, one)),
        }
    }

    /// Whether there is no entry.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ActsAndClaims {
    /// Forgets all; the memory serves again.
    pub(super) fn clear(&mut self) {
        self.acts.0.clear();
        self.claims.0.clear();
    }

    /// Shows each act with each claim, the number of their pairs with at least one new entry, and when the act was first done. Leaves out
    /// pairs that were all counted before.
    pub(super) fn each_new_pair(&self, mut show: impl FnMut(Act, Claim, i64, UnixNanos)) {
        for (act, done) in &self.acts.0 {
            for (claim, made) in &self.claims.0 {
                let known = done.known.saturating_mul(made.known);
                let pairs = done.all.saturating_mul(made.all).saturating_sub(known);
                if pairs != 0 {
                    show(*act, *claim, pairs, done.first);
                }
            }
        }
    }
}
