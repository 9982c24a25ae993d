//! The text report: broken lineages first, in 80 columns.

pub mod escape;
pub mod explanation;
mod frame;
mod lineage;
pub(crate) mod outside_tokens;
mod palette;
pub mod trace;
pub(crate) mod tree;
pub(crate) mod unmanaged_clusters;

use std::collections::BTreeMap;
use std::io::{self, Write};

use textwrap::Options;

use super::text::escape::Safe;
use super::text::outside_tokens::Outside;

use self::frame::{compared, logs, policy, read, rejected, summary, unread};
use self::lineage::finding;
pub use self::lineage::lineage;
pub(super) use self::lineage::{used, when};
pub use self::palette::Palette;
use super::{Form, ReportContext};
use crate::model::finding::Verdict;
use crate::policy::suppression::Suppression;
use crate::receipts::use_receipts::Cited;
use crate::scan::{Judged, Selection};

/// The width of the report, in columns.
pub(super) const WIDTH: usize = 80;

/// The largest number of lineages of one verdict that are shown; the JSON report has all.
pub(super) const MOST: usize = 100;

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

    fn cited(&self) -> Cited {
        Cited::Places
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
        unread(frame, out)?;
        rejected(frame, out)?;
        read(frame, self.palette, out)?;
        logs(frame, self.palette, out)?;
        policy(frame, self.palette, out)?;
        compared(frame, self.palette, out)?;
        summary(frame, self.palette, out)
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

/// Returns a paragraph in 80 columns.
pub(super) fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options) + "\n"
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
