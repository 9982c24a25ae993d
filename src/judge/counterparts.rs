//! Which recorders must show the same issuances as the log of a project: the cluster that a key signs for, the pool that a CA's key signs
//! for, the key or pool that serves a cluster.

use super::Judge;
use crate::coverage::{Counterparts, Issue, Recorder, project_of};
use crate::entry::Source;
use crate::store::ledger::Service;

impl Judge {
    /// Finds the holes in what was read: from now on they count as not read.
    #[must_use]
    pub fn with_holes(mut self) -> Self {
        let counterparts = self.counterparts();
        let span = self.tolerance().issuance_span;
        self.coverage.find_holes(&counterparts, span);
        self
    }

    fn counterparts(&self) -> Counterparts {
        let mut all = Counterparts::new();
        let mut add = |source, project: String, recorder| {
            all.entry((source, project)).or_default().push(recorder)
        };
        for service in &self.services {
            add(service.source, service.scope.clone(), served(service));
            let project = project_of(&service.for_resource);
            if let (Source::Gke, Some(project)) = (service.for_source, project) {
                add(Source::Gke, project, serving(service));
            }
        }
        for (cluster, key) in self.expectations.token_keys() {
            if let Some(project) = project_of(&self.projects().by_id(key)) {
                add(Source::Kms, project, issuer(Issue::Token, cluster));
            }
        }
        all
    }
}

/// What is served: its issuances must stand in the log of what serves too.
fn served(service: &Service) -> Recorder {
    let issue = match (service.source, service.for_source) {
        (Source::Kms, Source::Gke) => Issue::Token,
        _ => Issue::Certificate,
    };
    Recorder {
        source: service.for_source,
        issue,
        resource: service.for_resource.clone(),
    }
}

/// What serves a cluster: its issuances must stand in GKE's log too.
fn serving(service: &Service) -> Recorder {
    let issue = match service.source {
        Source::Kms => Issue::Signature,
        _ => Issue::Certificate,
    };
    Recorder {
        source: service.source,
        issue,
        resource: service.resource.clone(),
    }
}

fn issuer(issue: Issue, cluster: &str) -> Recorder {
    Recorder {
        source: Source::Gke,
        issue,
        resource: cluster.to_owned(),
    }
}
