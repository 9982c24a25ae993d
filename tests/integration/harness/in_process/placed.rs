//! The lineages of a scan with their places.

use credtrail::receipts::use_receipts::Cited;
use credtrail::scan;

use super::Auditor;
use super::judges::{Asked, judge_by};

/// A lineage that a scan shows.
pub struct Placed {
    pub key: scan::OrderKey,
    pub subject: String,
    /// The summary of this lineage alone.
    pub summary: scan::Summary,
}

impl Auditor {
    /// Returns the result of a scan with these settings: the summary, and every lineage in the order in which the scan shows lineages.
    pub fn placed_by(
        &self,
        asked: &Asked,
        wanted: scan::Selection,
    ) -> (scan::Summary, Vec<Placed>) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge_by(asked, &mut store).await.expect("a judge");
            let mut shown = Vec::new();
            let mut add = |judged: &scan::Judged<'_>| {
                let mut summary = scan::Summary::default();
                summary.count(judged);
                shown.push(Placed {
                    key: judged.order.clone().expect("a place"),
                    subject: judged.lineage.subject.text(),
                    summary,
                });
                Ok::<_, credtrail::store::Error>(())
            };
            let (window, cited) = (asked.window, Cited::Places);
            let summary = scan::scan(&mut store, &judge, window, wanted, cited, &mut add);
            (summary.expect("a scan"), shown)
        })
    }
}
