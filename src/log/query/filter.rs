//! What to ask a project's logs for: for each of the four logs the one filter that lets through everything that is read of it.
//!
//! The conditions of Google's page "Verify identity issuance and usage", without the one credential that each of them asks for there.
//! With a log comes what stands beside it in the same project: what clusters were told comes with `gke`, revocations with
//! `ca-service`, changes of audit settings with both that stand in a Data Access log. Each log's own file says what is let through, beside the code that reads it; a new kind of entry belongs there too.
//! Where a window that was asked for counts as read, an entry that the filter held back would count as missing: in doubt a filter is
//! too wide.

use super::explorer_query::Query;
use crate::log::source::{audit, ca_service, cluster, gke, kms, kubernetes, workload};
use crate::model::entry::Source;
use crate::model::project::Project;

/// The filter of one log in one project, for `entries.list`, the Logs Explorer, `gcloud logging read` and sinks. It names no time:
/// [`Query::from_until`] adds a window.
pub fn of(source: Source, project: &Project) -> Query {
    match source {
        Source::Workload => workload::filter(),
        Source::Kubernetes => kubernetes::filter(project),
        Source::Gke => {
            Query::default().with_any_of([gke::filter(project), cluster::filter(project)])
        }
        Source::CaService => Query::default().with_any_of([
            ca_service::filter(project),
            ca_service::revocations(project),
            audit::changes(project),
        ]),
        Source::Kms => {
            Query::default().with_any_of([kms::filter(project), audit::changes(project)])
        }
    }
}

/// The filter of several logs in one project, for a sink that carries all of them.
pub fn of_all(sources: &[Source], project: &Project) -> Query {
    match sources {
        [source] => of(*source, project),
        many => Query::default().with_any_of(many.iter().map(|it| of(*it, project))),
    }
}

/// The logs of the cluster's own project.
pub const OF_CLUSTERS: [Source; 2] = [Source::Kubernetes, Source::Gke];

/// The logs of the project in which keys and CA pools are.
pub const OF_KEYS: [Source; 2] = [Source::CaService, Source::Kms];
