//! The parts of the road one by one: cutting lines, reading each log, digests, taking in, judging.
//!
//! `cargo bench` measures them; `cargo test --bench parts` runs each once.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use credtrail::ingest::input::Input;
use credtrail::ingest::pipeline;
use credtrail::ingest::stream::Progress;
use credtrail::judge::context::{Judge, Moment};
use credtrail::log::Reader;
use credtrail::log::framing::splitter::{Batch, Splitter};
use credtrail::model::entry::Source;
use credtrail::model::window::Window;
use credtrail::policy::service_agents::Callers;
use credtrail::receipts::use_receipts::Cited;
use credtrail::scan::{Judged, Selection, scan};
use credtrail::store::{Durability, Store};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// Lines of each log in one batch.
const LINES: usize = 200;

/// Tokens in a database.
const TOKENS: usize = 2_000;

/// One line of a scenario.
fn line(scenario: &str, log: &str, wanted: &str) -> String {
    let path = format!(
        "{}/fixtures/{scenario}/logs/{log}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(path).expect("fixtures are part of the project");
    let line = text.lines().find(|it| it.contains(wanted));
    line.expect("the scenario has such a line").to_owned()
}

/// A request with a body of 1.5 KB.
fn request() -> String {
    let body: String = (0..20)
        .map(|it| {
            format!(
                r#"{{"name":"SETTING_{it}","value":"{}"}},"#,
                "5a".repeat(it)
            )
        })
        .collect();
    let body = format!(
        r#""request":{{"kind":"Pod","spec":{{"containers":[{{"env":[{}],"name":"c"}}]}}}},"resourceName""#,
        body.trim_end_matches(',')
    );
    line("complete-jwt", "k8s.ndjson", "credential-id").replacen("\"resourceName\"", &body, 1)
}

fn repeated(line: &str) -> String {
    format!("{line}\n").repeat(LINES)
}

fn batch(text: &str) -> Batch {
    let batch = Splitter::new(text.as_bytes()).next_batch();
    batch
        .expect("memory does not fail")
        .expect("there are lines")
}

fn split(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        let mut splitter = Splitter::new(text.as_bytes());
        while let Ok(Some(batch)) = splitter.next_batch() {
            splitter.recycle(black_box(batch));
        }
    });
}

fn read(bencher: Bencher<'_, '_>, line: &str) {
    let text = repeated(line);
    let (batch, reader) = (batch(&text), Reader::default());
    bencher
        .counter(ItemsCount::new(batch.items.len()))
        .counter(BytesCount::of_str(&text))
        .bench(|| reader.read(black_box(&batch)));
}

#[divan::bench]
fn split_lines(bencher: Bencher<'_, '_>) {
    split(bencher, &repeated(&request()));
}

#[divan::bench]
fn split_array(bencher: Bencher<'_, '_>) {
    let item: serde_json::Value = serde_json::from_str(&request()).expect("a line is JSON");
    let text = serde_json::to_string_pretty(&vec![item; LINES]).expect("JSON can be written");
    split(bencher, &text);
}

#[divan::bench]
fn read_kubernetes(bencher: Bencher<'_, '_>) {
    read(bencher, &request());
}

#[divan::bench]
fn read_raw_events(bencher: Bencher<'_, '_>) {
    read(
        bencher,
        &line("shape-raw-events", "k8s.ndjson", "credential-id"),
    );
}

#[divan::bench]
fn read_gke(bencher: Bencher<'_, '_>) {
    read(
        bencher,
        &line("complete-jwt", "gke.ndjson", "SignServiceAccountJWT"),
    );
}

#[divan::bench]
fn read_ca_service(bencher: Bencher<'_, '_>) {
    read(
        bencher,
        &line("complete-x509", "ca-service.ndjson", "CreateCertificate"),
    );
}

#[divan::bench]
fn read_kms(bencher: Bencher<'_, '_>) {
    read(
        bencher,
        &line("complete-jwt", "kms.ndjson", "AsymmetricSign"),
    );
}

#[divan::bench(args = ["hex", "base64"])]
fn digest(bencher: Bencher<'_, '_>, notation: &str) {
    let text = match notation {
        "hex" => "5a".repeat(32),
        _ => "WlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=".to_owned(),
    };
    bencher.bench(|| black_box(&text).parse::<credtrail::model::identifier::ToBeSigned>());
}

#[divan::bench]
fn receipt(bencher: Bencher<'_, '_>) {
    let line = request();
    bencher
        .counter(BytesCount::of_str(&line))
        .bench(|| Sha256::digest(black_box(&line)));
}

/// Logs of tokens that are all complete, and a place for databases.
struct Logs {
    directory: TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Logs {
    fn write() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let scenario = |log: &str, wanted: &str| line("complete-jwt", log, wanted);
        let (used, issued, signed) = (
            scenario("k8s.ndjson", "credential-id"),
            scenario("gke.ndjson", "SignServiceAccountJWT"),
            scenario("kms.ndjson", "AsymmetricSign"),
        );
        let digest = text_after(&issued, "\"toBeSignedDigest\":\"");
        let token = text_after(&issued, "JTI=");
        let text: String = (0..TOKENS)
            .flat_map(|number| {
                let (own, id) = (format!("{number:064x}"), format!("token-{number}"));
                [&used, &issued, &signed]
                    .map(|line| line.replace(&digest, &own).replace(&token, &id) + "\n")
            })
            .collect();
        fs::write(directory.path().join("logs.ndjson"), text).expect("a file can be written");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Logs {
            directory,
            runtime: runtime.expect("a runtime"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn take_in(&self, database: &Path) -> Store {
        let input = Input::named(self.path("logs.ndjson"));
        self.runtime.block_on(async {
            let mut store = Store::open(database, Durability::Throwaway)
                .await
                .expect("a database");
            let (reader, progress) = (Reader::default(), Progress::default());
            let ingested = pipeline::ingest(&input, &reader, &mut store, &progress).await;
            ingested.expect("logs can be read");
            store
        })
    }
}

fn text_after(line: &str, key: &str) -> String {
    let (_, rest) = line.split_once(key).expect("the line has this key");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[divan::bench(sample_count = 10)]
fn take_in(bencher: Bencher<'_, '_>) {
    let logs = Logs::write();
    let mut number = 0;
    bencher
        .counter(ItemsCount::new(3 * TOKENS))
        .bench_local(|| {
            number += 1;
            logs.take_in(&logs.path(&number.to_string()))
        });
}

#[divan::bench(sample_count = 10, args = [Selection::exceptions(), Selection::All])]
fn judge(bencher: Bencher<'_, '_>, wanted: &Selection) {
    let logs = Logs::write();
    let mut store = logs.take_in(&logs.path("judged"));
    let judge = logs.runtime.block_on(async {
        Judge {
            coverage: store.coverage().await.expect("coverage"),
            rejected: Vec::new(),
            services: store.services().await.expect("services").all,
            services_of_authorities: Vec::new(),
            callers: Callers::of(
                &store.callers().await.expect("callers"),
                &Default::default(),
                &Default::default(),
            ),
            certificate_status: Default::default(),
            without: [Source::CaService].into(),
            expectations: Default::default(),
            moment: Moment::Afterwards,
        }
    });
    bencher.counter(ItemsCount::new(TOKENS)).bench_local(|| {
        let everything = Window::default();
        let show = &mut |_: &Judged<'_>| Ok::<_, credtrail::store::Error>(());
        scan(
            &mut store,
            &judge,
            everything,
            wanted.clone(),
            Cited::Places,
            show,
        )
        .expect("a summary")
    });
}
