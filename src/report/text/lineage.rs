//! One lineage in the text report.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::text::escape::Safe;

use super::{Style, grouped, words};
use crate::correlate::lineage::Lineage;
use crate::judge::stage::Stage;
use crate::language::say::say;
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
    let word = words::padded(&words::heading(verdict, style), 9);
    let subject = &judged.lineage.subject;
    let mut text = format!(
        "{}{}\n",
        style.verdict(verdict, &word),
        words::kind(judged.kind, style)
    );
    text += &style.wrapped(&Safe(&subject.text()).to_string(), "  ", "  ");
    text += &chain(judged, style);
    text += &issuers(judged, style);
    for (position, it) in judged.findings.iter().enumerate() {
        text += &finding(it, style);
        if let Some(answer) = judged.suppressed_by.get(&position) {
            let answered = words::suppressed(answer.suppression, style);
            text += &style.wrapped(&answered, "    ", "        ");
        }
    }
    for (code, count) in &judged.findings_omitted {
        let (count, code) = (grouped(*count), code.as_str());
        let more = say!(
            style,
            "lineage-more-findings",
            "… and {count} more {code}",
            count,
            code
        );
        text += &format!("  {more}\n");
    }
    text
}

/// Returns the chain of a lineage from its uses back to the signature, a branch for each log in scope.
fn chain(judged: &Judged<'_>, style: Style) -> String {
    let uses = judged.lineage.uses().into_iter();
    let uses = uses.map(|it| (Source::Kubernetes, String::new(), used(it, style)));
    let stages = judged.stages.iter().map(|(source, stage)| {
        let records = || recorded(judged, *source, style);
        let word = || words::stage(*stage, style);
        match stage {
            Stage::Present => (*source, String::new(), records()),
            Stage::Contradicted => (*source, word(), format!(", {}", records())),
            _ => (*source, word(), String::new()),
        }
    });
    let seen = observed(&judged.lineage, style).into_iter();
    let seen = seen.map(|it| (Source::Workload, String::new(), it));
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
        text += &line.replacen(&word, &style.stage(&word), 1);
    }
    text
}

/// Returns the observations of a lineage as `observed 2 times, 2026-10-06T12:00:00Z to 2026-10-06T18:00:00Z, on web-1`.
fn observed(lineage: &Lineage<'_>, style: Style) -> Option<String> {
    let times = || lineage.observed().map(|(_, record)| record.entry.at);
    let (first, last) = (times().min()?, times().max()?);
    let hosts: BTreeSet<&str> = lineage.observed().map(|(it, _)| it.host.as_str()).collect();
    let shown = hosts.iter().take(MOST_PRINCIPALS);
    let names: Vec<String> = shown.map(|it| Safe(it).to_string()).collect();
    let others = hosts.len().saturating_sub(MOST_PRINCIPALS) as u64;
    let hosts = words::with_others(names, others, style);
    let when = when(times().count() as u64, first, last, style);
    Some(say!(
        style,
        "lineage-observed",
        "observed {when}, on {hosts}",
        when,
        hosts
    ))
}

/// Returns times as `2 times, 2026-10-06T12:00:00Z to 2026-10-06T18:00:00Z`.
pub(in crate::report) fn when(
    count: u64,
    first: Timestamp,
    last: Timestamp,
    style: Style,
) -> String {
    let times = match count {
        1 => say!(style, "times-once", "once"),
        count => say!(style, "times-many", "{count} times", count = grouped(count)),
    };
    if first == last {
        format!("{times}, {}", style.time(first))
    } else {
        format!("{times}, {}", words::span(first, last, style))
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
    let names = all.join(&say!(style, "lineage-next-issuer", ", issued by "));
    let text = say!(style, "lineage-issuers", "issued by {names}", names);
    style.wrapped(&text, "  ", "    ")
}

/// Returns the records of a lineage in a log, as `issued 2026-10-06T12:00:00Z`.
fn recorded(judged: &Judged<'_>, source: Source, style: Style) -> String {
    let records = judged.lineage.records().into_iter();
    let records = records.filter(|it| it.entry.event.source() == source);
    let mut events: Vec<String> = records
        .map(|it| {
            let event = words::event(&it.entry.event, style);
            format!("{event} {}", style.time(it.entry.at))
        })
        .collect();
    let omitted = match source {
        Source::Kms => judged.lineage.omitted(),
        _ => 0,
    };
    let more = events.split_off(events.len().min(MOST_RECORDS)).len() as u64 + omitted;
    if more > 0 {
        events.push(say!(
            style,
            "list-and-more",
            "and {count} more",
            count = more
        ));
    }
    events.join(", ")
}

pub(in crate::report) fn used(uses: &Uses, style: Style) -> String {
    let when = when(uses.count, uses.first.0, uses.last.0, style);
    let names = uses.users.names().take(MOST_PRINCIPALS);
    let names: Vec<String> = names.map(|it| Safe(it).to_string()).collect();
    let others = uses.users.count() - names.len() as u64;
    let users = words::with_others(names, others, style);
    say!(
        style,
        "lineage-used",
        "used {when}, by {users}",
        when,
        users
    )
}

/// Returns a finding with its places.
pub(super) fn finding(finding: &Finding, style: Style) -> String {
    let head = format!(
        "{} {}: ",
        words::weight(finding.weight, style),
        finding.code
    );
    let message = Safe(&style.translate(&finding.message)).to_string();
    let text = style.wrapped(&format!("{head}{message}"), "  ", "    ");
    let painted = style.paint(finding.weight, head.trim_end());
    let text = text.replacen(head.trim_end(), &painted, 1);
    if finding.receipts.is_empty() {
        text
    } else {
        let see = format!("    {} ", say!(style, "finding-see", "see"));
        text + &style.wrapped(&places(&finding.receipts, style), &see, "        ")
    }
}

fn places(receipts: &[Receipt], style: Style) -> String {
    let mut named: Vec<String> = receipts
        .iter()
        .take(MOST_PLACES)
        .map(|it| Safe(&it.to_string()).to_string())
        .collect();
    if receipts.len() > MOST_PLACES {
        let count = receipts.len() - MOST_PLACES;
        named.push(say!(
            style,
            "list-and-more",
            "and {count} more",
            count = count as u64
        ));
    }
    named.join(", ")
}
