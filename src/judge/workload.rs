//! Workload identities: which certificates are theirs, which pools issued the certificates, which authorities are above them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::Judge;
use crate::correlate::lineage::Lineage;
use crate::model::entry::{Certified, Role, Source};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::{Kind, Subject};
use crate::model::time::earlier;
use crate::store::questions::certificate_status::AuthorityCertificate;

impl Judge {
    /// Returns the kind of the lineage's subject.
    pub fn kind(&self, lineage: &Lineage<'_>) -> Kind {
        match &lineage.subject {
            Subject::Credential(CredentialId::Certificate(_)) => self.kind_of_certificate(lineage),
            _ if lineage.is_foreign_token() => Kind::Other,
            subject => subject.kind(),
        }
    }

    /// Returns the kind of a certificate. A certificate is a cluster's where GKE or an API server has a record of it, or where a
    /// cluster's authority issued it: anybody who can create certificates there could give any of them a SPIFFE ID. Else the pool
    /// decides, by the policy, or the certificate itself.
    fn kind_of_certificate(&self, lineage: &Lineage<'_>) -> Kind {
        let is_of_cluster = lineage.issued().next().is_some()
            || lineage.requested().next().is_some()
            || lineage.uses().is_some();
        if is_of_cluster {
            return Kind::Certificate;
        }
        let Some((certified, _)) = lineage.certified().next() else {
            let seen = lineage.observed().next();
            return seen.map_or(Kind::Certificate, |_| Kind::Workload);
        };
        let is_workload = |certified: &Certified| {
            let is_by_holder =
                certified.holder.is_workload() || certified.holder.role == Role::Authority;
            is_by_holder || self.expectations.is_workload_pool(&certified.pool)
        };
        match certified.holder.role {
            _ if self.is_of_cluster_authority(lineage) => Kind::Certificate,
            _ if !lineage.certified().all(|(it, _)| is_workload(it)) => Kind::Certificate,
            Role::End => Kind::Workload,
            Role::Authority => Kind::Authority,
        }
    }

    /// Returns the known authorities above a certificate, the nearest first. The issuers of cluster certificates are not stored.
    pub fn issuers(&self, lineage: &Lineage<'_>) -> Vec<&AuthorityCertificate> {
        let certified = lineage.certified().map(|(it, _)| &it.holder);
        let observed = lineage.observed().map(|(it, _)| &it.holder);
        let mut issuers = certified.chain(observed).map(|it| it.issuer.as_str());
        let issuer = issuers.find(|it| !it.is_empty());
        issuer.map_or_else(Vec::new, |it| {
            self.certificate_status
                .issuer_path(it, lineage.validity().from)
        })
    }

    /// Whether a certificate was issued by an authority that certifies for a cluster: its pool certifies for clusters, or a pool
    /// of the same authority does, or the key that signed the certificate signs for such a pool.
    pub fn is_of_cluster_authority(&self, lineage: &Lineage<'_>) -> bool {
        let by_authority = |issuer: &str| {
            let mut pools = self.certificate_status.pools_of(issuer);
            pools.any(|pool| self.serves_clusters(pool))
        };
        let certified = lineage
            .certified()
            .any(|(it, _)| self.serves_clusters(&it.pool) || by_authority(&it.holder.issuer));
        certified
            || lineage
                .signed()
                .any(|(it, _)| self.certifies_for_clusters(&it.key))
    }

    /// Whether a key signs for a pool that certifies for clusters, or is expected to.
    pub fn certifies_for_clusters(&self, key: &str) -> bool {
        let pools = self.pools_of_ca_key(key);
        self.expectations.is_ca_key(key) || pools.iter().any(|pool| self.serves_clusters(pool))
    }

    /// Whether a pool was seen to certify for clusters, or is expected to.
    pub fn serves_clusters(&self, pool: &str) -> bool {
        let expected = || self.expectations.is_cluster_pool(pool);
        self.serves(Source::CaService, pool, Source::Gke) || expected()
    }

    /// Returns the pools that a certificate comes from, by CA Service's record of the certificate; for a certificate that was
    /// only observed on a VM, the pools for which its issuer was seen to issue.
    pub fn pools<'l>(&'l self, lineage: &Lineage<'l>) -> BTreeSet<&'l str> {
        let certified = lineage.certified().map(|(it, _)| it.pool.as_str());
        let certified: BTreeSet<&str> = certified.filter(|it| !it.is_empty()).collect();
        if !certified.is_empty() {
            return certified;
        }
        let issuers = lineage.observed().map(|(it, _)| it.holder.issuer.as_str());
        let pools = issuers.flat_map(|it| self.certificate_status.pools_of(it));
        pools.collect()
    }

    /// Returns the pools of a certificate, or else all pools that the VM's configuration or the policy names for workloads.
    pub(super) fn pools_to_look_in<'l>(&'l self, lineage: &Lineage<'l>) -> BTreeSet<&'l str> {
        let known = self.pools(lineage);
        if !known.is_empty() {
            return known;
        }
        let configs = lineage.seen.and_then(|it| it.looking.configs.as_ref());
        let configured = configs
            .into_iter()
            .flat_map(|it| &it.pools)
            .map(String::as_str);
        let listed = self
            .expectations
            .policy
            .workload
            .pools
            .iter()
            .map(|it| it.as_ref());
        configured.chain(listed).collect()
    }

    /// Returns the time in which a certificate was issued that was only observed: between the beginning of its validity, which
    /// may be backdated, and its first observation.
    pub(super) fn time_of_workload(&self, lineage: &Lineage<'_>) -> Option<(Timestamp, Timestamp)> {
        let times = || lineage.observed().map(|(_, record)| record.entry.at);
        let seen = times().min().filter(|_| lineage.uses().is_none())?;
        let life = self.look_back().certificate;
        let longest = earlier(seen, life);
        let from = lineage.validity().from.filter(|from| *from <= seen); // a later beginning means a wrong clock, and is ignored
        Some((from.map_or(longest, |from| from.max(longest)), seen))
    }
}
