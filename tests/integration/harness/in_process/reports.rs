//! Reports on all that is in a database.

use std::path::Path;

use credtrail::judge::context::Judge;
use credtrail::model::entry::Source;
use credtrail::model::finding::Verdict;
use credtrail::model::window::Window;
use credtrail::receipts::use_receipts::Cited;
use credtrail::report::text::Detail;
use credtrail::report::{Form, ReportContext, json};
use credtrail::scan;
use credtrail::store::Store;
use serde_json::Value;
use tokio::runtime::Builder;

use super::Auditor;
use super::judges::judge;

impl Auditor {
    /// Returns the JSON report on all lineages.
    pub fn report(&self) -> Value {
        serde_json::from_slice(&self.report_bytes()).expect("a JSON report")
    }

    /// Returns the bytes of the JSON report on all lineages.
    pub fn report_bytes(&self) -> Vec<u8> {
        self.report_by(|_| ())
    }

    /// Returns the report of a judge that `tell` has changed.
    pub fn report_by(&self, tell: impl FnOnce(&mut Judge)) -> Vec<u8> {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let mut judge = judge(&mut store).await.expect("a judge");
            tell(&mut judge);
            let mut report = Box::new(json::Report::new(Detail::Usual));
            let mut add = |judged: &scan::Judged<'_>| {
                report.add(judged, &mut std::io::sink()).expect("memory");
                Ok::<_, credtrail::store::Error>(())
            };
            let (everything, wanted) = (Window::default(), scan::Selection::All);
            let summary = scan::scan(
                &mut store,
                &judge,
                everything,
                wanted,
                Cited::Lines,
                &mut add,
            );
            let summary = summary.expect("a scan");
            let mut bytes = Vec::new();
            let frame = frame(&mut store, judge, summary).await.expect("a frame");
            report.end(&frame, &mut bytes).expect("memory");
            bytes
        })
    }
}

/// The report of a scan that reads one state of a database, while something else happens before each of its questions and at each lineage.
pub fn report_beside(
    database: &Path,
    wanted: scan::Selection,
    meanwhile: &mut dyn FnMut(),
) -> Vec<u8> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut store = Store::read(database).await.expect("a database");
        store.begin_snapshot().await.expect("a state");
        meanwhile();
        let judge = judge(&mut store).await.expect("a judge");
        meanwhile();
        let mut report = Box::new(json::Report::new(Detail::Usual));
        let mut add = |judged: &scan::Judged<'_>| {
            meanwhile();
            report.add(judged, &mut std::io::sink()).expect("memory");
            Ok::<_, credtrail::store::Error>(())
        };
        let summary = scan::scan(
            &mut store,
            &judge,
            Window::default(),
            wanted,
            Cited::Lines,
            &mut add,
        );
        let frame = frame(&mut store, judge, summary.expect("a scan")).await;
        store.end_snapshot().await.expect("a state that ends");
        let mut bytes = Vec::new();
        report
            .end(&frame.expect("a frame"), &mut bytes)
            .expect("memory");
        bytes
    })
}

async fn frame(
    store: &mut Store,
    judge: Judge,
    summary: scan::Summary,
) -> Result<ReportContext, credtrail::store::Error> {
    let is_unread = |source: &Source| !judge.coverage.touches(*source, None, None);
    Ok(ReportContext {
        policy: None,
        unread: Source::LOGS.into_iter().filter(is_unread).collect(),
        ..ReportContext::of(&judge, summary, store).await?
    })
}

/// Returns the subjects of a report with this verdict.
pub fn subjects(report: &Value, verdict: Verdict) -> std::collections::BTreeSet<String> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let found = lineages.filter(|lineage| lineage["verdict"] == verdict.as_str());
    found
        .map(|lineage| lineage["subject"].as_str().expect("a subject").to_owned())
        .collect()
}

/// Returns the report on one file with these lines.
pub fn report_on(lines: &[String]) -> Value {
    let auditor = Auditor::new();
    auditor.read(&[("all.ndjson".to_owned(), lines.to_vec())]);
    auditor.report()
}
