//! One lineage in detail: its facts, the picture of its chain, its findings, and its records with receipts and queries.

mod chain;
mod records;

use askama::Template;

use self::chain::Link;
use self::records::{Record, Row};
use super::document::mark::Mark;
use super::escape::{Markup, message, trace_command, value};
use super::picture;
use crate::language::say::say;
use crate::model::finding::Finding;
use crate::model::receipt::Receipt;
use crate::policy::expectations::SuppressedBy;
use crate::report::text::{Style, grouped, words};
use crate::scan::Judged;
use crate::scan::attribution::Attribution;

/// The greatest number of values of one fact.
const MOST_VALUES: usize = 5;

/// The greatest number of findings of one lineage.
const MOST_FINDINGS: usize = 20;

/// The greatest number of places of one finding.
const MOST_PLACES: usize = 6;

#[derive(Template)]
#[template(path = "detail.html")]
struct Detail<'l> {
    style: Style<'l>,
    title: Title,
    verdict: Mark,
    kind: String,
    subject: String,
    codes: String,
    facts: Vec<(String, Vec<String>)>,
    chain: Vec<Link>,
    /// Pictures of what is above and below it.
    pictures: Markup,
    findings: Vec<FindingView>,
    findings_left: Vec<(&'static str, String)>,
    records: Vec<Row>,
    records_left: Option<String>,
    absent: Vec<Record>,
    command: Option<String>,
}

struct FindingView {
    weight: Mark,
    code: &'static str,
    message: String,
    places: Vec<String>,
    suppressed: Option<String>,
}

/// Whether the lineage has a line of its own that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Title {
    /// It has one.
    Shown,
    /// The heading of the page names it.
    Above,
}

/// Returns the HTML of a lineage, without its number.
pub(super) fn html(judged: &Judged<'_>, style: Style) -> String {
    let pictures = picture::requesters(judged, style);
    with_pictures(judged, Title::Shown, pictures, style)
        .as_html()
        .to_owned()
}

/// Returns the HTML of a lineage with these pictures.
pub(crate) fn with_pictures(
    judged: &Judged<'_>,
    title: Title,
    pictures: Markup,
    style: Style,
) -> Markup {
    let (records, records_left) = records::rows(judged, style);
    let mut codes: Vec<&str> = judged.findings.iter().map(|it| it.code.as_str()).collect();
    codes.dedup(); // they are in the order of their codes
    let subject = judged.lineage.subject.text();
    let detail = Detail {
        style,
        title,
        pictures,
        verdict: Mark::verdict(judged.verdict(), style),
        kind: words::kind(judged.kind, style),
        command: trace_command(&subject),
        subject: value(&subject),
        codes: codes.join(", "),
        facts: facts(judged, style),
        chain: chain::links(judged, style),
        findings: findings(judged, style),
        findings_left: findings_left(judged),
        records,
        records_left,
        absent: records::absent(judged, style),
    };
    Markup::of(&detail)
}

fn facts(judged: &Judged<'_>, style: Style) -> Vec<(String, Vec<String>)> {
    let Attribution {
        cluster,
        keys,
        pools,
        callers,
        service_account,
        node,
    } = &judged.attribution;
    let account = service_account.map(|it| format!("{}/{}", it.namespace, it.name));
    let validity = judged.lineage.validity();
    let time = |at: Option<jiff::Timestamp>| at.map(|it| style.time(it));
    let one = |text: Option<&str>| text.map(value).into_iter().collect();
    let facts = [
        (say!(style, "page-cluster", "Cluster"), one(*cluster)),
        (
            say!(style, "page-key-of", "Key"),
            values(keys.iter().copied(), style),
        ),
        (
            say!(style, "page-pool", "CA pool"),
            values(pools.iter().copied(), style),
        ),
        (
            say!(style, "page-called-by", "Called by"),
            values(callers.iter().copied(), style),
        ),
        (
            say!(style, "page-account", "Service account"),
            one(account.as_deref()),
        ),
        (say!(style, "page-node", "Node"), one(*node)),
        (
            say!(style, "page-valid-from", "Valid from"),
            one(time(validity.from).as_deref()),
        ),
        (
            say!(style, "page-valid-to", "Valid to"),
            one(time(validity.to).as_deref()),
        ),
        (
            say!(style, "page-issued-by", "Issued by"),
            values(judged.issuers.iter().map(|it| it.subject.as_str()), style),
        ),
    ];
    facts.into_iter().filter(|it| !it.1.is_empty()).collect()
}

/// Returns the first values, and how many others there are.
fn values<'v>(mut all: impl Iterator<Item = &'v str>, style: Style) -> Vec<String> {
    let mut shown: Vec<String> = all.by_ref().take(MOST_VALUES).map(value).collect();
    let left = all.count() as u64;
    if left > 0 {
        shown.push(say!(
            style,
            "page-and-more",
            "and {count} more",
            count = grouped(left)
        ));
    }
    shown
}

/// Returns how many findings of each code are not shown.
fn findings_left(judged: &Judged<'_>) -> Vec<(&'static str, String)> {
    let mut left = judged.findings_omitted.clone();
    for finding in judged.findings.iter().skip(MOST_FINDINGS) {
        *left.entry(finding.code).or_default() += 1;
    }
    let left = left.into_iter();
    left.map(|(code, count)| (code.as_str(), grouped(count)))
        .collect()
}

fn findings(judged: &Judged<'_>, style: Style) -> Vec<FindingView> {
    let all = judged.findings.iter().enumerate().take(MOST_FINDINGS);
    let view = |(position, it): (usize, &Finding)| FindingView {
        weight: Mark::weight(it.weight, style),
        code: it.code.as_str(),
        message: message(&style.translate(&it.message)),
        places: places(&it.receipts, style),
        suppressed: judged
            .suppressed_by
            .get(&position)
            .map(|it| suppressed(it, style)),
    };
    all.map(view).collect()
}

fn places(receipts: &[Receipt], style: Style) -> Vec<String> {
    let mut places: Vec<String> = receipts
        .iter()
        .take(MOST_PLACES)
        .map(|it| value(&it.to_string()))
        .collect();
    let left = receipts.len().saturating_sub(MOST_PLACES);
    if left > 0 {
        places.push(say!(
            style,
            "page-and-more",
            "and {count} more",
            count = left.to_string()
        ));
    }
    places
}

fn suppressed(by: &SuppressedBy<'_>, style: Style) -> String {
    let it = by.suppression;
    let (owner, reason) = (value(it.owner.get_ref()), value(it.reason.get_ref()));
    let expires = it.expires.get_ref().to_string();
    let answer = say!(
        style,
        "suppression",
        "until {expires} by {owner}: {reason}",
        expires,
        owner,
        reason
    );
    say!(style, "suppressed", "suppressed {answer}", answer)
}
