//! The first lines of the text report: the verdict in one sentence, and whether anything was missing among what was read.

use std::collections::BTreeMap;

use textwrap::core::display_width;

use super::{Style, grouped, words};
use crate::judge::stage::Stage;
use crate::language::say::say;
use crate::model::entry::Source;
use crate::model::finding::Verdict;
use crate::report::ReportContext;
use crate::scan::{Judged, Summary};

/// The width of the word before each sentence, at least.
const WORD: usize = 9;

/// The opening's counts of the lineages of a report.
#[derive(Debug, Default)]
pub(in crate::report) struct Lineages {
    /// For each log, the number of lineages of which a record may lie where the log was not read.
    unread: BTreeMap<Source, u64>,
    /// The gravest verdict, by the findings that no suppression covers.
    worst: Option<Verdict>,
}

impl Lineages {
    /// Counts a lineage. A cluster without control plane authority has no record that a log could have.
    pub(in crate::report) fn count(&mut self, judged: &Judged<'_>) {
        let stages = judged.stages.iter();
        let is_expected = !judged.findings.is_empty() && judged.without_authority.is_none();
        let unread = stages.filter(|it| *it.1 == Stage::Unread && is_expected);
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
    pub(in crate::report) fn of(
        context: &ReportContext,
        lineages: &Lineages,
        style: Style,
    ) -> Self {
        let unread = unread(context, &lineages.unread, style);
        let worst = match context.reported_before {
            Some(_) => lineages.worst,
            None => worst(context),
        };
        let (verdict, word) = match (worst, context.reported_before) {
            (Some(verdict), _) => (verdict, words::heading(verdict, style)),
            (None, Some(_)) => (Verdict::Complete, say!(style, "heading-no-news", "NO NEWS")),
            (None, None) if unread.is_empty() => {
                (Verdict::Complete, words::heading(Verdict::Complete, style))
            }
            (None, None) => (Verdict::Unproven, words::heading(Verdict::Unproven, style)), // nothing was judged, and something was not read
        };
        Opening {
            verdict,
            word,
            sentence: sentence(context, style),
            unread,
        }
    }

    /// Returns whether all was read, as a word and the sentence after it.
    pub(in crate::report) fn was_read(&self, style: Style) -> (String, String) {
        match self.unread.is_empty() {
            true => (
                say!(style, "heading-all-read", "Coverage"),
                say!(
                    style,
                    "opening-all-read",
                    "every log in scope was read, without a hole or an unreadable line."
                ),
            ),
            false => (
                say!(style, "heading-not-read", "Not read"),
                self.unread.join(&say!(style, "joint-sentences", "; ")) + ".",
            ),
        }
    }
}

/// Returns the sentences.
pub(super) fn text(context: &ReportContext, lineages: &Lineages, style: Style) -> String {
    let opening = Opening::of(context, lineages, style);
    let (label, rest) = opening.was_read(style);
    let indent = [&opening.word, &label].map(|it| display_width(it) + 1);
    let indent = indent.into_iter().fold(WORD, usize::max);
    let first = style.verdict(opening.verdict, &opening.word);
    let first = first + &after(style, &opening.word, &opening.sentence, indent);
    first + &style.bold(&label) + &after(style, &label, &rest, indent) + "\n"
}

/// Returns a sentence that follows a word, in lines that are indented by the width of the word.
fn after(style: Style, word: &str, sentence: &str, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let text = style.wrapped(sentence, &indent, &indent);
    text.get(display_width(word)..).unwrap_or(&text).to_owned()
}

/// The gravest verdict of all lineages, by the findings that no suppression covers: the exit status follows this verdict. None
/// where nothing was judged.
fn worst(frame: &ReportContext) -> Option<Verdict> {
    gravest(|it| count(&frame.summary.by_effective_verdict, it))
}

/// Returns the gravest verdict that was met.
fn gravest(counted: impl Fn(Verdict) -> u64) -> Option<Verdict> {
    let all = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];
    all.into_iter().find(|it| counted(*it) > 0)
}

fn sentence(frame: &ReportContext, style: Style) -> String {
    let summary = &frame.summary;
    let of = |verdict| summary.of_verdict(verdict) - count(&summary.signatures, verdict);
    let credentials: u64 = [Verdict::Complete, Verdict::Unproven, Verdict::Broken]
        .map(of)
        .iter()
        .sum();
    let judged = match (of(Verdict::Broken), of(Verdict::Unproven)) {
        (0, 0) if credentials == 0 => say!(style, "opening-none", "no credential was seen"),
        (0, 0) => are(credentials, credentials, Verdict::Complete, style),
        (0, unproven) => are(unproven, credentials, Verdict::Unproven, style),
        (broken, 0) => are(broken, credentials, Verdict::Broken, style),
        (broken, unproven) => {
            let broken = are(broken, credentials, Verdict::Broken, style);
            let unproven = words::counted(unproven, Verdict::Unproven, style);
            format!("{broken}, {unproven}")
        }
    };
    let mut parts = vec![judged];
    if let Some(unclaimed) = unclaimed(summary, style) {
        let signatures = gravest(|it| count(&summary.signatures, it));
        let is_gravest = signatures > gravest(of);
        parts.insert(usize::from(!is_gravest), unclaimed);
    }
    let suppressed: u64 = summary.suppressed.values().sum();
    if suppressed > 0 {
        parts.push(match suppressed {
            1 => say!(
                style,
                "opening-suppressed-one",
                "1 finding is suppressed by the policy"
            ),
            count => say!(
                style,
                "opening-suppressed-many",
                "{count} findings are suppressed by the policy",
                count = grouped(count)
            ),
        });
    }
    if let Some(before) = frame.reported_before.filter(|it| *it > 0) {
        parts.push(say!(
            style,
            "opening-reported-before",
            "{count} reported before and not shown",
            count = grouped(before)
        ));
    }
    parts.join(&say!(style, "joint-sentences", "; ")) + "."
}

/// Returns how many signatures no record claims. The sentence begins with them where no credential is as grave: it must not begin as if all
/// were well.
fn unclaimed(summary: &Summary, style: Style) -> Option<String> {
    match summary.signatures.values().sum() {
        0 => None,
        1 => Some(say!(
            style,
            "opening-unclaimed-one",
            "1 signature of an issuing key is claimed by no record"
        )),
        count => Some(say!(
            style,
            "opening-unclaimed-many",
            "{count} signatures of issuing keys are claimed by no record",
            count = grouped(count)
        )),
    }
}

fn count(counts: &BTreeMap<Verdict, u64>, verdict: Verdict) -> u64 {
    counts.get(&verdict).copied().unwrap_or(0)
}

/// Returns how many credentials have a verdict, as `2 of 131 credentials are broken`.
fn are(some: u64, all: u64, verdict: Verdict, style: Style) -> String {
    let verdict = words::verdict(verdict, style);
    match (some, all) {
        (_, 1) => say!(
            style,
            "opening-only",
            "the only credential is {verdict}",
            verdict
        ),
        _ if some == all => say!(
            style,
            "opening-all",
            "all {all} credentials are {verdict}",
            all = grouped(all),
            verdict
        ),
        (1, _) => say!(
            style,
            "opening-one",
            "1 of {all} credentials is {verdict}",
            all = grouped(all),
            verdict
        ),
        _ => say!(
            style,
            "opening-some",
            "{some} of {all} credentials are {verdict}",
            some = grouped(some),
            all = grouped(all),
            verdict
        ),
    }
}

/// Returns what is known to be missing among what was read: for a record there, absence proves nothing.
fn unread(frame: &ReportContext, stages: &BTreeMap<Source, u64>, style: Style) -> Vec<String> {
    let logs: Vec<&str> = frame.unread.iter().map(|it| Source::as_str(*it)).collect();
    let mut parts = match logs.as_slice() {
        [] => Vec::new(),
        [log] => vec![say!(style, "log", "the {log} log", log = *log)],
        logs => vec![say!(
            style,
            "opening-logs",
            "the logs {logs}",
            logs = logs.join(", ")
        )],
    };
    let unknown = stages.iter().filter(|it| !frame.unread.contains(it.0));
    for (source, count) in unknown {
        parts.push(say!(
            style,
            "opening-where-records-would-be",
            "the {log} log where the record of {lineages} would be",
            log = *source,
            lineages = words::lineages(*count, style)
        ));
    }
    let holes = match frame.coverage.holes().len() as u64 {
        0 => None,
        1 => Some(say!(style, "opening-hole", "1 hole in an export")),
        n => Some(say!(
            style,
            "opening-holes",
            "{count} holes in exports",
            count = grouped(n)
        )),
    };
    let inputs = match frame.unread_inputs().count() as u64 {
        0 => None,
        1 => Some(say!(style, "opening-input", "1 whole input")),
        n => Some(say!(
            style,
            "opening-inputs",
            "{count} whole inputs",
            count = grouped(n)
        )),
    };
    let lines = match rejected_lines(frame) {
        0 => None,
        1 => Some(say!(style, "opening-line", "1 line")),
        n => Some(say!(
            style,
            "opening-lines",
            "{count} lines",
            count = grouped(n)
        )),
    };
    parts.extend([holes, inputs, lines].into_iter().flatten());
    parts
}

/// The number of lines that could not be read, without whole inputs.
fn rejected_lines(frame: &ReportContext) -> u64 {
    let lines = frame.rejected.iter().filter(|it| !it.is_input());
    lines.map(|it| it.lines()).sum()
}
