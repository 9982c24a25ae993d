//! The first lines of the text report: the verdict in one sentence, and whether anything was missing among what was read.

use std::collections::BTreeMap;

use super::{Style, grouped};
use crate::judge::stage::Stage;
use crate::model::entry::Source;
use crate::model::finding::Verdict;
use crate::report::ReportContext;
use crate::scan::Judged;

/// What is said where nothing is known to be missing.
const ALL_READ: &str = "each log in scope, without a hole or an unreadable line.";

/// The width of the word before each sentence.
const WORD: usize = 9;

/// What the opening tells of the lineages of a report.
#[derive(Debug, Default)]
pub(in crate::report) struct Lineages {
    /// For each log, the number of lineages of which a record may lie where the log was not read.
    unread: BTreeMap<Source, u64>,
    /// The gravest verdict, by the findings that no suppression covers.
    worst: Option<Verdict>,
}

impl Lineages {
    /// Counts a lineage.
    pub(in crate::report) fn count(&mut self, judged: &Judged<'_>) {
        let stages = judged.stages.iter();
        let unread = stages.filter(|it| *it.1 == Stage::Unread && !judged.findings.is_empty());
        for (source, _) in unread {
            *self.unread.entry(*source).or_default() += 1;
        }
        self.worst = self.worst.max(Some(judged.effective_verdict()));
    }
}

/// What a report begins with.
pub(in crate::report) struct Opening {
    /// The gravest verdict.
    pub(in crate::report) verdict: Verdict,
    /// The word for the verdict; where only news are shown and there are none, that.
    pub(in crate::report) word: String,
    /// How many credentials have which verdict.
    pub(in crate::report) sentence: String,
    /// What is known to be missing among what was read.
    pub(in crate::report) unread: Vec<String>,
}

impl Opening {
    /// Returns what a report begins with.
    pub(in crate::report) fn of(context: &ReportContext, lineages: &Lineages) -> Self {
        let unread = unread(context, &lineages.unread);
        let worst = match context.reported_before {
            Some(_) => lineages.worst,
            None => worst(context),
        };
        let (verdict, word) = match (worst, context.reported_before) {
            (Some(verdict), _) => (verdict, verdict.as_str().to_uppercase()),
            (None, Some(_)) => (Verdict::Complete, "NO NEWS".to_owned()),
            (None, None) if unread.is_empty() => (Verdict::Complete, "COMPLETE".to_owned()),
            (None, None) => (Verdict::Unproven, "UNPROVEN".to_owned()), // nothing was judged, and something was not read
        };
        Opening {
            verdict,
            word,
            sentence: sentence(context),
            unread,
        }
    }

    /// Returns whether all was read, as a word and the sentence after it.
    pub(in crate::report) fn was_read(&self) -> (&'static str, String) {
        match self.unread.is_empty() {
            true => ("All read", ALL_READ.to_owned()),
            false => ("Not read", self.unread.join("; ") + "."),
        }
    }
}

/// Returns the sentences.
pub(super) fn text(context: &ReportContext, lineages: &Lineages, style: Style) -> String {
    let opening = Opening::of(context, lineages);
    let (label, rest) = opening.was_read();
    let first = style.verdict(opening.verdict, &opening.word);
    let first = first + &after(style, &opening.word, &opening.sentence);
    first + &style.bold(label) + &after(style, label, &rest) + "\n"
}

/// Returns a sentence that follows a word, in lines that are indented by the width of the word.
fn after(style: Style, word: &str, sentence: &str) -> String {
    let indent = " ".repeat(WORD);
    let text = style.wrapped(sentence, &indent, &indent);
    text.get(word.len().min(WORD)..).unwrap_or(&text).to_owned()
}

/// The gravest verdict of all lineages, by the findings that no suppression covers: the exit status follows this verdict. None
/// where nothing was judged.
fn worst(frame: &ReportContext) -> Option<Verdict> {
    let effective = &frame.summary.by_effective_verdict;
    let all = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];
    let met = |it: &Verdict| count(effective, *it) > 0;
    all.into_iter().find(met)
}

fn sentence(frame: &ReportContext) -> String {
    let summary = &frame.summary;
    let of = |verdict| summary.of_verdict(verdict) - count(&summary.signatures, verdict);
    let credentials: u64 = [Verdict::Complete, Verdict::Unproven, Verdict::Broken]
        .map(of)
        .iter()
        .sum();
    let mut parts = vec![match (of(Verdict::Broken), of(Verdict::Unproven)) {
        (0, 0) if credentials == 0 => "no credential was seen".to_owned(),
        (0, 0) => format!("{} complete", of_all(credentials, credentials)),
        (0, unproven) => format!("{} unproven", of_all(unproven, credentials)),
        (broken, 0) => format!("{} broken", of_all(broken, credentials)),
        (broken, unproven) => format!(
            "{} broken, {} unproven",
            of_all(broken, credentials),
            grouped(unproven)
        ),
    }];
    let unclaimed: u64 = summary.signatures.values().sum();
    if unclaimed > 0 {
        let are = if unclaimed == 1 {
            "signature of an issuing key is"
        } else {
            "signatures of issuing keys are"
        };
        parts.push(format!("{} {are} claimed by no record", grouped(unclaimed)));
    }
    let suppressed: u64 = summary.suppressed.values().sum();
    if suppressed > 0 {
        let findings = if suppressed == 1 {
            "finding is"
        } else {
            "findings are"
        };
        parts.push(format!(
            "{} {findings} suppressed by the policy",
            grouped(suppressed)
        ));
    }
    if let Some(before) = frame.reported_before.filter(|it| *it > 0) {
        parts.push(format!("{} reported before and not shown", grouped(before)));
    }
    parts.join("; ") + "."
}

fn count(counts: &BTreeMap<Verdict, u64>, verdict: Verdict) -> u64 {
    counts.get(&verdict).copied().unwrap_or(0)
}

/// Returns a number of credentials as `2 of 131 credentials are`.
fn of_all(some: u64, all: u64) -> String {
    let are = if some == 1 { "is" } else { "are" };
    match all {
        1 => "the only credential is".to_owned(),
        _ if some == all => format!("all {} credentials are", grouped(all)),
        _ => format!("{} of {} credentials {are}", grouped(some), grouped(all)),
    }
}

/// Returns what is known to be missing among what was read: for a record there, absence proves nothing.
fn unread(frame: &ReportContext, stages: &BTreeMap<Source, u64>) -> Vec<String> {
    let logs: Vec<&str> = frame.unread.iter().map(|it| Source::as_str(*it)).collect();
    let mut parts = match logs.as_slice() {
        [] => Vec::new(),
        [log] => vec![format!("the {log} log")],
        logs => vec![format!("the logs {}", logs.join(", "))],
    };
    let unknown = stages.iter().filter(|it| !frame.unread.contains(it.0));
    for (source, count) in unknown {
        let of = match count {
            1 => "1 lineage".to_owned(),
            count => format!("{} lineages", grouped(*count)),
        };
        parts.push(format!(
            "the {source} log where the record of {of} would be"
        ));
    }
    let counted = [
        (
            frame.coverage.holes().len() as u64,
            "hole in an export",
            "holes in exports",
        ),
        (
            frame.unread_inputs().count() as u64,
            "whole input",
            "whole inputs",
        ),
        (rejected_lines(frame), "line", "lines"),
    ];
    for (count, one, many) in counted.into_iter().filter(|it| it.0 > 0) {
        let what = if count == 1 { one } else { many };
        parts.push(format!("{} {what}", grouped(count)));
    }
    parts
}

/// The number of lines that could not be read, without whole inputs.
fn rejected_lines(frame: &ReportContext) -> u64 {
    let lines = frame.rejected.iter().filter(|it| !it.is_input());
    lines.map(|it| it.lines()).sum()
}
