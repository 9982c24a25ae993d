//! Who did what clusters and pools claim, and with which key or pool: counted for the entries of a file.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use rusqlite::Connection;

use crate::model::agent::Agent;
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;
use crate::store::schema::codes::Code;

/// Service of a claimed signature or certification: its source, resource, scope, and who claims it.
type Service = (i64, NameId, NameId, i64, NameId);

/// For each service and caller: how many claimed signatures or certifications the caller had the service make, and when the first was made.
#[derive(Default)]
struct CallCounts(HashMap<(Service, NameId), (i64, UnixNanos), RandomState>);

/// Records the services and callers that follow from entries after row `last`.
pub(in crate::store) fn record(connection: &Connection, last: i64) -> Result<(), Error> {
    let mut met = CallCounts::default();
    let certificates = include_str!("../../../../queries/claimed_certificates.sql");
    let signatures = include_str!("../../../../queries/claimed_signatures.sql");
    met.take(Source::CaService, certificates, connection, last)?;
    met.take(Source::Kms, signatures, connection, last)?;
    met.write(connection)
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
        while let Some(row) = rows.next()? {
            let (resource, scope, principal) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (at, claimed, claimer): (UnixNanos, i64, NameId) =
                (row.get(3)?, row.get(4)?, row.get(5)?);
            let service = (source.code(), resource, scope, claimed, claimer);
            let (count, first) = self.0.entry((service, principal)).or_insert((0, at));
            *count += 1;
            *first = at.min(*first);
        }
        Ok(())
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
