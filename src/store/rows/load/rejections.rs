//! Lines of one file that could not be read. So many are kept for each log; of all others how many there are, and the stretch of time in
//! which they may have been written: whoever can write ten million of them into a file must not fill memory or the database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::log::neighbour_times::{Neighbours, Within, widened};
use crate::log::parsed_batch::{RawLine, Rejection};
use crate::model::entry::Source;
use crate::model::omitted::Omitted;

/// Lines that are kept of a log: of what tells the same logs and project.
const MOST_OF_LOG: usize = 1_000;

/// The largest number of logs that are told apart. Unread lines of further logs may belong to any project.
const MOST_LOGS: usize = 32;

/// The log of a line, as far as the line shows it.
type Log = (Vec<Source>, Option<String>);

/// The first and the last time of the entries of a part of a file. None where the part has no entries.
type FirstAndLast = Option<(Timestamp, Timestamp)>;

/// The lines of a file that could not be read.
#[derive(Debug, Default)]
pub(super) struct Rejections {
    kept: Vec<Rejection>,
    /// The position of the first kept line behind which no entry was read yet.
    unfollowed: usize,
    /// The number of lines that are kept of each log.
    counts: BTreeMap<Log, usize>,
    rest: BTreeMap<Log, Rest>,
    times_before: FirstAndLast,
}

/// The lines of a log that are not kept.
#[derive(Debug)]
struct Rest {
    count: u64,
    first_line: RawLine,
    /// The hash over the hashes of all these lines: the same lines, read again, give the same hash.
    hash: Sha256,
    within: Option<Within>,
    /// The entry times before the lines behind which no entry was read yet; None inside where no entry lies before these lines.
    unfollowed: Option<FirstAndLast>,
}

impl Rejections {
    /// Adds the unread lines of a part of the file, whose entries have these first and last times.
    pub(super) fn add(&mut self, rejections: Vec<Rejection>, entry_times: FirstAndLast) {
        self.follow(entry_times);
        let begun = self.kept.len();
        for mut rejection in rejections {
            rejection.neighbours.precede(self.times_before);
            self.take(rejection);
        }
        if entry_times.is_some() {
            self.times_before = entry_times;
            self.unfollowed = begun;
        }
    }

    fn follow(&mut self, entry_times: FirstAndLast) {
        let last = self.kept.get_mut(self.unfollowed..).unwrap_or_default();
        last.iter_mut()
            .for_each(|it| it.neighbours.follow(entry_times));
        if let Some(entry_times) = entry_times {
            self.rest
                .values_mut()
                .for_each(|it| it.follow(Some(entry_times)));
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
        rest.take(rejection);
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

    fn take(&mut self, rejection: Rejection) {
        self.count += 1;
        self.hash.update(rejection.raw.sha256);
        let own = rejection.neighbours;
        if own.is_followed() {
            return self.widen(own.within());
        }
        self.unfollowed = Some(match (self.unfollowed, own.before()) {
            (None, own) => own,
            (Some(known), own) => known.zip(own).map(hull),
        });
    }

    /// Whether an entry was read behind these lines, or the file is at its end.
    fn follow(&mut self, entry_times: FirstAndLast) {
        let Some(before) = self.unfollowed.take() else {
            return;
        };
        let all = before.zip(entry_times).map(hull);
        self.widen(all.map_or((None, None), |(first, last)| widened(&[first, last])));
    }

    fn widen(&mut self, (first, last): Within) {
        self.within = Some(match self.within {
            None => (first, last),
            Some((from, to)) => (from.zip(first).map(least), to.zip(last).map(greatest)),
        });
    }

    fn settled(self, (sources, scope): Log) -> (Rejection, Option<Omitted>) {
        let (first, last) = self.within.unwrap_or_default();
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

fn least((one, other): (Timestamp, Timestamp)) -> Timestamp {
    one.min(other)
}

fn greatest((one, other): (Timestamp, Timestamp)) -> Timestamp {
    one.max(other)
}
