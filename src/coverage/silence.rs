//! Silences of a log, and its newest entry.

use jiff::{SignedDuration, Timestamp};

use super::api_windows::{Counted, Windows};
use super::intervals::Coverage;
use super::stretches::Stretches;
use crate::model::entry::Source;

/// A time in which a log said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence<'c> {
    /// The project or cluster.
    pub scope: &'c str,
    /// The last moment before it.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Coverage {
    /// The newest entry of each project or cluster of which this log was read, as far as it is [believed](super::intervals::FUTURE). None: all of them lie
    /// in the future.
    pub fn newest(&self, source: Source) -> Vec<(&str, Option<Timestamp>)> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let newest = of_source.filter_map(|key| {
            let read = self.read.get(key).filter(|it| !it.0.is_empty());
            let pulled = self.pulled.get(key).and_then(Windows::newest);
            if read.is_none() && pulled.is_none() {
                return None;
            }
            let read = read.and_then(|it| self.newest_of(it));
            let pulled = pulled.and_then(|it| self.believed(it));
            Some((key.1.as_str(), read.max(pulled)))
        });
        newest.collect()
    }

    /// The last moment that is believed.
    fn newest_of(&self, stretches: &Stretches) -> Option<Timestamp> {
        let ends = stretches.iter().filter_map(|(from, to)| self.end(from, to));
        ends.last()
    }

    /// The end of a stretch as far as it is believed. None where not even its beginning is.
    pub(super) fn end(&self, from: Timestamp, to: Timestamp) -> Option<Timestamp> {
        self.believed(from)?;
        Some(self.horizon.map_or(to, |it| to.min(it)))
    }

    /// Silences of a log that are longer than this. Those of up to ten minutes are not known, nor those of what was pulled: it is
    /// certain there that nothing was left out.
    pub fn silences(&self, source: Source, longest: SignedDuration) -> Vec<Silence<'_>> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let mut silences = Vec::new();
        for key in of_source {
            let mut all = self.heard_or_declared(key);
            all.unite(self.exact(key, Counted::Arriving).into_iter());
            let believed = all
                .silences()
                .filter(|(_, to)| self.believed(*to).is_some());
            let too_long = believed.filter(|(from, to)| to.duration_since(*from) > longest);
            let scope = key.1.as_str();
            silences.extend(too_long.map(|(from, to)| Silence { scope, from, to }));
        }
        silences
    }
}
