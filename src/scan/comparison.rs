//! The comparison of two policies: the lineages whose verdicts differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::check;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Finding, Verdict};
use crate::scan::Judged;

/// The greatest number of flips that a comparison lists. Further flips are only counted.
const MOST: usize = 10_000;

/// A lineage whose verdict differs between two policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The subject of the lineage, as reports name it.
    pub subject: String,
    /// The kind of the subject, as reports name it.
    pub kind: &'static str,
    /// The verdict by the other policy.
    pub from: Verdict,
    /// The verdict by the policy of the scan.
    pub to: Verdict,
    /// The codes of findings by one of the two policies only.
    pub because: BTreeSet<Code>,
}

/// All flips of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The number of flips, by the verdicts before and after.
    pub counts: BTreeMap<(Verdict, Verdict), u64>,
    /// The first flips, in the order of the scan.
    pub flips: Vec<Flip>,
}

impl Comparison {
    /// Adds one lineage, which was judged by the policy of the scan. `other` judges the lineage by the other policy.
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
