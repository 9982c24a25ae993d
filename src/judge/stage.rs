//! Stages: the logs that must hold a record of a credential, and whether they do.

use std::collections::BTreeMap;

use crate::correlate::lineage::Lineage;
use crate::judge::absence::Absence;
use crate::judge::context::Judge;
use crate::judge::contradiction;
use crate::model::agent::Service;
use crate::model::entry::Source;
use crate::model::subject::Kind;

/// What one log has to say of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its record is there.
    Present,
    /// Its record is not there, and the log was read.
    Missing,
    /// Its record is not there, and the log was not read for all of the time.
    Unread,
    /// The record that would name its digest is not there, so this one cannot be told apart from others.
    Unlinked,
    /// Its record is there, and contradicts another or itself.
    Contradicted,
}

impl Stage {
    /// The word in reports.
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

/// The logs that must hold a record of what is of this kind.
pub fn required(kind: Kind) -> &'static [Source] {
    match kind {
        Kind::Certificate => &[Source::Gke, Source::CaService, Source::Kms],
        Kind::Workload | Kind::Authority => &[Source::CaService, Source::Kms],
        Kind::Token => &[Source::Gke, Source::Kms],
        Kind::Signature => &[Source::Kms],
        Kind::Other => &[],
    }
}

/// The stage of every log that counts for this lineage.
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
    } else if source == Source::Kms && lineage.digests().is_empty() {
        Stage::Unlinked
    } else {
        match absence(source, lineage, judge) {
            Some(absence) if !absence.is_unread() => Stage::Missing,
            Some(_) | None => Stage::Unread,
        }
    }
}

/// What it means that a log has no record of this lineage.
pub fn absence(source: Source, lineage: &Lineage<'_>, judge: &Judge) -> Option<Absence> {
    let time = judge.time_of_issuance(lineage)?;
    let caller = match source {
        Source::Kms if lineage.certificate().is_some() => Service::CaService,
        _ => Service::Gke,
    };
    Some(judge.absence_of_call(source, caller, &judge.scopes(source, lineage), time))
}
