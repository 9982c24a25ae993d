//! How often each caller had each key or pool serve, and the rows that tell of it.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use rusqlite::Connection;

use super::acts_and_claims::{ActsAndClaims, Claim};
use super::authorities::Authorities;
use crate::model::entry::Source;
use crate::model::identity::agent::Agent;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;
use crate::store::schema::codes::Code;

/// Service of a claimed signature or certification: its source, resource, scope, and who claims it.
type Service = (i64, NameId, NameId, Claim);

/// Returns the number of a name, which is new or known.
pub(in crate::store) type Naming<'n> = dyn FnMut(&str) -> Result<NameId, Error> + 'n;

/// For each service and caller: how many claimed signatures or certifications the caller had the service make, and when the first was made.
#[derive(Default)]
pub(super) struct CallCounts(HashMap<(Service, NameId), (i64, UnixNanos), RandomState>);

impl CallCounts {
    /// Adds the pairs with at least one entry after the last row of before.
    pub(super) fn add(&mut self, source: Source, of: &ActsAndClaims) {
        of.each_new_pair(|(resource, scope, principal), claim, pairs, first_act| {
            let service = (source.code(), resource, scope, claim);
            let counted = self.0.entry((service, principal));
            let (count, first) = counted.or_insert((0, first_act));
            *count = count.saturating_add(pairs);
            *first = first_act.min(*first);
        });
    }

    pub(super) fn write(
        self,
        authorities: &Authorities,
        name: &mut Naming<'_>,
        connection: &Connection,
    ) -> Result<(), Error> {
        let record = include_str!("../../../../../queries/record_services.sql");
        let mut rows = Rows::of(record, connection);
        let agents = self.agents(connection)?;
        let served = self.served(authorities, name, connection)?;
        for ((service, principal), (_, since)) in &self.0 {
            let (source, resource, scope, claim) = *service;
            let claimer = served.get(&claim).copied().unwrap_or(claim.claimer);
            let by_agent = i64::from(agents.contains(principal));
            rows.bind(source)
                .bind(resource)
                .bind(scope)
                .bind(claim.source)
                .bind(claimer)
                .bind(*since)
                .bind(by_agent);
            rows.end_row()?;
        }
        rows.finish()?;
        let mut statement =
            connection.prepare(include_str!("../../../../../queries/record_callers.sql"))?;
        for ((service, principal), (count, first)) in self.0 {
            let (source, _, _, claim) = service;
            if claim.authority.is_none() {
                let (claimed, claimer) = (claim.source, claim.claimer);
                statement.execute((source, principal, claimed, claimer, count, first))?;
            }
        }
        Ok(())
    }

    /// The numbers of the names of the CAs that are served.
    fn served(
        &self,
        authorities: &Authorities,
        name: &mut Naming<'_>,
        connection: &Connection,
    ) -> Result<HashMap<Claim, NameId>, Error> {
        let mut served = HashMap::new();
        let of_authorities = self.0.keys().map(|((.., claim), _)| *claim);
        let of_authorities: BTreeSet<Claim> =
            of_authorities.filter(|it| it.authority.is_some()).collect();
        let pools: BTreeSet<NameId> = of_authorities.iter().map(|it| it.claimer).collect();
        let pools = crate::store::names_of(pools.into_iter(), connection)?;
        for claim in of_authorities {
            let pool = pools.get(&claim.claimer).filter(|it| !it.is_empty());
            if let (Some(number), Some(pool)) = (claim.authority, pool) {
                served.insert(claim, name(&authorities.name(number, pool))?);
            }
        }
        Ok(served)
    }

    /// The callers that are service agents or have an empty name.
    fn agents(&self, connection: &Connection) -> Result<BTreeSet<NameId>, Error> {
        let all: BTreeSet<NameId> = self.0.keys().map(|it| it.1).collect();
        let names = crate::store::names_of(all.into_iter(), connection)?.into_iter();
        let agents = names.filter(|(_, name)| name.is_empty() || Agent::of(name).is_some());
        Ok(agents.map(|(number, _)| number).collect())
    }
}
