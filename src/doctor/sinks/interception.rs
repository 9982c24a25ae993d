//! Sinks of folders and organizations that intercept entries: what they take reaches no sink below but `_Required`
//! (`interceptChildren` of <https://cloud.google.com/logging/docs/reference/v2/rest/v2/folders.sinks>).

use super::routing::{Log, OwnedSink, Routing, is_of_default, names};
use crate::doctor::logging_filter::{Match, matches};
use crate::doctor::observation::{Observation, State, Topic};
use crate::model::finding::message::message;

impl Routing<'_> {
    /// Whether a sink above intercepts entries of a log, all or some of them.
    pub(super) fn is_intercepted(&self, log: &Log) -> bool {
        self.above.iter().any(|it| self.intercepts(it, log))
    }

    /// Returns the sinks above that intercept entries of the logs.
    pub(super) fn interceptions(&self) -> Vec<Observation> {
        let of_sink = |sink| {
            let logs: Vec<&Log> = self
                .logs
                .iter()
                .filter(|it| self.intercepts(sink, it))
                .collect();
            (!logs.is_empty()).then(|| self.interception(sink, &logs))
        };
        self.above.iter().filter_map(of_sink).collect()
    }

    /// What is routed into the project itself comes to its sinks after all, and what an exclusion filter leaves out is not taken.
    fn intercepts(&self, it: &OwnedSink, log: &Log) -> bool {
        let sink = &it.sink;
        let mut exclusions = sink.exclusions.iter().filter(|it| !it.disabled);
        sink.intercepts_children
            && !sink.disabled
            && sink.destination != format!("logging.googleapis.com/{}", self.project.scope())
            && sink.takes(log) != Match::No
            && !exclusions.any(|it| matches(&it.filter, &log.sample) == Match::Yes)
    }

    fn interception(&self, it: &OwnedSink, logs: &[&Log]) -> Observation {
        let message = message!(
            "doctor-intercepted",
            "the sink {sink} of {above} intercepts the logs {logs} of {scope}, or entries of them, into {destination}: no sink of {scope} but _Required gets them",
            sink = it.sink.name.as_str(),
            above = it.owner.to_string(),
            logs = names(logs),
            scope = self.project.scope(),
            destination = it.sink.destination.as_str()
        );
        let is_needed = |log: &&Log| {
            is_of_default(log.source) || self.own_exports().any(|it| it.sink.is_meant_for(log))
        };
        let state = match logs.iter().any(is_needed) {
            true => State::Missing,
            false => State::Note,
        };
        Observation::new(Topic::Sinks, state, message)
            .mended_by(it.update("--no-intercept-children"))
    }
}
