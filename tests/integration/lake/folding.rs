//! Folding changes nothing but what is loaded: the database is that of `ingest`, and the bytes do not depend on how it was folded.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use credtrail::lake::error::Error;
use credtrail::lake::fold::Folding;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::harness::in_process::Auditor;
use crate::simulation::faults::oddities;
use crate::simulation::files::fixture;
use crate::simulation::plan::plans;

/// Everything of a day at once, as programs fold.
const AT_ONCE: Folding = Folding {
    slice_rows: 1_000,
    pass_rows: 1_000,
};

/// Lines of an odd world, some of them twice, over four files.
fn worlds() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let lines = (plans(0..=3), oddities()).prop_map(|(plan, oddities)| {
        let world = plan.odd_world(&oddities);
        plan.lines_of(&world)
    });
    let again = proptest::collection::vec(any::<Index>(), 0..40);
    (lines, again, any::<[Index; 3]>()).prop_map(|(mut lines, again, ends)| {
        for which in again {
            let (from, to) = (which.index(lines.len()), which.index(lines.len() + 1));
            lines.insert(lines.len() - to, lines[from].clone());
        }
        let mut ends = ends.map(|it| it.index(lines.len() + 1));
        ends.sort_unstable();
        let parts = [
            &lines[..ends[0]],
            &lines[ends[0]..ends[1]],
            &lines[ends[1]..ends[2]],
            &lines[ends[2]..],
        ];
        let bytes = parts.map(|it| it.iter().map(|it| format!("{it}\n")).collect::<String>());
        bytes.map(String::into_bytes).to_vec()
    })
}

fn named(files: &[Vec<u8>]) -> Vec<(&'static str, Vec<u8>)> {
    let names = ["a.ndjson", "b.ndjson", "c.ndjson", "d.ndjson"];
    names.into_iter().zip(files.iter().cloned()).collect()
}

/// The files that are read before a fold, in groups, and what is folded at once.
fn trees() -> impl Strategy<Value = (Vec<usize>, Folding, u64)> {
    let groups = prop_oneof![
        Just(vec![4]),
        Just(vec![1, 3]),
        Just(vec![2, 2]),
        Just(vec![1, 1, 1, 1]),
        Just(vec![3, 1]),
    ];
    let folding = (1_u64..60, 1_u64..60).prop_map(|(slice_rows, pass_rows)| Folding {
        slice_rows,
        pass_rows,
    });
    (groups, folding, prop_oneof![500_u64..4_000, Just(1 << 20)])
}

/// Plans, reads and folds group by group. `after` is called behind each fold.
fn folded(
    files: &[(&str, Vec<u8>)],
    groups: &[usize],
    folding: Folding,
    size: u64,
    after: &dyn Fn(&Auditor),
) -> Auditor {
    let auditor = Auditor::new();
    let mut planned = 0;
    for group in groups {
        let files = &files[planned..planned + group];
        let splits = auditor.plan(files, size).expect("a plan");
        auditor.read_splits(splits).expect("facts");
        auditor.fold(folding).expect("folds");
        after(&auditor);
        planned += group;
    }
    auditor
}

/// What the folds of all inputs left: the bytes of each table that stands for the most.
fn left(auditor: &Auditor) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in tables(auditor) {
        let name = path.display().to_string();
        let name = name.rsplit_once("folded/").expect("a name").1.to_owned();
        found.insert(name, fs::read(&path).expect("a table"));
    }
    found
}

fn tables(auditor: &Auditor) -> Vec<PathBuf> {
    let folder = auditor.lake().address().join("folded");
    let Ok(days) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let days = days.map(|it| it.expect("a day").path());
    let files = days.flat_map(|it| fs::read_dir(it).expect("a folder"));
    files.map(|it| it.expect("a file").path()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_folded_lake_fills_the_database_of_ingest(files in worlds(), (groups, folding, size) in trees()) {
        let files = named(&files);
        let ingested = Auditor::new();
        ingested.read_bytes(&files);
        let plain = folded(&files, &[4], folding, size, &|_| ());
        plain.load().expect("a database");
        let grown = folded(&files, &groups, folding, size, &|_| ());
        grown.load().expect("a database");
        let step_by_step = folded(&files, &groups, folding, size, &|it| it.load().expect("a database"));
        let expected = ingested.nameless_report();
        for auditor in [plain, grown, step_by_step] {
            let report = auditor.nameless_report();
            prop_assert!(report == expected, "{expected}\n---\n{report}");
        }
    }
}

/// A lake of one scenario, the log of uses three times under other names.
fn twice(scenario: &str, groups: &[usize], folding: Folding) -> Auditor {
    let logs = fixture(scenario).join("logs");
    let read = |name: &str| fs::read(logs.join(format!("{name}.ndjson"))).expect("a log");
    let again = |lines: &[u8]| [read("k8s").as_slice(), lines].concat();
    let files = [
        ("k8s.ndjson", read("k8s")),
        ("k8s-again.ndjson", again(b"\n")),
        ("gke.ndjson", read("gke")),
        ("k8s-third.ndjson", again(b"\n\n")),
    ];
    folded(&files, groups, folding, 3_000, &|_| ())
}

#[test]
fn folds_of_folds_are_the_bytes_of_one_fold() {
    for folding in [
        AT_ONCE,
        Folding {
            slice_rows: 3,
            pass_rows: 2,
        },
    ] {
        let auditor = twice("complete-jwt", &[1, 1, 1, 1], folding);
        let grown = left(&auditor);
        for folder in ["folds", "folded"] {
            fs::remove_dir_all(auditor.lake().address().join(folder)).expect("a folder");
        }
        auditor.fold(folding).expect("folds");
        let once = left(&auditor);
        assert!(grown.len() > once.len(), "folds were folded");
        assert!(!once.is_empty(), "something is folded");
        for (name, bytes) in once {
            assert!(grown.get(&name) == Some(&bytes), "{name} differs");
        }
    }
}

#[test]
fn repeated_uses_are_left_out() {
    let auditor = twice("complete-jwt", &[4], AT_ONCE);
    let slices = fs::read_dir(auditor.lake().address().join("folds")).expect("folds");
    let mut rows = 0;
    for fold in slices {
        let path = fold.expect("a fold").path().join("0.json");
        let slice: serde_json::Value =
            serde_json::from_slice(&fs::read(path).expect("a slice")).expect("JSON");
        rows += slice["file"]["rows"].as_u64().expect("a number");
    }
    let once = Auditor::new();
    let logs = fixture("complete-jwt").join("logs");
    let splits = once
        .plan_paths(vec![logs.join("k8s.ndjson")], 1 << 20)
        .expect("a plan");
    once.read_splits(splits).expect("facts");
    let uses: u64 = uses_of(&once);
    assert_eq!(rows, uses);
}

/// The rows of all tables of uses.
fn uses_of(auditor: &Auditor) -> u64 {
    let contexts = fs::read_dir(auditor.lake().address().join("context")).expect("contexts");
    let mut rows = 0;
    for context in contexts {
        let bytes = fs::read(context.expect("a file").path()).expect("a context");
        let context: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        for table in context["tables"].as_array().expect("tables") {
            if table["table"] == "uses" {
                rows += table["rows"].as_u64().expect("a number");
            }
        }
    }
    rows
}

#[test]
fn a_damaged_fold_loads_nothing() {
    let auditor = twice("complete-jwt", &[4], AT_ONCE);
    let path = &tables(&auditor)[0];
    let bytes = fs::read(path).expect("a table");
    fs::write(path, &bytes[..bytes.len() - 1]).expect("a file");
    let error = auditor.load().expect_err("a lake with a cut fold");
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn what_is_folded_is_not_folded_again() {
    let auditor = twice("complete-jwt", &[4], AT_ONCE);
    assert_eq!(auditor.fold(AT_ONCE).expect("folds"), 0);
    let in_other_slices = Folding {
        slice_rows: 3,
        ..AT_ONCE
    };
    assert_eq!(auditor.fold(in_other_slices).expect("folds"), 0);
}

#[test]
fn a_fold_that_was_interrupted_goes_on_with_the_slices_that_are_missing() {
    let folding = Folding {
        slice_rows: 3,
        ..AT_ONCE
    };
    let auditor = twice("complete-jwt", &[4], folding);
    let folds = fs::read_dir(auditor.lake().address().join("folds")).expect("folds");
    let fold = folds.map(|it| it.expect("a fold").path()).next();
    fs::remove_file(fold.expect("a fold").join("0.json")).expect("a slice");
    assert_eq!(auditor.fold(folding).expect("folds"), 1);
    assert_eq!(auditor.fold(folding).expect("folds"), 0);
}

#[test]
fn uses_that_repeat_nothing_stay_where_they_are() {
    let logs = fixture("complete-jwt").join("logs");
    let files = ["k8s", "kms"].map(|it| {
        let path = logs.join(it).with_extension("ndjson");
        (it, fs::read(path).expect("a log"))
    });
    let auditor = folded(&files, &[2], AT_ONCE, 3_000, &|_| ());
    let folds = fs::read_dir(auditor.lake().address().join("folds")).expect("folds");
    assert!(folds.count() > 0, "something is folded");
    assert!(tables(&auditor).is_empty(), "something was moved");
}

/// Requests of one credential, one a second, as GKE exports them.
fn requests(numbers: std::ops::Range<u32>) -> Vec<u8> {
    let line = |number: u32| {
        let (minute, second) = (number / 60, number % 60);
        let at = format!(
            "2026-10-06T{:02}:{:02}:{second:02}Z",
            minute / 60,
            minute % 60
        );
        let id = format!("{number:08x}-0000-4000-8000-000000000000");
        let line = serde_json::json!({
            "insertId": id,
            "labels": {"authentication.kubernetes.io/credential-id": "JTI=robot"},
            "logName": "projects/acme-prod/logs/cloudaudit.googleapis.com%2Fdata_access",
            "protoPayload": {
                "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
                "authenticationInfo": {"principalEmail": "system:serviceaccount:shop:robot"},
                "methodName": "io.k8s.core.v1.pods.list",
                "resourceName": "core/v1/namespaces/shop/pods",
                "serviceName": "k8s.io",
                "status": {}
            },
            "resource": {
                "labels": {"cluster_name": "payments", "location": "us-central1", "project_id": "acme-prod"},
                "type": "k8s_cluster"
            },
            "timestamp": at
        });
        format!("{line}\n")
    };
    numbers.map(line).collect::<String>().into_bytes()
}

/// What a task writes depends on the number of uses, whoever they are of: counted in rows, not in seconds.
#[test]
fn a_credential_with_all_uses_is_no_skew() {
    let files = [
        ("a.ndjson", requests(0..4_000)),
        ("b.ndjson", requests(2_000..6_000)),
    ];
    let folding = Folding {
        slice_rows: 125, // 64 slices of 23 minutes, as the uses were spread over the day
        pass_rows: 100,
    };
    let auditor = folded(&files, &[2], folding, 1 << 20, &|_| ());
    let rows: Vec<u64> = slices(&auditor).into_iter().filter(|it| *it > 0).collect();
    let median = {
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    assert_eq!(rows.iter().sum::<u64>(), 6_000);
    assert!(rows.iter().all(|it| *it <= 2 * median), "{rows:?}");
    let (ingested, loaded) = (Auditor::new(), auditor);
    ingested.read_bytes(&files);
    loaded.load().expect("a database");
    assert_eq!(loaded.nameless_report(), ingested.nameless_report());
}

/// How many uses are left of each slice.
fn slices(auditor: &Auditor) -> Vec<u64> {
    let folds = fs::read_dir(auditor.lake().address().join("folds")).expect("folds");
    let files = folds.flat_map(|it| fs::read_dir(it.expect("a fold").path()).expect("a folder"));
    let files = files.map(|it| it.expect("a file").path());
    let slices = files.filter(|it| !it.ends_with("plan.json"));
    let left = |path: PathBuf| {
        let slice: serde_json::Value =
            serde_json::from_slice(&fs::read(path).expect("a slice")).expect("JSON");
        let left = slice["left"].as_array().expect("counts").clone();
        left.iter().filter_map(|it| it[1].as_u64()).sum()
    };
    slices.map(left).collect()
}
