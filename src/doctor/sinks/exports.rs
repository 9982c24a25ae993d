//! Sinks that keep the logs elsewhere.

use super::routing::{DEFAULT, Log, OwnedSink, REQUIRED, Routing, names};
use crate::doctor::observation::{Observation, State, Topic};
use crate::doctor::remedy::Remedy;
use crate::log::query::filter;
use crate::model::entry::Source;
use crate::model::finding::message::message;

impl Routing<'_> {
    /// Returns the sinks to other places that are meant for one of the logs, and these logs. What is intercepted reaches no sink of the project.
    pub(super) fn exports(&self) -> Vec<(&OwnedSink, Vec<&Log>)> {
        let reach_it = self.logs.iter().filter(|it| !self.is_intercepted(it));
        let own = meant(self.own_exports(), &reach_it.collect::<Vec<_>>());
        let above = self.above.iter().filter(|it| !it.sink.intercepts_children);
        let above = meant(above, &self.logs.iter().collect::<Vec<_>>());
        own.into_iter().chain(above).collect()
    }

    /// Returns the sinks of the project to other places.
    pub(super) fn own_exports(&self) -> impl Iterator<Item = &OwnedSink> {
        let is_of_google = |it: &OwnedSink| [DEFAULT, REQUIRED].contains(&it.sink.name.as_str());
        self.own.iter().filter(move |it| !is_of_google(it))
    }

    /// Returns the logs that no sink keeps elsewhere, which `pull` must read in time.
    pub(super) fn not_exported(&self, exports: &[(&OwnedSink, Vec<&Log>)]) -> Option<Observation> {
        let is_exported = |log: &&Log| {
            let mut of_log = exports.iter().filter(|(it, _)| !it.sink.disabled);
            of_log.any(|(_, logs)| logs.iter().any(|it| it.source == log.source))
        };
        let kept_nowhere: Vec<&Log> = self
            .logs
            .iter()
            .filter(|it| !is_exported(it) && !self.is_intercepted(it))
            .collect();
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
}

impl OwnedSink {
    /// Returns observations on a sink to another place.
    pub(super) fn export(&self, logs: &[&Log]) -> Vec<Observation> {
        let found = self.faults(logs);
        if !found.is_empty() {
            return found;
        }
        let message = message!(
            "doctor-sink",
            "the sink {sink} of {scope} carries the logs {logs} to {destination}",
            sink = self.sink.name.as_str(),
            scope = self.owner.to_string(),
            logs = names(logs),
            destination = self.sink.destination.as_str()
        );
        vec![Observation::new(Topic::Sinks, State::Fine, message)]
    }
}

/// Returns the sinks that are meant for one of the logs, and these logs.
fn meant<'s>(
    sinks: impl Iterator<Item = &'s OwnedSink>,
    logs: &[&'s Log],
) -> Vec<(&'s OwnedSink, Vec<&'s Log>)> {
    let with_logs = sinks.map(|it| {
        let logs = logs.iter().copied();
        let logs = logs.filter(|log| it.sink.is_meant_for(log));
        (it, logs.collect::<Vec<_>>())
    });
    with_logs.filter(|it| !it.1.is_empty()).collect()
}
