//! The search for changes, one subject after the other.

use super::stretches::Stretches;
use super::{Change, ChangeKind, Pair, Reason};
use crate::history::findings::{Findings, Reported};
use crate::history::recorded::{Observation, ObservedFindings, PastScan, Version};
use crate::model::entry::Source;
use crate::model::identity::subject::Subject;
use crate::model::time::{earlier, later};

/// A search for the changes since a scan. One subject at a time is in memory.
pub struct ChangeSearch<'p> {
    last: Comparison<'p>,
    /// The latest first.
    between: Vec<Comparison<'p>>,
    current: Option<Subject>,
}

/// A pair of scans, and what both reported of the current subject.
struct Comparison<'p> {
    pair: Pair<'p>,
    read_before: Stretches<'p>,
    read_after: Stretches<'p>,
    before: Option<Version>,
    after: Option<Version>,
}

impl<'p> ChangeSearch<'p> {
    /// Begins a search for the changes of a pair of scans.
    pub fn of(pair: Pair<'p>) -> Self {
        ChangeSearch {
            last: Comparison::of(pair),
            between: Vec::new(),
            current: None,
        }
    }

    /// Returns the pair of scans.
    pub fn pair(&self) -> Pair<'p> {
        self.last.pair
    }

    /// Also looks at the scans in between, the earliest first: what changed of a subject that the later scan did not examine is what had
    /// changed in the latest of these scans that did.
    pub fn with_scans_between(mut self, scans: impl IntoIterator<Item = &'p PastScan>) -> Self {
        let before = self.last.pair.before;
        let pairs = scans.into_iter().map(|after| Pair { before, after });
        self.between = pairs.map(Comparison::of).collect();
        self.between.reverse();
        self
    }

    /// Takes what scans reported of a subject. The versions of one subject come one after the other. Returns the change of the subject before
    /// this one, if that subject changed.
    pub fn add(&mut self, version: Version) -> Option<Change> {
        let is_same = self.current.as_ref() == Some(&version.observation.subject);
        let change = if is_same { None } else { self.end() };
        self.current = Some(version.observation.subject.clone());
        for comparison in &mut self.between {
            comparison.add(version.clone());
        }
        self.last.add(version);
        change
    }

    /// Returns the change of the last subject, if that subject changed.
    pub fn end(&mut self) -> Option<Change> {
        let subject = self.current.take()?;
        let change = self.change(&subject);
        for comparison in self.between.iter_mut().chain([&mut self.last]) {
            (comparison.before, comparison.after) = (None, None);
        }
        change
    }

    fn change(&self, subject: &Subject) -> Option<Change> {
        let is_seen = |it: &Change| it.kind() != ChangeKind::NotLookedAt;
        let last = self.last.change(subject)?;
        if is_seen(&last) {
            return Some(last);
        }
        let mut between = self.between.iter().filter_map(|it| it.change(subject));
        Some(between.find(is_seen).unwrap_or(last))
    }
}

impl<'p> Comparison<'p> {
    fn of(pair: Pair<'p>) -> Self {
        Comparison {
            pair,
            read_before: Stretches::of(&pair.before.basis.coverage),
            read_after: Stretches::of(&pair.after.basis.coverage),
            before: None,
            after: None,
        }
    }

    fn add(&mut self, version: Version) {
        let stood = |scan: &PastScan| {
            version.since <= scan.id && version.until.is_none_or(|until| until > scan.id)
        };
        let (before, after) = (stood(self.pair.before), stood(self.pair.after));
        if before {
            self.before = Some(version);
        } else if after {
            self.after = Some(version);
        }
    }

    /// Returns the change of a subject; None where both scans reported the same.
    fn change(&self, subject: &Subject) -> Option<Change> {
        let (before, after) = (self.before.as_ref(), self.after.as_ref()?);
        let nothing = ObservedFindings::Findings(Findings::default());
        let observed_before = before.map_or(&nothing, |it| &it.observation.findings);
        if *observed_before == after.observation.findings {
            return None;
        }
        let (old, new) = (
            findings(observed_before),
            findings(&after.observation.findings),
        );
        let (appeared, disappeared) = (new.beyond(&old), old.beyond(&new));
        let changed: Vec<Reported> = appeared.iter().chain(&disappeared).copied().collect();
        let reasons = self.reasons(&after.observation, &changed);
        let pair = self.pair;
        let evidence = Some(after.observation.evidence).filter(|it| pair.came_since(*it));
        Some(Change {
            subject: subject.clone(),
            before: pair.state_before(before, after),
            after: pair.state_after(after),
            appeared,
            disappeared,
            reasons,
            evidence: evidence.map(|it| it.at),
        })
    }

    fn reasons(&self, observation: &Observation, changed: &[Reported]) -> Vec<Reason> {
        let (before, after) = (&self.pair.before.basis, &self.pair.after.basis);
        let mut reasons = Vec::new();
        let mut add = |reason, holds: bool| reasons.extend(holds.then_some(reason));
        let came = self.pair.came_since(observation.evidence);
        let is_late = observation.evidence.at < earlier(before.began, before.settling);
        add(Reason::LateRecord, came && is_late);
        add(Reason::NewEvidence, came && !is_late);
        let sources = sources(changed);
        let (old, new) = (&self.read_before, &self.read_after);
        let expected = observation.expected_window;
        let grew = new.are_beyond(old, &sources, expected);
        add(Reason::CoverageGrew, grew);
        let shrank = old.are_beyond(new, &sources, expected);
        add(Reason::CoverageShrank, shrank);
        let settled = later(observation.expected_window.1, after.settling);
        add(
            Reason::Settled,
            before.began < settled && settled <= after.began,
        );
        add(Reason::ScopeChanged, before.without != after.without);
        add(Reason::PolicyChanged, before.policy != after.policy);
        add(Reason::ToolChanged, before.tool != after.tool);
        if reasons.is_empty() {
            let more = after.position > before.position;
            let reason = if more {
                Reason::OtherEvidence
            } else {
                Reason::Unexplained
            };
            reasons.push(reason);
        }
        reasons
    }
}

fn findings(observed: &ObservedFindings) -> Findings {
    match observed {
        ObservedFindings::Findings(findings) => findings.clone(),
        ObservedFindings::Superseded => Findings::default(),
    }
}

/// Returns the logs that the findings concern; all logs where a finding names none.
fn sources(findings: &[Reported]) -> Vec<&'static str> {
    let stages: Option<Vec<Source>> = findings.iter().map(|it| it.stage).collect();
    let stages = stages.filter(|it| !it.is_empty());
    let stages = stages.unwrap_or_else(|| Source::LOGS.to_vec());
    stages.into_iter().map(Source::as_str).collect()
}
