//! Where a record of a credential would lie: in the projects of the keys and pools that are configured for the credential's
//! cluster, and of the keys and pools that were seen to serve the cluster.
//!
//! Keys and pools commonly lie in a project of their own. Other entries of KMS or CA Service in the cluster's own project prove
//! nothing: the project's log counts only where a configuration, the policy or a record names a key or pool there. Where neither
//! a key nor a pool is known, the place of the record is not known.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::Judge;
use crate::correlate::lineage::Lineage;
use crate::coverage::scope::{Scope, project_of};
use crate::judge::absence::Absence;
use crate::model::entry::Source;
use crate::model::identity::agent::{Agent, Service as AgentOf};
use crate::model::identity::subject::Kind;
use crate::policy::cluster::{Cluster, is_named};
use crate::policy::expectations::Configured;
use crate::policy::service_agents::CallerStanding;
use crate::store::questions::files_and_services::Service;

impl Judge {
    /// Returns the scopes in whose log a missing record of this lineage would lie; none where they are not known.
    pub fn scopes(&self, source: Source, lineage: &Lineage<'_>) -> Vec<Scope> {
        let projects = match source {
            Source::Kubernetes | Source::Workload => BTreeSet::new(),
            Source::Gke => return self.scopes_of_clusters(lineage),
            Source::CaService => self.projects_of_pools(lineage),
            Source::Kms => self.projects_of_keys(lineage),
        };
        projects.into_iter().map(Scope::project).collect()
    }

    /// Returns the scopes of the clusters in which the credential was used or handed out, or that its pool or key serves. Where
    /// no such cluster is known, all projects whose GKE log was read.
    fn scopes_of_clusters(&self, lineage: &Lineage<'_>) -> Vec<Scope> {
        let known = self.scopes_of(&lineage.clusters());
        if !known.is_empty() {
            return self.silent(lineage).unwrap_or(known);
        }
        let claiming = self.scopes_claiming(lineage);
        if !claiming.is_empty() {
            return claiming;
        }
        let served = self.scopes_of(&self.clusters_served(lineage));
        if !served.is_empty() {
            return served;
        }
        let read: BTreeSet<&str> = self.coverage.scopes(Source::Gke).collect();
        read.into_iter().map(Scope::project).collect()
    }

    /// Returns the clusters that certainly did not issue the credential; None where there is no such cluster. Each cluster in
    /// which the credential was used or handed out must have issued it, so that the holder of a forgery cannot hide the missing
    /// record by presenting the credential's id to a cluster of their own as well. A short name may mean any of several clusters:
    /// it certainly did not where none of them did.
    fn silent(&self, lineage: &Lineage<'_>) -> Option<Vec<Scope>> {
        let clusters = lineage.clusters();
        if clusters.len() < 2 || lineage.issued().next().is_some() {
            return None;
        }
        let time = self.time_of_issuance(lineage)?;
        let scopes = clusters.iter().map(|it| self.scopes_of_cluster(it));
        let is_silent = |it: &Vec<Scope>| self.absence_of_use(it, time) == Absence::Proven;
        let silent: BTreeSet<Scope> = scopes.filter(is_silent).flatten().collect();
        (!silent.is_empty()).then(|| silent.into_iter().collect())
    }

    /// Returns the scopes of these clusters in GKE's log.
    pub fn scopes_of(&self, clusters: &BTreeSet<&str>) -> Vec<Scope> {
        let scopes = clusters.iter().flat_map(|it| self.scopes_of_cluster(it));
        let scopes: BTreeSet<Scope> = scopes.collect();
        scopes.into_iter().collect()
    }

    /// Returns the scopes of a cluster in GKE's log, by the id of the cluster's project. A short name means each
    /// cluster of that name that is known to be under control plane authority; where none is known, a cluster of
    /// that name in any project that was read.
    pub fn scopes_of_cluster(&self, cluster: &str) -> Vec<Scope> {
        if let Some(scope) = Scope::of_cluster(&self.projects().by_id(cluster)) {
            return vec![scope];
        }
        let known = self.clusters_named(cluster);
        let known: Vec<Scope> = known.filter_map(Scope::of_cluster).collect();
        if cluster.is_empty() || !known.is_empty() {
            return known;
        }
        let any = self.coverage.scopes(Source::Gke).map(|project| Scope {
            project: project.to_owned(),
            cluster: Some(cluster.to_owned()),
        });
        any.collect()
    }

    /// Returns the clusters with this short name that are known to be under control plane authority, or that the policy lists.
    fn clusters_named(&self, name: &str) -> impl Iterator<Item = &str> {
        let issuing = self.coverage.issuing_clusters();
        let written = self.expectations.policy.cluster.iter();
        let all = issuing.chain(written.map(Cluster::name));
        all.filter(move |it| is_named(it, name, self.projects()))
    }

    /// Returns the clusters that the key or pool of a lineage serves, by what was seen and by what is expected.
    fn clusters_served<'l>(&'l self, lineage: &'l Lineage<'_>) -> BTreeSet<&'l str> {
        let records = lineage.records();
        let own: BTreeSet<&str> = records.iter().map(|it| it.entry.event.resource()).collect();
        let seen = self.served_by(&own, Source::Gke);
        let expected = own
            .iter()
            .flat_map(|key| self.clusters_configured_for_key(key));
        seen.chain(expected).collect()
    }

    /// Returns the projects of the pools that certify for the credential's cluster, or that the lineage's key signs for.
    fn projects_of_pools(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        if self.kind(lineage) == Kind::Workload && lineage.observed().next().is_some() {
            let pools = self.pools_to_look_in(lineage);
            return self.projects_named(pools.into_iter());
        }
        let clusters = clusters_of_issuance(lineage);
        let keys = lineage.signed().map(|(it, _)| it.key.as_str()).collect();
        let mut projects =
            self.projects_that_serve(Source::CaService, &clusters, self.time_of_issuance(lineage));
        projects.extend(
            self.served_by(&keys, Source::CaService)
                .filter_map(project_of),
        );
        projects.extend(self.configured(lineage, &clusters, Configured::Pools));
        projects
    }

    /// Returns the projects of the keys that sign for the credential's cluster or pool. The keys of a CA and the keys of tokens
    /// may lie in different projects, so that one does not show where the other lies. A refused call shows a key's project only
    /// where nothing else does, and only where the service agent called that was to have the credential signed: anybody can have a
    /// call refused, with a key in a project of their own.
    fn projects_of_keys(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        let known = self.projects_of_known_keys(lineage);
        if !known.is_empty() {
            return known;
        }
        let service = match lineage.certificate() {
            Some(_) => AgentOf::CaService,
            None => AgentOf::Gke,
        };
        let called = lineage.calls_to_sign().map(|(_, record)| &record.entry);
        let by_agent = called
            .filter(|it| Agent::of(&it.principal).is_some_and(|agent| agent.service == service));
        by_agent.map(|it| it.scope.clone()).collect()
    }

    /// Returns the projects of the keys that were seen to serve the cluster or pool, or are configured for it.
    fn projects_of_known_keys(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        let clusters = clusters_of_issuance(lineage);
        if lineage.certificate().is_none() {
            let mut projects =
                self.projects_that_serve(Source::Kms, &clusters, self.time_of_issuance(lineage));
            projects.extend(self.configured(lineage, &clusters, Configured::TokenKeys));
            return projects;
        }
        let pools = self.pools_that_may_have_certified(lineage, &clusters);
        let mut projects = self
            .projects_of_authority_keys(lineage, &pools)
            .unwrap_or_else(|| {
                self.projects_that_serve(Source::Kms, &pools, self.time_of_issuance(lineage))
            });
        projects.extend(self.configured(lineage, &clusters, Configured::AuthorityKeys));
        let of_pools = self.expectations.keys_of_pools(&pools);
        projects.extend(self.projects_named(of_pools));
        projects
    }

    /// Returns the projects of the keys that were seen to sign for the CA that issued a certificate. Each CA of a pool has a key of its own,
    /// which may lie in another project or be managed by Google, so that the keys of other CAs of the pool do not show where its
    /// signatures lie. None where the record of the certificate names no CA, or no key was seen to sign for a CA with a name.
    fn projects_of_authority_keys(
        &self,
        lineage: &Lineage<'_>,
        pools: &BTreeSet<&str>,
    ) -> Option<BTreeSet<String>> {
        let authorities = lineage.certified().filter_map(|(it, _)| it.authority());
        let authorities: BTreeSet<String> = authorities.collect();
        let of_pools = self.services_of_authorities.iter();
        let mut of_pools = of_pools
            .filter(|it| pools.contains(it.service.for_resource.as_str()))
            .peekable();
        if authorities.is_empty() || of_pools.peek().is_none() {
            return None;
        }
        let own = of_pools.filter(|it| authorities.contains(&it.authority));
        let time = self.time_of_issuance(lineage);
        let in_time = |it: &&Service| !time.is_some_and(|time| self.comes_later(it, time));
        let own: Vec<&Service> = own.map(|it| &it.service).filter(in_time).collect();
        Some(self.projects_of_trusted(Source::Kms, &own))
    }

    /// Returns the pools of a certificate by its records, or else all pools that certify for its clusters.
    fn pools_that_may_have_certified<'l>(
        &'l self,
        lineage: &Lineage<'l>,
        clusters: &BTreeSet<&str>,
    ) -> BTreeSet<&'l str> {
        let own = self.pools(lineage);
        if !own.is_empty() {
            return own;
        }
        let serves = |it: &&Service| {
            it.source == Source::CaService && clusters.contains(it.for_resource.as_str())
        };
        let serving = self.services.iter().filter(serves);
        serving.map(|it| it.resource.as_str()).collect()
    }

    /// Returns the projects of the keys or pools that are configured for clusters at the time of the lineage's issuance.
    fn configured(
        &self,
        lineage: &Lineage<'_>,
        clusters: &BTreeSet<&str>,
        what: Configured,
    ) -> BTreeSet<String> {
        let Some((from, to)) = self.time_of_issuance(lineage) else {
            return BTreeSet::new();
        };
        let names = |cluster: &&str| self.expectations.configured(cluster, what, from, to);
        self.projects_named(clusters.iter().flat_map(names))
    }

    /// Returns the projects of resources, by their ids.
    fn projects_named<'n>(&self, names: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
        let by_id = |name: &str| project_of(&self.projects().by_id(name));
        names.filter_map(by_id).collect()
    }

    /// Returns the clusters or pools that one of the resources `own` was seen to serve.
    fn served_by(&self, own: &BTreeSet<&str>, for_source: Source) -> impl Iterator<Item = &str> {
        let serves =
            move |it: &&Service| it.for_source == for_source && own.contains(it.resource.as_str());
        let serving = self.services.iter().filter(serves);
        serving.map(|it| it.for_resource.as_str())
    }

    /// Whether a key or pool was seen to serve a cluster only after this time, and a configuration or the policy says that the
    /// project of the key or pool was to serve the cluster from a later moment on, and not in this time.
    fn comes_later(&self, service: &Service, (from, to): (Timestamp, Timestamp)) -> bool {
        let what = match service.source {
            Source::Kms => Configured::TokenKeys,
            _ => Configured::Pools,
        };
        let turns = || self.turns(&service.for_resource, what, &service.scope);
        service.since.is_some_and(|it| to < it)
            && turns().iter().any(|(begin, _)| to < *begin)
            && !turns()
                .iter()
                .any(|(begin, end)| *begin <= to && from <= *end)
    }

    /// Returns the projects of the keys or pools that were seen to serve one of `served`. A key that neither a
    /// service agent nor a caller whom the policy lists used counts only where no other key serves: anybody can sign a claimed digest once
    /// more, with a key in a project of their own. A key
    /// or pool that [comes later](Judge::comes_later) than `time` does not count.
    pub(super) fn projects_that_serve(
        &self,
        source: Source,
        served: &BTreeSet<&str>,
        time: Option<(Timestamp, Timestamp)>,
    ) -> BTreeSet<String> {
        let serves = |it: &&Service| {
            it.source == source
                && served.contains(it.for_resource.as_str())
                && !time.is_some_and(|time| self.comes_later(it, time))
        };
        let serving: Vec<&Service> = self.services.iter().filter(serves).collect();
        self.projects_of_trusted(source, &serving)
    }

    /// Returns the projects of the keys with trusted callers, or else of all.
    fn projects_of_trusted(&self, source: Source, serving: &[&Service]) -> BTreeSet<String> {
        let is_trusted = |it: &&&Service| {
            source != Source::Kms || it.by_agent != Some(false) || self.is_called_by_listed(it)
        };
        let trusted = serving.iter().filter(is_trusted);
        let trusted: BTreeSet<String> = trusted.map(|it| it.scope.clone()).collect();
        if !trusted.is_empty() {
            return trusted;
        }
        serving.iter().map(|it| it.scope.clone()).collect()
    }

    /// Whether a policy of the cluster that a key serves, or of a cluster for which the pool that the key serves certifies, lists a caller
    /// of the key. That other keys have such callers says nothing of this key.
    fn is_called_by_listed(&self, key: &Service) -> bool {
        let mut clusters = BTreeSet::from([key.for_resource.as_str()]);
        let certified = self.served_by(&clusters, Source::Gke).collect::<Vec<_>>();
        clusters.extend(certified);
        let service = match key.for_source {
            Source::Gke => AgentOf::Gke,
            _ => AgentOf::CaService,
        };
        let is_listed =
            |it: &String| self.by_policy(service, &clusters, it) == Some(CallerStanding::Expected);
        key.own_callers.iter().any(is_listed)
    }
}

/// Returns the clusters whose keys and pools must have made a credential: those for which GKE issued it, or else all that are known of it.
/// Who presents a credential elsewhere too does not change where its other records lie.
pub(super) fn clusters_of_issuance<'l>(lineage: &Lineage<'l>) -> BTreeSet<&'l str> {
    let issued = lineage.issued().map(|(it, _)| it.cluster.as_str());
    let issued: BTreeSet<&str> = issued.filter(|it| !it.is_empty()).collect();
    match issued.is_empty() {
        true => lineage.clusters(),
        false => issued,
    }
}
