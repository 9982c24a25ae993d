//! Inference of a policy: expectations that the complete credentials of a scan meet, for a person to review.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::correlate::lineage::Lineage;
use crate::model::entry::Source;
use crate::model::finding::Verdict;
use crate::policy::Policy;
use crate::policy::cluster::{Authority, Ca, Cluster, Key};
use crate::policy::value::algorithm::Algorithm;
use crate::policy::value::pattern::Pattern;
use crate::policy::value::resource::ClusterName;
use crate::policy::value::tolerance::Length;
use crate::scan::Judged;

/// What the complete credentials of one cluster show.
#[derive(Debug, Default)]
struct Observed {
    signing_keys: BTreeSet<String>,
    /// The pools of each authority, and the keys of the CAs in these pools.
    authorities: BTreeMap<Authority, (BTreeSet<String>, BTreeSet<String>)>,
    principals: BTreeMap<Source, BTreeSet<String>>,
    algorithms: BTreeSet<String>,
    /// The hash functions of all digests that were signed, for certificates and tokens.
    hashes: BTreeSet<&'static str>,
    token: Option<SignedDuration>,
    certificate: Option<SignedDuration>,
}

/// What the complete credentials of all clusters show.
#[derive(Debug, Default)]
pub struct Observations {
    clusters: BTreeMap<String, Observed>,
    /// The number of lineages that are not complete. Nothing is inferred from these lineages.
    pub passed_over: u64,
}

impl Observations {
    /// Adds a lineage, if the lineage is complete: a broken or unproven credential must not become the rule.
    pub fn add(&mut self, judged: &Judged<'_>) {
        if judged.verdict() != Verdict::Complete {
            self.passed_over += 1;
            return;
        }
        let lineage = &judged.lineage;
        for cluster in lineage.clusters() {
            self.clusters
                .entry(cluster.to_owned())
                .or_default()
                .take(lineage);
        }
    }

    /// The inferred policy. The policy leaves out clusters of which no full name is known.
    pub fn policy(&self) -> Policy {
        let clusters = self.clusters.iter();
        let cluster = clusters.filter_map(|(name, seen)| Some(seen.cluster(name.parse().ok()?)));
        Policy {
            cluster: cluster.collect(),
            ..Policy::default()
        }
    }
}

impl Observed {
    fn take(&mut self, lineage: &Lineage<'_>) {
        let keys = lineage.signed().map(|(it, _)| it.key.clone());
        if lineage.certificate().is_none() {
            self.signing_keys.extend(keys);
        } else {
            self.take_authorities(lineage, &keys.collect());
        }
        for record in lineage.records() {
            let principal =
                (!record.entry.principal.is_empty()).then(|| record.entry.principal.clone());
            let principals = self
                .principals
                .entry(record.entry.event.source())
                .or_default();
            principals.extend(principal);
        }
        self.take_life(lineage);
        let algorithms = lineage
            .certified()
            .map(|(it, _)| it.holder.algorithm.clone());
        self.algorithms
            .extend(algorithms.filter(|it| !it.is_empty()));
        self.hashes
            .extend(lineage.digests().iter().map(|it| it.hash()));
    }

    /// Adds the pools and keys of a certificate to its authority. Where the issuing method leaves two authorities possible, neither is
    /// inferred.
    fn take_authorities(&mut self, lineage: &Lineage<'_>, keys: &BTreeSet<String>) {
        for (issued, _) in lineage.issued() {
            if let [authority] = Authority::of(issued.method) {
                let (pools, known) = self.authorities.entry(*authority).or_default();
                pools.extend(lineage.certified().map(|(it, _)| it.pool.clone()));
                known.extend(keys.iter().cloned());
            }
        }
    }

    fn take_life(&mut self, lineage: &Lineage<'_>) {
        let longest = if lineage.certificate().is_some() {
            &mut self.certificate
        } else {
            &mut self.token
        };
        *longest = (*longest).max(lineage.life().filter(SignedDuration::is_positive));
    }

    fn cluster(&self, name: ClusterName) -> Cluster {
        let mut cluster = Cluster::named(name);
        cluster.service_account_signing_keys = keys(&self.signing_keys);
        for (authority, (pools, known)) in &self.authorities {
            *cluster.authority_mut(*authority) = Ca {
                pools: pools.iter().filter_map(|it| it.parse().ok()).collect(),
                keys: keys(known),
            };
        }
        for (source, principals) in &self.principals {
            if let Some(known) = cluster.principals.of_mut(*source) {
                *known = patterns(*source, principals);
            }
        }
        cluster.algorithms = self.algorithms();
        cluster.lifetimes.token = self.token.map(in_whole_minutes);
        cluster.lifetimes.certificate = self.certificate.map(in_whole_minutes);
        cluster
    }
}

impl Observed {
    /// The signature algorithms of the certificates. Of a token the logs have only the hash function; where a hash function belongs to no
    /// algorithm of a certificate, the cluster uses unknown algorithms too, and none is inferred.
    fn algorithms(&self) -> Vec<Algorithm> {
        let algorithms: Vec<Algorithm> = self
            .algorithms
            .iter()
            .filter_map(|it| it.parse().ok())
            .collect();
        let is_known = |hash: &&str| algorithms.iter().any(|it| it.hash() == Some(*hash));
        if self.hashes.iter().all(is_known) {
            algorithms
        } else {
            Vec::new()
        }
    }
}

fn keys(names: &BTreeSet<String>) -> Vec<Key> {
    let key = |name: &String| {
        Some(Key {
            name: name.parse().ok()?,
            from: None,
            until: None,
        })
    };
    names.iter().filter_map(key).collect()
}

/// Patterns for principals. Nodes come and go, so that the pattern `system:node:*` takes the place of the names of nodes.
fn patterns(source: Source, principals: &BTreeSet<String>) -> Vec<Pattern> {
    let general = |name: &String| match source {
        Source::Kubernetes if name.starts_with("system:node:") => "system:node:*".to_owned(),
        _ => name.clone(),
    };
    let names: BTreeSet<String> = principals.iter().map(general).collect();
    names.iter().filter_map(|it| it.parse().ok()).collect()
}

/// A lifetime rounded up to whole minutes, because the log has the beginning of a token to the second only.
fn in_whole_minutes(life: SignedDuration) -> Length {
    let minutes = life.as_secs().saturating_add(59) / 60;
    Length(SignedDuration::from_mins(minutes.max(1)))
}
