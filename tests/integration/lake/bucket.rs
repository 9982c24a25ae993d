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

/// Prints the splits of the bucket that have no facts.
fn plan(folder: &Folder, cloud: &Cloud, lake: &str) -> Ended {
    let size = ["--split-size", "3000"];
    let plan = ["facts", "--plan", "gs://logs/a", "--out", lake];
    with_bucket(folder, cloud, &[plan.as_slice(), &size].concat())
}

/// Reads splits, as `facts --plan` prints them.
fn read_splits(folder: &Folder, cloud: &Cloud, lake: &str, splits: &str) -> Ended {
    let splits: Vec<&str> = splits.lines().collect();
    with_bucket(
        folder,
        cloud,
        &[&["facts", "--out", lake], splits.as_slice()].concat(),
    )
}

#[test]
fn a_lake_of_a_bucket_gives_the_report_of_ingest() {
    let cloud = cloud();
    let (ingested, loaded) = (Folder::new(), Folder::new());
    bucket(&ingested, &cloud, &["ingest", "gs://logs/a"]);

    let planned = plan(&loaded, &cloud, "lake");
    assert_eq!(planned.status, 0, "{}", planned.err);
    assert!(planned.out.lines().count() > 6, "{}", planned.out);
    let read = read_splits(&loaded, &cloud, "lake", &planned.out);
    assert_eq!(read.status, 0, "{}", read.err);
    let filled = bucket(&loaded, &cloud, &["load", "lake"]);
    assert_eq!(filled.status, 0, "{}", filled.err);
    let (loaded, ingested) = (scanned(&loaded), scanned(&ingested));
    assert!(loaded == ingested, "{loaded}\n---\n{ingested}");
}

#[test]
fn a_lake_in_a_bucket_gives_the_report_of_ingest() {
    let cloud = cloud();
    let (ingested, loaded) = (Folder::new(), Folder::new());
    bucket(&ingested, &cloud, &["ingest", "gs://logs/a"]);

    let lake = "gs://logs/lakes/first";
    let planned_there = plan(&loaded, &cloud, lake);
    assert_eq!(planned_there.status, 0, "{}", planned_there.err);
    let early = bucket(&loaded, &cloud, &["load", lake]);
    assert_eq!(early.status, 2);
    assert!(early.err.contains("have no facts"), "{}", early.err);
    for split in planned_there.out.lines() {
        let elsewhere = Folder::new(); // nothing but the bucket is shared
        let read = read_splits(&elsewhere, &cloud, lake, split);
        assert_eq!(read.status, 0, "{}", read.err);
    }
    assert_eq!(plan(&loaded, &cloud, lake).out, "");
    let folds = with_bucket(&loaded, &cloud, &["fold", "--plan", lake]);
    assert!(!folds.out.is_empty(), "{}", folds.err);
    let folded = with_bucket(&Folder::new(), &cloud, &["fold", lake]);
    assert_eq!(folded.status, 0, "{}", folded.err);
    assert_eq!(
        with_bucket(&loaded, &cloud, &["fold", "--plan", lake]).out,
        ""
    );
    let filled = bucket(&loaded, &cloud, &["load", lake]);
    assert_eq!(filled.status, 0, "{}", filled.err);
    let (loaded, ingested) = (scanned(&loaded), scanned(&ingested));
    assert!(loaded == ingested, "{loaded}\n---\n{ingested}");
}

#[test]
fn an_object_that_changed_after_the_plan_is_not_read() {
    let (folder, cloud) = (Folder::new(), cloud());
    let planned = plan(&folder, &cloud, "lake");
    cloud.put("a/gke.ndjson", "other lines of other logs\n");
    let read = read_splits(&folder, &cloud, "lake", &planned.out);
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
    let planned = plan(&folder, &cloud, "lake");
    cloud.set(Mood::Cutting("more"));
    let read = read_splits(&folder, &cloud, "lake", &planned.out);
    assert_eq!(read.status, 2, "{}", read.err);
    let again = plan(&folder, &cloud, "lake");
    assert!(again.out.contains("more.ndjson"), "{}", again.out);
}
