//! Facts of the objects of a bucket.

use crate::bucket::{bucket, logs, with_bucket};
use crate::harness::bucket_server::{Cloud, Mood};
use crate::harness::cli::{Ended, scanned};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::compressed;

/// A bucket with lines, compressed lines and evidence.
fn cloud() -> Cloud {
    let cloud = Cloud::new();
    for (name, content) in logs() {
        cloud.put(&format!("a/{name}"), content);
    }
    let read = |name: &str| std::fs::read(fixture(name)).expect("a file");
    cloud.put(
        "a/authority.pem",
        read("papers-in-hand/logs/evidence/authority.pem"),
    );
    let more = read("missing-record/logs/gke.ndjson");
    cloud.put("a/more.ndjson", compressed::zstd(&more));
    cloud
}

const PLAN: [&str; 7] = [
    "facts",
    "--plan",
    "gs://logs/a",
    "--out",
    "lake",
    "--split-size",
    "3000",
];

/// Reads splits, as `facts --plan` prints them.
fn read_splits(folder: &Folder, cloud: &Cloud, splits: &str) -> Ended {
    let splits: Vec<&str> = splits.lines().collect();
    with_bucket(
        folder,
        cloud,
        &[&["facts", "--out", "lake"], splits.as_slice()].concat(),
    )
}

#[test]
fn a_lake_of_a_bucket_gives_the_report_of_ingest() {
    let cloud = cloud();
    let (ingested, loaded) = (Folder::new(), Folder::new());
    bucket(&ingested, &cloud, &["ingest", "gs://logs/a"]);

    let planned = with_bucket(&loaded, &cloud, &PLAN);
    assert_eq!(planned.status, 0, "{}", planned.err);
    assert!(planned.out.lines().count() > 6, "{}", planned.out);
    let read = read_splits(&loaded, &cloud, &planned.out);
    assert_eq!(read.status, 0, "{}", read.err);
    let filled = bucket(&loaded, &cloud, &["load", "lake"]);
    assert_eq!(filled.status, 0, "{}", filled.err);
    let (loaded, ingested) = (scanned(&loaded), scanned(&ingested));
    assert!(loaded == ingested, "{loaded}\n---\n{ingested}");
}

#[test]
fn an_object_that_changed_after_the_plan_is_not_read() {
    let (folder, cloud) = (Folder::new(), cloud());
    let planned = with_bucket(&folder, &cloud, &PLAN);
    cloud.put("a/gke.ndjson", "other lines of other logs\n");
    let read = read_splits(&folder, &cloud, &planned.out);
    assert_eq!(read.status, 2);
    assert!(
        read.err
            .contains("a/gke.ndjson is not what it was when it was listed"),
        "{}",
        read.err
    );
}

#[test]
fn a_download_that_breaks_off_leaves_the_split_without_facts() {
    let (folder, cloud) = (Folder::new(), cloud());
    let planned = with_bucket(&folder, &cloud, &PLAN);
    cloud.set(Mood::Cutting("more"));
    let read = read_splits(&folder, &cloud, &planned.out);
    assert_eq!(read.status, 2, "{}", read.err);
    let again = with_bucket(&folder, &cloud, &PLAN);
    assert!(again.out.contains("more.ndjson"), "{}", again.out);
}
