//! Tokens of outside identity providers in the text report: one group, as users log in every day and no single token
//! needs attention.

use super::escape::Safe;
use super::{Detail, Layout, MOST, Style, used, words};
use crate::language::say::say;
use crate::model::finding::{Code, Verdict, Weight};
use crate::scan::Judged;

/// The largest number of tokens that are named.
const NAMED: usize = 10;

/// The tokens of outside identity providers so far.
#[derive(Default)]
pub(in crate::report) struct Outside {
    count: u64,
    named: Vec<String>,
    why: String,
}

impl Outside {
    /// Takes a lineage that is such a token without other findings. Returns whether it was one.
    pub(in crate::report) fn take(&mut self, judged: &Judged<'_>, layout: Layout) -> bool {
        let is_alone = judged
            .findings
            .iter()
            .all(|it| it.code == Code::ForeignToken);
        let Some(finding) = judged.findings.first().filter(|_| is_alone) else {
            return false;
        };
        self.count += 1;
        let style = layout.style;
        self.why = format!(
            "{} {}: {}",
            words::weight(finding.weight, style),
            finding.code,
            style.translate(&finding.message)
        );
        let most = match layout.detail {
            Detail::Usual => NAMED,
            Detail::Findings | Detail::All => usize::MAX,
        };
        if self.named.len() < most.min(MOST * MOST) {
            self.named.push(named(judged, layout.style));
        }
        true
    }

    pub(in crate::report) fn count(&self) -> u64 {
        self.count
    }

    /// Returns the text of the group; empty where there are no such tokens.
    pub(in crate::report) fn text(&self, style: Style) -> String {
        if self.count == 0 {
            return String::new();
        }
        let word = words::padded(&words::heading(Verdict::Unproven, style), 9);
        let word = style.verdict(Verdict::Unproven, &word);
        let tokens = match self.count {
            1 => say!(
                style,
                "outside-one",
                "1 token of outside identity providers"
            ),
            count => say!(
                style,
                "outside-many",
                "{count} tokens of outside identity providers",
                count
            ),
        };
        let mut text = format!("{word}{tokens}\n");
        text.extend(self.named.iter().map(String::as_str));
        let left = self.count - self.named.len() as u64;
        if left > 0 {
            let more = say!(
                style,
                "outside-more",
                "… and {count} more; --format json lists all",
                count = left
            );
            text += &format!("  {more}\n");
        }
        let why = style.wrapped(&self.why, "  ", "    ");
        let (head, rest) = why.split_once(": ").unwrap_or((&why, ""));
        let head = head.trim_start();
        text + &format!("  {}: {rest}", style.paint(Weight::Gap, head))
    }
}

/// Returns one line of the group.
fn named(judged: &Judged<'_>, style: Style) -> String {
    let subject = judged.lineage.subject.text();
    let uses = judged.lineage.uses();
    let uses = uses.map(|it| used(it, style)).unwrap_or_default();
    let answers = judged.suppressed_by.values().next();
    let answer = answers.map(|it| format!(", {}", words::suppressed(it.suppression, style)));
    let answer = answer.unwrap_or_default();
    style.wrapped(&format!("{} {uses}{answer}", Safe(&subject)), "  ", "    ")
}
