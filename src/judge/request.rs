//! The settings of a judgement, and the one place that makes a [`Judge`] of these settings and the database.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::{Judge, Moment};
use crate::coverage::intervals::Coverage;
use crate::model::entry::Source;
use crate::policy::Policy;
use crate::policy::expectations::Expectations;
use crate::policy::learned::Learned;
use crate::policy::service_agents::Callers;
use crate::store::{Error, Store};

/// The settings of a judgement, beside the facts of the database.
#[derive(Debug, Clone)]
pub struct JudgeRequest {
    /// The policy.
    pub policy: Policy,
    /// When the judgement is made.
    pub moment: Moment,
    /// For a judgement afterwards, a time after which no entry was written that was read. An entry with a later time does not
    /// extend what was read.
    pub present: Timestamp,
    /// Logs that the user declared out of scope.
    pub without: BTreeSet<Source>,
    /// Stretches of logs that the user declared as read.
    pub declared: Vec<DeclaredStretch>,
}

/// A stretch of a log for which the user declares that all entries were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredStretch {
    /// The log.
    pub source: Source,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl JudgeRequest {
    /// Returns a request by this policy at this moment, with all logs in scope and nothing declared.
    pub fn new(policy: Policy, moment: Moment, present: Timestamp) -> Self {
        JudgeRequest {
            policy,
            moment,
            present,
            without: BTreeSet::new(),
            declared: Vec::new(),
        }
    }

    /// Returns the coverage by the database and by what is declared.
    async fn coverage(&self, store: &mut Store) -> Result<Coverage, Error> {
        let mut coverage = store.coverage().await?;
        coverage.look_at(match self.moment {
            Moment::Now(now) => now,
            Moment::Afterwards => self.present,
        });
        for it in &self.declared {
            coverage.add_declared(it.source, it.from, it.to);
        }
        Ok(coverage)
    }

    /// Returns the moment at which suppressions must be active: now, or for a replay the end of the entries, so that the result
    /// stays the same at any time.
    fn suppressions_at(&self, coverage: &Coverage) -> Timestamp {
        match self.moment {
            Moment::Now(now) => now,
            Moment::Afterwards => coverage.hull().map_or(Timestamp::MIN, |(_, end)| end),
        }
    }
}

impl Judge {
    /// Loads everything beside lineages that judgements use: coverage, expectations, and who was seen to serve whom.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub async fn load(store: &mut Store, asked: JudgeRequest) -> Result<Judge, Error> {
        let mut coverage = asked.coverage(store).await?;
        let suppressions_at = asked.suppressions_at(&coverage);
        let mut policy = asked.policy;
        let learned = Learned::of(store.configurations().await?, &policy.tolerance);
        let (claimed, shown) = (store.callers().await?, store.shown_numbers().await?);
        let callers = Callers::of(&claimed, &shown, &policy.projects);
        policy.projects.learn(callers.ids());
        for (cluster, changes) in learned.changes() {
            coverage.add_changes(cluster, &changes);
        }
        let services = store.services().await?;
        let judge = Judge {
            coverage,
            rejected: store.rejected()?,
            services: services.all,
            services_of_authorities: services.of_authorities,
            callers,
            certificate_status: store.certificate_status().await?,
            without: asked.without,
            expectations: Expectations {
                active: policy.active(suppressions_at),
                policy,
                learned,
            },
            moment: asked.moment,
        };
        judge.with_holes(&mut |from, to| store.issuances(from, to))
    }
}
