//! Which recorders must record the same issuances as the log of a project: the cluster that a key signs for, the pool that a CA's
//! key signs for, the key or pool that serves a cluster. Issuances that another key or pool may have served in the meantime,
//! because it is configured or was seen at work in another project, are not missing.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::Judge;
use super::expected_callers::is_of;
use crate::coverage::hole::{Counterpart, Counterparts};
use crate::coverage::hole_search::records::{Issuances, Read, Records};
use crate::coverage::issuance_times::{Issue, Recorder};
use crate::coverage::scope::project_of;
use crate::model::entry::Source;
use crate::model::identity::agent::{Agent, Service as AgentOf};
use crate::policy::expectations::Configured;
use crate::store::questions::files_and_services::Service;

impl Judge {
    /// Finds the holes of all logs, which then count as not read. `read` reads the issuances that were recorded from one time to another.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn with_holes<E>(mut self, read: &mut Read<'_, E>) -> Result<Self, E> {
        let counterparts = self.counterparts();
        let span = self.tolerance().issuance_span;
        let mut coverage = std::mem::take(&mut self.coverage);
        let are_for_cluster = |it: &Issuances, project: &str| self.may_be_for_project(it, project);
        let mut records = Records {
            read,
            are_for_cluster: &are_for_cluster,
        };
        coverage.find_holes(&counterparts, span, &mut records)?;
        self.coverage = coverage;
        Ok(self)
    }

    /// Whether GKE may have called for what was issued for a cluster of this project: the project's service agent of GKE, one whose project is
    /// not known, a caller that the policy lists, or nobody who is named. A key or pool may serve several projects; what the agent of
    /// another one called for is in that one's log.
    fn may_be_for_project(&self, issuances: &Issuances, project: &str) -> bool {
        let (source, caller) = (issuances.recorder.source, issuances.caller.as_str());
        let mut listed = self.expectations.listed(source);
        caller.is_empty()
            || Agent::of(caller).is_some_and(|it| {
                it.service == AgentOf::Gke && self.callers.may_be(it.number, project)
            })
            || listed.any(|it| is_of(it, caller))
    }

    fn counterparts(&self) -> Counterparts {
        let mut all = Counterparts::new();
        let mut add = |source, project: String, counterpart| {
            all.entry((source, project)).or_default().push(counterpart)
        };
        for service in &self.services {
            let (source, project) = (service.source, &service.scope);
            add(source, project.clone(), self.claims_of(service));
            let claimer = project_of(&service.for_resource);
            if let (Source::Gke, Some(claimer)) = (service.for_source, claimer) {
                let services = self.work_of_service(service, &claimer);
                add(Source::Gke, claimer, services);
            }
        }
        for cluster in self.coverage.issuing_clusters().collect::<BTreeSet<_>>() {
            if let Some(project) = project_of(&self.projects().by_id(cluster)) {
                add(Source::Gke, project, self.requests_of(cluster));
            }
        }
        let configured = self.expectations.token_keys();
        for (cluster, key) in configured.filter(|it| self.may_have_key(it.0, it.1)) {
            if let Some(project) = project_of(&self.projects().by_id(key)) {
                let claims = Counterpart {
                    recorder: issuer(Issue::Token, cluster),
                    times: self.turns(cluster, Configured::TokenKeys, &project),
                    elsewhere: self.serving_from_elsewhere(Source::Kms, cluster, &project),
                };
                add(Source::Kms, project, claims);
            }
        }
        all
    }

    /// Returns the issuances of a cluster or pool, which must lie in the log of the key or pool that serves it, unless the log of
    /// another project may hold them.
    fn claims_of(&self, service: &Service) -> Counterpart {
        let (served_one, project) = (&service.for_resource, &service.scope);
        let what = match (service.source, service.for_source) {
            (Source::Kms, Source::Gke) => Configured::TokenKeys,
            (Source::Kms, _) => Configured::AuthorityKeys,
            _ => Configured::Pools,
        };
        Counterpart {
            recorder: served(service),
            times: self.turns(served_one, what, project),
            elsewhere: self.serving_from_elsewhere(service.source, served_one, project),
        }
    }

    /// Returns the requests for tokens that the API server of a cluster answered, which GKE must have issued. The API server names the
    /// token that it handed out, so that nobody can write such a record.
    fn requests_of(&self, cluster: &str) -> Counterpart {
        Counterpart {
            recorder: Recorder {
                source: Source::Kubernetes,
                ..issuer(Issue::Token, cluster)
            },
            times: self.coverage.authority_times(cluster),
            elsewhere: Vec::new(),
        }
    }

    /// Returns the signatures or certificates of a key or pool, which must lie in GKE's log of the project that the key or pool
    /// serves, unless it serves another project too.
    fn work_of_service(&self, service: &Service, project: &str) -> Counterpart {
        let is_elsewhere = |it: &&Service| {
            (it.source, it.for_source) == (service.source, Source::Gke)
                && it.resource == service.resource
                && project_of(&it.for_resource).is_some_and(|it| it != project)
        };
        let others = self.services.iter().filter(is_elsewhere);
        Counterpart {
            recorder: serving(service),
            times: ALWAYS.to_vec(),
            elsewhere: others.map(served).collect(),
        }
    }

    /// Returns the keys or pools that were seen to serve a cluster or pool from another project than this one.
    fn serving_from_elsewhere(&self, source: Source, served: &str, project: &str) -> Vec<Recorder> {
        let others = self.services.iter().filter(|it| {
            (it.source, it.for_resource.as_str()) == (source, served) && it.scope != project
        });
        others.map(serving).collect()
    }
}

/// All of time.
const ALWAYS: [(Timestamp, Timestamp); 1] = [(Timestamp::MIN, Timestamp::MAX)];

/// Returns the cluster or pool that is served: its issuances must lie in the log of the serving key or pool too.
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

/// Returns the key or pool that serves: its signatures or certificates must lie in GKE's log too.
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
