//! The text report: broken lineages first, in 80 columns.

pub mod escape;
pub mod explanation;
pub(crate) mod outside_tokens;
pub mod trace;
pub(crate) mod tree;
pub(crate) mod unmanaged_clusters;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use jiff::Timestamp;
use textwrap::Options;

use super::text::escape::Safe;
use super::text::outside_tokens::Outside;

use super::{Form, ReportContext};
use crate::correlate::lineage::Lineage;
use crate::coverage::hole::Hole;
use crate::judge::stage::Stage;
use crate::model::entry::Source;
use crate::model::finding::{Finding, Verdict, Weight};
use crate::model::receipt::Receipt;
use crate::policy::suppression::Suppression;
use crate::scan::{Judged, Selection, Summary};
use crate::store::rows::lineage::uses::Uses;

/// The width of the report, in columns.
pub(super) const WIDTH: usize = 80;

/// The largest number of lineages of one verdict that are shown; the JSON report has all.
pub(super) const MOST: usize = 100;

/// The largest number of places of a finding that are shown.
const MOST_PLACES: usize = 6;

/// The largest number of user names that are shown.
const MOST_PRINCIPALS: usize = 3;

/// The largest number of records of one log that are shown; a trace shows all.
const MOST_RECORDS: usize = 3;

/// The largest number of rejected lines that are shown.
const MOST_REJECTED: usize = 10;

/// Colours, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Escape sequences of ECMA-48.
    Colours,
    /// No escape sequences.
    Plain,
}

impl Palette {
    /// Returns a text in the colour of a weight.
    pub fn paint(self, weight: Weight, text: &str) -> String {
        let code = match weight {
            Weight::Note => "36",
            Weight::Gap => "33",
            Weight::Break => "31;1",
        };
        self.with(code, text)
    }

    /// Returns a text in bold.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Returns a text in the colour of a verdict.
    pub fn verdict(self, verdict: Verdict, text: &str) -> String {
        match verdict {
            Verdict::Complete => self.with("32", text),
            Verdict::Unproven => self.paint(Weight::Gap, text),
            Verdict::Broken => self.paint(Weight::Break, text),
        }
    }

    /// Returns the word for a stage that is not present; an empty text where it is.
    fn stage(self, word: &str) -> String {
        if word.is_empty() {
            String::new()
        } else {
            self.paint(Weight::Gap, word)
        }
    }

    fn with(self, code: &str, text: &str) -> String {
        match self {
            Palette::Plain => text.to_owned(),
            Palette::Colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Collects the lineages that are shown.
pub struct Report {
    palette: Palette,
    detail: Detail,
    shown: [Vec<String>; 3],
    outside: Outside,
    /// The number of credentials that are summed up by cluster, since their cluster is not known to be under control
    /// plane authority.
    without_authority: u64,
}

/// The level of detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Broken and unproven lineages.
    Usual,
    /// All lineages.
    All,
}

impl Report {
    /// Returns an empty report.
    pub fn new(palette: Palette, detail: Detail) -> Self {
        Report {
            palette,
            detail,
            shown: Default::default(),
            outside: Outside::default(),
            without_authority: 0,
        }
    }
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        match self.detail {
            Detail::Usual => Selection::exceptions(),
            Detail::All => Selection::All,
        }
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        let verdict = judged.verdict();
        if verdict == Verdict::Complete
            && self.detail == Detail::Usual
            && judged.findings.is_empty()
        {
            return Ok(());
        }
        if self.outside.take(judged, self.detail) {
            return Ok(());
        }
        if judged.without_authority.is_some() && self.detail == Detail::Usual {
            self.without_authority += 1;
            return Ok(());
        }
        let [complete, unproven, broken] = &mut self.shown;
        let shown = match verdict {
            Verdict::Complete => complete,
            Verdict::Unproven => unproven,
            Verdict::Broken => broken,
        };
        if shown.len() < MOST || self.detail == Detail::All {
            shown.push(lineage(judged, self.palette));
        }
        Ok(())
    }

    fn end(self: Box<Self>, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let [complete, unproven, broken] = self.shown;
        for (verdict, shown) in [
            (Verdict::Broken, broken),
            (Verdict::Unproven, unproven),
            (Verdict::Complete, complete),
        ] {
            shown.iter().try_for_each(|text| writeln!(out, "{text}"))?;
            let mut told = shown.len() as u64;
            if verdict == Verdict::Unproven && self.outside.count() > 0 {
                told += self.outside.count();
                writeln!(out, "{}", self.outside.text(self.palette))?;
            }
            if verdict == Verdict::Unproven && self.without_authority > 0 {
                told += self.without_authority;
                write!(out, "{}", unmanaged_clusters::text(frame, self.palette))?;
            }
            let left = frame.summary.of_verdict(verdict).saturating_sub(told);
            let is_all = verdict == Verdict::Complete || frame.reported_before.is_some();
            if left > 0 && !is_all {
                writeln!(
                    out,
                    "… and {left} more {}; --format json lists all\n",
                    verdict.as_str()
                )?;
            }
        }
        rejected(frame, out)?;
        read(frame, self.palette, out)?;
        logs(frame, self.palette, out)?;
        policy(frame, self.palette, out)?;
        compared(frame, self.palette, out)?;
        summary(frame, self.palette, out)
    }
}

/// Returns the text of one lineage: verdict, subject, chain, findings.
pub fn lineage(judged: &Judged<'_>, palette: Palette) -> String {
    let verdict = judged.verdict();
    let word = format!("{:<9}", verdict.as_str().to_uppercase());
    let subject = &judged.lineage.subject;
    let mut text = format!(
        "{}{}\n",
        palette.verdict(verdict, &word),
        judged.kind.as_str()
    );
    text += &wrapped(&Safe(&subject.text()).to_string(), "  ", "  ");
    text += &chain(judged, palette);
    text += &issuers(judged);
    for (position, it) in judged.findings.iter().enumerate() {
        text += &finding(it, palette);
        if let Some(answer) = judged.suppressed_by.get(&position) {
            let answered = format!("suppressed {}", answered(answer.suppression));
            text += &wrapped(&answered, "    ", "        ");
        }
    }
    text
}

/// Returns the chain of a lineage from its uses back to the signature, a branch for each log in scope.
fn chain(judged: &Judged<'_>, palette: Palette) -> String {
    let uses = judged.lineage.uses().into_iter();
    let uses = uses.map(|it| (Source::Kubernetes, "", used(it)));
    let stages = judged.stages.iter().map(|(source, stage)| {
        let records = || recorded(judged, *source);
        match stage {
            Stage::Present => (*source, "", records()),
            Stage::Contradicted => (*source, stage.as_str(), format!(", {}", records())),
            _ => (*source, stage.as_str(), String::new()),
        }
    });
    let seen = observed(&judged.lineage).into_iter();
    let seen = seen.map(|it| (Source::Workload, "", it));
    let branches: Vec<_> = seen.chain(uses).chain(stages).collect();
    let last = branches.len().saturating_sub(1);
    let mut text = String::new();
    for (position, (source, word, rest)) in branches.into_iter().enumerate() {
        let (branch, trunk) = if position == last {
            ("└", " ")
        } else {
            ("├", "│")
        };
        let (first, then) = (
            format!("  {branch} {source:<11}"),
            format!("  {trunk} {:11}", ""),
        );
        let line = wrapped(&format!("{word}{rest}"), &first, &then);
        text += &line.replacen(word, &palette.stage(word), 1);
    }
    text
}

/// Returns the observations of a lineage as `observed 2 times, 2026-10-06T12:00:00Z to 2026-10-06T18:00:00Z, on web-1`.
fn observed(lineage: &Lineage<'_>) -> Option<String> {
    let times = || lineage.observed().map(|(_, record)| record.entry.at);
    let (first, last) = (times().min()?, times().max()?);
    let hosts: BTreeSet<&str> = lineage.observed().map(|(it, _)| it.host.as_str()).collect();
    let shown = hosts.iter().take(MOST_PRINCIPALS);
    let mut names: Vec<String> = shown.map(|it| Safe(it).to_string()).collect();
    if hosts.len() > MOST_PRINCIPALS {
        names.push(format!("{} others", hosts.len() - MOST_PRINCIPALS));
    }
    let (count, hosts) = (times().count() as u64, names.join(", "));
    Some(format!("observed {}, on {hosts}", when(count, first, last)))
}

/// Returns times as `2 times, 2026-10-06T12:00:00Z to 2026-10-06T18:00:00Z`.
pub(super) fn when(count: u64, first: Timestamp, last: Timestamp) -> String {
    let times = if count == 1 {
        "once".to_owned()
    } else {
        format!("{} times", grouped(count))
    };
    if first == last {
        format!("{times}, {first:.0}")
    } else {
        format!("{times}, {first:.0} to {last:.0}")
    }
}

/// Returns the known authorities above a certificate, up to the root.
fn issuers(judged: &Judged<'_>) -> String {
    if judged.issuers.is_empty() {
        return String::new();
    }
    let all = judged
        .issuers
        .iter()
        .map(|it| Safe(&it.subject).to_string());
    let all: Vec<String> = all.collect();
    wrapped(
        &format!("issued by {}", all.join(", issued by ")),
        "  ",
        "    ",
    )
}

/// Returns the records of a lineage in a log, as `issued 2026-10-06T12:00:00Z`.
fn recorded(judged: &Judged<'_>, source: Source) -> String {
    let records = judged.lineage.records().into_iter();
    let records = records.filter(|it| it.entry.event.source() == source);
    let mut told: Vec<String> = records
        .map(|it| format!("{} {:.0}", it.entry.event.as_str(), it.entry.at))
        .collect();
    let omitted = match source {
        Source::Kms => judged.lineage.omitted(),
        _ => 0,
    };
    let more = told.split_off(told.len().min(MOST_RECORDS)).len() as u64 + omitted;
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told.join(", ")
}

/// Returns the owner, reason and expiry of a suppression.
pub(super) fn answered(suppression: &Suppression) -> String {
    let Suppression {
        owner,
        reason,
        expires,
        ..
    } = suppression;
    let (owner, reason, expires) = (owner.get_ref(), reason.get_ref(), expires.get_ref());
    format!("until {expires} by {}: {}", Safe(owner), Safe(reason))
}

pub(super) fn used(uses: &Uses) -> String {
    let times = when(uses.count, uses.first.0, uses.last.0);
    let mut names: Vec<String> = uses
        .principals
        .iter()
        .take(MOST_PRINCIPALS)
        .map(|it| Safe(it).to_string())
        .collect();
    if uses.principals.len() > MOST_PRINCIPALS {
        names.push(format!(
            "{} others",
            uses.principals.len() - MOST_PRINCIPALS
        ));
    }
    format!("used {times}, by {}", names.join(", "))
}

/// Returns a finding with its places.
fn finding(finding: &Finding, palette: Palette) -> String {
    let head = format!("{} {}: ", finding.weight.as_str(), finding.code);
    let message = Safe(&finding.message).to_string();
    let text = wrapped(&format!("{head}{message}"), "  ", "    ");
    let painted = palette.paint(finding.weight, head.trim_end());
    let text = text.replacen(head.trim_end(), &painted, 1);
    if finding.receipts.is_empty() {
        text
    } else {
        text + &wrapped(&places(&finding.receipts), "    see ", "        ")
    }
}

fn places(receipts: &[Receipt]) -> String {
    let mut named: Vec<String> = receipts
        .iter()
        .take(MOST_PLACES)
        .map(|it| Safe(&it.to_string()).to_string())
        .collect();
    if receipts.len() > MOST_PLACES {
        named.push(format!("and {} more", receipts.len() - MOST_PLACES));
    }
    named.join(", ")
}

/// Returns a paragraph in 80 columns.
pub(super) fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
}

fn rejected(frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    if frame.rejected.is_empty() {
        return Ok(());
    }
    writeln!(out, "Lines that could not be read:")?;
    let mut rejected: Vec<_> = frame.rejected.iter().collect();
    rejected.sort_by_key(|it| &it.receipt.place);
    for line in rejected.iter().take(MOST_REJECTED) {
        let text = format!(
            "{}: {}",
            Safe(&line.receipt.to_string()),
            Safe(&line.reason)
        );
        write!(out, "{}", wrapped(&text, "  ", "    "))?;
    }
    let more: u64 = rejected
        .iter()
        .skip(MOST_REJECTED)
        .map(|it| it.lines())
        .sum();
    if more > 0 {
        writeln!(out, "  … and {more} more; --format json lists them")?;
    }
    writeln!(out)
}

fn read(frame: &ReportContext, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", palette.bold("Read"))?;
    for file in &frame.files {
        let bodies = match file.counts.unreadable_bodies {
            0 => String::new(),
            count => format!(", {} with body unreadable", grouped(count)),
        };
        let counts = format!(
            "{} read, {} relevant{bodies}",
            grouped(file.counts.read),
            grouped(file.counts.relevant)
        );
        let counts = if file.is_evidence() {
            format!("{} rejected", grouped(file.counts.rejected))
        } else {
            counts
        };
        let text = format!(
            "{}: {}, {}",
            Safe(&file.name),
            file.detected,
            counts.replace(' ', "\u{a0}")
        );
        write!(
            out,
            "{}",
            wrapped(&text, "  ", "    ").replace('\u{a0}', " ")
        )?;
    }
    for (source, scope, from, to) in frame.coverage.stretches() {
        let text = format!("{source:<10} {from:.0} to {to:.0} {}", Safe(scope));
        write!(out, "{}", wrapped(&text, "  ", "             "))?;
    }
    for hole in frame.coverage.holes() {
        let Hole {
            source,
            project,
            from,
            to,
        } = hole;
        let text = format!(
            "{source:<10} hole from {from:.0} to {to:.0} {}: several records are missing at once, and none stands there",
            Safe(project)
        );
        write!(
            out,
            "{}",
            palette.paint(Weight::Gap, &wrapped(&text, "  ", "             "))
        )?;
    }
    for source in &frame.unread {
        let text = format!(
            "{source:<10} not read, so nothing can be vouched for: export it, or say --without {source}"
        );
        write!(
            out,
            "{}",
            palette.paint(Weight::Gap, &wrapped(&text, "  ", "             "))
        )?;
    }
    writeln!(out)
}

/// Writes the findings about the logs themselves.
fn logs(frame: &ReportContext, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    if frame.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", palette.bold("Logs"))?;
    let all = frame.findings.iter();
    all.map(|it| finding(it, palette))
        .try_for_each(|it| write!(out, "{it}"))?;
    writeln!(out)
}

/// Writes the hash of the policy, and its suppressions with their state.
fn policy(frame: &ReportContext, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let Some(policy) = &frame.policy else {
        return Ok(());
    };
    let hash = hex::encode(policy.hash);
    writeln!(out, "{} sha256 {hash}", palette.bold("Policy"))?;
    for it in &policy.suppressions {
        let (code, subject) = (it.suppression.finding, it.suppression.subject.to_string());
        let found = match it.state() {
            "expired" => "expired".to_owned(),
            "unmatched" => "covers nothing here".to_owned(),
            _ => format!("covers {}", grouped(it.findings)),
        };
        let text = format!(
            "{code} on {}: {found}; {}",
            Safe(&subject),
            answered(&it.suppression)
        );
        write!(out, "{}", wrapped(&text, "  ", "    "))?;
    }
    writeln!(out)
}

/// Writes the verdicts that differ between another policy and this one.
fn compared(frame: &ReportContext, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let Some(comparison) = &frame.comparison else {
        return Ok(());
    };
    let flips: u64 = comparison.counts.values().sum();
    writeln!(
        out,
        "{} {}",
        palette.bold("Verdicts that flip"),
        grouped(flips)
    )?;
    for flip in comparison.flips.iter().take(MOST) {
        let because: Vec<&str> = flip.because.iter().map(|it| it.as_str()).collect();
        let (from, to) = (flip.from.as_str(), flip.to.as_str());
        let subject = Safe(&flip.subject).to_string();
        let text = format!(
            "{from} to {to}: {} {subject} ({})",
            flip.kind,
            because.join(", ")
        );
        write!(out, "{}", wrapped(&text, "  ", "    "))?;
    }
    if flips > MOST as u64 {
        writeln!(out, "  … and {} more", grouped(flips - MOST as u64))?;
    }
    writeln!(out)
}

fn summary(frame: &ReportContext, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let Summary {
        credentials,
        signatures,
        others,
        outside,
        uses,
        findings,
        ..
    } = &frame.summary;
    let verdicts = [Verdict::Complete, Verdict::Unproven, Verdict::Broken];
    writeln!(
        out,
        "{} {}",
        palette.bold("Credentials"),
        parts(credentials, &verdicts, palette)
    )?;
    for (kind, counts) in frame.summary.kinds_apart() {
        let text = parts(counts, &verdicts, palette);
        writeln!(out, "  {:<11} {text}", kind.as_str())?;
    }
    if !signatures.is_empty() {
        let text = parts(signatures, &verdicts[1..], palette);
        writeln!(out, "{} {text}", palette.bold("Unclaimed signatures"))?;
    }
    if !others.is_empty() {
        writeln!(
            out,
            "{} {}",
            palette.bold("Ids of neither form"),
            grouped(others.values().sum())
        )?;
    }
    if !outside.is_empty() {
        writeln!(
            out,
            "{} {}",
            palette.bold("Tokens of outside identity providers"),
            grouped(outside.values().sum())
        )?;
    }
    writeln!(out, "{} {}", palette.bold("Uses"), grouped(*uses))?;
    if !findings.is_empty() {
        let counts: Vec<String> = findings
            .iter()
            .map(|(code, count)| format!("{code} {}", grouped(*count)))
            .collect();
        let text = wrapped(&format!("Findings {}", counts.join(", ")), "", "  ");
        write!(
            out,
            "{}",
            text.replacen("Findings", &palette.bold("Findings"), 1)
        )?;
    }
    if let Some(before) = frame.reported_before {
        let head = palette.bold("Reported before");
        writeln!(out, "{head} {}, not shown again", grouped(before))?;
    }
    Ok(())
}

/// Returns counts as `131: 119 complete, 10 unproven, 2 broken`.
pub(super) fn parts(
    counts: &BTreeMap<Verdict, u64>,
    verdicts: &[Verdict],
    palette: Palette,
) -> String {
    let part = |verdict: &Verdict| {
        let count = counts.get(verdict).copied().unwrap_or(0);
        let text = format!("{} {}", grouped(count), verdict.as_str());
        if count == 0 {
            text
        } else {
            palette.verdict(*verdict, &text)
        }
    };
    let parts: Vec<String> = verdicts.iter().map(part).collect();
    format!("{}: {}", grouped(counts.values().sum()), parts.join(", "))
}

/// Returns a number with its digits grouped: 1234567 as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
