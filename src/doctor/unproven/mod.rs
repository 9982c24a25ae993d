//! Why are lineages of a database unproven?
//!
//! Nothing is judged here: each gap has its reason in its message, and this counts the reasons.

mod reason;
mod settlement;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::reason::{Cause, Reason};
use super::observation::{Observation, State, Topic};
use crate::model::finding::message::message;
use crate::model::finding::{Verdict, Weight};
use crate::scan::{Judged, Summary};

/// The most reasons that are distinguished. Those of further logs and projects are counted as one.
const MOST: usize = 500;

/// How many lineages have a reason, and of what time.
#[derive(Debug, Clone, Default)]
struct Count {
    lineages: u64,
    window: Option<(Timestamp, Timestamp)>,
}

/// The reasons of all unproven lineages.
#[derive(Debug, Default)]
pub struct Reasons {
    lineages: u64,
    broken: u64,
    unproven: u64,
    by_reason: BTreeMap<Reason, Count>,
}

impl Reasons {
    /// Takes the numbers of a scan. Lineages without a finding may not be shown one by one.
    pub fn of_all(&mut self, summary: &Summary) {
        let all = [Verdict::Complete, Verdict::Unproven, Verdict::Broken];
        self.lineages = all.map(|it| summary.of_verdict(it)).iter().sum();
        self.broken = summary.of_verdict(Verdict::Broken);
    }

    /// Counts a lineage.
    pub fn add(&mut self, judged: &Judged<'_>) {
        if judged.verdict() != Verdict::Unproven {
            return;
        }
        self.unproven += 1;
        let gaps = judged.findings.iter().filter(|it| it.weight == Weight::Gap);
        let mut reasons: Vec<(Reason, Option<(Timestamp, Timestamp)>)> =
            gaps.map(Reason::of).collect();
        reasons.sort();
        reasons.dedup_by(|one, other| one.0 == other.0);
        for (reason, window) in reasons {
            self.count(reason, window);
        }
    }

    fn count(&mut self, reason: Reason, window: Option<(Timestamp, Timestamp)>) {
        let is_full = self.by_reason.len() >= MOST && !self.by_reason.contains_key(&reason);
        let reason = match is_full {
            true => Reason {
                place: String::new(),
                ..reason
            },
            false => reason,
        };
        let count = self.by_reason.entry(reason).or_default();
        count.lineages += 1;
        count.window = match (count.window, window) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }

    /// Returns the reasons, the most frequent first, with the commands that mend them in this database.
    pub fn observations(&self, database: &str) -> Vec<Observation> {
        if self.unproven == 0 {
            let message = message!(
                "doctor-none-unproven",
                "of {all} lineages none is unproven; broken: {broken}",
                all = self.lineages,
                broken = self.broken
            );
            return vec![Observation::new(Topic::Unproven, State::Fine, message)];
        }
        let mut reasons: Vec<_> = self.by_reason.iter().collect();
        reasons.sort_by(|one, other| {
            let by_count = other.1.lineages.cmp(&one.1.lineages);
            by_count.then_with(|| one.0.cmp(other.0))
        });
        let each = reasons
            .into_iter()
            .map(|(reason, count)| self.observation(reason, count, database));
        each.collect()
    }

    fn observation(&self, reason: &Reason, count: &Count, database: &str) -> Observation {
        let share = share(count.lineages, self.unproven);
        let why = reason.message(count.window);
        let message = message!(
            "doctor-unproven",
            "{count} of {unproven} unproven lineages ({share} %): {why}",
            count = count.lineages,
            unproven = self.unproven,
            share;
            why
        );
        let state = match reason.cause {
            Cause::Pending | Cause::Unnamed => State::Note,
            _ => State::Missing,
        };
        let observation = Observation::new(Topic::Unproven, state, message);
        match reason.remedy(count.window, database) {
            Some(remedy) => observation.mended_by(remedy),
            None => observation,
        }
    }
}

/// Returns a share in whole percent; of what there is, never 0.
fn share(part: u64, whole: u64) -> u64 {
    let share = part.saturating_mul(100) / whole.max(1);
    share.max(u64::from(part > 0))
}
