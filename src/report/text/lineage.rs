//! One lineage in the text report.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::text::escape::Safe;

use super::{Style, answered, grouped};
use crate::correlate::lineage::Lineage;
use crate::judge::stage::Stage;
use crate::model::entry::Source;
use crate::model::finding::Finding;
use crate::model::receipt::Receipt;
use crate::scan::Judged;
use crate::store::rows::lineage::uses::Uses;

/// The largest number of places of a finding that are shown.
const MOST_PLACES: usize = 6;

/// The largest number of user names that are shown.
const MOST_PRINCIPALS: usize = 3;

/// The largest number of records of one log that are shown; a trace shows all.
const MOST_RECORDS: usize = 3;

/// Returns the text of one lineage: verdict, subject, chain, findings.
pub fn lineage(judged: &Judged<'_>, style: Style) -> String {
    let verdict = judged.verdict();
    let word = format!("{:<9}", verdict.as_str().to_uppercase());
    let subject = &judged.lineage.subject;
    let mut text = format!(
        "{}{}\n",
        style.verdict(verdict, &word),
        judged.kind.as_str()
    );
    text += &style.wrapped(&Safe(&subject.text()).to_string(), "  ", "  ");
    text += &chain(judged, style);
    text += &issuers(judged, style);
    for (position, it) in judged.findings.iter().enumerate() {
        text += &finding(it, style);
        if let Some(answer) = judged.suppressed_by.get(&position) {
            let answered = format!("suppressed {}", answered(answer.suppression));
            text += &style.wrapped(&answered, "    ", "        ");
        }
    }
    for (code, count) in &judged.findings_omitted {
        text += &format!("  … and {} more {code}\n", grouped(*count));
    }
    text
}

/// Returns the chain of a lineage from its uses back to the signature, a branch for each log in scope.
fn chain(judged: &Judged<'_>, style: Style) -> String {
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
        let line = style.wrapped(&format!("{word}{rest}"), &first, &then);
        text += &line.replacen(word, &style.stage(word), 1);
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
pub(in crate::report) fn when(count: u64, first: Timestamp, last: Timestamp) -> String {
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
fn issuers(judged: &Judged<'_>, style: Style) -> String {
    if judged.issuers.is_empty() {
        return String::new();
    }
    let all = judged
        .issuers
        .iter()
        .map(|it| Safe(&it.subject).to_string());
    let all: Vec<String> = all.collect();
    style.wrapped(
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

pub(in crate::report) fn used(uses: &Uses) -> String {
    let times = when(uses.count, uses.first.0, uses.last.0);
    let names = uses.users.names().take(MOST_PRINCIPALS);
    let mut names: Vec<String> = names.map(|it| Safe(it).to_string()).collect();
    let others = uses.users.count() - names.len() as u64;
    if others > 0 {
        names.push(format!("{others} others"));
    }
    format!("used {times}, by {}", names.join(", "))
}

/// Returns a finding with its places.
pub(super) fn finding(finding: &Finding, style: Style) -> String {
    let head = format!("{} {}: ", finding.weight.as_str(), finding.code);
    let message = Safe(&finding.message).to_string();
    let text = style.wrapped(&format!("{head}{message}"), "  ", "    ");
    let painted = style.paint(finding.weight, head.trim_end());
    let text = text.replacen(head.trim_end(), &painted, 1);
    if finding.receipts.is_empty() {
        text
    } else {
        text + &style.wrapped(&places(&finding.receipts), "    see ", "        ")
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
