//! The fast part of a scan: credentials that are plain chains, judged without their lineages.
//!
//! A *plain chain* ([`PlainChain`](crate::model::plain_chain::PlainChain)) is a certificate or a token with exactly one record in each log
//! that must hold one, where all records agree on the credential and on its digest, and no other record and no evidence names one of the
//! two. No check can fire on a plain chain but the checks that the registry (`src/check/registry.rs`) marks `FiresOnlyIf`, and each of
//! these fires only if the function of its mark returns true, which compares the numbers of the chain with the expectations and with what
//! the judge knows of keys, revocations and invalid signatures; where no function returns true, the credential is complete and has no
//! findings. The property test `tests/integration/plain_pass/` proves this over all fixtures and 256 random worlds with policies,
//! evidence and suppressions: a scan with the plain pass reports the same as a scan that judges every lineage in full.

mod places;
pub(super) mod user_index;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use self::places::PlainPlaces;
use crate::check;
use crate::judge::context::Judge;
use crate::model::plain_chain::Kind;
use crate::model::row_id::IdentifierId;
use crate::store::Error;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::plain_chains::names::ChainNames;
use crate::store::rows::plain_chains::walk::{ChainClass, ChainWalk};
use crate::store::rows::reader::Reader;
use crate::store::rows::selection::candidates::Watched;

/// The length of a range of identifiers that a thread takes at once, where the thread reads chains or users. What is known of so many
/// identifiers stays in the cache of a processor core.
pub(super) const CHAINS: i64 = 1_024;

/// The length of a range of identifiers that a thread takes at once, where the thread reads signatures.
const SIGNATURES: i64 = 65_536;

/// The result of the pass.
#[derive(Debug, Default)]
pub(super) struct PlainCredentials {
    /// The number of certificates that are complete plain chains.
    pub(super) certificates: u64,
    /// The number of tokens that are complete plain chains.
    pub(super) tokens: u64,
    /// The number of distinct uses of the complete plain chains.
    pub(super) uses: u64,
    /// The places of the complete plain chains.
    pub(super) places: PlainPlaces,
    /// The credentials of the complete plain chains.
    pub(super) complete: IdSet,
    /// The credentials that remain to be judged in full, in ascending order.
    pub(super) rest: Vec<IdentifierId>,
    /// The digests that watched keys signed and that no complete plain chain claims, in ascending order.
    pub(super) unclaimed: Vec<IdentifierId>,
}

/// Reads all credentials of a snapshot and all signatures of the watched keys, each reader of the snapshot on a thread of its own. The
/// `selected` credentials remain to be judged in full.
///
/// # Errors
/// The errors of the database.
pub(super) fn run(
    readers: &mut [Reader],
    judge: &Judge,
    watched: &Watched,
    selected: &BTreeSet<IdentifierId>,
) -> Result<PlainCredentials, Error> {
    let Some(first) = readers.first() else {
        return Ok(PlainCredentials::default());
    };
    let (last, exceptional) = (first.last_identifier()?, first.exceptional_ids()?);
    let names = first.chain_names(&judge.working_keys())?;
    let ranges = WorkRanges::up_to(last, CHAINS);
    let mut plain = PlainCredentials::default();
    let mut claimed = IdSet::default();
    for part in on_threads(readers, |reader| {
        let walk = reader.chain_walk(&exceptional, &names, &watched.keys)?;
        part(walk, &names, judge, selected, &ranges)
    })? {
        plain.certificates += part.certificates;
        plain.tokens += part.tokens;
        plain.uses += part.uses;
        plain.rest.extend(part.rest);
        plain.places.join(part.places);
        plain.complete.join(&part.complete);
        claimed.join(&part.claimed);
    }
    let ranges = WorkRanges::up_to(last, SIGNATURES);
    for unclaimed in on_threads(readers, |reader| {
        let walk = reader.chain_walk(&exceptional, &names, &watched.keys)?;
        unclaimed(walk, &ranges, &claimed)
    })? {
        plain.unclaimed.extend(unclaimed);
    }
    plain.rest.sort_unstable();
    plain.unclaimed.sort_unstable();
    plain.unclaimed.dedup();
    Ok(plain)
}

/// Runs `work` on one thread a reader and returns the result of each. The threads share out the work by one [`WorkRanges`].
pub(super) fn on_threads<T: Send>(
    readers: &mut [Reader],
    work: impl Fn(&mut Reader) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    thread::scope(|scope| {
        let work = &work;
        let spawn = |reader| thread::Builder::new().spawn_scoped(scope, move || work(reader));
        let threads = readers.iter_mut().map(spawn);
        let threads = threads.collect::<Result<Vec<_>, _>>();
        let threads = threads.map_err(sqlx::Error::Io)?;
        let results = threads.into_iter().map(|it| match it.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect()
    })
}

/// The result of one thread.
#[derive(Default)]
struct Part {
    certificates: u64,
    tokens: u64,
    uses: u64,
    places: PlainPlaces,
    complete: IdSet,
    rest: Vec<IdentifierId>,
    /// The digests of the complete plain chains.
    claimed: IdSet,
}

fn part(
    mut walk: ChainWalk<'_>,
    names: &ChainNames,
    judge: &Judge,
    selected: &BTreeSet<IdentifierId>,
    ranges: &WorkRanges,
) -> Result<Part, Error> {
    let mut part = Part::default();
    while let Some((from, to)) = ranges.next() {
        walk.classify(from, to, &mut |credential, class| match class {
            ChainClass::Plain(chain, digest)
                if !selected.contains(&credential) && !check::any_can_fire(&chain, judge) =>
            {
                match chain.kind {
                    Kind::Certificate { .. } => part.certificates += 1,
                    Kind::Token => part.tokens += 1,
                }
                part.uses += chain.used.map_or(0, |used| used.count);
                part.places.count(&chain, names);
                part.complete.insert(credential);
                part.claimed.insert(digest);
            }
            ChainClass::Plain(..) | ChainClass::Other => part.rest.push(credential),
        })?;
    }
    Ok(part)
}

fn unclaimed(
    mut walk: ChainWalk<'_>,
    ranges: &WorkRanges,
    claimed: &IdSet,
) -> Result<Vec<IdentifierId>, Error> {
    let mut unclaimed = Vec::new();
    while let Some((from, to)) = ranges.next() {
        walk.signatures(from, to, &mut |digest| {
            if !claimed.contains(digest) {
                unclaimed.push(digest);
            }
        })?;
    }
    Ok(unclaimed)
}

/// Ranges of identifiers, of which each thread takes the next one. No range is given out twice.
pub(super) struct WorkRanges {
    next: AtomicI64,
    end: i64,
    length: i64,
}

impl WorkRanges {
    /// The ranges from identifier 1 to `last`, each of `length` identifiers.
    pub(super) fn up_to(last: IdentifierId, length: i64) -> Self {
        WorkRanges {
            next: AtomicI64::new(1),
            end: last.0 + 1,
            length,
        }
    }

    /// The next range, without its end.
    pub(super) fn next(&self) -> Option<(IdentifierId, IdentifierId)> {
        let from = self.next.fetch_add(self.length, Ordering::Relaxed);
        let to = self.end.min(from.saturating_add(self.length));
        (from < self.end).then_some((IdentifierId(from), IdentifierId(to)))
    }
}
