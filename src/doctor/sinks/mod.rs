//! Which sinks carry the logs, and what do they leave out?
//!
//! `_Required` keeps Admin Activity and System Event logs, and nobody can change it. Data Access logs reach the Logging API by `_Default`
//! alone, which may be disabled, narrowed, or have exclusion filters
//! (<https://cloud.google.com/logging/docs/routing/overview>). Other sinks keep the logs elsewhere.

mod default_sink;
mod exports;
mod faults;
mod routing;

use std::collections::BTreeSet;

use self::routing::{DEFAULT, Log, Routing, Sinks, is_of_default};
use super::logging_filter::Sample;
use super::observation::{Observation, Permission, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::entry::Source;
use crate::model::finding::message::message;
use crate::model::identity::project::Project;

/// Where sinks write the logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    /// Buckets of Cloud Logging, by their resource names.
    pub logging: BTreeSet<String>,
    /// Buckets of Cloud Storage, by their names.
    pub storage: BTreeSet<String>,
}

/// Asks for the sinks of a project, and what they do with its logs.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    project: &Project,
    logs: &[Source],
    apis: &mut GoogleApis,
) -> Result<(Vec<Observation>, Destinations), CallError> {
    let path = ["v2", "projects", project.id(), "sinks"];
    let call = Call::get(Api::Logging, path).with("pageSize", "200");
    let sinks = match apis.list::<Sinks>(&call).await {
        Ok(sinks) => sinks,
        Err(error) if error.is_of_all_calls() => return Err(error),
        Err(error) => {
            let what = message!(
                "doctor-sinks",
                "what the sinks of {scope} carry",
                scope = project.scope()
            );
            let role = "roles/logging.viewer";
            let permission = Permission {
                role,
                grant: Remedy::grant(&["projects", project.id()], role),
            };
            let unknown = Observation::not_known(Topic::Sinks, what, &error, permission);
            return Ok((vec![unknown], Destinations::default()));
        }
    };
    let logs = logs.iter().map(|source| Log {
        source: *source,
        sample: Sample::of(*source, project),
    });
    let routing = Routing {
        project,
        logs: logs.collect(),
        sinks,
    };
    Ok((routing.observations(), routing.destinations()))
}

impl Routing<'_> {
    fn observations(&self) -> Vec<Observation> {
        let mut found = Vec::new();
        let off_by_default: Vec<&Log> = self
            .logs
            .iter()
            .filter(|it| is_of_default(it.source))
            .collect();
        if !off_by_default.is_empty() {
            found.extend(self.by_default(&off_by_default));
        }
        let exports = self.exports();
        for (sink, logs) in &exports {
            found.extend(self.export(sink, logs));
        }
        found.extend(self.not_exported(&exports));
        found
    }

    fn destinations(&self) -> Destinations {
        let mut all = Destinations::default();
        let exports = self.exports();
        let sinks = exports.iter().map(|it| it.0);
        let default = self.sinks.iter().filter(|it| it.name == DEFAULT);
        let is_needed = self.logs.iter().any(|it| is_of_default(it.source));
        for sink in sinks.chain(default.filter(|_| is_needed)) {
            if let Some(bucket) = sink.destination.strip_prefix("storage.googleapis.com/") {
                all.storage.insert(bucket.to_owned());
            } else if let Some(bucket) = sink.destination.strip_prefix("logging.googleapis.com/") {
                all.logging.insert(bucket.to_owned());
            }
        }
        all
    }
}
