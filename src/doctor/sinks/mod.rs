//! Which sinks carry the logs, and what do they leave out?
//!
//! `_Required` keeps Admin Activity and System Event logs, and nobody can change it. Data Access logs reach the Logging API by `_Default`
//! alone, which may be disabled, narrowed, or have exclusion filters
//! (<https://cloud.google.com/logging/docs/routing/overview>). Other sinks keep the logs elsewhere, also such of folders and organizations that
//! take entries of the projects below (<https://cloud.google.com/logging/docs/export/aggregated_sinks_overview>).

mod default_sink;
mod exports;
mod faults;
mod interception;
mod routing;

use std::collections::BTreeSet;

use self::routing::{DEFAULT, Log, OwnedSink, Routing, Sinks, is_of_default};
use super::logging_filter::Sample;
use super::observation::{Observation, Permission, Topic};
use super::remedy::Remedy;
use super::scope::{Ancestors, Scope};
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::entry::Source;
use crate::model::finding::message::message;

/// Where sinks write the logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    /// Buckets of Cloud Logging, by their resource names.
    pub logging: BTreeSet<String>,
    /// Buckets of Cloud Storage, by their names.
    pub storage: BTreeSet<String>,
}

/// Asks for the sinks of a project and of what lies above it, and what they do with its logs.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    ancestors: &Ancestors,
    logs: &[Source],
    apis: &mut GoogleApis,
) -> Result<(Vec<Observation>, Destinations), CallError> {
    let project = &ancestors.project;
    let own = match sinks(&Scope::Project(project.clone()), apis).await? {
        Ok(sinks) => sinks,
        Err(unknown) => return Ok((vec![unknown], Destinations::default())),
    };
    let (mut above, mut found) = (Vec::new(), Vec::new());
    for scope in &ancestors.above {
        match sinks(scope, apis).await? {
            Ok(sinks) => above.extend(sinks.into_iter().filter(|it| it.sink.includes_children)),
            Err(unknown) => found.push(unknown),
        }
    }
    let logs = logs.iter().map(|source| Log {
        source: *source,
        sample: Sample::of(*source, project),
    });
    let routing = Routing {
        project,
        logs: logs.collect(),
        own,
        above,
    };
    found.splice(..0, routing.observations());
    Ok((found, routing.destinations()))
}

/// Returns the sinks of one place, or that they are not known.
async fn sinks(
    scope: &Scope,
    apis: &mut GoogleApis,
) -> Result<Result<Vec<OwnedSink>, Observation>, CallError> {
    let [collection, id] = scope.name();
    let call = Call::get(Api::Logging, ["v2", collection, id, "sinks"]).with("pageSize", "200");
    match apis.list::<Sinks>(&call).await {
        Ok(sinks) => Ok(Ok(sinks
            .into_iter()
            .map(|sink| OwnedSink {
                owner: scope.clone(),
                sink,
            })
            .collect())),
        Err(error) if error.is_of_all_calls() => Err(error),
        Err(error) => {
            let what = message!(
                "doctor-sinks",
                "what the sinks of {scope} carry",
                scope = scope.to_string()
            );
            let role = "roles/logging.viewer";
            let grant = Remedy::grant(&scope.noun(), role);
            let permission = Permission { role, grant };
            let unknown = Observation::not_known(Topic::Sinks, what, &error, permission);
            Ok(Err(unknown))
        }
    }
}

impl Routing<'_> {
    fn observations(&self) -> Vec<Observation> {
        let mut found = self.interceptions();
        let reach_default = self.logs.iter().filter(|it| is_of_default(it.source));
        let reach_default: Vec<&Log> = reach_default
            .filter(|it| !self.is_intercepted(it))
            .collect();
        if !reach_default.is_empty() {
            found.extend(self.by_default(&reach_default));
        }
        let exports = self.exports();
        for (sink, logs) in &exports {
            found.extend(sink.export(logs));
        }
        found.extend(self.not_exported(&exports));
        found
    }

    fn destinations(&self) -> Destinations {
        let mut all = Destinations::default();
        let exports = self.exports();
        let sinks = exports.iter().map(|it| it.0);
        let default = self.own.iter().filter(|it| it.sink.name == DEFAULT);
        let is_needed = self.logs.iter().any(|it| is_of_default(it.source));
        for it in sinks.chain(default.filter(|_| is_needed)) {
            let destination = &it.sink.destination;
            if let Some(bucket) = destination.strip_prefix("storage.googleapis.com/") {
                all.storage.insert(bucket.to_owned());
            } else if let Some(bucket) = destination.strip_prefix("logging.googleapis.com/")
                && bucket.contains("/buckets/")
            {
                all.logging.insert(bucket.to_owned()); // else it is a project, whose own sinks go on
            }
        }
        all
    }
}
