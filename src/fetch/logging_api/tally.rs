//! Counts of a pull of one log.

use jiff::Timestamp;

use super::page::{Access, Fetched, Page};
use crate::model::entry::Source;
use crate::store::rows::load::Counts;

/// Counts of a pull of one log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of pages.
    pub pages: u64,
    /// The number of entries in the pages.
    pub entries: u64,
    /// The counts of the entries' ingestion.
    pub counts: Counts,
    /// The time of the oldest entry of the log itself. The query of a log returns entries of other logs too: revocations with
    /// those of CA Service, configurations of clusters with those of GKE.
    pub oldest: Option<Timestamp>,
    /// The number of Data Access entries, which only a caller with permission receives.
    pub data: u64,
    /// The time of the newest entry of the log itself.
    pub newest: Option<Timestamp>,
}

impl Tally {
    pub(super) fn add_page(&mut self, page: &Page, source: Source) {
        self.pages += 1;
        self.entries += page.entries.len() as u64;
        let data = page.entries.iter().filter(|it| it.access == Access::Data);
        self.data += data.count() as u64;
        let is_own = |it: &&Fetched| it.access.shows(source);
        let moments = || page.entries.iter().filter(is_own).map(|it| it.at);
        self.oldest = self.oldest.into_iter().chain(moments()).min();
        self.newest = self.newest.into_iter().chain(moments()).max();
    }

    pub(super) fn add_counts(&mut self, counts: Counts) {
        self.counts.read += counts.read;
        self.counts.relevant += counts.relevant;
        self.counts.duplicate += counts.duplicate;
        self.counts.rejected += counts.rejected;
        self.counts.unreadable_bodies += counts.unreadable_bodies;
    }
}
