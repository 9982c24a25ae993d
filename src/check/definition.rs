//! What a check is: the type of which every file of the room exports one constant.

use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::PlainChain;
use crate::model::window::Window;

/// A check: the question behind one code of finding.
#[derive(Debug)]
pub struct Check {
    /// The code of the check's findings.
    pub code: Code,
    /// The weights that the check's findings can have, the lightest first.
    pub weights: &'static [Weight],
    /// The text of `credtrail explain` on the code.
    pub explanation: Explanation,
    /// The function that finds.
    pub(in crate::check) run: Run,
    /// Whether the check can fire on a plain chain.
    pub(in crate::check) on_plain_chain: OnPlainChain,
}

/// The function of a check, by what the function looks at.
#[derive(Debug)]
pub(in crate::check) enum Run {
    /// The function looks at one lineage.
    OnLineage(fn(&Lineage<'_>, &Judge) -> Vec<Finding>),
    /// The function looks at the logs within a window, once a scan.
    OnLogs(fn(&Judge, Window) -> Vec<Finding>),
}

/// Whether a check can fire on the lineage of a [`PlainChain`]. "Can" errs on one side only: where a check would fire, the answer is yes.
#[derive(Debug)]
pub(in crate::check) enum OnPlainChain {
    /// The check fires on no plain chain, by the definition of [`PlainChain`].
    NeverFires,
    /// The check fires on a plain chain only if this function returns true. Then the scan judges the lineage in full. A function that always
    /// returns true is right for every check, and makes every scan slow.
    FiresOnlyIf(fn(&PlainChain, &Judge) -> bool),
}

impl Check {
    /// Whether there are plain chains on which the check fires.
    pub fn can_fire_on_plain_chains(&self) -> bool {
        matches!(self.on_plain_chain, OnPlainChain::FiresOnlyIf(_))
    }
}
