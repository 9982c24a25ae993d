//! Why are lineages of a database unproven?
//!
//! Nothing is judged here: each gap tells its reason in its message, and this counts the reasons.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::observation::{Observation, State, Topic};
use super::remedy::Remedy;
use crate::model::entry::Source;
use crate::model::finding::argument::{Argument, List};
use crate::model::finding::message::{Form, Message, message};
use crate::model::finding::{Code, Finding, Verdict, Weight};
use crate::scan::{Judged, Summary};

/// The most reasons that are told apart. Those of further logs and projects are counted as one.
const MOST: usize = 500;

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Unread,
    Gone,
    NeverObserved,
    SwitchedOff,
    Hole,
    Unissued,
    Doubted,
    UnreadInput,
    Pending,
    /// The record that would name a digest is missing, which has a reason of its own.
    Unnamed,
    /// The gap is about something else.
    Other(Code),
}

impl Cause {
    /// Returns the cause that a message with this id tells.
    fn of_message(id: &str) -> Option<Self> {
        Some(match id {
            "absence-unread" => Cause::Unread,
            "absence-gone" => Cause::Gone,
            "absence-never-observed" => Cause::NeverObserved,
            "switched-off" => Cause::SwitchedOff,
            "absence-hole" => Cause::Hole,
            "absence-unissued" | "absence-unissued-since" => Cause::Unissued,
            "absence-doubted" => Cause::Doubted,
            "absence-unread-input" => Cause::UnreadInput,
            "absence-pending" => Cause::Pending,
            "missing-record-no-namer" => Cause::Unnamed,
            _ => return None,
        })
    }
}

/// A reason: a cause, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    cause: Cause,
    log: Option<Source>,
    /// The projects, the cluster, the input or the line that the message names; empty where it names none.
    place: String,
}

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
        let why = reason.told(count.window);
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

impl Reason {
    /// Returns the reason of a gap, and the time of which something is missing.
    fn of(finding: &Finding) -> (Self, Option<(Timestamp, Timestamp)>) {
        let Some((cause, advice)) = advice(&finding.message) else {
            let reason = Reason {
                cause: Cause::Other(finding.code),
                log: finding.stage,
                place: String::new(),
            };
            return (reason, None);
        };
        let facts = advice.arguments();
        let place = ["scopes", "cluster", "input", "place", "changed_in"]
            .into_iter()
            .find_map(|it| facts.get(it));
        let named = |name: &str| match facts.get(name) {
            Some(Argument::Time(at)) => Some(*at),
            _ => None,
        };
        let log = facts.get("log").and_then(|it| {
            let name = it.to_string();
            Source::LOGS.into_iter().find(|it| it.as_str() == name)
        });
        let reason = Reason {
            cause,
            log: log.or(finding.stage),
            place: place.map(ToString::to_string).unwrap_or_default(),
        };
        (reason, named("from").zip(named("to")))
    }

    /// Returns what is missing, for all lineages with the reason.
    fn told(&self, window: Option<(Timestamp, Timestamp)>) -> Message {
        let place = self.place.as_str();
        let log = self.log();
        match (self.cause, window) {
            (Cause::Unread, Some((from, to))) => {
                message!("doctor-unread", "{log} was not read for all of {from:.0} to {to:.0}", from, to; log)
            }
            (Cause::Gone, Some((from, to))) => message!(
                "doctor-gone",
                "{log} was not read for all of {from:.0} to {to:.0}, and no longer keeps entries of that age: only an export that was made in time can settle it",
                from,
                to;
                log
            ),
            (Cause::Unread | Cause::Gone, None) => {
                message!("doctor-unread-some-time", "{log} was not read for all of the time"; log)
            }
            (Cause::NeverObserved, _) => message!(
                "doctor-never-observed",
                "{log} was pulled and held no entry: it may have been off, or the caller may not see it";
                log
            ),
            (Cause::SwitchedOff, _) => message!(
                "doctor-switched-off",
                "{log} was off for some of the time, or did not record calls of the caller; what it did not record cannot be had";
                log
            ),
            (Cause::Hole, _) => {
                message!("doctor-hole", "the export of {log} has holes; export that again"; log)
            }
            (Cause::Unissued, _) => message!(
                "doctor-unissued",
                "{cluster} is not known to be under control plane authority at that time",
                cluster = place
            ),
            (Cause::Doubted, _) => {
                message!("doctor-doubted", "the record may be a line of {log} that could not be read ({place})", place; log)
            }
            (Cause::UnreadInput, _) => message!(
                "doctor-unread-input",
                "the record may stand in {input}, of which nothing was read",
                input = place
            ),
            (Cause::Pending, _) => {
                message!("doctor-pending", "records of {log} may still be arriving; scan again later"; log)
            }
            (Cause::Unnamed, _) => {
                message!("doctor-unnamed", "the digest of the signature is not known, since the record of {log} that would name it is missing, too"; log)
            }
            (Cause::Other(code), _) => message!(
                "doctor-other-gap",
                "the finding {code}; `credtrail explain {code}` tells what it means",
                code = code.as_str()
            ),
        }
    }

    fn log(&self) -> Message {
        let log = self.log.map_or("", Source::as_str);
        match (self.log, self.place.as_str()) {
            (None, _) => message!("doctor-some-log", "a log"),
            (Some(_), place) if place.starts_with("projects/") => message!(
                "log-of-scopes",
                "the {log} log of {scopes}",
                log,
                scopes = List::of([place])
            ),
            (Some(_), _) => message!("log", "the {log} log", log),
        }
    }

    fn remedy(&self, window: Option<(Timestamp, Timestamp)>, database: &str) -> Option<Remedy> {
        match self.cause {
            Cause::Unread | Cause::Hole => self.pull(window, database),
            Cause::NeverObserved => Some(Remedy::of([
                "credtrail",
                "doctor",
                &format!("--project={}", self.project().unwrap_or("PROJECT")),
            ])),
            Cause::SwitchedOff => Some(Remedy::of([
                "credtrail",
                "filters",
                &format!("--project={}", self.project().unwrap_or("PROJECT")),
                "--format=gcloud",
            ])),
            Cause::Unissued => Some(self.described()),
            Cause::UnreadInput => {
                let db = format!("--db={database}");
                let dismissed = format!("--dismiss={}", self.place);
                Some(Remedy::of(["credtrail", "ingest", &db, &dismissed]))
            }
            Cause::Pending => Some(Remedy::of([
                "credtrail",
                "scan",
                &format!("--db={database}"),
            ])),
            Cause::Other(code) => Some(Remedy::of(["credtrail", "explain", code.as_str()])),
            Cause::Gone | Cause::Doubted | Cause::Unnamed => None,
        }
    }

    /// Returns the command that pulls the time that was not read. `--to` is not part of the window.
    fn pull(&self, window: Option<(Timestamp, Timestamp)>, database: &str) -> Option<Remedy> {
        let mut words = vec![
            "credtrail".to_owned(),
            "pull".to_owned(),
            format!("--db={database}"),
            format!("--project={}", self.project().unwrap_or("PROJECT")),
        ];
        if let Some((from, to)) = window {
            let after = to.checked_add(jiff::SignedDuration::from_secs(1)).ok()?;
            words.push(format!("--from={from:.0}"));
            words.push(format!("--to={after:.0}"));
        }
        Some(Remedy::of(words))
    }

    /// Returns the command that tells whose the keys of the cluster are.
    fn described(&self) -> Remedy {
        let parts: Vec<&str> = self.place.split('/').collect();
        let format = "--format=yaml(userManagedKeysConfig)";
        match parts.as_slice() {
            ["projects", project, _, location, "clusters", cluster] => Remedy::of([
                "gcloud",
                "container",
                "clusters",
                "describe",
                cluster,
                &format!("--location={location}"),
                &format!("--project={project}"),
                format,
            ]),
            _ => Remedy::of(["gcloud", "container", "clusters", "list"]),
        }
    }

    /// Returns the first project that the message names.
    fn project(&self) -> Option<&str> {
        let rest = self.place.strip_prefix("projects/")?;
        rest.split(['/', ',', ' ']).next()
    }
}

/// Returns the part of a message that tells why a record is missing.
fn advice(message: &Message) -> Option<(Cause, &Message)> {
    let own = match message.form() {
        Form::Pattern(id) => Cause::of_message(id),
        Form::Verbatim | Form::List(_) => None,
    };
    let parts = message.parts().iter();
    own.map(|it| (it, message))
        .or_else(|| parts.map(|it| &it.1).find_map(advice))
}
