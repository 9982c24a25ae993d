//! Who did what clusters and pools claim, and with which key or pool: counted for the entries of a file.

mod acts_and_claims;
mod authorities;
mod call_counts;
pub(crate) mod project_numbers;

use rusqlite::{Connection, Row, Statement};

use crate::model::entry::Source;
use crate::model::row_id::{IdentifierId, NameId};
use crate::store::Error;
use crate::store::rows::ids::id_runs;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::load::service_agents::acts_and_claims::{ActsAndClaims, Claim, Tally};
use crate::store::rows::load::service_agents::authorities::{Authorities, holder};
use crate::store::rows::load::service_agents::call_counts::{CallCounts, Naming};
use crate::store::schema::codes::Code;
use crate::store::schema::codes::event::{CERTIFIED, SIGNED};

/// Digests, and certificates, that are looked up together: most have numbers close together, and one query reads many.
const TOGETHER: usize = 4_096;

/// Records the services and callers that follow from entries after row `last`.
pub(in crate::store) fn record(
    connection: &Connection,
    name: &mut Naming<'_>,
    last: i64,
) -> Result<(), Error> {
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
    counting.met.write(&counting.authorities, name, connection)
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
    authorities: Authorities,
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
            authorities: Authorities::default(),
            met: CallCounts::default(),
        })
    }

    fn count_waiting(&mut self) -> Result<(), Error> {
        let (last, met, claims) = (self.last, &mut self.met, &mut self.claims);
        let digests = self.digests.take();
        let authorities = &mut self.authorities;
        let mut take = |row: &Row<'_>, group: &mut _| take_of_digest(row, last, authorities, group);
        each_group(
            &digests,
            &mut self.signatures,
            &mut take,
            &mut |_, group| {
                met.add(Source::Kms, group);
                Ok(())
            },
        )?;
        let certificates = self.certificates.take();
        let mut take = |row: &Row<'_>, group: &mut _| take_certification(row, last, group);
        each_group(
            &certificates,
            &mut self.certifications,
            &mut take,
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
    take: &mut dyn FnMut(&Row<'_>, &mut ActsAndClaims) -> rusqlite::Result<()>,
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

/// Takes an entry of a digest. A certificate's digest is claimed by the pool, and by the CA of the pool that issued the certificate.
fn take_of_digest(
    row: &Row<'_>,
    last: i64,
    authorities: &mut Authorities,
    group: &mut ActsAndClaims,
) -> rusqlite::Result<()> {
    let (event, resource): (i64, NameId) = (row.get(1)?, row.get(2)?);
    let one = Tally::one(row.get(5)?, row.get::<_, i64>(6)? <= last);
    match event {
        SIGNED => group.acts.add((resource, row.get(3)?, row.get(4)?), one),
        CERTIFIED => {
            let of_pool = Claim::of(Source::CaService.code(), resource);
            group.claims.add(of_pool, one);
            let detail = row.get_ref(7)?.as_str_or_null()?;
            if let Some(number) = authorities.number_of(&holder(detail)) {
                let authority = Some(number);
                group.claims.add(
                    Claim {
                        authority,
                        ..of_pool
                    },
                    one,
                );
            }
        }
        _ => group
            .claims
            .add(Claim::of(Source::Gke.code(), resource), one),
    }
    Ok(())
}

/// Takes an entry that certifies. GKE has certificates of fleets' workload identities issued too (Google's page on troubleshooting managed
/// workload identities for GKE: "failed to issue the certificate from the GKE Auth"), from pools that may serve VMs as well. A pool serves
/// a cluster by other certificates: the API server takes a certificate without a common name for nobody's (kubernetes/apiserver
/// `pkg/authentication/request/x509/x509.go`, `CommonNameUserConversion`).
fn take_certification(row: &Row<'_>, last: i64, group: &mut ActsAndClaims) -> rusqlite::Result<()> {
    if holder(row.get_ref(7)?.as_str_or_null()?).is_workload() {
        return Ok(());
    }
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
        group
            .claims
            .add(Claim::of(Source::Gke.code(), row.get(0)?), one);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database with the columns that are asked for. Identifiers with even numbers are tokens.
    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let tables = "
            create table entry (id integer primary key, at, event, scope, resource, principal, credential, certificate, digest, detail);
            create index entry_by_digest on entry (digest, event);
            create table identifier (id integer primary key, kind);
            create table name (id integer primary key, text);
            create table service (source, resource, scope, for_source, for_resource, since, by_agent,
                primary key (source, resource, scope, for_source, for_resource));
            create table caller (source, principal, claimed, claimer, count, first, primary key (source, principal, claimed, claimer));
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 12000)
                insert into identifier select i, iif(i % 2, 1, 2) from n";
        connection.execute_batch(tables).unwrap();
        connection
    }

    /// Entries of all sorts, in no order; many share digests and certificates, and there are more digests than are looked up together.
    fn fill(connection: &Connection, from: u64, to: u64) {
        let sql = "insert into entry values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)";
        let mut insert = connection.prepare(sql).unwrap();
        for id in from..to {
            let dice = |salt: u64, sides: u64| {
                let mixed = (id * 8 + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                i64::try_from((mixed >> 33) % sides).unwrap()
            };
            let one = dice(1, 9_000) * dice(2, 20).min(1) + 1; // one in twenty is that of number 1
            let event = [2, 3, 10, 11][usize::try_from(dice(3, 4)).unwrap()];
            let names = [dice(4, 2), dice(5, 3), dice(6, 2)];
            let credential = (event >= 10).then_some(one);
            let certificate = (event == 2).then_some(one);
            let id = i64::try_from(id).unwrap();
            let row = (
                id,
                100_000 - id,
                event,
                names[0],
                names[1],
                names[2],
                credential,
                certificate,
                one,
            );
            insert.execute(row).unwrap();
        }
    }

    fn counted(connection: &Connection, sql: &str) -> Vec<[i64; 6]> {
        let mut statement = connection.prepare(sql).unwrap();
        let row = |row: &Row<'_>| {
            let mut values = [0; 6];
            for (column, value) in values.iter_mut().enumerate() {
                *value = row.get(column)?;
            }
            Ok(values)
        };
        let rows = statement.query_map([], row).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    const COUNTED: &str =
        "select source, principal, claimed, claimer, count, first from caller order by 1, 2, 3, 4";

    const PAIRS: &str = "
        select 3, act.principal, 2, claim.resource, count(*), min(act.at)
        from entry as act join entry as claim on claim.credential = act.certificate and claim.event >= 10
        where act.event = 2 group by 2, 4
        union all
        select 4, act.principal, iif(claim.event = 2, 3, 2) as by, claim.resource, count(*), min(act.at)
        from entry as act join entry as claim on claim.digest = act.digest
        where act.event = 3 and (claim.event = 2 or (claim.event >= 10 and claim.credential % 2 = 0))
        group by 2, 3, 4 order by 1, 2, 3, 4";

    #[test]
    fn each_pair_counts_once_however_the_entries_are_divided_among_files() {
        for files in [vec![0, 9_000], vec![0, 1, 40, 5_000, 8_990, 9_000]] {
            let connection = database();
            for file in files.windows(2) {
                fill(&connection, file[0] + 1, file[1] + 1);
                let last = i64::try_from(file[0]).unwrap();
                record(&connection, &mut |_| unreachable!(), last).unwrap();
            }
            let expected = counted(&connection, PAIRS);
            assert!(expected.len() > 10);
            assert_eq!(counted(&connection, COUNTED), expected);
        }
    }
}
