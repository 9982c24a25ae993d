//! The silences of a log, and its newest entry.

use jiff::{SignedDuration, Timestamp};

use super::api_windows::{Counted, Windows};
use super::intervals::Coverage;
use super::stretches::Stretches;
use crate::model::entry::Source;

/// A stretch of time in which a log has no entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence<'c> {
    /// The project or cluster.
    pub scope: &'c str,
    /// The last moment before the silence.
    pub from: Timestamp,
    /// The first moment after the silence.
    pub to: Timestamp,
}

impl Coverage {
    /// Returns the time of the newest [believed](super::intervals::FUTURE) entry of each project or cluster whose log of this
    /// source was read; None where all entries of it lie in the future.
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

    /// Returns the last moment of stretches that is believed.
    fn newest_of(&self, stretches: &Stretches) -> Option<Timestamp> {
        let ends = stretches.iter().filter_map(|(from, to)| self.end(from, to));
        ends.last()
    }

    /// Returns the end of a stretch, or the horizon where that is earlier; None where the beginning of the stretch lies behind
    /// the horizon.
    pub(super) fn end(&self, from: Timestamp, to: Timestamp) -> Option<Timestamp> {
        self.believed(from)?;
        Some(self.horizon.map_or(to, |it| to.min(it)))
    }

    /// Returns the silences of a log that are longer than `longest`. Silences of up to ten minutes are not stored. A pulled
    /// window has no silences: it is certain that no entry was left out of it.
    pub fn silences(&self, source: Source, longest: SignedDuration) -> Vec<Silence<'_>> {
        let of_source = self
            .keys()
            .into_iter()
            .filter(|(known, _)| *known == source);
        let mut silences = Vec::new();
        for key in of_source {
            let mut all = self.observed_or_declared(key);
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
