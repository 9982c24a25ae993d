//! What another policy would change: which verdicts would flip.

use std::collections::{BTreeMap, BTreeSet};

use crate::check;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Finding, Verdict};
use crate::scan::Judged;

/// Flips that are listed; beyond that they are counted.
const MOST: usize = 10_000;

/// A lineage whose verdict would be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The subject in reports.
    pub subject: String,
    /// Its kind in reports.
    pub kind: &'static str,
    /// The verdict by the policy that is compared with.
    pub from: Verdict,
    /// The verdict by the policy of the scan.
    pub to: Verdict,
    /// Findings by one of the two policies and not by the other.
    pub because: BTreeSet<Code>,
}

/// All flips of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How many there are, from one verdict to another.
    pub counts: BTreeMap<(Verdict, Verdict), u64>,
    /// The first of them, in the order of the scan.
    pub flips: Vec<Flip>,
}

impl Comparison {
    /// Takes one lineage, judged by the policy of the scan; `other` judges by the one that is compared with.
    pub fn add(&mut self, judged: &Judged<'_>, other: &Judge) {
        let before = check::findings(&judged.lineage, other);
        let (from, to) = (Verdict::of(&before), judged.verdict());
        if from == to {
            return;
        }
        *self.counts.entry((from, to)).or_default() += 1;
        if self.flips.len() < MOST {
            self.flips.push(Flip {
                subject: judged.lineage.subject.text(),
                kind: judged.kind.as_str(),
                from,
                to,
                because: codes(&before)
                    .symmetric_difference(&codes(&judged.findings))
                    .copied()
                    .collect(),
            });
        }
    }
}

fn codes(findings: &[Finding]) -> BTreeSet<Code> {
    findings.iter().map(|it| it.code).collect()
}
