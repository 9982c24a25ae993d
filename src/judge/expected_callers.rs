//! What a judge knows of those who call keys: which keys issue, for whom, and who was to call them.

use std::collections::BTreeSet;

use super::context::Judge;
use crate::correlate::lineage::Lineage;
use crate::coverage::scope::Scope;
use crate::model::agent::{Agent, Service as AgentOf, bare};
use crate::model::entry::Source;
use crate::policy::service_agents::CallerStanding;
use crate::policy::value::pattern::Pattern;
use crate::policy::value::resource::crypto_key;

impl Judge {
    /// The CryptoKeys that issue: each of which any version was seen to sign what is claimed, is configured, or stands in the policy.
    pub fn issuing_keys(&self) -> BTreeSet<String> {
        let seen = self.services.iter().filter(|it| it.source == Source::Kms);
        let seen = seen.map(|it| it.resource.clone());
        let all = seen.chain(self.expectations.issuing_keys());
        all.map(|it| crypto_key(&it).to_owned()).collect()
    }

    /// Whether a key may be one that issues, and nobody can tell, since that one is named by its project's number.
    pub fn may_issue(&self, key: &str) -> bool {
        let issuing = self.expectations.issuing_keys();
        let mut open = self
            .projects()
            .by_unknown_number(issuing.iter().map(String::as_str))
            .into_iter();
        open.any(|it| self.projects().may_be_same(crypto_key(it), crypto_key(key)))
    }

    /// The clusters whose tokens a CryptoKey signs, by what was seen and what is expected of any of its versions.
    pub fn clusters_of_token_key(&self, key: &str) -> BTreeSet<&str> {
        let seen = self.seen_to_serve(key, Source::Gke);
        seen.chain(self.expectations.clusters_of_key(key)).collect()
    }

    /// The pools whose certificates a CryptoKey was seen to sign.
    pub fn pools_of_ca_key(&self, key: &str) -> BTreeSet<&str> {
        self.seen_to_serve(key, Source::CaService).collect()
    }

    /// The clusters for which a key signs tokens or certificates.
    fn clusters_of_key<'j>(&'j self, key: &str) -> BTreeSet<&'j str> {
        let pools = self.pools_of_ca_key(key);
        let certified = self.services_of(Source::CaService, Source::Gke);
        let certified = certified.filter(|it| pools.contains(it.resource.as_str()));
        let mut clusters = self.clusters_of_token_key(key);
        clusters.extend(certified.map(|it| it.for_resource.as_str()));
        clusters.extend(self.expectations.clusters_of_ca_key(key));
        clusters
    }

    fn seen_to_serve(&self, key: &str, whose: Source) -> impl Iterator<Item = &str> {
        let key = crypto_key(key).to_owned();
        let seen = self.services_of(Source::Kms, whose);
        let of_key = seen.filter(move |it| crypto_key(&it.resource) == key);
        of_key.map(|it| it.for_resource.as_str())
    }

    /// What a caller of a token key is to the clusters that it serves: the best of what he is to each, with these clusters. Whom the
    /// policy of a cluster lists for the kms log is expected there, and nobody else.
    pub fn standing_with_token_key<'p>(
        &self,
        key: &str,
        principal: &'p str,
    ) -> (CallerStanding<'p>, BTreeSet<&str>) {
        let clusters = self.clusters_of_token_key(key);
        let standing = |cluster: &str| {
            let listed = self.by_policy(&[cluster].into(), principal);
            listed.unwrap_or_else(|| self.callers.standing(AgentOf::Gke, principal, cluster))
        };
        let all = clusters.into_iter().map(|it| (standing(it), it));
        let all: Vec<(CallerStanding<'p>, &str)> = all.collect();
        let best = best(all.iter().map(|it| it.0));
        let of_best = all.into_iter().filter(|it| it.0 == best);
        (best, of_best.map(|it| it.1).collect())
    }

    /// What a caller of a CA's key is to the pools that it serves, by the same rule.
    pub fn standing_with_ca_key<'p>(&self, key: &str, principal: &'p str) -> CallerStanding<'p> {
        if let Some(standing) = self.by_policy(&self.clusters_of_key(key), principal) {
            return standing;
        }
        let pools = self.pools_of_ca_key(key);
        let of_pool = |pool: &&str| self.callers.standing(AgentOf::CaService, principal, pool);
        if pools.is_empty() {
            return of_pool(&"");
        }
        best(pools.iter().map(of_pool))
    }

    /// Where GKE's records of certificates would stand for which CA Service was called: in the project whose agent called, if an agent of
    /// GKE did; else in that of any cluster that the pool serves. None, where it serves none.
    pub fn scopes_claiming(&self, lineage: &Lineage<'_>) -> Vec<Scope> {
        let called = lineage.certified();
        let scopes = called
            .flat_map(|(it, record)| self.scopes_by_caller(&it.pool, &record.entry.principal));
        let scopes: BTreeSet<Scope> = scopes.collect();
        scopes.into_iter().collect()
    }

    fn scopes_by_caller(&self, pool: &str, principal: &str) -> Vec<Scope> {
        let clusters = self.clusters_of_pool(pool);
        let agent = Agent::of(principal).filter(|it| it.service == AgentOf::Gke);
        let Some(Agent { number, .. }) = agent.filter(|_| !clusters.is_empty()) else {
            return self.scopes_of(&clusters);
        };
        let is_own = |it: &&str| self.callers.may_be(number, it);
        let own: BTreeSet<&str> = clusters.into_iter().filter(is_own).collect();
        if !own.is_empty() {
            return self.scopes_of(&own);
        }
        let project = self.callers.project_with(number).unwrap_or(number);
        vec![Scope::project(format!("projects/{project}"))]
    }

    /// The clusters for which a pool was seen to certify, or is expected to.
    fn clusters_of_pool(&self, pool: &str) -> BTreeSet<&str> {
        let seen = self.services_of(Source::CaService, Source::Gke);
        let seen = seen.filter(|it| it.resource == pool);
        let seen = seen.map(|it| it.for_resource.as_str());
        seen.chain(self.expectations.clusters_of_pool(pool))
            .collect()
    }

    /// Where CA Service's records of certificates for these clusters stand, by what was seen.
    pub fn scopes_certifying_for(&self, clusters: &BTreeSet<&str>) -> Vec<Scope> {
        let projects = self.projects_that_serve(Source::CaService, clusters, None);
        projects.into_iter().map(Scope::project).collect()
    }

    /// What the policies of these clusters say of a caller of their keys. None where none lists anybody.
    pub fn by_policy<'p>(
        &self,
        clusters: &BTreeSet<&str>,
        principal: &'p str,
    ) -> Option<CallerStanding<'p>> {
        let lists = clusters
            .iter()
            .map(|it| self.expectations.principals(it, Source::Kms));
        let listed: Vec<&Pattern> = lists.flatten().collect();
        if listed.is_empty() {
            return None;
        }
        let is_listed = principal.is_empty() || listed.iter().any(|it| is_of(it, principal));
        Some(if is_listed {
            CallerStanding::Expected
        } else {
            CallerStanding::Stranger
        })
    }
}

/// Whether a pattern of the policy means a caller, whose name may stand there as a subject.
pub fn is_of(pattern: &Pattern, principal: &str) -> bool {
    pattern.matches(principal) || pattern.matches(bare(principal))
}

/// To be expected is more than to be an agent, and that more than nothing.
fn best<'p>(standings: impl Iterator<Item = CallerStanding<'p>> + Clone) -> CallerStanding<'p> {
    let is_agent = |it: &CallerStanding<'_>| matches!(it, CallerStanding::OfAnotherProject(_));
    let expected = standings.clone().find(|it| *it == CallerStanding::Expected);
    expected
        .or_else(|| standings.clone().find(is_agent))
        .unwrap_or(CallerStanding::Stranger)
}
