//! What a sink holds back of the logs that it is meant for.

use super::routing::{Exclusion, Log, OwnedSink, names, short};
use crate::doctor::logging_filter::{Match, matches};
use crate::doctor::observation::{Observation, State, Topic};
use crate::model::finding::message::message;

impl OwnedSink {
    /// Returns what the sink holds back: all, where it is disabled, and what exclusion filters match.
    pub(super) fn faults(&self, logs: &[&Log]) -> Vec<Observation> {
        let exclusions = self.sink.exclusions.iter().filter(|it| !it.disabled);
        let held = exclusions.filter_map(|it| self.excluded(it, logs));
        self.disabled(logs).into_iter().chain(held).collect()
    }

    fn disabled(&self, logs: &[&Log]) -> Option<Observation> {
        if !self.sink.disabled {
            return None;
        }
        let message = message!(
            "doctor-sink-disabled",
            "the sink {sink} of {scope} is disabled: it carries nothing of the logs {logs}",
            sink = self.sink.name.as_str(),
            scope = self.owner.to_string(),
            logs = names(logs)
        );
        let remedy = self.update("--no-disabled");
        Some(Observation::new(Topic::Sinks, State::Missing, message).mended_by(remedy))
    }

    fn excluded(&self, exclusion: &Exclusion, logs: &[&Log]) -> Option<Observation> {
        let held = |wanted| {
            let held = logs.iter().copied();
            let held = held.filter(|it| matches(&exclusion.filter, &it.sample) == wanted);
            held.collect::<Vec<&Log>>()
        };
        let (all, some) = (held(Match::Yes), held(Match::Perhaps));
        let (exclusion_name, filter) = (exclusion.name.as_str(), short(&exclusion.filter));
        let (sink_name, scope) = (self.sink.name.as_str(), self.owner.to_string());
        let message = match (all.as_slice(), some.as_slice()) {
            ([], []) => return None,
            ([], some) => message!(
                "doctor-excluded-in-part",
                "the exclusion filter {exclusion} of the sink {sink} of {scope} may hold back entries of the logs {logs}: {filter}",
                exclusion = exclusion_name,
                sink = sink_name,
                scope,
                logs = names(some),
                filter
            ),
            (all, _) => message!(
                "doctor-excluded",
                "the exclusion filter {exclusion} of the sink {sink} of {scope} holds back the logs {logs}: {filter}",
                exclusion = exclusion_name,
                sink = sink_name,
                scope,
                logs = names(all),
                filter
            ),
        };
        let change = format!("--remove-exclusions={}", exclusion.name);
        let remedy = self.update(&change);
        Some(Observation::new(Topic::Sinks, State::Missing, message).mended_by(remedy))
    }
}
