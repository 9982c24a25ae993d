//! A scan for exceptions, which settles plain chains by numbers, tells what a scan tells that judges every lineage in full.

mod circumstances;
mod policies;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::harness::in_process::{Asked, Auditor, LineageResult};
use crate::simulation::clock::NOON;
use crate::simulation::faults::{Oddity, oddities};
use crate::simulation::files::{name, scenarios};
use crate::simulation::plan::{Plan, plans};
use circumstances::{Circumstance, Surrounded, circumstances};
use credtrail::check::check_of;
use credtrail::judge::context::Moment;
use credtrail::model::entry::Source;
use credtrail::model::finding::Code;
use credtrail::model::identity::subject::Kind;
use credtrail::model::row_id::IdentifierId;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::scan::Selection;
use jiff::{SignedDuration, Timestamp};
use policies::policies;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Random worlds, shared out among threads.
const WORLDS: usize = 256;
const THREADS: usize = 2;

#[test]
fn fixtures_give_the_same_by_numbers() {
    for folder in scenarios() {
        let auditor = Auditor::new();
        auditor.read_in_place(&files(&folder.join("logs")));
        let policy = fs::read_to_string(folder.join("credtrail.toml")).unwrap_or_default();
        let with = |policy: &str, moment| Asked {
            policy: Policy::read(policy, NOON).expect("a policy"),
            moment,
            ..Asked::default()
        };
        let now = Moment::Now(NOON + SignedDuration::from_hours(6));
        for asked in [
            with("", Moment::Afterwards),
            with(&policy, Moment::Afterwards),
            with(&policy, now),
        ] {
            if let Err(difference) = compared(&auditor, &asked, BTreeSet::new()) {
                panic!("{}: {difference}", name(&folder));
            }
        }
    }
}

#[test]
fn random_worlds_give_the_same_by_numbers() {
    let shares: Vec<Share> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|it| scope.spawn(move || share(it)))
            .collect();
        let shares = threads.into_iter().map(|it| it.join());
        shares
            .map(|it| it.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let alone: BTreeMap<Code, u64> = shares.iter().flat_map(|it| &it.alone).fold(
        BTreeMap::new(),
        |mut counts, (code, count)| {
            *counts.entry(*code).or_default() += count;
            counts
        },
    );
    // of each check that can fire on plain chains, some world holds a certificate or token of which that check alone speaks
    let conditional = Code::ALL
        .into_iter()
        .filter(|it| check_of(*it).can_fire_on_plain_chains());
    let silent: Vec<_> = conditional.filter(|it| !alone.contains_key(it)).collect();
    assert!(
        silent.is_empty(),
        "no world in which one of these speaks alone: {silent:?}; {alone:?}"
    );
    assert!(shares.iter().any(|it| it.suppressed > 0));
    let settled: u64 = shares.iter().map(|it| it.settled).sum();
    assert!(
        settled > WORLDS as u64 / 4,
        "numbers settled {settled} credentials"
    );
}

/// What a thread saw.
#[derive(Default)]
struct Share {
    /// Certificates and tokens of which one check alone speaks.
    alone: BTreeMap<Code, u64>,
    /// Findings that somebody answers for.
    suppressed: usize,
    /// Credentials that were not judged in full where only exceptions were asked for.
    settled: u64,
}

/// Compares a part of the worlds, always the same ones.
fn share(thread: usize) -> Share {
    let seed = [thread as u8 + 1; 32];
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut share = Share::default();
    for _ in 0..WORLDS / THREADS {
        let case = cases().new_tree(&mut runner).expect("a world").current();
        let auditor = case.read();
        match compared(
            &auditor,
            &case.asked,
            case.also.iter().copied().map(IdentifierId).collect(),
        ) {
            Ok(results) => share.count(&results),
            Err(difference) => panic!("{difference}\nin {case:#?}"),
        }
        share.settled += auditor.settled_by(&case.asked);
    }
    share
}

impl Share {
    fn count(&mut self, results: &[LineageResult]) {
        for one in results {
            self.suppressed += one.suppressed;
            let first = one
                .codes
                .first()
                .filter(|first| one.codes.iter().all(|it| it == *first));
            if let (Some(code), Kind::Certificate | Kind::Token) = (first, one.kind) {
                *self.alone.entry(*code).or_default() += 1;
            }
        }
    }
}

/// A world, and how somebody asks of it.
#[derive(Debug)]
struct Case {
    plan: Plan,
    oddities: Vec<Oddity>,
    circumstances: Vec<Circumstance>,
    asked: Asked,
    also: BTreeSet<i64>,
}

fn cases() -> impl Strategy<Value = Case> {
    let also = proptest::collection::btree_set(1..20_i64, 0..3);
    let few = prop_oneof![2 => Just(Vec::new()), 1 => oddities()];
    (plans(0..=2), few, circumstances(), asked(), also).prop_map(
        |(plan, oddities, circumstances, asked, also)| Case {
            plan,
            oddities,
            circumstances,
            asked,
            also,
        },
    )
}

fn asked() -> impl Strategy<Value = Asked> {
    let without = prop_oneof![4 => Just(Vec::new()), 1 => subsequence(Source::LOGS.to_vec(), 1)];
    let moment = prop_oneof![
        Just(Moment::Afterwards),
        (1..300_i64).prop_map(|minutes| Moment::Now(after(minutes)))
    ];
    let window = prop_oneof![
        5 => Just(Window::default()),
        1 => (0..20_i64, 1..60_i64).prop_map(|(from, length)| Window {
            from: Some(after(from)),
            to: Some(after(from + length)),
        })
    ];
    (policies(), without, moment, window).prop_map(|(policy, without, moment, window)| Asked {
        policy,
        without: without.into_iter().collect(),
        moment,
        window,
    })
}

impl Case {
    fn read(&self) -> Auditor {
        let world = self.plan.odd_world(&self.oddities);
        let surrounded = Surrounded::with(world, &self.circumstances);
        let lines = self.plan.lines_of(&surrounded.world).join("\n");
        let mut files = vec![("all.ndjson", lines.into_bytes())];
        let evidence = surrounded.evidence.iter();
        files.extend(evidence.map(|(name, bytes)| (name.as_str(), bytes.clone())));
        let auditor = Auditor::new();
        auditor.read_bytes(&files);
        auditor
    }
}

/// What both ways tell, or where they differ.
fn compared(
    auditor: &Auditor,
    asked: &Asked,
    also: BTreeSet<IdentifierId>,
) -> Result<Vec<LineageResult>, String> {
    let (fast, full) = (
        auditor.results_by(asked, Selection::Exceptions(also)),
        auditor.results_by(asked, Selection::All),
    );
    if fast == full {
        return Ok(full.1);
    }
    let only = |one: &[LineageResult], other: &[LineageResult]| {
        let only = one.iter().filter(|it| !other.contains(it));
        only.map(|it| format!("{} {:?} {}", it.subject, it.codes, it.rest))
            .collect::<Vec<_>>()
    };
    Err(format!(
        "by numbers {:#?}\nin full {:#?}\n{:?}\n{:?}",
        only(&fast.1, &full.1),
        only(&full.1, &fast.1),
        fast.0,
        full.0
    ))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("logs");
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    let below = |path: PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    };
    paths.into_iter().flat_map(below).collect()
}

fn after(minutes: i64) -> Timestamp {
    NOON + SignedDuration::from_mins(minutes)
}
