//! Tokens of outside identity providers in the text report: one group, as users log in every day and no single token
//! needs attention.

use super::escape::Safe;
use super::{Detail, Layout, MOST, Style, answered, used};
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
        self.why = format!(
            "{} {}: {}",
            finding.weight.as_str(),
            finding.code,
            finding.message
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
        let word = format!("{:<9}", Verdict::Unproven.as_str().to_uppercase());
        let word = style.verdict(Verdict::Unproven, &word);
        let s = if self.count == 1 { "" } else { "s" };
        let mut text = format!(
            "{word}{} token{s} of outside identity providers\n",
            self.count
        );
        text.extend(self.named.iter().map(String::as_str));
        let left = self.count - self.named.len() as u64;
        if left > 0 {
            text += &format!("  … and {left} more; --format json lists all\n");
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
    let uses = judged.lineage.uses().map(used).unwrap_or_default();
    let answers = judged.suppressed_by.values().next();
    let answer = answers.map(|it| format!(", suppressed {}", answered(it.suppression)));
    let answer = answer.unwrap_or_default();
    style.wrapped(&format!("{} {uses}{answer}", Safe(&subject)), "  ", "    ")
}
