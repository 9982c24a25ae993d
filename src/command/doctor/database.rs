//! Why lineages of a database are unproven: a scan of all of it, which is not recorded.

use std::path::Path;

use credtrail::doctor::observation::Observation;
use credtrail::doctor::unproven::Reasons;
use credtrail::judge::context::{Judge, Moment};
use credtrail::judge::request::JudgeRequest;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::receipts::use_receipts::Cited;
use credtrail::scan::{Judged, Selection};
use credtrail::store::Store;
use jiff::Timestamp;

/// Judges everything in a database, and counts the reasons of what is unproven.
pub async fn ask(path: &Path, policy: Policy) -> anyhow::Result<Vec<Observation>> {
    let mut store = Store::read(path).await?;
    store.begin_snapshot().await?;
    let now = Timestamp::now();
    let request = JudgeRequest::new(policy, Moment::Now(now), now);
    let judge = Judge::load(&mut store, request).await?;
    let mut reasons = Reasons::default();
    let summary = credtrail::scan::scan(
        &mut store,
        &judge,
        Window::default(),
        Selection::exceptions(),
        Cited::Places,
        &mut |judged: &Judged<'_>| {
            reasons.add(judged);
            anyhow::Ok(())
        },
    )?;
    store.end_snapshot().await?;
    reasons.of_all(&summary);
    Ok(reasons.observations(&path.display().to_string()))
}
