//! The plan of a pull: a log and a window of time, and what is known once the entries came.

use jiff::{SignedDuration, Timestamp};

use super::audit_settings::OffPeriods;
use super::tally::Tally;
use super::target::Target;
use crate::coverage::api_windows::Pulled;
use crate::log::query::filter;
use crate::model::time::earlier;
use crate::store::rows::load::pulled::Answered;

/// The plan of a pull of one log.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The log.
    pub target: Target,
    /// The first moment of the window.
    pub from: Timestamp,
    /// The first moment after the window.
    pub to: Timestamp,
    /// When the pull started.
    pub asked: Timestamp,
    /// The longest time that entries take to arrive.
    pub overlap: SignedDuration,
    /// How long the log is known to keep its entries.
    pub kept: SignedDuration,
}

impl Plan {
    /// Returns the windows that are known once all entries before `reach` came, without the time before the log's retention, which began at
    /// `kept_from` when the entries came. Where an older entry came, the retention is longer. A log counts from the change that switched it on, also from one before the
    /// window, once any entry of the log came.
    pub(super) fn answered(
        &self,
        reach: Timestamp,
        kept_from: Timestamp,
        tally: &Tally,
        off: &OffPeriods,
    ) -> Answered {
        let reach = reach.min(self.to); // nothing behind the window was asked for, whatever came
        let oldest = tally.oldest;
        let kept = oldest.map_or(kept_from, |oldest| oldest.min(kept_from));
        let pulled = Pulled {
            from: self.from.max(kept),
            to: reach,
            settled: reach.min(earlier(self.asked, self.overlap)),
            oldest: tally.oldest.map(|it| off.on_since(it)),
            newest: tally.newest,
        };
        Answered {
            source: self.target.source,
            scope: self.target.scope(),
            pulled: off.cut(pulled),
        }
    }

    /// Returns the filter of the query, from a moment on.
    pub(super) fn filter(&self, from: Timestamp) -> String {
        let filter = filter::of(self.target.source, &self.target.project);
        filter.from_until(from, self.to).to_string()
    }
}
