//! Many silences of one log.

use jiff::{SignedDuration, Timestamp};

use super::attacks::{digest, issued, lines, signed, token};
use super::{auditor, grows_in_proportion, steps};
use crate::harness::in_process::Auditor;

/// The lines of Cloud KMS and of GKE: every six hours Cloud KMS records four signatures within an hour, and GKE claims those and three that
/// Cloud KMS should have recorded.
pub fn hole_entries(count: usize) -> [Vec<String>; 2] {
    let start: Timestamp = "2020-01-01T00:00:00Z".parse().expect("a time");
    let at = |minute: usize| {
        let minutes = i64::try_from(minute).expect("a small number");
        (start + SignedDuration::from_mins(minutes)).to_string()
    };
    let minutes = |of: &'static [usize]| {
        (0..=count).flat_map(move |it| of.iter().map(move |minute| 360 * it + minute))
    };
    let timed = |mut entry: serde_json::Value, minute| {
        entry["timestamp"] = at(minute).into();
        entry
    };
    let kms = minutes(&[0, 20, 40, 60]).map(|it| timed(signed(it, &digest(it)), it));
    let gke = minutes(&[0, 20, 40, 60, 150, 200, 250]);
    let gke = gke.map(|it| timed(issued(it, &token(it), &digest(it)), it));
    [lines(kms), lines(gke)]
}

fn with_holes(count: usize) -> Auditor {
    let [kms, gke] = hole_entries(count);
    auditor(&[("kms.ndjson", kms), ("gke.ndjson", gke)])
}

#[test]
fn each_hole_is_listed_once() {
    let holes = |size| {
        with_holes(size).report()["holes"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!((holes(50), holes(200)), (50, 200));
    for query in ["coverage.sql", "recorded.sql"] {
        grows_in_proportion(50, |size| steps(&with_holes(size), query, &[]));
    }
}
