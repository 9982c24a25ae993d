//! What to pull of one log, and what is known when it came.

use jiff::{SignedDuration, Timestamp};

use super::audit_settings::OffPeriods;
use super::tally::Tally;
use super::target::Target;
use crate::coverage::api_windows::Pulled;
use crate::log::query::filter;
use crate::model::time::earlier;
use crate::store::write::pulled::Answered;

/// What to pull of one log.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The log.
    pub target: Target,
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// When this is asked.
    pub asked: Timestamp,
    /// How long entries may take to arrive.
    pub overlap: SignedDuration,
    /// How long the log is known to keep its entries.
    pub kept: SignedDuration,
}

impl Plan {
    /// What is known when all entries before a moment came: not what the log no longer keeps. Where an older entry came, it keeps
    /// them longer.
    pub(super) fn answered(&self, reach: Timestamp, tally: &Tally, off: &OffPeriods) -> Answered {
        let kept = earlier(self.asked, self.kept);
        let kept = tally.oldest.map_or(kept, |oldest| oldest.min(kept));
        let pulled = Pulled {
            from: self.from.max(kept),
            to: reach,
            settled: reach.min(earlier(self.asked, self.overlap)),
            oldest: tally.oldest,
            newest: tally.newest,
        };
        Answered {
            source: self.target.source,
            scope: self.target.scope(),
            pulled: off.cut(pulled),
        }
    }

    /// The question, from a moment on.
    pub(super) fn filter(&self, from: Timestamp) -> String {
        let filter = filter::of(self.target.source, &self.target.project);
        filter.from_until(from, self.to).to_string()
    }
}
