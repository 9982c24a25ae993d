//! Holes that the Data Access logs of a project share.
//!
//! What CA Service and Cloud KMS record is in one log of Cloud Logging, `data_access` of the project, so that one export holds both.
//! Where the records of one service have a hole and the other service is silent as well, both are missing: a CA issues too few certificates
//! for a hole of its own.

use jiff::Timestamp;

use crate::coverage::hole::Hole;
use crate::coverage::intervals::Coverage;
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;

impl Coverage {
    /// Returns the other Data Access log of the project of such a log, and when it recorded issuances.
    pub(super) fn beside(
        &self,
        (source, project): &(Source, String),
    ) -> Option<(Source, Stretches)> {
        let other = match source {
            Source::Kms => Source::CaService,
            Source::CaService => Source::Kms,
            Source::Gke | Source::Kubernetes | Source::Workload => return None,
        };
        Some((other, self.recording(&(other, project.clone()))))
    }
}

/// Returns the parts of a hole in which a log did not speak; none where the log is not known to have been on before.
pub(super) fn silent(
    spoken: &Stretches,
    (from, to): (Timestamp, Timestamp),
) -> Vec<(Timestamp, Timestamp)> {
    if spoken.hull().is_none_or(|(first, _)| from < first) {
        return Vec::new();
    }
    let spoken = spoken.part(from, to);
    let begins = std::iter::once(from).chain(spoken.iter().map(|it| it.1));
    let ends = spoken.iter().map(|it| it.0).chain([to]);
    begins.zip(ends).filter(|(from, to)| from < to).collect()
}

/// Returns the holes in order, with those of one log that overlap as one.
pub(super) fn in_order(mut holes: Vec<Hole>) -> Vec<Hole> {
    holes.sort();
    holes.dedup_by(|next, last| {
        let is_same = (next.source, &next.project) == (last.source, &last.project);
        let overlaps = is_same && next.from < last.to;
        if overlaps {
            last.to = last.to.max(next.to);
        }
        overlaps
    });
    holes
}
