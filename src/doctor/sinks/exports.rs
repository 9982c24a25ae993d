//! Sinks that keep the logs elsewhere.

use super::routing::{DEFAULT, Log, REQUIRED, Routing, Sink, names};
use crate::doctor::observation::{Observation, State, Topic};
use crate::doctor::remedy::Remedy;
use crate::log::query::filter;
use crate::model::entry::Source;
use crate::model::finding::message::message;

impl Routing<'_> {
    /// Returns the sinks to other places that are meant for one of the logs, and these logs.
    pub(super) fn exports(&self) -> Vec<(&Sink, Vec<&Log>)> {
        let own = |it: &&Sink| ![DEFAULT, REQUIRED].contains(&it.name.as_str());
        let others = self.sinks.iter().filter(own);
        let with_logs = others.map(|sink| {
            let logs = self.logs.iter().filter(|it| sink.is_meant_for(it));
            (sink, logs.collect::<Vec<_>>())
        });
        with_logs.filter(|it| !it.1.is_empty()).collect()
    }

    /// Returns how it stands with such a sink.
    pub(super) fn export(&self, sink: &Sink, logs: &[&Log]) -> Vec<Observation> {
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

    /// Returns the logs that no sink keeps elsewhere, which `pull` must read in time.
    pub(super) fn not_exported(&self, exports: &[(&Sink, Vec<&Log>)]) -> Option<Observation> {
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
}
