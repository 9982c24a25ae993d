//! What checks may know beside the lineage at hand: coverage, who serves whom, tolerances.

mod workload;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::coverage::Coverage;
use crate::entry::Source;
use crate::finding::Weight;
use crate::lineage::{Kind, Lineage};
use crate::policy::expectations::Expectations;
use crate::policy::resource::Projects;
use crate::policy::tolerance::{LookBack, Tolerance};
use crate::receipt::Place;
use crate::store::ledger::{Rejected, Service};
use crate::store::proofs::Proofs;

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
    /// What is held against certificates beside their records.
    pub proofs: Proofs,
    /// Logs that the user declared out of scope.
    pub without: BTreeSet<Source>,
    /// What is expected.
    pub expectations: Expectations,
    /// When this is.
    pub moment: Moment,
}

/// What it means that a record is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// Its log was read around the time, and it was not in it.
    Proven,
    /// Its log was not read for all of this time.
    Unread {
        /// From when to read it.
        from: Timestamp,
        /// Until when to read it.
        to: Timestamp,
    },
    /// Its log was pulled for all of this time, and may have been off: no entry of it is known to be older.
    Mute,
    /// Its log was not read for all of this time, and does not keep entries for so long.
    Gone {
        /// From when it would have to be read.
        from: Timestamp,
        /// Until when it would have to be read.
        to: Timestamp,
    },
    /// It may be one of the lines that could not be read.
    Doubted(Vec<Place>),
    /// It may still be on its way.
    Pending,
}

impl Absence {
    /// Only what was looked for is missing.
    pub fn weight(&self) -> Weight {
        if *self == Absence::Proven {
            Weight::Break
        } else {
            Weight::Gap
        }
    }

    /// What to do about it, as the end of a sentence about a log in these scopes.
    pub fn advice(&self, source: Source, scopes: &[String]) -> String {
        let log = match (scopes, source) {
            ([], Source::Kms) => "the kms log of the project that holds the key (no signature of its keys was met)".to_owned(),
            ([], Source::CaService) => "the ca-service log of the pool's project (no creation was met; Data Access DATA_WRITE must be on)".to_owned(),
            ([], _) => format!("the {source} log"),
            _ => format!("the {source} log of {}", scopes.join(", ")),
        };
        match self {
            Absence::Proven => format!("{log} was read for that time"),
            Absence::Unread { from, to } => format!(
                "{log} was not read for all of {from:.0} to {to:.0}; export that to settle it"
            ),
            Absence::Mute => format!(
                "{log} was pulled for that time and held no entry before or then; it may have been off (its Data Access setting; for gke, control plane authority), or the asker may not see it"
            ),
            Absence::Gone { from, to } => format!(
                "{log} was not read for all of {from:.0} to {to:.0}, and keeps nothing for so long; only an export made in time can settle it"
            ),
            Absence::Doubted(places) => format!(
                "it may be a line of {log} that could not be read, the first at {}",
                places[0]
            ),
            Absence::Pending => format!("{log} may still be arriving; scan again later"),
        }
    }
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

    /// What the absence of a record means that would stand in one of these scopes of a log, in `from..=to`.
    pub fn absence(
        &self,
        source: Source,
        scopes: &[String],
        from: Timestamp,
        to: Timestamp,
    ) -> Absence {
        if !self.coverage.holds(source, scopes, from, to) {
            return if self.coverage.may_hold(source, scopes, from, to) {
                Absence::Pending
            } else if self.coverage.is_mute(source, scopes, from, to) {
                Absence::Mute
            } else {
                self.unread(source, from, to)
            };
        }
        let doubts: Vec<Place> = self
            .rejected
            .iter()
            .filter(|it| it.may_be(source, from, to))
            .map(|it| it.receipt.place.clone())
            .collect();
        if !doubts.is_empty() {
            return Absence::Doubted(doubts);
        }
        match self.moment {
            Moment::Now(now) if later(to, self.tolerance().settling) > now => Absence::Pending,
            Moment::Now(_) | Moment::Afterwards => Absence::Proven,
        }
    }

    fn unread(&self, source: Source, from: Timestamp, to: Timestamp) -> Absence {
        let kept = self.expectations.policy.retention.of(source);
        match (kept, self.moment) {
            (Some(kept), Moment::Now(now)) if from < earlier(now, kept) => {
                Absence::Gone { from, to }
            }
            _ => Absence::Unread { from, to },
        }
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
        let first = lineage.uses()?.first.0;
        let life = if lineage.certificate().is_some() {
            self.look_back().certificate
        } else {
            self.look_back().token
        };
        Some((earlier(first, life), first))
    }

    /// The projects in whose log a missing record of this lineage would stand. None, where that is not known.
    pub fn scopes(&self, source: Source, lineage: &Lineage<'_>) -> Vec<String> {
        let scopes: BTreeSet<String> = match source {
            Source::Kubernetes => BTreeSet::new(),
            Source::Gke => self.projects_of_clusters(lineage),
            Source::CaService => self.scopes_of_pools(lineage),
            Source::Kms => self.scopes_of_keys(lineage),
            Source::Workload => BTreeSet::new(),
        };
        scopes.into_iter().collect()
    }

    /// The projects of the clusters where it was used or handed out, or that its pool or key serves. None known: all that were read.
    fn projects_of_clusters(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        let records = lineage.records();
        let own = records.iter().map(|it| it.entry.event.resource()).collect();
        let read = self.coverage.scopes(Source::Gke).map(str::to_owned);
        let mut served = self.projects_served_by(&own, Source::Gke);
        let expected = own
            .iter()
            .flat_map(|key| self.expectations.clusters_of_key(key));
        served.extend(projects(&expected.collect()));
        first_known([projects(&lineage.clusters()), served, read.collect()])
    }

    /// The projects of the pools that certify for its cluster, or that its key signs for.
    fn scopes_of_pools(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        if self.kind(lineage) == Kind::Workload && lineage.observed().next().is_some() {
            let by_id = |pool: &str| project(&self.projects().by_id(pool));
            return self
                .pools_to_look_in(lineage)
                .iter()
                .filter_map(|it| by_id(it))
                .collect();
        }
        let clusters = lineage.clusters();
        let keys = lineage.signed().map(|(it, _)| it.key.as_str()).collect();
        first_known([
            self.scopes_that_serve(Source::CaService, &clusters),
            self.projects_served_by(&keys, Source::CaService),
            projects(&clusters),
        ])
    }

    /// The projects of the clusters or pools that one of these was seen to serve.
    fn projects_served_by(&self, own: &BTreeSet<&str>, for_source: Source) -> BTreeSet<String> {
        let serves =
            |it: &&Service| it.for_source == for_source && own.contains(it.resource.as_str());
        self.services
            .iter()
            .filter(serves)
            .filter_map(|it| project(&it.for_resource))
            .collect()
    }

    /// The projects of the keys that sign for this pool or cluster. The keys of a CA and those of the tokens may lie in different
    /// projects, so that one says nothing about the other. Where no key was ever seen to sign for it, its own project will do.
    fn scopes_of_keys(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        let served = if lineage.certificate().is_some() {
            self.pools(lineage)
        } else {
            lineage.clusters()
        };
        let seen = self.scopes_that_serve(Source::Kms, &served);
        let called = lineage
            .calls_to_sign()
            .map(|(_, record)| record.entry.scope.clone())
            .collect();
        first_known([seen, called, projects(&served)])
    }

    /// The projects of those that were seen to serve one of these.
    fn scopes_that_serve(&self, source: Source, served: &BTreeSet<&str>) -> BTreeSet<String> {
        let serves =
            |it: &&Service| it.source == source && served.contains(it.for_resource.as_str());
        self.services
            .iter()
            .filter(serves)
            .map(|it| it.scope.clone())
            .collect()
    }

    /// Whether a resource of this log was seen to serve something.
    pub fn serves(&self, source: Source, resource: &str, for_source: Source) -> bool {
        self.services
            .iter()
            .any(|it| it.source == source && it.resource == resource && it.for_source == for_source)
    }

    /// Whether a key signs tokens: it was seen to, or is expected to.
    pub fn signs_tokens(&self, key: &str) -> bool {
        let expected = || self.expectations.clusters_of_key(key).next().is_some();
        self.serves(Source::Kms, key, Source::Gke) || expected()
    }

    /// Whether a key signs certificates: it was seen to, or is expected to.
    pub fn signs_certificates(&self, key: &str) -> bool {
        self.serves(Source::Kms, key, Source::CaService) || self.expectations.is_ca_key(key)
    }

    /// Whether a log counts at all.
    pub fn is_in_scope(&self, source: Source) -> bool {
        !self.without.contains(&source)
    }
}

impl Rejected {
    /// Whether this line may be a record of that log and time. A line that does not tell its log is not held to be of it; one that
    /// does not tell its time may be of any.
    fn may_be(&self, source: Source, from: Timestamp, to: Timestamp) -> bool {
        self.sources.contains(&source) && self.at.is_none_or(|at| from <= at && at <= to)
    }
}

/// The first of these that is not empty.
fn first_known<const N: usize>(scopes: [BTreeSet<String>; N]) -> BTreeSet<String> {
    scopes
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default()
}

fn projects(resources: &BTreeSet<&str>) -> BTreeSet<String> {
    resources.iter().filter_map(|it| project(it)).collect()
}

/// `projects/P` of a resource name.
fn project(resource: &str) -> Option<String> {
    let id = resource.strip_prefix("projects/")?.split('/').next()?;
    Some(format!("projects/{id}"))
}

/// A moment this much later, at most the last one there is.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// A moment this much earlier, at least the first one there is.
pub fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}
