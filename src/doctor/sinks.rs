//! Which sinks carry the logs, and what do they leave out?
//!
//! `_Required` keeps Admin Activity and System Event logs, and nobody can change it. Data Access logs reach the Logging API by `_Default`
//! alone, which may be disabled, narrowed, or have exclusion filters
//! (<https://cloud.google.com/logging/docs/routing/overview>). Other sinks keep the logs elsewhere.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::logging_filter::{Match, Sample, matches};
use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::{GoogleApis, Page};
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::log::query::filter;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::identity::project::Project;

/// The sink into the bucket that the Logging API reads.
const DEFAULT: &str = "_Default";

/// The sink that nobody can change.
const REQUIRED: &str = "_Required";

/// A sink (`LogSink`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Sink {
    name: String,
    destination: String,
    filter: String,
    disabled: bool,
    exclusions: Vec<Exclusion>,
}

/// A filter of what a sink leaves out (`LogExclusion`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Exclusion {
    name: String,
    filter: String,
    disabled: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sinks {
    sinks: Vec<Sink>,
    #[serde(rename = "nextPageToken")]
    next: String,
}

impl Page for Sinks {
    type Item = Sink;

    fn take(self) -> (Vec<Sink>, String) {
        (self.sinks, self.next)
    }
}

/// Where sinks write the logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    /// Buckets of Cloud Logging, by their resource names.
    pub logging: BTreeSet<String>,
    /// Buckets of Cloud Storage, by their names.
    pub storage: BTreeSet<String>,
}

/// A log and what is known of its entries.
struct Log {
    source: Source,
    sample: Sample,
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

/// The sinks of a project.
struct Routing<'p> {
    project: &'p Project,
    logs: Vec<Log>,
    sinks: Vec<Sink>,
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

    /// Returns what `_Default` does with Data Access logs.
    fn by_default(&self, logs: &[&Log]) -> Vec<Observation> {
        let Some(sink) = self.sinks.iter().find(|it| it.name == DEFAULT) else {
            let message = message!(
                "doctor-no-default-sink",
                "{scope} has no sink _Default, by which the Logging API gets the logs {logs}: `pull` finds nothing there. Read what another sink carries, or make the sink again",
                scope = self.project.scope(),
                logs = names(logs)
            );
            return vec![Observation::new(Topic::Sinks, State::Missing, message)];
        };
        let mut found = self.faults(sink, logs);
        let (kept, held): (Vec<&Log>, Vec<&Log>) = logs
            .iter()
            .copied()
            .partition(|it| sink.takes(it) == Match::Yes);
        if !held.is_empty() && !sink.disabled {
            let message = message!(
                "doctor-default-sink-narrowed",
                "the filter of the sink _Default of {scope} holds back the logs {logs}, or may hold back entries of them, so that `pull` may not get them: {filter}",
                scope = self.project.scope(),
                logs = names(&held),
                filter = short(&sink.filter)
            );
            let remedy = self.update(DEFAULT, "--log-filter=NOT LOG_ID(\"cloudaudit.googleapis.com/activity\") AND NOT LOG_ID(\"externalaudit.googleapis.com/activity\") AND NOT LOG_ID(\"cloudaudit.googleapis.com/system_event\") AND NOT LOG_ID(\"externalaudit.googleapis.com/system_event\") AND NOT LOG_ID(\"cloudaudit.googleapis.com/access_transparency\") AND NOT LOG_ID(\"externalaudit.googleapis.com/access_transparency\")");
            let missing = Observation::new(Topic::Sinks, State::Missing, message);
            found.push(missing.mended_by(remedy));
        }
        if found.is_empty() {
            let message = message!(
                "doctor-default-sink",
                "the sink _Default of {scope} carries the logs {logs}, without an exclusion filter that could hold them back",
                scope = self.project.scope(),
                logs = names(&kept)
            );
            found.push(Observation::new(Topic::Sinks, State::Fine, message));
        }
        found
    }

    /// Returns the sinks to other places that are meant for one of the logs, and these logs.
    fn exports(&self) -> Vec<(&Sink, Vec<&Log>)> {
        let own = |it: &&Sink| ![DEFAULT, REQUIRED].contains(&it.name.as_str());
        let others = self.sinks.iter().filter(own);
        let with_logs = others.map(|sink| {
            let logs = self.logs.iter().filter(|it| sink.is_meant_for(it));
            (sink, logs.collect::<Vec<_>>())
        });
        with_logs.filter(|it| !it.1.is_empty()).collect()
    }

    fn export(&self, sink: &Sink, logs: &[&Log]) -> Vec<Observation> {
        let found = self.faults(sink, logs);
        if !found.is_empty() {
            return found;
        }
        let message = message!(
            "doctor-sink",
            "the sink {sink} of {scope} carries the logs {logs} to {destination}",
            sink = sink.name.as_str(),
            scope = self.project.scope(),
            logs = names(logs),
            destination = sink.destination.as_str()
        );
        vec![Observation::new(Topic::Sinks, State::Fine, message)]
    }

    /// Returns what a sink holds back of logs that it is meant for: all, where it is disabled, and what exclusion filters match.
    fn faults(&self, sink: &Sink, logs: &[&Log]) -> Vec<Observation> {
        let mut found = Vec::new();
        if sink.disabled {
            let message = message!(
                "doctor-sink-disabled",
                "the sink {sink} of {scope} is disabled: it carries nothing of the logs {logs}",
                sink = sink.name.as_str(),
                scope = self.project.scope(),
                logs = names(logs)
            );
            let remedy = self.update(&sink.name, "--no-disabled");
            found.push(Observation::new(Topic::Sinks, State::Missing, message).mended_by(remedy));
        }
        for exclusion in sink.exclusions.iter().filter(|it| !it.disabled) {
            let of = |wanted| {
                let held = logs
                    .iter()
                    .filter(|it| matches(&exclusion.filter, &it.sample) == wanted);
                held.copied().collect::<Vec<_>>()
            };
            let (all, some) = (of(Match::Yes), of(Match::Perhaps));
            if all.is_empty() && some.is_empty() {
                continue;
            }
            let message = match all.is_empty() {
                false => message!(
                    "doctor-excluded",
                    "the exclusion filter {exclusion} of the sink {sink} of {scope} holds back the logs {logs}: {filter}",
                    exclusion = exclusion.name.as_str(),
                    sink = sink.name.as_str(),
                    scope = self.project.scope(),
                    logs = names(&all),
                    filter = short(&exclusion.filter)
                ),
                true => message!(
                    "doctor-excluded-in-part",
                    "the exclusion filter {exclusion} of the sink {sink} of {scope} may hold back entries of the logs {logs}: {filter}",
                    exclusion = exclusion.name.as_str(),
                    sink = sink.name.as_str(),
                    scope = self.project.scope(),
                    logs = names(&some),
                    filter = short(&exclusion.filter)
                ),
            };
            let remedy = self.update(
                &sink.name,
                &format!("--remove-exclusions={}", exclusion.name),
            );
            found.push(Observation::new(Topic::Sinks, State::Missing, message).mended_by(remedy));
        }
        found
    }

    /// Returns the logs that no sink keeps elsewhere, which `pull` must read in time.
    fn not_exported(&self, exports: &[(&Sink, Vec<&Log>)]) -> Option<Observation> {
        let is_exported = |log: &&Log| {
            let mut of_log = exports.iter().filter(|(sink, _)| !sink.disabled);
            of_log.any(|(_, logs)| logs.iter().any(|it| it.source == log.source))
        };
        let kept_nowhere: Vec<&Log> = self.logs.iter().filter(|it| !is_exported(it)).collect();
        if kept_nowhere.is_empty() {
            return None;
        }
        let sources: Vec<Source> = kept_nowhere.iter().map(|it| it.source).collect();
        let message = message!(
            "doctor-no-export",
            "no sink of {scope} keeps the logs {logs} elsewhere: `pull` must read them before Cloud Logging drops them",
            scope = self.project.scope(),
            logs = names(&kept_nowhere)
        );
        let filter = filter::of_all(&sources, self.project).to_string();
        let words = [
            "gcloud",
            "logging",
            "sinks",
            "create",
            "credtrail",
            "storage.googleapis.com/BUCKET",
            &format!("--project={}", self.project),
            &format!("--log-filter={filter}"),
        ];
        let note = Observation::new(Topic::Sinks, State::Note, message);
        Some(note.mended_by(Remedy::of(words)))
    }

    fn update(&self, sink: &str, change: &str) -> Remedy {
        let project = format!("--project={}", self.project);
        Remedy::of([
            "gcloud", "logging", "sinks", "update", sink, &project, change,
        ])
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

impl Sink {
    /// Whether the filter of the sink lets a log through.
    fn takes(&self, log: &Log) -> Match {
        matches(&self.filter, &log.sample)
    }

    /// Whether the sink is meant for a log: its filter lets all of the log through, or what credtrail reads of it.
    fn is_meant_for(&self, log: &Log) -> bool {
        match self.takes(log) {
            Match::Yes => true,
            Match::Perhaps => self.filter.contains(PARTLY),
            Match::No => false,
        }
    }
}

/// What the filter of the `kubernetes` log, and of no other log, looks at.
const PARTLY: &str = "credential-id";

/// Whether the Logging API gets a log by the sink `_Default`.
fn is_of_default(source: Source) -> bool {
    matches!(source, Source::CaService | Source::Kms)
}

fn names(logs: &[&Log]) -> List {
    List::of(logs.iter().map(|it| it.source))
}

/// Returns the beginning of a filter, on one line.
fn short(filter: &str) -> String {
    const LONGEST: usize = 200;
    let line = filter.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
