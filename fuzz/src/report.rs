//! From the bytes of a file to the reports on it.

use std::fs;
use std::io::{Cursor, sink};
use std::sync::LazyLock;

use credtrail::ingest::input::Input;
use credtrail::ingest::pipeline;
use credtrail::ingest::stream::Progress;
use credtrail::judge::context::{Judge, Moment};
use credtrail::judge::request::JudgeRequest;
use credtrail::log::Reader;
use credtrail::model::entry::Source;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::receipts::use_receipts::Cited;
use credtrail::report::text::Detail;
use credtrail::report::{Form, ReportContext, csv, json, ndjson};
use credtrail::scan::{self, Judged, Selection, Summary};
use credtrail::store::{Durability, Error, Store};
use jiff::Timestamp;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// Every report is what its form promises, and the JSON report, the JSON lines and their own sums say the same.
pub fn run(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db");
    fs::write(&path, &*EMPTY).expect("a file");
    let reports = runtime().block_on(async {
        let store = Store::open(&path, Durability::Throwaway).await;
        let mut store = store.expect("a database");
        if !is_read(data, &mut store).await {
            return None;
        }
        Some(reports(&mut store).await.expect("a database"))
    });
    if let Some(reports) = reports {
        check(&reports);
    }
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

/// The bytes of an empty database: to create one takes longer than everything else.
static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db");
    runtime().block_on(async {
        let store = Store::open(&path, Durability::Throwaway).await;
        let closed = store.expect("a database").close().await;
        closed.expect("a database that can be closed");
    });
    fs::read(&path).expect("a file")
});

async fn is_read(data: &[u8], store: &mut Store) -> bool {
    let input = Input::named("file");
    let stream = Box::new(Cursor::new(data.to_vec()));
    let (reader, progress) = (Reader::default(), Progress::default());
    let read = pipeline::ingest_stream(&input, stream, &reader, store, &progress).await;
    read.is_ok()
}

struct Reports {
    json: Vec<u8>,
    lines: Vec<u8>,
    table: Vec<u8>,
}

async fn reports(store: &mut Store) -> Result<Reports, Error> {
    let asked = JudgeRequest::new(Policy::default(), Moment::Afterwards, Timestamp::MAX);
    let judge = Judge::load(store, asked).await?;
    let mut json = Box::new(json::Report::new(Detail::All));
    let mut lines = Box::new(ndjson::Report::new(Detail::All));
    let mut table = Box::new(csv::Report::default());
    let mut reports = Reports {
        json: Vec::new(),
        lines: Vec::new(),
        table: Vec::new(),
    };
    let show = &mut |judged: &Judged<'_>| {
        json.add(judged, &mut sink()).expect("memory");
        lines.add(judged, &mut reports.lines).expect("memory");
        table.add(judged, &mut reports.table).expect("memory");
        Ok::<_, Error>(())
    };
    let summary = scan::scan(
        store,
        &judge,
        Window::default(),
        Selection::All,
        Cited::Lines,
        show,
    )?;
    let frame = frame(store, judge, summary).await?;
    json.end(&frame, &mut reports.json).expect("memory");
    lines.end(&frame, &mut reports.lines).expect("memory");
    table.end(&frame, &mut reports.table).expect("memory");
    Ok(reports)
}

async fn frame(store: &mut Store, judge: Judge, summary: Summary) -> Result<ReportContext, Error> {
    let is_unread = |source: &Source| !judge.coverage.touches(*source, None, None);
    Ok(ReportContext {
        findings: credtrail::check::findings_on_logs(&judge, Window::default()),
        unread: Source::LOGS.into_iter().filter(is_unread).collect(),
        ..ReportContext::of(&judge, summary, store).await?
    })
}

fn check(reports: &Reports) {
    for report in [&reports.json, &reports.lines, &reports.table] {
        let text = std::str::from_utf8(report).expect("UTF-8");
        let mut control = text.chars().filter(|it| it.is_control());
        assert!(control.all(|it| matches!(it, '\n' | '\r')), "{text}");
    }
    let report: Value = serde_json::from_slice(&reports.json).expect("JSON");
    let lines = reports.lines.split(|it| *it == b'\n');
    let lines = lines.filter(|it| !it.is_empty());
    let lines: Vec<Value> = lines
        .map(|it| serde_json::from_slice(it).expect("JSON"))
        .collect();
    let lineages = report["lineages"].as_array().expect("lineages");
    let (last, listed) = lines.split_last().expect("a line with the rest");
    assert_eq!(listed, lineages);
    let mut rest = report.clone();
    rest.as_object_mut().expect("an object").remove("lineages");
    assert_eq!(last, &rest);
    check_sums(&report, lineages);
}

fn check_sums(report: &Value, lineages: &[Value]) {
    let summary = &report["summary"];
    let is_signature = |it: &&Value| it["kind"] == "signature";
    let is_counted = |it: &&Value| !is_signature(it) && it["kind"] != "other";
    let credentials = lineages.iter().filter(is_counted);
    assert_eq!(summary["credentials"], credentials.clone().count());
    for verdict in ["complete", "unproven", "broken"] {
        let of_verdict = credentials.clone().filter(|it| it["verdict"] == verdict);
        assert_eq!(summary[verdict], of_verdict.count(), "{verdict}");
    }
    let signatures = lineages.iter().filter(is_signature).count();
    assert_eq!(summary["unclaimed_signatures"], signatures);
    let uses = lineages
        .iter()
        .map(|it| it["uses"]["count"].as_u64().unwrap_or(0));
    assert_eq!(summary["uses"], uses.sum::<u64>());
    let rejected = report["rejected"].as_array().expect("a list");
    assert_eq!(summary["lines"]["rejected"], rejected.len());
}
