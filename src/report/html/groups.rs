//! The findings in groups, the gravest first, and what their codes mean.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::document::mark::Mark;
use super::escape::{Markup, message, value};
use super::index::short;
use crate::check::check_of;
use crate::language::say::say;
use crate::model::finding::{Code, Finding, Verdict};
use crate::report::ReportContext;
use crate::report::text::explanation::translated;
use crate::report::text::{Style, grouped, words};
use crate::scan::groups::{Attention, Group, GroupKey, Groups, Place};

/// The greatest number of groups that are shown at once.
const FIRST: usize = 50;

/// The greatest number of groups that are shown.
const MOST: usize = 250;

/// The greatest number of findings on logs that are shown.
const MOST_ON_LOGS: usize = 50;

#[derive(Template)]
#[template(path = "groups.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    first: Vec<Row>,
    rest: Vec<Row>,
    left: Option<String>,
    logs: Vec<OnLog>,
    explanations: Vec<(Code, [Cow<'static, str>; 3])>,
    without_authority: Vec<(String, String)>,
}

struct Row {
    weight: Mark,
    code: &'static str,
    attention: Attention,
    lineages: String,
    /// The parts of the place, none where no record names one.
    place: Vec<String>,
    is_elsewhere: bool,
    first: String,
    last: String,
    example: String,
    /// The number of the example among the details.
    detail: Option<usize>,
}

struct OnLog {
    weight: Mark,
    code: &'static str,
    message: String,
}

/// Returns the part. `details` has the numbers of the lineages that are shown in detail, by their subjects.
pub(super) fn part<'l>(
    frame: &ReportContext,
    groups: &Groups,
    details: &BTreeMap<&str, usize>,
    style: Style<'l>,
) -> Part<'l> {
    let row = |(key, group): (&GroupKey, &Group)| row(key, group, details, style);
    let left = groups.len().saturating_sub(MOST) as u64;
    let on_logs = frame.findings.iter();
    let codes: BTreeSet<Code> = groups
        .gravest_first()
        .into_iter()
        .map(|it| it.0.code)
        .collect();
    let codes: BTreeSet<Code> = on_logs.clone().map(|it| it.code).chain(codes).collect();
    Part {
        first: groups
            .gravest_first()
            .into_iter()
            .take(FIRST)
            .map(row)
            .collect(),
        rest: groups
            .gravest_first()
            .into_iter()
            .skip(FIRST)
            .take(MOST - FIRST)
            .map(row)
            .collect(),
        left: (left > 0).then(|| grouped(left)),
        logs: on_logs
            .take(MOST_ON_LOGS)
            .map(|it| on_log(it, style))
            .collect(),
        explanations: codes
            .into_iter()
            .map(|it| (it, explained(it, style)))
            .collect(),
        without_authority: without_authority(frame, style),
        style,
    }
}

fn row(key: &GroupKey, group: &Group, details: &BTreeMap<&str, usize>, style: Style) -> Row {
    let (place, is_elsewhere) = match &key.place {
        Place::Named(parts) => (parts.iter().map(|it| value(it)).collect(), false),
        Place::Others => (Vec::new(), true),
    };
    let time = |at| style.time(at);
    let (first, last) = group.times.unzip();
    Row {
        weight: Mark::weight(key.weight, style),
        code: key.code.as_str(),
        attention: key.attention,
        lineages: grouped(group.lineages),
        place,
        is_elsewhere,
        first: first.map(time).unwrap_or_default(),
        last: last.map(time).unwrap_or_default(),
        detail: details.get(group.example.as_str()).copied(),
        example: short(&group.example),
    }
}

fn on_log(finding: &Finding, style: Style) -> OnLog {
    OnLog {
        weight: Mark::weight(finding.weight, style),
        code: finding.code.as_str(),
        message: message(&style.translate(&finding.message)),
    }
}

/// Returns what a code means, at what to look, and what settles it.
pub(crate) fn explained(code: Code, style: Style) -> [Cow<'static, str>; 3] {
    let it = check_of(code).explanation;
    let paragraphs = [
        ("means", it.means),
        ("look-at", it.look_at),
        ("settle", it.settle),
    ];
    paragraphs.map(|(name, english)| translated(code, name, english, style))
}

/// Returns the clusters that are not known to be under control plane authority, with the numbers of their unproven credentials.
fn without_authority(frame: &ReportContext, style: Style) -> Vec<(String, String)> {
    let all = frame.summary.without_authority.iter().take(MOST_ON_LOGS);
    all.map(|(cluster, count)| {
        (
            value(cluster),
            words::counted(*count, Verdict::Unproven, style),
        )
    })
    .collect()
}
