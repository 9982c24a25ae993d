//! All that was found: each observation once, and no more than somebody can read.

use std::collections::{BTreeMap, BTreeSet};

use super::observation::{Observation, State, Topic};

/// The most observations of one topic and state that are kept. Whoever may make sinks or clusters may make any number of them.
const MOST: usize = 100;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Examination {
    kept: Vec<Observation>,
    /// The texts of all kept observations: what two projects have in common is reported once.
    texts: BTreeSet<(Topic, String)>,
    numbers: BTreeMap<(Topic, State), usize>,
}

impl Examination {
    /// Returns the observations that are kept, in the order in which they were made.
    pub fn observations(&self) -> &[Observation] {
        &self.kept
    }

    /// Returns the number of observations with a state, also of those that are not kept.
    pub fn count(&self, state: State) -> usize {
        let of_state = self.numbers.iter().filter(|it| it.0.1 == state);
        of_state.map(|it| it.1).sum()
    }

    /// Returns the number of all observations.
    pub fn total(&self) -> usize {
        self.numbers.values().sum()
    }

    /// Returns the states of which a topic has more observations than are kept, and how many more.
    pub fn omitted(&self, topic: Topic) -> impl Iterator<Item = (State, usize)> {
        let of_topic = self.numbers.iter().filter(move |it| it.0.0 == topic);
        of_topic
            .map(|((_, state), number)| (*state, number.saturating_sub(MOST)))
            .filter(|it| it.1 > 0)
    }

    /// Returns the gravest state. What is missing is graver than what is not known.
    pub fn gravest(&self) -> State {
        let states = self.numbers.keys().map(|it| it.1);
        states.max().unwrap_or(State::Fine)
    }

    /// Adds observations; one that was made before is not made again.
    pub fn add(&mut self, observations: impl IntoIterator<Item = Observation>) {
        for observation in observations {
            let topic = observation.topic;
            let text = (topic, observation.message.as_str().to_owned());
            if self.texts.contains(&text) {
                continue;
            }
            let number = self.numbers.entry((topic, observation.state)).or_default();
            *number += 1;
            if *number <= MOST {
                self.texts.insert(text);
                self.kept.push(observation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::message::Message;

    fn missing(text: &str) -> Observation {
        Observation::new(Topic::Sinks, State::Missing, Message::from(text))
    }

    #[test]
    fn what_was_reported_is_not_reported_again_and_what_is_left_out_counts() {
        let mut found = Examination::default();
        found.add([missing("a"), missing("a")]);
        assert_eq!((found.total(), found.gravest()), (1, State::Missing));
        found.add((0..150).map(|it| missing(&it.to_string())));
        assert_eq!(found.observations().len(), MOST);
        assert_eq!(found.count(State::Missing), 151);
        let omitted: Vec<_> = found.omitted(Topic::Sinks).collect();
        assert_eq!(omitted, [(State::Missing, 51)]);
        assert_eq!(found.omitted(Topic::Logs).count(), 0);
    }
}
