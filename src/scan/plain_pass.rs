//! The part of a scan that numbers alone settle: complete credentials of which there is nothing to say.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use crate::check;
use crate::judge::context::Judge;
use crate::model::plain_chain::Kind;
use crate::store::Error;
use crate::store::location::Location;
use crate::store::read::candidates::Watched;
use crate::store::read::identifiers::IdentifierId;
use crate::store::read::plain_chains::{ChainClass, ChainWalk, Outlines};

/// Numbers looked at together.
pub(super) const STRETCH: i64 = 4_096;

/// Numbers of digests looked at together.
const DIGESTS: i64 = 65_536;

/// Threads that look.
const THREADS: usize = 2;

/// What is settled, and what is left to be judged in full.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Certificates that are complete.
    pub(super) certificates: u64,
    /// Tokens that are complete.
    pub(super) tokens: u64,
    /// Their distinct uses.
    pub(super) uses: u64,
    /// All of these, by their numbers.
    pub(super) complete: Marks,
    /// The other credentials of which anything is known, in order.
    pub(super) rest: Vec<IdentifierId>,
    /// Digests that issuing keys signed and no complete credential claims, in order.
    pub(super) signatures: Vec<IdentifierId>,
}

/// Looks at all numbers of a database; those of `also` are left to be judged in full.
pub(super) fn settle(
    database: &Location,
    judge: &Judge,
    watched: &Watched,
    also: &BTreeSet<IdentifierId>,
) -> Result<Settled, Error> {
    let open = || Outlines::open(database);
    let outlines = open()?;
    let (identifiers, strays) = (outlines.last()?, outlines.strays()?);
    let names = outlines.names(&judge.working_keys())?;
    let numbers = WorkRanges::upto(identifiers, STRETCH);
    let mut settled = Settled {
        complete: Marks::upto(identifiers),
        ..Settled::default()
    };
    let mut claimed = Marks::upto(identifiers);
    for part in on_threads(|| {
        let outlines = open()?;
        let walk = outlines.walk(&strays, &names, &watched.keys)?;
        part(walk, judge, also, &numbers, identifiers)
    })? {
        settled.certificates += part.certificates;
        settled.tokens += part.tokens;
        settled.uses += part.uses;
        settled.rest.extend(part.rest);
        settled.complete.extend(&part.complete);
        claimed.extend(&part.claimed);
    }
    let numbers = WorkRanges::upto(identifiers, DIGESTS);
    for signatures in on_threads(|| {
        let outlines = open()?;
        let walk = outlines.walk(&strays, &names, &watched.keys)?;
        signatures(walk, &numbers, &claimed)
    })? {
        settled.signatures.extend(signatures);
    }
    settled.rest.sort_unstable();
    settled.signatures.sort_unstable();
    settled.signatures.dedup();
    Ok(settled)
}

/// The results of the same work on several threads; they share it out among themselves.
pub(super) fn on_threads<T: Send>(
    work: impl Fn() -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(&work)).collect();
        let results = threads.into_iter().map(|it| match it.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect()
    })
}

/// What one thread found.
struct Part {
    certificates: u64,
    tokens: u64,
    uses: u64,
    complete: Marks,
    rest: Vec<IdentifierId>,
    claimed: Marks,
}

fn part(
    mut walk: ChainWalk<'_>,
    judge: &Judge,
    also: &BTreeSet<IdentifierId>,
    numbers: &WorkRanges,
    last: IdentifierId,
) -> Result<Part, Error> {
    let mut part = Part {
        certificates: 0,
        tokens: 0,
        uses: 0,
        complete: Marks::upto(last),
        rest: Vec::new(),
        claimed: Marks::upto(last),
    };
    while let Some((from, to)) = numbers.next() {
        walk.outlines(from, to, &mut |number, outlined| match outlined {
            ChainClass::Plain(outline, digest)
                if !also.contains(&number) && !check::any_can_fire(&outline, judge) =>
            {
                match outline.kind {
                    Kind::Certificate { .. } => part.certificates += 1,
                    Kind::Token => part.tokens += 1,
                }
                part.uses += outline.used.map_or(0, |used| used.count);
                part.complete.mark(number);
                part.claimed.mark(digest);
            }
            ChainClass::Plain(..) | ChainClass::Other => part.rest.push(number),
        })?;
    }
    Ok(part)
}

fn signatures(
    mut walk: ChainWalk<'_>,
    numbers: &WorkRanges,
    claimed: &Marks,
) -> Result<Vec<IdentifierId>, Error> {
    let mut signatures = Vec::new();
    while let Some((from, to)) = numbers.next() {
        walk.signatures(from, to, &mut |digest| {
            if !claimed.has(digest) {
                signatures.push(digest);
            }
        })?;
    }
    Ok(signatures)
}

/// Numbers in stretches, each given out once.
pub(super) struct WorkRanges {
    next: AtomicI64,
    end: IdentifierId,
    length: i64,
}

impl WorkRanges {
    /// From 1 to the last.
    pub(super) fn upto(last: IdentifierId, length: i64) -> Self {
        WorkRanges {
            next: AtomicI64::new(1),
            end: last + 1,
            length,
        }
    }

    pub(super) fn next(&self) -> Option<(IdentifierId, IdentifierId)> {
        let from = self.next.fetch_add(self.length, Ordering::Relaxed);
        (from < self.end).then(|| (from, self.end.min(from + self.length)))
    }
}

/// A set of numbers, a bit each.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    fn upto(last: IdentifierId) -> Self {
        Marks(vec![0; last as usize / 64 + 1])
    }

    fn mark(&mut self, number: IdentifierId) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn has(&self, number: IdentifierId) -> bool {
        let word = self.0.get(number as usize / 64);
        word.is_some_and(|word| word & 1 << (number % 64) != 0)
    }

    fn extend(&mut self, other: &Marks) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(own, other)| *own |= other);
    }
}
