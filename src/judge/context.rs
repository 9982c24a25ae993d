//! What checks may know beside the lineage: coverage, which key and pool serves which cluster, tolerances.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::correlate::lineage::Lineage;
use crate::coverage::intervals::Coverage;
use crate::coverage::issuance_times::Issue;
use crate::model::entry::Source;
use crate::model::time::{earlier, later};
use crate::policy::cluster::is_named;
use crate::policy::cluster_names::{Clusters, NameSet};
use crate::policy::expectations::Expectations;
use crate::policy::service_agents::Callers;
use crate::policy::value::resource::Projects;
use crate::policy::value::tolerance::{LookBack, Tolerance};
use crate::store::questions::certificate_status::CertificateStatus;
use crate::store::questions::files_and_services::{AuthorityService, Service};
use crate::store::rows::lineage::uses::{Age, Uses};
use crate::store::rows::rejected::Rejected;

/// The time of the judgement, which decides whether records may still arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// All records have arrived.
    Afterwards,
    /// The judgement is made at this time, and records of recent events may still arrive.
    Now(Timestamp),
}

/// Everything beside the lineage that decides a judgement.
#[derive(Debug)]
pub struct Judge {
    /// The stretches of logs that were read.
    pub coverage: Coverage,
    /// Lines that could not be read.
    pub rejected: Vec<Rejected>,
    /// The keys and pools that were seen to serve a cluster or pool.
    pub services: Vec<Service>,
    /// The keys that were seen to serve one CA of a pool.
    pub services_of_authorities: Vec<AuthorityService>,
    /// The principals that were seen to call keys and pools, and for which resources.
    pub callers: Callers,
    /// Revocations, invalid signatures and authorities of certificates.
    pub certificate_status: CertificateStatus,
    /// Logs that the user declared out of scope.
    pub without: BTreeSet<Source>,
    /// The policy, and the configuration that the logs record.
    pub expectations: Expectations,
    /// When the judgement is made.
    pub moment: Moment,
}

impl Judge {
    /// Returns the tolerances of the policy.
    pub fn tolerance(&self) -> &Tolerance {
        &self.expectations.policy.tolerance
    }

    /// Returns how long before its first known use a credential may have been issued.
    pub fn look_back(&self) -> &LookBack {
        &self.expectations.policy.look_back
    }

    /// Returns the numbers and ids of projects.
    pub fn projects(&self) -> &Projects {
        &self.expectations.policy.projects
    }

    /// Returns the time in which a missing record of this lineage would lie: around the lineage's other records, or, where there
    /// are only uses, the longest life of such a credential before the first use.
    pub fn time_of_issuance(&self, lineage: &Lineage<'_>) -> Option<(Timestamp, Timestamp)> {
        let span = self.tolerance().issuance_span;
        if let Some((first, last)) = lineage.issuance() {
            return Some((earlier(first, span), later(last, span)));
        }
        if let Some(window) = self.time_of_workload(lineage) {
            return Some(window);
        }
        let uses = lineage.uses()?;
        let (life, of) = match lineage.certificate() {
            Some(_) => (self.look_back().certificate, Issue::Certificate),
            None => (self.longest_life(uses), Issue::Token),
        };
        let used = uses.first.0;
        let created = self.created_anew(&uses.clusters, of, used);
        let from = earlier(used, life);
        Some((created.map_or(from, |it| from.max(it)), used))
    }

    /// Returns the longest life of a token with these uses: `stale_token` (a year) where the token is known to have
    /// outlived the usual life.
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

    /// Whether a resource of the log `source` was seen to serve a resource of the log `for_source`.
    pub fn serves(&self, source: Source, resource: &str, for_source: Source) -> bool {
        let mut serving = self.services_of(source, for_source);
        serving.any(|it| it.resource == resource)
    }

    /// Returns the services that resources of the log `source` were seen to do for resources of the log `for_source`.
    pub(super) fn services_of(
        &self,
        source: Source,
        for_source: Source,
    ) -> impl Iterator<Item = &Service> {
        let services = self.services.iter();
        services.filter(move |it| (it.source, it.for_source) == (source, for_source))
    }

    /// Whether a key signs tokens: one of its versions was seen to sign tokens, or is expected to.
    pub fn signs_tokens(&self, key: &str) -> bool {
        !self.clusters_of_token_key(key).is_empty()
    }

    /// Whether a key signs certificates: one of its versions was seen to sign certificates, or is expected to.
    pub fn signs_certificates(&self, key: &str) -> bool {
        !self.pools_of_ca_key(key).is_empty() || self.expectations.is_ca_key(key)
    }

    /// Whether two names are names of one cluster: a raw audit event may have a short name.
    pub fn is_same_cluster(&self, one: &str, other: &str) -> bool {
        is_named(one, other, self.projects()) || is_named(other, one, self.projects())
    }

    /// Returns an index of these names that shows whether another name is one of the same cluster, by the rule of
    /// [`Judge::is_same_cluster`].
    pub(crate) fn cluster_name_set<'n>(&'n self, names: &[&'n str]) -> NameSet<'n> {
        NameSet::of(names, self.projects())
    }

    /// Returns the clusters that entries name (`met`) or the policy lists.
    pub fn clusters(&self, met: &[String]) -> Clusters {
        let written = self.expectations.policy.cluster.iter().map(|it| it.name());
        Clusters::of(
            met.iter().map(String::as_str).chain(written),
            self.projects(),
        )
    }

    /// Whether a log is in scope: the user did not declare it out of scope.
    pub fn is_in_scope(&self, source: Source) -> bool {
        !self.without.contains(&source)
    }
}
