//! Where a walk over lineages starts: all credentials, or those that a window touches.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::facts::Seed;
use crate::model::identifier::{CredentialId, Identifier};
use crate::store::write::time_bucket;
use crate::store::{Error, Store, nanoseconds};

/// Numbers in one question to the database.
const ASKED: usize = 10_000;

/// A stretch of time; open ends are unbounded. The end is not part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after it.
    pub to: Option<Timestamp>,
}

/// A window in which there is no moment: nothing would be judged in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the window ends at {to}, which is not after its beginning {from}: see --from, --to and --since"
)]
pub struct Empty {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    /// The stretch from one moment until before another.
    ///
    /// # Errors
    /// Where the end does not come after the beginning.
    pub fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Self, Empty> {
        match (from, to) {
            (Some(from), Some(to)) if to <= from => Err(Empty { from, to }),
            _ => Ok(Window { from, to }),
        }
    }

    pub(in crate::store) fn bounds(self) -> (i64, i64) {
        (
            self.from.map_or(i64::MIN, nanoseconds),
            self.to.map_or(i64::MAX, nanoseconds),
        )
    }

    /// Whether this moment is in it.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Whether it has no ends.
    pub fn is_everything(self) -> bool {
        self == Window::default()
    }
}

impl Store {
    /// The credentials that were used, or that entries speak of, in a window.
    pub fn seeds_in(&mut self, window: Window) -> Result<Vec<(CredentialId, Seed)>, Error> {
        let (from, to) = window.bounds();
        let mut seeds = self.named_in((from, to))?;
        self.used_in((from, to), &mut seeds)?;
        let seeds: Vec<Seed> = seeds.into_iter().collect();
        self.credentials_of(&seeds)
    }

    /// The credentials that entries of a window speak of.
    fn named_in(&self, (from, to): (i64, i64)) -> Result<BTreeSet<Seed>, Error> {
        let sql = include_str!("../../../queries/credentials_of_entries_between.sql");
        let mut statement = self.reader.rows.prepare(sql)?;
        let seeds = statement.query_map([from, to], |row| row.get(0))?;
        Ok(seeds.collect::<Result<_, _>>()?)
    }

    /// Adds the credentials that were used in a window.
    fn used_in(&self, (from, to): (i64, i64), seeds: &mut BTreeSet<Seed>) -> Result<(), Error> {
        let inside = |at: i64| from <= at && at < to;
        let sql = include_str!("../../../queries/slots_between.sql");
        let mut slots = self.reader.rows.prepare(sql)?;
        let mut rows = slots.query([
            time_bucket::slot_of(from),
            time_bucket::slot_of(to.saturating_sub(1)),
        ])?;
        while let Some(row) = rows.next()? {
            let uses = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let uses = time_bucket::unpack(row.get(0)?, uses)
                .filter(|it| it.role == time_bucket::Role::Counted && inside(it.at));
            seeds.extend(uses.map(|it| i64::from(it.credential)));
        }
        Ok(())
    }

    /// The credentials with these numbers, in their order.
    pub fn credentials_of(&mut self, numbers: &[Seed]) -> Result<Vec<(CredentialId, Seed)>, Error> {
        let mut credentials = Vec::with_capacity(numbers.len());
        for numbers in numbers.chunks(ASKED) {
            for (number, it) in self.reader.identifiers_of(numbers.iter())? {
                if let Identifier::Credential(it) = it {
                    credentials.push((it, number));
                }
            }
        }
        credentials.sort_unstable();
        Ok(credentials)
    }
}

/// Where a credential must be.
pub(in crate::store) fn credential_seed(
    (number, identifier): (i64, Identifier),
) -> Result<(CredentialId, Seed), Error> {
    match identifier {
        Identifier::Credential(credential) => Ok((credential, number)),
        Identifier::Digest(_) => Err(Error::Damaged("a digest among the credentials")),
    }
}
