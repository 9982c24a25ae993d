//! The sink `_Default`, by which the Logging API gets Data Access logs.

use super::routing::{DEFAULT, Log, OwnedSink, Routing, names, short};
use crate::doctor::logging_filter::Match;
use crate::doctor::observation::{Observation, State, Topic};
use crate::model::finding::message::message;

/// The filter that Cloud Logging gives the sink (<https://cloud.google.com/logging/docs/default-settings>): all but what `_Required` keeps.
const FILTER: &str = "NOT LOG_ID(\"cloudaudit.googleapis.com/activity\") AND NOT LOG_ID(\"externalaudit.googleapis.com/activity\") AND NOT LOG_ID(\"cloudaudit.googleapis.com/system_event\") AND NOT LOG_ID(\"externalaudit.googleapis.com/system_event\") AND NOT LOG_ID(\"cloudaudit.googleapis.com/access_transparency\") AND NOT LOG_ID(\"externalaudit.googleapis.com/access_transparency\")";

impl Routing<'_> {
    /// Returns what `_Default` does with Data Access logs.
    pub(super) fn by_default(&self, logs: &[&Log]) -> Vec<Observation> {
        let Some(sink) = self.own.iter().find(|it| it.sink.name == DEFAULT) else {
            return vec![self.without_default(logs)];
        };
        let mut found = sink.faults(logs);
        found.extend(sink.narrowed(logs));
        if found.is_empty() {
            let message = message!(
                "doctor-default-sink",
                "the sink _Default of {scope} carries the logs {logs}, without an exclusion filter that could hold them back",
                scope = self.project.scope(),
                logs = names(logs)
            );
            found.push(Observation::new(Topic::Sinks, State::Fine, message));
        }
        found
    }

    fn without_default(&self, logs: &[&Log]) -> Observation {
        let message = message!(
            "doctor-no-default-sink",
            "{scope} has no sink _Default, by which the Logging API gets the logs {logs}: `pull` finds nothing there. Read what another sink carries, or make the sink again",
            scope = self.project.scope(),
            logs = names(logs)
        );
        Observation::new(Topic::Sinks, State::Missing, message)
    }
}

impl OwnedSink {
    /// Returns the logs that the filter of the sink does not let through as a whole.
    fn narrowed(&self, logs: &[&Log]) -> Option<Observation> {
        let held = logs.iter().copied();
        let held: Vec<&Log> = held
            .filter(|it| self.sink.takes(it) != Match::Yes)
            .collect();
        if held.is_empty() || self.sink.disabled {
            return None;
        }
        let message = message!(
            "doctor-default-sink-narrowed",
            "the filter of the sink _Default of {scope} holds back the logs {logs}, or may hold back entries of them, so that `pull` may not get them: {filter}",
            scope = self.owner.to_string(),
            logs = names(&held),
            filter = short(&self.sink.filter)
        );
        let remedy = self.update(&format!("--log-filter={FILTER}"));
        Some(Observation::new(Topic::Sinks, State::Missing, message).mended_by(remedy))
    }
}
