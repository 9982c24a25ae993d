//! Stages: the logs that must hold a record of a credential, and whether each log does.

use std::collections::BTreeMap;

use crate::correlate::lineage::Lineage;
use crate::judge::absence::Absence;
use crate::judge::context::Judge;
use crate::judge::contradiction;
use crate::judge::contradiction::stated_digests;
use crate::judge::scopes::clusters_of_issuance;
use crate::judge::switched_off::{Caller, KnownBy};
use crate::model::entry::Source;
use crate::model::identity::agent::Service;
use crate::model::identity::subject::Kind;

/// The state of one log's record of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The log holds the record.
    Present,
    /// The log was read and does not hold the record.
    Missing,
    /// The record is missing, and the log was not read for all of the time, or may not have recorded the call.
    Unread,
    /// The record that would name the credential's digest is missing, or names one of another hash function than the signature's, so the
    /// credential's signature cannot be told apart from others.
    Unlinked,
    /// The log holds a record that contradicts another record or itself.
    Contradicted,
}

impl Stage {
    /// Returns the word for the stage in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Present => "present",
            Stage::Missing => "missing",
            Stage::Unread => "unread",
            Stage::Unlinked => "unlinked",
            Stage::Contradicted => "contradicted",
        }
    }
}

/// Returns the logs that must hold a record of a subject of this kind.
pub fn required(kind: Kind) -> &'static [Source] {
    match kind {
        Kind::Certificate => &[Source::Gke, Source::CaService, Source::Kms],
        Kind::Workload | Kind::Authority => &[Source::CaService, Source::Kms],
        Kind::Token => &[Source::Gke, Source::Kms],
        Kind::Signature => &[Source::Kms],
        Kind::Other => &[],
    }
}

/// Returns the stage of every log that must hold a record of this lineage and is in scope.
pub fn stages(lineage: &Lineage<'_>, judge: &Judge) -> BTreeMap<Source, Stage> {
    let contradicted = contradiction::sources(lineage);
    let in_scope = required(judge.kind(lineage))
        .iter()
        .copied()
        .filter(|source| judge.is_in_scope(*source));
    in_scope
        .map(|source| {
            let stage = if contradicted.contains(&source) {
                Stage::Contradicted
            } else {
                plain_stage(source, lineage, judge)
            };
            (source, stage)
        })
        .collect()
}

fn plain_stage(source: Source, lineage: &Lineage<'_>, judge: &Judge) -> Stage {
    let there = match source {
        Source::Kubernetes | Source::Workload => true,
        Source::Gke => lineage.issued().next().is_some(),
        Source::CaService => lineage.certified().next().is_some(),
        Source::Kms => lineage.signed().next().is_some(),
    };
    if there {
        Stage::Present
    } else if source == Source::Kms && is_unlinked(lineage) {
        Stage::Unlinked
    } else {
        match absence(source, lineage, judge) {
            Some(absence) if !absence.is_unread() => Stage::Missing,
            Some(_) | None => Stage::Unread,
        }
    }
}

/// Whether no record names the digest of the signature.
fn is_unlinked(lineage: &Lineage<'_>) -> bool {
    lineage.digests().is_empty() || stated_digests::leave_open(lineage)
}

/// Returns what it means that a log has no record of this lineage; None where the time of the issuance is not known.
pub fn absence(source: Source, lineage: &Lineage<'_>, judge: &Judge) -> Option<Absence> {
    let time = judge.time_of_issuance(lineage)?;
    let known_by = match lineage.is_recorded() {
        true => KnownBy::Records,
        false => KnownBy::Uses,
    };
    let caller = match source {
        Source::Kms if lineage.certificate().is_some() => Caller {
            service: Service::CaService,
            claimers: judge.pools(lineage),
            known_by,
        },
        _ => Caller {
            service: Service::Gke,
            claimers: clusters_of_issuance(lineage),
            known_by,
        },
    };
    Some(judge.absence_of_call(source, &caller, &judge.scopes(source, lineage), time))
}
