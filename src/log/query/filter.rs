//! The filter of each of the four logs in a project. A filter lets through every entry that this crate reads.
//!
//! A filter has the conditions of Google's page "Verify identity issuance and usage", without the condition on one credential. A filter
//! also lets through related entries in the same project: `gke` the configurations of clusters, `ca-service` revocations, and both filters
//! of a Data Access log the changes of audit settings. The file of each log in [`source`](crate::log::source) holds its filter beside the
//! code that reads the entries; a new kind of entry belongs in both. If a pulled window counts as read, an entry that the filter drops
//! counts as missing, so that a filter is rather too wide.

use super::explorer_query::Query;
use crate::log::source::{audit, ca_service, cluster, gke, kms, kubernetes, workload};
use crate::model::entry::Source;
use crate::model::identity::project::Project;

/// Returns the filter of one log in one project, for `entries.list`, the Logs Explorer, `gcloud logging read` and sinks. The filter has no
/// time: [`Query::from_until`] adds a window.
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

/// Returns the filter of the records of one log alone, without related entries: whether there are any shows whether the log is on.
pub fn of_records(source: Source, project: &Project) -> Query {
    match source {
        Source::Workload => workload::filter(),
        Source::Kubernetes => kubernetes::filter(project),
        Source::Gke => gke::filter(project),
        Source::CaService => ca_service::filter(project),
        Source::Kms => kms::filter(project),
    }
}

/// Returns the filter of several logs in one project, for a sink of all of them.
pub fn of_all(sources: &[Source], project: &Project) -> Query {
    match sources {
        [source] => of(*source, project),
        many => Query::default().with_any_of(many.iter().map(|it| of(*it, project))),
    }
}

/// The logs in the project of the cluster.
pub const OF_CLUSTERS: [Source; 2] = [Source::Kubernetes, Source::Gke];

/// The logs in the project of the keys and CA pools.
pub const OF_KEYS: [Source; 2] = [Source::CaService, Source::Kms];
