//! Who did what clusters and pools claim, and with which key or pool: counted for the entries of a file.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use rusqlite::{Connection, Row, Statement};

use crate::model::entry::Source;
use crate::model::identity::agent::Agent;
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids::id_runs;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::insert::Rows;
use crate::store::rows::load::acts_and_claims::{ActsAndClaims, Tally};
use crate::store::schema::codes::Code;
use crate::store::schema::codes::event::{CERTIFIED, SIGNED};

/// Service of a claimed signature or certification: its source, resource, scope, and who claims it.
type Service = (i64, NameId, NameId, i64, NameId);

/// For each service and caller: how many claimed signatures or certifications the caller had the service make, and when the first was made.
#[derive(Default)]
struct CallCounts(HashMap<(Service, NameId), (i64, UnixNanos), RandomState>);

/// Digests, and certificates, that are looked up together: most have numbers close together, and one query reads many.
const TOGETHER: usize = 4_096;

/// Records the services and callers that follow from entries after row `last`.
pub(in crate::store) fn record(connection: &Connection, last: i64) -> Result<(), Error> {
    let mut counting = Counting::after(last, connection)?;
    let sql = include_str!("../../../../queries/digests_named_after.sql");
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        counting.digests.name(row.get(0)?);
        counting.certificates.name(row.get(1)?);
        if counting.digests.are_many() || counting.certificates.are_many() {
            counting.count_waiting()?;
        }
    }
    counting.count_waiting()?;
    counting.met.write(connection)
}

/// Identifiers that the entries of a file name. Each is looked up once, however many entries name it.
#[derive(Default)]
struct Named {
    met: IdSet,
    waiting: Vec<IdentifierId>,
}

impl Named {
    fn name(&mut self, number: Option<IdentifierId>) {
        if let Some(number) = number.filter(|it| !self.met.contains(*it)) {
            self.met.insert(number);
            self.waiting.push(number);
        }
    }

    fn are_many(&self) -> bool {
        self.waiting.len() >= TOGETHER
    }

    /// The identifiers that wait, in order.
    fn take(&mut self) -> Vec<IdentifierId> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_unstable();
        waiting
    }
}

/// The statements that look up acts and claims, and what they have found.
struct Counting<'c> {
    /// The last row whose pairs were counted before.
    last: i64,
    digests: Named,
    certificates: Named,
    signatures: Statement<'c>,
    certifications: Statement<'c>,
    claims: Statement<'c>,
    met: CallCounts,
}

impl<'c> Counting<'c> {
    fn after(last: i64, connection: &'c Connection) -> Result<Self, Error> {
        let prepare = |sql| connection.prepare(sql);
        Ok(Counting {
            last,
            digests: Named::default(),
            certificates: Named::default(),
            signatures: prepare(include_str!("../../../../queries/claimed_signatures.sql"))?,
            certifications: prepare(include_str!("../../../../queries/claimed_certificates.sql"))?,
            claims: prepare(include_str!(
                "../../../../queries/claims_of_certificate.sql"
            ))?,
            met: CallCounts::default(),
        })
    }

    fn count_waiting(&mut self) -> Result<(), Error> {
        let (last, met, claims) = (self.last, &mut self.met, &mut self.claims);
        let digests = self.digests.take();
        let take = |row: &Row<'_>, group: &mut _| take_of_digest(row, last, group);
        each_group(&digests, &mut self.signatures, &take, &mut |_, group| {
            met.add(Source::Kms, group);
            Ok(())
        })?;
        let certificates = self.certificates.take();
        let take = |row: &Row<'_>, group: &mut _| take_certification(row, last, group);
        each_group(
            &certificates,
            &mut self.certifications,
            &take,
            &mut |certificate, group| {
                take_claims(certificate, claims, last, group)?;
                met.add(Source::CaService, group);
                Ok(())
            },
        )
    }
}

/// Shows what a query gives for each of these identifiers, which are in order.
fn each_group(
    numbers: &[IdentifierId],
    statement: &mut Statement<'_>,
    take: &dyn Fn(&Row<'_>, &mut ActsAndClaims) -> rusqlite::Result<()>,
    show: &mut dyn FnMut(IdentifierId, &mut ActsAndClaims) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut group = ActsAndClaims::default();
    for run in id_runs::runs(numbers) {
        let Some((low, end)) = id_runs::range(run) else {
            continue;
        };
        let (mut asked, mut of) = (run.iter().peekable(), low);
        let mut rows = statement.query([low, end])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            if number != of {
                show(of, &mut group)?;
                group.clear();
                of = number;
            }
            while asked.next_if(|it| **it < number).is_some() {}
            if asked.peek() == Some(&&number) {
                take(row, &mut group)?; // others lie between those of the run
            }
        }
        show(of, &mut group)?;
        group.clear();
    }
    Ok(())
}

/// Takes an entry of a digest.
fn take_of_digest(row: &Row<'_>, last: i64, group: &mut ActsAndClaims) -> rusqlite::Result<()> {
    let (event, resource): (i64, NameId) = (row.get(1)?, row.get(2)?);
    let one = Tally::one(row.get(5)?, row.get::<_, i64>(6)? <= last);
    match event {
        SIGNED => group.acts.add((resource, row.get(3)?, row.get(4)?), one),
        CERTIFIED => group.claims.add((Source::CaService.code(), resource), one),
        _ => group.claims.add((Source::Gke.code(), resource), one),
    }
    Ok(())
}

/// Takes an entry that certifies.
fn take_certification(row: &Row<'_>, last: i64, group: &mut ActsAndClaims) -> rusqlite::Result<()> {
    let act = (row.get(2)?, row.get(3)?, row.get(4)?);
    let one = Tally::one(row.get(5)?, row.get::<_, i64>(6)? <= last);
    group.acts.add(act, one);
    Ok(())
}

/// Takes the claims of a certificate that an entry certifies.
fn take_claims(
    certificate: IdentifierId,
    statement: &mut Statement<'_>,
    last: i64,
    group: &mut ActsAndClaims,
) -> Result<(), Error> {
    if group.acts.is_empty() {
        return Ok(());
    }
    let mut rows = statement.query([certificate])?;
    while let Some(row) = rows.next()? {
        let one = Tally::one(row.get(1)?, row.get::<_, i64>(2)? <= last);
        group.claims.add((Source::Gke.code(), row.get(0)?), one);
    }
    Ok(())
}

impl CallCounts {
    /// Adds the pairs with at least one entry after the last row of before.
    fn add(&mut self, source: Source, of: &ActsAndClaims) {
        of.each_new_pair(
            |(resource, scope, principal), (claimed, claimer), pairs, first_act| {
                let service = (source.code(), resource, scope, claimed, claimer);
                let counted = self.0.entry((service, principal));
                let (count, first) = counted.or_insert((0, first_act));
                *count = count.saturating_add(pairs);
                *first = first_act.min(*first);
            },
        );
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
