//! Lines of one file that could not be read. So many are kept for each log; of all others how many there are, and the stretch of time in
//! which they may have been written: whoever can write ten million of them into a file must not fill memory or the database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::log::neighbour_times::{EndTimes, Neighbours, widened};
use crate::log::parsed_batch::{RawLine, Rejection};
use crate::model::entry::Source;
use crate::model::omitted::Omitted;

/// Lines that are kept of a log: of those with the same logs and project.
const MOST_OF_LOG: usize = 1_000;

/// The largest number of logs that are distinguished. Unread lines of further logs may belong to any project.
const MOST_LOGS: usize = 32;

/// The log of a line, as far as the line shows it.
type Log = (Vec<Source>, Option<String>);

/// The lines of a file that could not be read.
#[derive(Debug, Default)]
pub(super) struct Rejections {
    kept: Vec<Rejection>,
    /// The position of the first kept line of which the lines behind are not all known.
    unfollowed: usize,
    /// The number of lines that are kept of each log.
    counts: BTreeMap<Log, usize>,
    rest: BTreeMap<Log, Rest>,
    /// The times at the end of the file so far.
    before: EndTimes,
}

/// The lines of a log that are not kept.
#[derive(Debug)]
struct Rest {
    count: u64,
    first_line: RawLine,
    /// The hash over the hashes of all these lines: the same lines, read again, give the same hash.
    hash: Sha256,
    /// The earliest and the latest time around any of these lines; None inside where one of them may be of any time.
    within: Option<Option<(Timestamp, Timestamp)>>,
    /// The earliest and the latest time before the lines behind which no time is known yet; None inside where one of these lines has no time
    /// before.
    unfollowed: Option<Option<(Timestamp, Timestamp)>>,
}

impl Rejections {
    /// Adds the unread lines of a part of the file, at whose ends are lines of these times.
    pub(super) fn add(&mut self, rejections: Vec<Rejection>, end_times: &EndTimes) {
        self.follow(end_times);
        for mut rejection in rejections {
            rejection.neighbours.precede(&self.before);
            self.take(rejection);
        }
        self.before.extend(end_times);
    }

    fn follow(&mut self, end_times: &EndTimes) {
        let open = self.kept.get_mut(self.unfollowed..).unwrap_or_default();
        open.iter_mut()
            .for_each(|it| it.neighbours.follow(end_times));
        let is_followed = |it: &&Rejection| it.neighbours.is_followed();
        self.unfollowed += open.iter().take_while(is_followed).count();
        if let Some(at) = end_times.first_known() {
            self.rest.values_mut().for_each(|it| it.follow(Some(at)));
        }
    }

    fn take(&mut self, rejection: Rejection) {
        let mut log = (rejection.sources.clone(), rejection.scope.clone());
        if !self.counts.contains_key(&log) && self.counts.len() >= MOST_LOGS {
            log.1 = None;
        }
        let count = self.counts.entry(log.clone()).or_default();
        if *count < MOST_OF_LOG {
            *count += 1;
            return self.kept.push(rejection);
        }
        let rest = self.rest.entry(log).or_insert_with(|| Rest::at(&rejection));
        rest.take(&rejection);
    }

    /// All that are kept, and one for the rest of each log with how many lines these are.
    pub(super) fn settled(mut self) -> impl Iterator<Item = (Rejection, Option<Omitted>)> {
        self.rest.values_mut().for_each(|it| it.follow(None));
        let rest = self.rest.into_iter().map(|(log, rest)| rest.settled(log));
        self.kept.into_iter().map(|it| (it, None)).chain(rest)
    }
}

impl Rest {
    fn at(first: &Rejection) -> Self {
        Rest {
            count: 0,
            first_line: first.raw,
            hash: Sha256::new(),
            within: None,
            unfollowed: None,
        }
    }

    fn take(&mut self, rejection: &Rejection) {
        self.count += 1;
        self.hash.update(rejection.raw.sha256);
        let (before, after) = rejection.neighbours.nearest();
        if after.is_some() {
            return self.widen(before.zip(after));
        }
        let own = before.map(|it| (it, it));
        self.unfollowed = Some(match self.unfollowed {
            None => own,
            Some(known) => known.zip(own).map(hull),
        });
    }

    /// Takes the first time behind these lines, or `None` at the end of the file.
    fn follow(&mut self, at: Option<Timestamp>) {
        if let Some(before) = self.unfollowed.take() {
            let behind = at.map(|it| (it, it));
            self.widen(before.zip(behind).map(hull));
        }
    }

    fn widen(&mut self, times: Option<(Timestamp, Timestamp)>) {
        let times = times.map(|it| hull(((it.0, it.0), (it.1, it.1))));
        self.within = Some(match self.within {
            None => times,
            Some(known) => known.zip(times).map(hull),
        });
    }

    fn settled(self, (sources, scope): Log) -> (Rejection, Option<Omitted>) {
        let within = self.within.flatten();
        let (first, last) = within.map_or((None, None), |(first, last)| widened(&[first, last]));
        let counted = Omitted(self.count);
        let rejection = Rejection {
            raw: RawLine {
                sha256: self.hash.finalize().into(),
                ..self.first_line
            },
            reason: counted.to_string(),
            sources,
            scope,
            tail: None,
            neighbours: Neighbours::between(first, last),
        };
        (rejection, Some(counted))
    }
}

fn hull((one, other): ((Timestamp, Timestamp), (Timestamp, Timestamp))) -> (Timestamp, Timestamp) {
    (one.0.min(other.0), one.1.max(other.1))
}
