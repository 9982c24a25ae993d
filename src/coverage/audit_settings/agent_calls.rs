//! When the log of a project recorded calls of each service agent: proof that the agent was not exempted then.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::coverage::stretches::{STORED_SILENCE, Stretches};
use crate::model::entry::Source;

/// The calls of each service agent that the log of each project recorded.
#[derive(Debug, Clone, Default)]
pub(in crate::coverage) struct AgentCalls(BTreeMap<(Source, String), BTreeMap<String, Stretches>>);

/// A stretch of time, both ends included.
pub type Span = (Timestamp, Timestamp);

impl AgentCalls {
    /// Adds the first and the last of some calls that lie less than [`STORED_SILENCE`] apart.
    pub(in crate::coverage) fn add(&mut self, log: (Source, &str), agent: &str, calls: Span) {
        let of_log = self.0.entry((log.0, log.1.to_owned())).or_default();
        of_log
            .entry(agent.to_owned())
            .or_default()
            .add(calls.0, calls.1);
    }

    /// Whether a log recorded a call of one of these agents at or before the beginning of `time` and one at or after its end, both within
    /// `stretch`, in which the audit setting did not change: then it recorded the agent in between too.
    pub(in crate::coverage) fn are_around(
        &self,
        time: Span,
        log: (Source, &str),
        is_agent: &dyn Fn(&str) -> bool,
        stretch: Span,
    ) -> bool {
        let calls = self.0.get(&(log.0, log.1.to_owned()));
        let mut agents = calls.into_iter().flatten();
        agents.any(|(agent, calls)| {
            is_agent(agent)
                && calls.holds_one_of((stretch.0, time.0))
                && calls.holds_one_of((time.1, stretch.1))
        })
    }
}

impl Stretches {
    /// Whether one of the moments certainly lies in `from..=to`: an end of a stretch, or any of its moments, which are no farther apart
    /// than [`STORED_SILENCE`].
    fn holds_one_of(&self, (from, to): Span) -> bool {
        self.iter().any(|(first, last)| {
            let lies = |it: Timestamp| from <= it && it <= to;
            let shared = last.min(to).duration_since(first.max(from));
            lies(first) || lies(last) || shared >= STORED_SILENCE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: (Source, &str) = (Source::Kms, "projects/k");

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(60 * minute).expect("a time")
    }

    #[test]
    fn calls_on_both_sides_within_the_stretch_show_that_the_agent_was_recorded() {
        let mut all = AgentCalls::default();
        for minutes in [(10, 12), (40, 40)] {
            let calls = (at(minutes.0), at(minutes.1));
            all.add(LOG, "agent", calls);
        }
        let around = |agent: &str, stretch: (i64, i64), time: (i64, i64)| {
            let span = |(from, to)| (at(from), at(to));
            let is_agent = |it: &str| it == agent;
            all.are_around(span(time), LOG, &is_agent, span(stretch))
        };
        assert!(around("agent", (0, 60), (20, 21)));
        assert!(around("agent", (10, 40), (10, 40)));
        assert!(!around("other", (0, 60), (20, 21)));
        assert!(!around("agent", (0, 60), (5, 6)), "nothing before");
        assert!(!around("agent", (0, 60), (50, 51)), "nothing after");
        assert!(
            !around("agent", (15, 60), (20, 21)),
            "the stretch began later"
        );
        assert!(
            !around("agent", (0, 30), (20, 21)),
            "the stretch ended earlier"
        );
    }
}
