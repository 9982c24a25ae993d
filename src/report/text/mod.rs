//! The text report: the verdict, the findings in groups and the gravest lineages in detail, as wide as the terminal.

mod details;
pub mod escape;
pub mod explanation;
mod finding_groups;
mod frame;
mod lineage;
pub(in crate::report) mod opening;
pub(crate) mod outside_tokens;
mod palette;
mod style;
pub mod trace;
pub(crate) mod tree;
pub(crate) mod unmanaged_clusters;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::text::escape::Safe;
use super::text::outside_tokens::Outside;

use self::details::Details;
use self::frame::{compared, logs, policy, read, rejected, summary, unread};
use self::lineage::finding;
pub use self::lineage::lineage;
pub(super) use self::lineage::{used, when};
pub use self::palette::Palette;
pub use self::style::Style;
pub(crate) use self::style::words;
use super::spool::Spool;
use super::{Form, ReportContext};
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::policy::suppression::Suppression;
use crate::receipts::use_receipts::Cited;
use crate::scan::groups::{Gravity, Grouping, Groups};
use crate::scan::{Judged, Selection};

/// The largest number of lineages of one verdict that are shown; the JSON report has all.
pub(super) const MOST: usize = 100;

/// The lineages that are shown, and the groups of all findings.
pub struct Report<'l> {
    layout: Layout<'l>,
    groups: Groups,
    shown: Shown,
    outside: Outside,
    tally: opening::Lineages,
    /// The number of lineages that were added, without those that are summed up.
    added: u64,
    /// The number of credentials that are summed up by cluster, since their cluster is not known to be under control
    /// plane authority.
    without_authority: u64,
}

/// How the text report is laid out.
#[derive(Clone, Copy)]
pub struct Layout<'l> {
    /// The colours, the width and the language.
    pub style: Style<'l>,
    /// The level of detail.
    pub detail: Detail,
    /// What distinguishes the groups of findings.
    pub grouping: Grouping,
    /// The greatest number of groups that are shown.
    pub top: usize,
}

/// The number of groups that are shown where no option gives the number.
pub const TOP: usize = 10;

/// The level of detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The gravest of the broken and unproven lineages.
    Usual,
    /// All lineages with findings: what `--new` reports is never reported again.
    Findings,
    /// All lineages.
    All,
}

/// The texts of lineages.
enum Shown {
    /// The gravest ones.
    Gravest(Details),
    /// All of them, the gravest first; without findings, last.
    All(BTreeMap<Gravity, Spool>),
}

impl<'l> Report<'l> {
    /// Returns an empty report.
    pub fn new(layout: Layout<'l>) -> Self {
        Report {
            layout,
            groups: Groups::new(layout.grouping),
            shown: match layout.detail {
                Detail::Usual => Shown::Gravest(Details::default()),
                Detail::Findings | Detail::All => Shown::All(BTreeMap::new()),
            },
            outside: Outside::default(),
            tally: opening::Lineages::default(),
            added: 0,
            without_authority: 0,
        }
    }

    /// Whether a lineage is summed up with others of its kind.
    fn sum_up(&mut self, judged: &Judged<'_>) -> bool {
        if self.outside.take(judged, self.layout) {
            return true;
        }
        let is_unmanaged =
            judged.without_authority.is_some() && self.layout.detail == Detail::Usual;
        self.without_authority += u64::from(is_unmanaged);
        is_unmanaged
    }

    /// Writes the lineages that are summed up, and how many others are not shown.
    fn rest(&self, shown: u64, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let style = self.layout.style;
        if self.outside.count() > 0 {
            writeln!(out, "{}", self.outside.text(style))?;
        }
        if self.without_authority > 0 {
            write!(out, "{}", unmanaged_clusters::text(frame, style))?;
        }
        match self.added - shown {
            0 => Ok(()),
            left => {
                let more = say!(
                    style,
                    "lineages-more",
                    "… and {count} more lineages with findings; -v shows all, --format json lists all",
                    count = grouped(left)
                );
                writeln!(out, "{more}\n")
            }
        }
    }
}

impl Form for Report<'_> {
    fn wanted(&self) -> Selection {
        match self.layout.detail {
            Detail::Usual | Detail::Findings => Selection::exceptions(),
            Detail::All => Selection::All,
        }
    }

    fn cited(&self) -> Cited {
        Cited::Places
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        if judged.findings.is_empty() && self.layout.detail != Detail::All {
            return Ok(());
        }
        self.tally.count(judged);
        if self.sum_up(judged) {
            return Ok(());
        }
        self.added += 1;
        let group = self.groups.add(judged);
        let text = || lineage(judged, self.layout.style);
        match &mut self.shown {
            Shown::Gravest(details) => {
                if let Some(group) = group {
                    details.add(group, judged, text);
                }
                Ok(())
            }
            Shown::All(spools) => {
                let gravity = Gravity::of(group.as_ref());
                let spool = spools.entry(gravity).or_insert_with(Spool::of_many);
                writeln!(spool, "{}", text())
            }
        }
    }

    fn end(mut self: Box<Self>, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let Layout { style, top, .. } = self.layout;
        write!(out, "{}", opening::text(frame, &self.tally, style))?;
        if self.added > 1 {
            write!(out, "{}", finding_groups::text(&self.groups, top, style))?;
        }
        let shown = std::mem::replace(&mut self.shown, Shown::Gravest(Details::default()));
        let shown = match shown {
            Shown::Gravest(details) => {
                let texts = details.texts();
                texts.iter().try_for_each(|it| writeln!(out, "{it}"))?;
                texts.len() as u64
            }
            Shown::All(spools) => {
                spools.into_values().try_for_each(|it| it.pour(out))?;
                self.added
            }
        };
        self.rest(shown, frame, out)?;
        unread(frame, self.layout.style, out)?;
        rejected(frame, self.layout.style, out)?;
        read(frame, self.layout, out)?;
        logs(frame, style, out)?;
        policy(frame, self.layout, out)?;
        compared(frame, style, out)?;
        summary(frame, style, out)
    }
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

/// The style of texts that are a part of another form: English and UTC, without colours.
pub(crate) const ENGLISH: Style<'static> = Style::new(Palette::Plain);

/// Returns counts as `131: 119 complete, 10 unproven, 2 broken`.
pub(super) fn parts(counts: &BTreeMap<Verdict, u64>, verdicts: &[Verdict], style: Style) -> String {
    let part = |verdict: &Verdict| {
        let count = counts.get(verdict).copied().unwrap_or(0);
        let text = words::counted(count, *verdict, style);
        if count == 0 {
            text
        } else {
            style.verdict(*verdict, &text)
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
