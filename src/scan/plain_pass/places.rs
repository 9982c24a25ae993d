//! How many complete plain chains belong to each place, counted by the ids of names, for the breakdown of a scan.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::model::finding::Verdict;
use crate::model::identity::user::{self, ServiceAccount};
use crate::model::plain_chain::{Place, PlainChain};
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::scan::attribution::Attribution;
use crate::scan::summary::breakdown::{Breakdown, Tally};
use crate::store::rows::plain_chains::names::ChainNames;
use crate::store::{Error, Store};

/// The counts of the chains of one place.
#[derive(Debug, Clone, Copy)]
struct PlainTally {
    credentials: u64,
    uses: u64,
    times: (UnixNanos, UnixNanos),
}

/// The counts by place.
#[derive(Debug, Default)]
pub(in crate::scan) struct PlainPlaces(HashMap<Place, PlainTally>);

impl PlainPlaces {
    /// Counts a chain. Of the holder only the namespace counts: one account counts for all of its namespace, and holders that are no service
    /// accounts are not distinguished.
    pub(super) fn count(&mut self, chain: &PlainChain, names: &ChainNames) {
        let holder = chain.place.holder;
        let place = Place {
            holder: holder.and_then(|it| names.account_of_namespace(it)),
            ..chain.place
        };
        let tally = PlainTally {
            credentials: 1,
            uses: chain.used.map_or(0, |it| it.count),
            times: chain.times(),
        };
        self.add(place, tally);
    }

    /// Adds the counts of another thread.
    pub(super) fn join(&mut self, other: Self) {
        other
            .0
            .into_iter()
            .for_each(|(place, it)| self.add(place, it));
    }

    fn add(&mut self, place: Place, tally: PlainTally) {
        let known = self.0.entry(place);
        known.and_modify(|it| it.take(tally)).or_insert(tally);
    }

    /// Adds the counts to a breakdown, in the order of the names.
    ///
    /// # Errors
    /// The errors of the database.
    pub(in crate::scan) fn break_down(
        &self,
        store: &Store,
        breakdown: &mut Breakdown,
    ) -> Result<(), Error> {
        let known: BTreeSet<NameId> = self.0.keys().flat_map(ids).collect();
        let names = store.names_of_users(known.into_iter())?;
        let name = |it: NameId| names.get(&it).map_or("", String::as_str);
        let all = self.0.iter();
        let mut all: Vec<_> = all
            .map(|(place, it)| (ids(place).map(name).collect::<Vec<_>>(), place, it))
            .collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        for (_, place, tally) in all {
            breakdown.add(&attribution(place, name), &tally.complete());
        }
        Ok(())
    }
}

/// The ids of the names of a place.
fn ids(place: &Place) -> impl Iterator<Item = NameId> + use<> {
    let certified = place.certified.into_iter().flat_map(|it| [it.0, it.1]);
    let named = [place.cluster, place.key, place.caller_of_key].into_iter();
    named.chain(certified).chain(place.holder)
}

/// What [`Attribution::of`] returns for the lineage of such a chain.
fn attribution<'n>(place: &Place, name: impl Fn(NameId) -> &'n str) -> Attribution<'n> {
    let named = |it: Option<NameId>| it.map(&name).filter(|it| !it.is_empty());
    let pool = place.certified.map(|it| it.0);
    let callers = [Some(place.caller_of_key), place.certified.map(|it| it.1)];
    let holder = named(place.holder);
    Attribution {
        cluster: named(Some(place.cluster)),
        keys: named(Some(place.key)).into_iter().collect(),
        pools: named(pool).into_iter().collect(),
        callers: callers.into_iter().filter_map(named).collect(),
        service_account: holder.and_then(ServiceAccount::of),
        node: holder.and_then(user::node),
    }
}

impl PlainTally {
    fn take(&mut self, other: Self) {
        self.credentials += other.credentials;
        self.uses += other.uses;
        self.times = (
            self.times.0.min(other.times.0),
            self.times.1.max(other.times.1),
        );
    }

    fn complete(self) -> Tally {
        let (first, last) = self.times;
        Tally {
            credentials: [(Verdict::Complete, self.credentials)].into(),
            signatures: BTreeMap::new(),
            uses: self.uses,
            times: Some((first.timestamp(), last.timestamp())),
        }
    }
}
