//! Which keys issue, for which clusters and pools, and which principals are expected to call the keys.

use std::collections::BTreeSet;

use super::context::Judge;
use crate::correlate::lineage::Lineage;
use crate::coverage::scope::Scope;
use crate::model::entry::Source;
use crate::model::identity::agent::{Agent, Service as AgentOf, bare, may_sign_for};
use crate::policy::service_agents::CallerStanding;
use crate::policy::value::pattern::Pattern;
use crate::policy::value::resource::{OpenTie, crypto_key};

impl Judge {
    /// Returns the CryptoKeys that issue: a version of the key was seen to sign a claimed digest, or the configuration or policy
    /// names the key.
    pub fn issuing_keys(&self) -> BTreeSet<String> {
        let seen = self.services.iter().filter(|it| it.source == Source::Kms);
        let seen = seen.map(|it| it.resource.clone());
        let all = seen.chain(self.expectations.issuing_keys());
        all.map(|it| crypto_key(&it).to_owned()).collect()
    }

    /// Whether a key may be an issuing key, because the policy or configuration names an issuing key by a project number whose id
    /// is not known.
    pub fn may_issue(&self, key: &str) -> bool {
        self.open_tie(key).is_some()
    }

    /// Returns the number and the id of a project that must belong together if a key is an issuing key after all.
    pub fn open_tie(&self, key: &str) -> Option<OpenTie> {
        let issuing = self.expectations.issuing_keys();
        let mut open = self
            .projects()
            .by_unknown_number(issuing.iter().map(String::as_str))
            .into_iter();
        open.find_map(|it| self.projects().open_tie(crypto_key(it), crypto_key(key)))
    }

    /// Returns the clusters whose tokens a CryptoKey signs, by what any of its versions was seen to sign and is expected to sign.
    pub fn clusters_of_token_key(&self, key: &str) -> BTreeSet<&str> {
        let seen = self.seen_to_serve(key, Source::Gke);
        seen.chain(self.clusters_configured_for_key(key)).collect()
    }

    /// Returns the pools whose certificates a CryptoKey was seen to sign.
    pub fn pools_of_ca_key(&self, key: &str) -> BTreeSet<&str> {
        self.seen_to_serve(key, Source::CaService).collect()
    }

    /// Returns the clusters for which a key signs tokens or certificates.
    pub fn clusters_of_key<'j>(&'j self, key: &str) -> BTreeSet<&'j str> {
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

    /// Returns the standing of a caller of a token key: the best of the caller's standings with the clusters that
    /// the key serves, and the clusters with that standing. Where the policy of a cluster lists principals for the
    /// kms log, only these are expected.
    pub fn standing_with_token_key<'p>(
        &self,
        key: &str,
        principal: &'p str,
    ) -> (CallerStanding<'p>, BTreeSet<&str>) {
        let clusters = self.clusters_of_token_key(key);
        let standing = |cluster: &str| {
            let listed = self.by_policy(AgentOf::Gke, &[cluster].into(), principal);
            listed.unwrap_or_else(|| self.callers.standing(AgentOf::Gke, principal, cluster))
        };
        let all = clusters.into_iter().map(|it| (standing(it), it));
        let all: Vec<(CallerStanding<'p>, &str)> = all.collect();
        let best = best(all.iter().map(|it| it.0));
        let of_best = all.into_iter().filter(|it| it.0 == best);
        (best, of_best.map(|it| it.1).collect())
    }

    /// Returns the standing of a caller of a CA's key with the pools that the key serves, by the same rule as
    /// [`Judge::standing_with_token_key`].
    pub fn standing_with_ca_key<'p>(&self, key: &str, principal: &'p str) -> CallerStanding<'p> {
        let clusters = self.clusters_of_key(key);
        if let Some(standing) = self.by_policy(AgentOf::CaService, &clusters, principal) {
            return standing;
        }
        let pools = self.pools_of_ca_key(key);
        let of_pool = |pool: &&str| self.callers.standing(AgentOf::CaService, principal, pool);
        if pools.is_empty() {
            return of_pool(&"");
        }
        best(pools.iter().map(of_pool))
    }

    /// Returns the scopes of GKE's records of certificates for which CA Service was called: the project whose GKE agent called,
    /// or else the clusters that the pool serves. Empty where the pool serves no cluster.
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

    /// Returns the clusters for which a pool was seen to certify, or is expected to.
    fn clusters_of_pool(&self, pool: &str) -> BTreeSet<&str> {
        let seen = self.services_of(Source::CaService, Source::Gke);
        let seen = seen.filter(|it| it.resource == pool);
        let seen = seen.map(|it| it.for_resource.as_str());
        seen.chain(self.clusters_configured_for_pool(pool))
            .collect()
    }

    /// Returns the projects in whose log CA Service's records of certificates for these clusters lie, by the pools that were seen
    /// to serve the clusters.
    pub fn scopes_certifying_for(&self, clusters: &BTreeSet<&str>) -> Vec<Scope> {
        let projects = self.projects_that_serve(Source::CaService, clusters, None);
        projects.into_iter().map(Scope::project).collect()
    }

    /// Returns the standing of a caller who signs for what this service issues, by the policies of these clusters. None where no policy lists
    /// principals for the kms log. One list is for both kinds of keys, so that a service agent on it counts only for what its service issues.
    pub fn by_policy<'p>(
        &self,
        service: AgentOf,
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
        Some(if is_listed && may_sign_for(service, principal) {
            CallerStanding::Expected
        } else {
            CallerStanding::Stranger
        })
    }
}

/// Whether a pattern of the policy matches a caller. The caller's name may have the form of an IAM member or principal subject,
/// with a prefix.
pub fn is_of(pattern: &Pattern, principal: &str) -> bool {
    pattern.matches(principal) || pattern.matches(bare(principal))
}

/// Returns the best standing: expected before agent of another project before stranger.
fn best<'p>(standings: impl Iterator<Item = CallerStanding<'p>> + Clone) -> CallerStanding<'p> {
    let is_agent = |it: &CallerStanding<'_>| matches!(it, CallerStanding::OfAnotherProject(_));
    let expected = standings.clone().find(|it| *it == CallerStanding::Expected);
    expected
        .or_else(|| standings.clone().find(is_agent))
        .unwrap_or(CallerStanding::Stranger)
}
