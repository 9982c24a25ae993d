//! Credentials with the users who presented them, as a file names them, and the totals of their uses.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use rusqlite::Connection;
use siphasher::sip128::{Hasher128, SipHasher13};

use crate::model::identifier::CredentialId;
use crate::store::Error;
use crate::store::rows::ids::IdAllocator;
use crate::store::rows::uses::time_bucket::PackedUse;
use crate::store::rows::uses::totals;
use crate::store::rows::uses::totals::{Sum, UsageTotals};

/// Pairs of a credential and a user that are kept in memory with their totals, 110 bytes each: to add to a total in the database takes as
/// long as to parse five lines, and a log uses a credential again and again. A table for half a million entries is filled to seven eighths.
const MANY_PAIRS: usize = 450_000;

/// Bytes of the texts of pairs without row numbers before these are looked up.
const MANY_BYTES: usize = 8 << 20;

/// Pairs of a credential and a user: one look into memory finds both. Of a pair that has its row numbers only a hash is kept, which takes a
/// fifth of the text. The hash is keyed at random, so that nobody can make two pairs with one hash.
#[derive(Debug)]
pub(super) struct CredentialUsers {
    positions: HashMap<[u64; 2], u32, RandomState>, // with an u128 an entry would take 8 bytes more
    hasher: SipHasher13,
    /// The texts of the pairs without row numbers, one behind the other.
    new: String,
    /// For each of these texts: where it ends, and how many of its bytes are the credential's id.
    new_ones: Vec<(usize, usize)>,
    /// The row numbers of the other pairs, whose positions come first.
    pub(super) numbered: Vec<CredentialUser>,
    /// Totals of the numbered pairs that wait to be written, each for the first cluster in which the pair occurred.
    totals: Vec<Option<Sum>>,
    /// Totals of numbered pairs in other clusters.
    elsewhere: UsageTotals,
}

/// The rows of a credential and of a user name.
#[derive(Debug, Clone, Copy)]
pub(super) struct CredentialUser {
    pub(super) credential: u32,
    pub(super) principal: u32,
}

impl Default for CredentialUsers {
    fn default() -> Self {
        let random = std::hash::RandomState::new();
        let [one, other] = [1, 2].map(|number| random.hash_one(number));
        CredentialUsers {
            positions: HashMap::default(),
            hasher: SipHasher13::new_with_keys(one, other),
            new: String::new(),
            new_ones: Vec::new(),
            numbered: Vec::new(),
            totals: Vec::new(),
            elsewhere: UsageTotals::default(),
        }
    }
}

impl CredentialUsers {
    /// The position of a pair, whose text is the credential's id followed by the user; `credential` is the length of the id.
    pub(super) fn position(&mut self, text: &str, credential: u32) -> u32 {
        let mut hasher = self.hasher;
        hasher.write_u32(credential);
        hasher.write(text.as_bytes());
        let position = self.numbered.len() + self.new_ones.len();
        let position = u32::try_from(position).unwrap_or(u32::MAX); // they are forgotten long before
        let hash = hasher.finish128();
        match self.positions.entry([hash.h1, hash.h2]) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(vacant) => {
                vacant.insert(position);
                self.new.push_str(text);
                self.new_ones.push((self.new.len(), credential as usize));
                position
            }
        }
    }

    /// Whether it is time to look up the pairs without row numbers, or to forget all pairs.
    pub(super) fn are_many(&self) -> bool {
        self.new.len() >= MANY_BYTES || self.are_too_many()
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.positions.len() + self.elsewhere.len() >= MANY_PAIRS
    }

    /// Looks up the rows of the pairs that have no row numbers yet.
    pub(super) fn number(
        &mut self,
        allocator: &mut IdAllocator,
        connection: &Connection,
    ) -> Result<(), Error> {
        let mut ids = allocator.batch(connection);
        let mut start = 0;
        for &(end, credential) in &self.new_ones {
            let text = self.new.get(start..end).unwrap_or_default();
            let (id, user) = text.split_at_checked(credential).unwrap_or_default();
            let credential = ids.intern(&CredentialId::parse(id).into())?;
            let principal = ids.intern_name(user)?;
            self.numbered.push(CredentialUser {
                credential: credential.packed(),
                principal: principal.packed(),
            });
            start = end;
        }
        ids.record_names()?;
        self.new.clear();
        self.new_ones.clear();
        self.totals.resize(self.numbered.len(), None);
        Ok(())
    }

    /// Adds a use to the total of its pair.
    pub(super) fn add(&mut self, one: &PackedUse) {
        let who = one.fresh.map_or(usize::MAX, |it| it.who as usize);
        match self.totals.get_mut(who) {
            Some(sum @ None) => *sum = Some(Sum::of(one)),
            Some(Some(sum)) if sum.cluster == one.cluster => sum.add(one),
            Some(Some(_)) | None => totals::add(&mut self.elsewhere, one),
        }
    }

    pub(super) fn write_sums(&mut self, connection: &Connection) -> Result<(), Error> {
        let mut known: Vec<usize> = (0..self.totals.len())
            .filter(|it| self.totals.get(*it).is_some_and(Option::is_some))
            .collect();
        known.sort_unstable_by_key(|it| {
            let who = self.numbered.get(*it);
            who.map(|it| (it.credential, it.principal))
        }); // in the order of the table
        let totals = known.into_iter().filter_map(|position| {
            let (who, sum) = (self.numbered.get(position)?, self.totals.get(position)?);
            Some((who.credential, who.principal, (*sum)?))
        });
        totals::record(totals, connection)?;
        self.totals.fill(None);
        totals::record_all(&std::mem::take(&mut self.elsewhere), connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_with_a_user_has_one_position() {
        let mut users = CredentialUsers::default();
        let wanted = [("JTIalice", 3), ("JTIalice", 4), ("JTIalice", 3), ("x", 1)];
        let positions = wanted.map(|(text, id)| users.position(text, id));
        assert_eq!(positions, [0, 1, 0, 2]);
        assert!(!users.are_many());
        users.position(&"x".repeat(MANY_BYTES), 1);
        assert!(users.are_many() && !users.are_too_many());
    }
}
