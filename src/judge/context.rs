//! What checks may know beside the lineage at hand: coverage, who serves whom, tolerances.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::correlate::lineage::Lineage;
use crate::coverage::intervals::Coverage;
use crate::model::entry::Source;
use crate::model::time::{earlier, later};
use crate::policy::cluster::is_named;
use crate::policy::cluster_names::Clusters;
use crate::policy::expectations::Expectations;
use crate::policy::service_agents::Callers;
use crate::policy::value::resource::Projects;
use crate::policy::value::tolerance::{LookBack, Tolerance};
use crate::store::read::certificate_status::Proofs;
use crate::store::read::ledger::{Rejected, Service};
use crate::store::read::uses::{Age, Uses};

/// When the judgement is made, as far as that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// All that will ever come is here.
    Afterwards,
    /// Later records may be on their way.
    Now(Timestamp),
}

/// Everything beside the lineage that a judgement rests on.
#[derive(Debug)]
pub struct Judge {
    /// What was read.
    pub coverage: Coverage,
    /// Lines that could not be read.
    pub rejected: Vec<Rejected>,
    /// Which key and pool was seen to serve what.
    pub services: Vec<Service>,
    /// Who was seen to call for what.
    pub callers: Callers,
    /// What is held against certificates beside their records.
    pub proofs: Proofs,
    /// Logs that the user declared out of scope.
    pub without: BTreeSet<Source>,
    /// What is expected.
    pub expectations: Expectations,
    /// When this is.
    pub moment: Moment,
}

impl Judge {
    /// How much may be off.
    pub fn tolerance(&self) -> &Tolerance {
        &self.expectations.policy.tolerance
    }

    /// How far back an issuance may lie.
    pub fn look_back(&self) -> &LookBack {
        &self.expectations.policy.look_back
    }

    /// Numbers of projects and their ids.
    pub fn projects(&self) -> &Projects {
        &self.expectations.policy.projects
    }

    /// The time in which a missing record of this lineage would stand: around the records that are there, or, where there are
    /// only uses, any time in the longest life before the first of them.
    pub fn time_of_issuance(&self, lineage: &Lineage<'_>) -> Option<(Timestamp, Timestamp)> {
        let span = self.tolerance().issuance_span;
        if let Some((first, last)) = lineage.issuance() {
            return Some((earlier(first, span), later(last, span)));
        }
        if let Some(window) = self.time_of_workload(lineage) {
            return Some(window);
        }
        let uses = lineage.uses()?;
        let life = if lineage.certificate().is_some() {
            self.look_back().certificate
        } else {
            self.longest_life(uses)
        };
        Some((earlier(uses.first.0, life), uses.first.0))
    }

    /// The longest life of a token that was used like this: a year, where it is known to have outlived the usual one.
    fn longest_life(&self, uses: &Uses) -> SignedDuration {
        let LookBack {
            token, stale_token, ..
        } = *self.look_back();
        let seen = uses.last.0.duration_since(uses.first.0);
        if uses.age == Age::Stale || seen > token {
            token.max(stale_token)
        } else {
            token
        }
    }

    /// Whether a resource of this log was seen to serve something.
    pub fn serves(&self, source: Source, resource: &str, for_source: Source) -> bool {
        let mut serving = self.services_of(source, for_source);
        serving.any(|it| it.resource == resource)
    }

    /// What resources of this log were seen to do for resources of another.
    pub(super) fn services_of(
        &self,
        source: Source,
        for_source: Source,
    ) -> impl Iterator<Item = &Service> {
        let services = self.services.iter();
        services.filter(move |it| (it.source, it.for_source) == (source, for_source))
    }

    /// Whether a key signs tokens: one of its versions was seen to, or is expected to.
    pub fn signs_tokens(&self, key: &str) -> bool {
        !self.clusters_of_token_key(key).is_empty()
    }

    /// Whether a key signs certificates: one of its versions was seen to, or is expected to.
    pub fn signs_certificates(&self, key: &str) -> bool {
        !self.pools_of_ca_key(key).is_empty() || self.expectations.is_ca_key(key)
    }

    /// Whether two names are those of one cluster: a raw audit event may bear a short one.
    pub fn is_same_cluster(&self, one: &str, other: &str) -> bool {
        is_named(one, other, self.projects()) || is_named(other, one, self.projects())
    }

    /// The clusters that were met or stand in the policy.
    pub fn clusters(&self, met: &[String]) -> Clusters {
        let written = self.expectations.policy.cluster.iter().map(|it| it.name());
        Clusters::of(
            met.iter().map(String::as_str).chain(written),
            self.projects(),
        )
    }

    /// Whether a log counts at all.
    pub fn is_in_scope(&self, source: Source) -> bool {
        !self.without.contains(&source)
    }
}
