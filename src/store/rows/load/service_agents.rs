//! Who did what clusters and pools claim, and with which key or pool: counted for the entries of a file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use rusqlite::{Connection, Row};

use crate::model::entry::Source;
use crate::model::identity::agent::Agent;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;
use crate::store::schema::codes::Code;
use crate::store::schema::codes::event::{CERTIFIED, SIGNED};

/// Service of a claimed signature or certification: its source, resource, scope, and who claims it.
type Service = (i64, NameId, NameId, i64, NameId);

/// For each service and caller: how many claimed signatures or certifications the caller had the service make, and when the first was made.
#[derive(Default)]
struct CallCounts(HashMap<(Service, NameId), (i64, UnixNanos), RandomState>);

/// The acts (signatures of one digest, or certifications of one certificate) and the claims of the same digest or certificate. Each pair
/// of an act and a claim counts; a digest with many of both has far more pairs than entries, so that the pairs are computed from tallies.
#[derive(Default)]
struct ActsAndClaims {
    /// By resource, scope and principal.
    acts: BTreeMap<(NameId, NameId, NameId), Tally>,
    /// By the code of the claimer's source, and by the claimer.
    claims: BTreeMap<(i64, NameId), Tally>,
}

/// The entries with the same values.
#[derive(Clone, Copy)]
struct Tally {
    all: i64,
    /// The entries whose pairs were counted before.
    known: i64,
    first: UnixNanos,
}

/// The greatest number of different acts, and of different claims, of one digest or certificate. A genuine one has one of each.
const MOST: usize = 32;

/// Records the services and callers that follow from entries after row `last`.
pub(in crate::store) fn record(connection: &Connection, last: i64) -> Result<(), Error> {
    let mut met = CallCounts::default();
    let certificates = include_str!("../../../../queries/claimed_certificates.sql");
    let signatures = include_str!("../../../../queries/claimed_signatures.sql");
    met.take(Source::CaService, certificates, connection, last)?;
    met.take(Source::Kms, signatures, connection, last)?;
    met.write(connection)
}

impl ActsAndClaims {
    fn take(&mut self, source: Source, row: &Row<'_>) -> rusqlite::Result<()> {
        let (event, resource): (i64, NameId) = (row.get(1)?, row.get(2)?);
        let (at, is_known): (UnixNanos, bool) = (row.get(5)?, row.get(6)?);
        let one = Tally {
            all: 1,
            known: is_known.into(),
            first: at,
        };
        match (source, event) {
            (Source::CaService, CERTIFIED) | (Source::Kms, SIGNED) => {
                add(&mut self.acts, (resource, row.get(3)?, row.get(4)?), one);
            }
            (_, CERTIFIED) => add(&mut self.claims, (Source::CaService.code(), resource), one),
            _ => add(&mut self.claims, (Source::Gke.code(), resource), one),
        }
        Ok(())
    }
}

fn add<K: Ord>(tallies: &mut BTreeMap<K, Tally>, key: K, one: Tally) {
    let is_full = tallies.len() >= MOST;
    match tallies.get_mut(&key) {
        Some(known) => {
            known.all += one.all;
            known.known += one.known;
            known.first = one.first.min(known.first);
        }
        None if is_full => {}
        None => _ = tallies.insert(key, one),
    }
}

impl CallCounts {
    fn take(
        &mut self,
        source: Source,
        sql: &'static str,
        connection: &Connection,
        last: i64,
    ) -> Result<(), Error> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([last])?;
        let (mut of, mut met) = (0, ActsAndClaims::default());
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            if number != of {
                self.count_pairs(source, std::mem::take(&mut met));
                of = number;
            }
            met.take(source, row)?;
        }
        self.count_pairs(source, met);
        Ok(())
    }

    /// Counts the pairs with at least one entry after the last row of before.
    fn count_pairs(&mut self, source: Source, met: ActsAndClaims) {
        for ((resource, scope, principal), act) in &met.acts {
            for ((claimed, claimer), claim) in &met.claims {
                let known = act.known.saturating_mul(claim.known);
                let pairs = act.all.saturating_mul(claim.all).saturating_sub(known);
                if pairs == 0 {
                    continue;
                }
                let service = (source.code(), *resource, *scope, *claimed, *claimer);
                let counted = self.0.entry((service, *principal));
                let (count, first) = counted.or_insert((0, act.first));
                *count = count.saturating_add(pairs);
                *first = act.first.min(*first);
            }
        }
    }

    fn write(self, connection: &Connection) -> Result<(), Error> {
        let record = include_str!("../../../../queries/record_services.sql");
        let mut rows = Rows::of(record, connection);
        let agents = self.agents(connection)?;
        for ((service, principal), (_, since)) in &self.0 {
            let (source, resource, scope, claimed, claimer) = *service;
            let by_agent = i64::from(agents.contains(principal));
            rows.bind(source)
                .bind(resource)
                .bind(scope)
                .bind(claimed)
                .bind(claimer)
                .bind(*since)
                .bind(by_agent);
            rows.end_row()?;
        }
        rows.finish()?;
        let mut statement =
            connection.prepare(include_str!("../../../../queries/record_callers.sql"))?;
        for ((service, principal), (count, first)) in self.0 {
            let (source, _, _, claimed, claimer) = service;
            statement.execute((source, principal, claimed, claimer, count, first))?;
        }
        Ok(())
    }

    /// The callers that are service agents or have an empty name.
    fn agents(&self, connection: &Connection) -> Result<BTreeSet<NameId>, Error> {
        let all: BTreeSet<NameId> = self.0.keys().map(|it| it.1).collect();
        let names = crate::store::names_of(all.into_iter(), connection)?.into_iter();
        let agents = names.filter(|(_, name)| name.is_empty() || Agent::of(name).is_some());
        Ok(agents.map(|(number, _)| number).collect())
    }
}
