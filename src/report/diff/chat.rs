//! The notice to a webhook in words, for the chats and pagers that people read: the verdict, what was not read, and the gravest groups.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::json::{MOST_NOTICED, notice};
use crate::history::diff::{Change, ChangeKind, Changes};
use crate::history::findings::Suppressed;
use crate::history::recorded::PastScan;
use crate::model::entry::Source;
use crate::model::finding::severity::Severity;
use crate::model::finding::{Code, Verdict, Weight};
use crate::report::text::escape::{Safe, json_text};

/// The most groups of findings in a notice.
const MOST_GROUPS: usize = 5;

/// The most characters of an example.
const MOST_OF_EXAMPLE: usize = 120;

/// The most characters of the summary of a pager (PagerDuty, Events API v2).
const MOST_OF_SUMMARY: usize = 1_024;

/// The changes between two scans, as a webhook gets them.
#[derive(Clone, Copy)]
pub struct Notice<'n> {
    /// The scan of the last notice to the webhook; None for the first notice.
    pub before: Option<&'n PastScan>,
    /// The scan of this notice.
    pub after: &'n PastScan,
    /// The changes.
    pub changes: &'n NoticedChanges,
    /// The worst verdict of all subjects whose findings are open, also of those that the scan did not examine.
    pub worst_open: Verdict,
}

/// The changes in a notice. Subjects that the later scan did not examine have not changed.
#[derive(Debug)]
pub struct NoticedChanges {
    changes: Changes,
    groups: BTreeMap<Reverse<Severity>, Group>,
}

/// The findings of one weight and code that appeared.
#[derive(Debug)]
struct Group {
    weight: Weight,
    code: Code,
    count: u64,
    /// The kind of the change that the example is of; the worst is taken.
    kind: ChangeKind,
    example: String,
}

impl Default for NoticedChanges {
    fn default() -> Self {
        NoticedChanges {
            changes: Changes::at_most(MOST_NOTICED),
            groups: BTreeMap::new(),
        }
    }
}

impl NoticedChanges {
    /// Returns whether nothing changed.
    pub fn is_empty(&self) -> bool {
        ChangeKind::ALL
            .iter()
            .all(|it| self.changes.count(*it) == 0)
    }

    /// Adds a change.
    pub fn add(&mut self, change: Change) {
        let kind = change.kind();
        if kind == ChangeKind::NotLookedAt {
            return;
        }
        let open = change.appeared.iter();
        for it in open.filter(|it| it.suppressed == Suppressed::No) {
            let severity = Reverse(Severity::of(it.weight, it.code));
            let example = || change.subject.text();
            let group = self.groups.entry(severity).or_insert_with(|| Group {
                weight: it.weight,
                code: it.code,
                count: 0,
                kind,
                example: example(),
            });
            group.count += 1;
            if kind < group.kind {
                (group.kind, group.example) = (kind, example());
            }
        }
        self.changes.add(change);
    }
}

impl Notice<'_> {
    /// Returns the body as JSON, version 1.
    ///
    /// # Errors
    /// Errors of serde_json, which do not occur for these values.
    pub fn json(&self) -> serde_json::Result<String> {
        notice(self.before, self.after, &self.changes.changes)
    }

    /// Returns the message for Slack or Google Chat: both take `text`.
    ///
    /// # Errors
    /// Errors of serde_json, which do not occur for these values.
    pub fn chat(&self) -> serde_json::Result<String> {
        json_text(&json!({ "text": self.lines().join("\n") }))
    }

    /// Returns the event for PagerDuty: an incident of this name is triggered, and resolved where nothing is broken or unproven any more:
    /// a scan of the last hours that finds nothing does not resolve what an earlier hour left open.
    ///
    /// # Errors
    /// Errors of serde_json, which do not occur for these values.
    pub fn pager(&self, routing_key: &str, incident: &str) -> serde_json::Result<String> {
        let severity = match self.worst_open {
            Verdict::Complete => None,
            Verdict::Unproven => Some("warning"),
            Verdict::Broken => Some("critical"),
        };
        let lines = self.lines();
        let summary: String = lines.join(" · ").chars().take(MOST_OF_SUMMARY).collect();
        let details: Value = serde_json::from_str(&self.json()?)?;
        json_text(&json!({
            "routing_key": routing_key,
            "event_action": if severity.is_some() { "trigger" } else { "resolve" },
            "dedup_key": incident,
            "client": "credtrail",
            "payload": {
                "summary": summary,
                "source": "credtrail",
                "severity": severity.unwrap_or("info"),
                "custom_details": details,
            },
        }))
    }

    /// The notice in words, line by line. Values of logs are in it, and chats take `<` for the beginning of a link or of a call for everybody.
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.verdict(), self.counts()];
        lines.extend(self.still_open());
        lines.extend(self.unread());
        lines.extend(self.groups());
        lines.iter().map(|it| harmless(it)).collect()
    }

    fn verdict(&self) -> String {
        let counts = self.after.counts;
        let verdict = match self.verdict_of_scan() {
            Verdict::Complete => "COMPLETE: all credentials are proved".to_owned(),
            Verdict::Unproven => format!(
                "UNPROVEN: {} cannot be proved, none is broken",
                counts.unproven
            ),
            Verdict::Broken => format!("BROKEN: {} are disproved", counts.broken),
        };
        format!("credtrail: {verdict} (scan {})", self.after.id)
    }

    fn verdict_of_scan(&self) -> Verdict {
        match (self.after.counts.broken, self.after.counts.unproven) {
            (0, 0) => Verdict::Complete,
            (0, _) => Verdict::Unproven,
            _ => Verdict::Broken,
        }
    }

    /// What subjects outside of the scan's window have open, where that is worse than what the scan found.
    fn still_open(&self) -> Option<String> {
        (self.worst_open > self.verdict_of_scan()).then(|| {
            format!(
                "Findings of earlier scans are still open; the worst verdict among them is {}",
                self.worst_open.as_str()
            )
        })
    }

    fn counts(&self) -> String {
        let count = |kind| self.changes.changes.count(kind);
        let [broken, unproven, changed, resolved] = ChangeKind::CHANGED.map(count);
        format!(
            "Since last told: newly broken {broken}, newly unproven {unproven}, otherwise changed {changed}, resolved {resolved}"
        )
    }

    /// The logs of which nothing was read in the window of the scan.
    fn unread(&self) -> Option<String> {
        let basis = &self.after.basis;
        let touches = |from, to| {
            basis.window.to.is_none_or(|end| from < end)
                && basis.window.from.is_none_or(|begin| to >= begin)
        };
        let is_read = |source: &Source| {
            let name = source.as_str();
            let mut stretches = basis.coverage.iter();
            stretches.any(|it| it.source == name && touches(it.from, it.to))
        };
        let in_scope = Source::LOGS.into_iter();
        let in_scope = in_scope.filter(|it| !basis.without.contains(it));
        let unread: Vec<&str> = in_scope
            .filter(|it| !is_read(it))
            .map(Source::as_str)
            .collect();
        (!unread.is_empty()).then(|| format!("NOT READ: {}", unread.join(", ")))
    }

    /// The findings that appeared, by code, the gravest first.
    fn groups(&self) -> Vec<String> {
        let groups = &self.changes.groups;
        let more = groups.len().saturating_sub(MOST_GROUPS);
        let shown = groups.values().take(MOST_GROUPS).map(|group| {
            let (weight, code) = (group.weight.as_str(), group.code);
            let example: String = group.example.chars().take(MOST_OF_EXAMPLE).collect();
            format!("• {weight} {code}: {}, as {example}", group.count)
        });
        let mut lines: Vec<String> = shown.collect();
        lines.extend((more > 0).then(|| format!("• and {more} more codes")));
        lines
    }
}

/// Returns a line in which no chat sees a link, a mention or a format.
fn harmless(line: &str) -> String {
    let one = |c: char| match c {
        '<' => '‹',
        '>' => '›',
        '&' => '+',
        '@' => '＠',
        '`' | '*' | '_' | '~' => ' ',
        other => other,
    };
    Safe(line).to_string().chars().map(one).collect()
}
