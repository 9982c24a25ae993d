//! The report over a lake is that of `ingest`, byte for byte.

use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::harness::in_process::Auditor;
use crate::simulation::faults::oddities;
use crate::simulation::files::fixture;
use crate::simulation::plan::plans;

/// The bytes of files, and how a lake reads them.
type World = (Vec<(&'static str, Vec<u8>)>, u64);

/// Returns the reports by way of `ingest` and by way of a lake.
fn both(files: &[(&str, Vec<u8>)], size: u64) -> (String, String) {
    let (ingested, loaded) = (Auditor::new(), Auditor::new());
    ingested.read_bytes(files);
    let splits = loaded.plan(files, size).expect("a plan");
    loaded.read_splits(splits).expect("facts");
    loaded.load().expect("a database");
    (ingested.nameless_report(), loaded.nameless_report())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_world_in_any_splits((files, size) in worlds()) {
        let (ingested, loaded) = both(&files, size);
        prop_assert!(ingested == loaded, "{ingested}\n---\n{loaded}");
    }
}

/// What is done to a line.
#[derive(Debug, Clone)]
enum Damage {
    /// The line ends in its middle.
    Cut(Index),
    /// The line is broken over two lines.
    Broken(Index),
    /// An opening bracket stands before the line.
    Bracket,
    /// The line says nothing.
    Empty,
}

/// The lines of an odd world over three files, some of them damaged, and the size of the splits.
fn worlds() -> impl Strategy<Value = World> {
    let damage = prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        any::<Index>().prop_map(Damage::Broken),
        Just(Damage::Bracket),
        Just(Damage::Empty),
    ];
    let lines = (plans(0..=2), oddities()).prop_map(|(plan, oddities)| {
        let world = plan.odd_world(&oddities);
        plan.lines_of(&world)
    });
    let damages = vec((any::<Index>(), damage), 0..4);
    let size = prop_oneof![1_u64..4_000, Just(1 << 20)];
    (lines, damages, any::<[Index; 2]>(), size).prop_map(|(mut lines, damages, ends, size)| {
        let whole = lines.clone();
        for (which, damage) in damages {
            if !lines.is_empty() {
                let at = which.index(lines.len());
                lines[at] = damaged(&lines[at], &damage);
            }
        }
        lines.extend(whole.into_iter().step_by(3)); // what was cut is read whole later
        let mut ends = ends.map(|it| it.index(lines.len() + 1));
        ends.sort_unstable();
        let file = |lines: &[String]| {
            lines
                .iter()
                .map(|it| format!("{it}\n"))
                .collect::<String>()
                .into_bytes()
        };
        let files = vec![
            ("a.ndjson", file(&lines[..ends[0]])),
            ("b.ndjson", file(&lines[ends[0]..ends[1]])),
            ("c.ndjson", file(&lines[ends[1]..])),
        ];
        (files, size)
    })
}

fn damaged(line: &str, damage: &Damage) -> String {
    let at = |it: &Index| {
        (0..=it.index(line.len().max(1)))
            .rev()
            .find(|it| line.is_char_boundary(*it))
    };
    match damage {
        Damage::Cut(end) => line[..at(end).unwrap_or(0)].to_owned(),
        Damage::Broken(middle) => {
            let (head, tail) = line.split_at(at(middle).unwrap_or(0));
            format!("{head}\n{tail}")
        }
        Damage::Bracket => format!("[{line}"),
        Damage::Empty => String::new(),
    }
}

#[test]
fn every_scenario_in_splits_of_3_kb_and_of_1_mb() {
    let scenarios = fs::read_dir(fixture("")).expect("the fixtures");
    for scenario in scenarios {
        let logs = scenario.expect("a folder").path().join("logs");
        let Ok(files) = fs::read_dir(&logs) else {
            continue;
        };
        let files = files.map(|it| it.expect("a file").path());
        let mut paths: Vec<PathBuf> = files.filter(|it| it.is_file()).collect();
        paths.sort();
        let ingested = Auditor::new();
        ingested.read_paths(&paths);
        let expected = ingested.report_bytes();
        for size in [3_000, 1_000_000] {
            let loaded = Auditor::new();
            let splits = loaded.plan_paths(paths.clone(), size).expect("a plan");
            loaded.read_splits(splits).expect("facts");
            loaded.load().expect("a database");
            let is_same = loaded.report_bytes() == expected;
            assert!(is_same, "{} in splits of {size} bytes", logs.display());
        }
    }
}

#[test]
fn inputs_that_come_later_change_nothing_but_what_is_read() {
    let logs = fixture("missing-record").join("logs");
    let paths = ["ca-service", "gke", "k8s", "kms"].map(|it| logs.join(format!("{it}.ndjson")));
    let ingested = Auditor::new();
    ingested.read_paths(&paths);
    let loaded = Auditor::new();
    let first = loaded
        .plan_paths(paths[..2].to_vec(), 3_000)
        .expect("a plan");
    let known = loaded.read_splits(first).expect("facts");
    loaded.load().expect("a database");
    let rest = loaded.plan_paths(paths.to_vec(), 3_000).expect("a plan");
    let twice = rest.iter().chain(&rest).cloned().collect();
    let added = loaded.read_splits(twice).expect("facts");
    assert!(known > 2 && added > 2, "{known} and {added} splits");
    loaded.load().expect("a database");
    assert_eq!(loaded.report_bytes(), ingested.report_bytes());
}
