//! What a missing record means: that the record was never written, or that this cannot be known.

use jiff::Timestamp;

use super::switched_off::SwitchedOff;
use crate::coverage::hole::Hole;
use crate::coverage::intervals::generations::Outside;
use crate::coverage::scope::Scope;
use crate::model::cluster_keys::ClusterChange;
use crate::model::entry::Source;
use crate::model::finding::Weight;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::omitted::settle;
use crate::model::receipt::Place;

/// What a missing record means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// The record's log was read for all of the time, and does not hold the record.
    Proven,
    /// The record's log was not read for all of this time in these scopes.
    Unread {
        /// The scopes that were not read; none where the scope of the record is not known.
        scopes: Vec<Scope>,
        /// The first moment that has to be read.
        from: Timestamp,
        /// The last moment that has to be read.
        to: Timestamp,
    },
    /// The record's log was off for some of this time, or did not record calls of the expected caller.
    SwitchedOff(Box<SwitchedOff>),
    /// The export of the record's log has a hole at that time.
    Hole(Hole),
    /// GKE's log was read for all of this time, and no issuance for the cluster is known as early as that.
    Unissued {
        /// The cluster.
        cluster: String,
        /// The moment from which the cluster is known to be under control plane authority.
        since: Option<Timestamp>,
    },
    /// The cluster was without user-managed keys, or may have been, for some of this time.
    Outside {
        /// The cluster.
        cluster: String,
        /// When, and by which change.
        outside: Outside,
    },
    /// The record's log was pulled for all of this time, but may have been off: no earlier entry of the log is known.
    NeverObserved,
    /// The record's log was not read for all of this time, and no longer keeps entries of that age.
    Gone {
        /// The first moment that would have to be read.
        from: Timestamp,
        /// The last moment that would have to be read.
        to: Timestamp,
    },
    /// The record may be one of these lines, which could not be read.
    Doubted(Place),
    /// Nothing was read of this input, which may hold the record.
    UnreadInput(String),
    /// The record may still arrive.
    Pending,
}

impl Absence {
    /// Returns `break` where the absence is proven, else `gap`.
    pub fn weight(&self) -> Weight {
        if *self == Absence::Proven {
            Weight::Break
        } else {
            Weight::Gap
        }
    }

    /// Whether the record's log was not read for all of the time, or may not have recorded the call.
    pub fn is_unread(&self) -> bool {
        match self {
            Absence::Unread { .. }
            | Absence::SwitchedOff(_)
            | Absence::Hole(_)
            | Absence::Unissued { .. }
            | Absence::Outside { .. }
            | Absence::NeverObserved
            | Absence::Gone { .. } => true,
            Absence::Proven | Absence::Doubted(_) | Absence::UnreadInput(_) | Absence::Pending => {
                false
            }
        }
    }

    /// Returns what the user can do about the missing record, as the end of a sentence about a log in these scopes.
    pub fn advice(&self, source: Source, scopes: &[Scope]) -> Message {
        let log = called(source, scopes);
        match self {
            Absence::Proven => message!("absence-proven", "{log} was read for that time"; log),
            &Absence::Unread {
                ref scopes,
                from,
                to,
            } => {
                let log = called(source, scopes);
                message!("absence-unread", "{log} was not read for all of {from:.0} to {to:.0}; export that to settle it", from, to; log)
            }
            Absence::SwitchedOff(off) => off.message(),
            Absence::Hole(hole) => message!(
                "absence-hole",
                "the export of the {log} log of {scopes} has a hole from {from:.0} to {to:.0}: several records are missing at once, and none stands there; export that again, or look whether its Data Access setting was off",
                log = hole.source,
                scopes = List::of([&hole.project]),
                from = hole.from,
                to = hole.to
            ),
            Absence::Unissued { cluster, since } => unissued(cluster, *since),
            Absence::Outside { cluster, outside } => outside_authority(cluster, outside),
            Absence::NeverObserved => message!(
                "absence-never-observed",
                "{log} was pulled for that time and held no entry before or then; it may have been off (its Data Access setting; for gke, control plane authority), or the caller may not see it";
                log
            ),
            &Absence::Gone { from, to } => message!(
                "absence-gone",
                "{log} was not read for all of {from:.0} to {to:.0}, and keeps nothing for so long; only an export made in time can settle it",
                from,
                to;
                log
            ),
            Absence::Doubted(place) => message!(
                "absence-doubted",
                "it may be a line of {log} that could not be read, the first at {place}",
                place;
                log
            ),
            Absence::UnreadInput(input) => {
                let settle = settle();
                message!(
                    "absence-unread-input",
                    "it may be a line of {log} that stands in {input}, of which nothing was read: {settle}",
                    input;
                    log,
                    settle
                )
            }
            Absence::Pending => {
                message!("absence-pending", "{log} may still be arriving; scan again later"; log)
            }
        }
    }
}

fn unissued(cluster: &str, since: Option<Timestamp>) -> Message {
    match since {
        Some(since) => message!(
            "absence-unissued-since",
            "{cluster} is known to be under control plane authority from {since:.0} on, and GKE records nothing of what was issued before; export its CreateCluster or UpdateCluster entry if that is earlier",
            cluster,
            since
        ),
        None => message!(
            "absence-unissued",
            "{cluster} is not known to be under control plane authority: nothing that it issued was read, and GKE records nothing of other clusters",
            cluster
        ),
    }
}

fn outside_authority(cluster: &str, outside: &Outside) -> Message {
    let from = outside.from;
    match (outside.change, outside.to) {
        (ClusterChange::Deleted, _) => message!(
            "absence-deleted",
            "{cluster} was deleted at {from:.0}, and its next CreateCluster entry was not read; export that to settle it",
            cluster,
            from
        ),
        (_, to) if to == Timestamp::MAX => message!(
            "absence-created-without",
            "{cluster} was created without user-managed keys at {from:.0}, and GKE records nothing of what such a cluster issues",
            cluster,
            from
        ),
        (_, to) => message!(
            "absence-created-without-until",
            "{cluster} was without user-managed keys from its creation at {from:.0} to {to:.0}, and GKE records nothing of what it issued then",
            cluster,
            from,
            to
        ),
    }
}

/// Returns the name of a log in these scopes, for a sentence.
fn called(source: Source, scopes: &[Scope]) -> Message {
    let mut projects: Vec<&str> = scopes.iter().map(|it| it.project.as_str()).collect();
    projects.dedup();
    match (projects.as_slice(), source) {
        ([], Source::Kms) => message!(
            "log-of-key",
            "the {log} log of the project that holds the key (no configuration names the key, and no signature of it was met; Data Access DATA_READ must be on)",
            log = source
        ),
        ([], Source::CaService) => message!(
            "log-of-pool",
            "the {log} log of the pool's project (no configuration names the pool, and no creation was met; Data Access DATA_WRITE must be on)",
            log = source
        ),
        ([], _) => message!("log", "the {log} log", log = source),
        (projects, _) => {
            let by_number = projects.iter().find_map(|it| number_in(it));
            let hint = by_number.map_or_else(Message::default, |project_number| {
                message!(
                    "log-by-number",
                    " (by its number: write its id under [projects] of the policy, as {project_number} = \"its-id\")",
                    project_number
                )
            });
            message!(
                "log-of-scopes-named",
                "the {log} log of {scopes}{hint}",
                log = source,
                scopes = List::of(projects);
                hint
            )
        }
    }
}

/// Returns the number by which a project is named. Returns `None` for an id. Logs are stored by the project's id.
fn number_in(project: &str) -> Option<&str> {
    let number = project.strip_prefix("projects/")?;
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    is_number.then_some(number)
}
