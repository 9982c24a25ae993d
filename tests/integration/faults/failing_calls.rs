//! System calls that fail: the n-th of a kind, or all from the n-th on, or the process is killed in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::operation::{Operation, Place};
use super::random::Random;
use super::trial::{Ending, Whole};

/// Each kind of call with the errors that it meets, errno(3): EIO, ENOSPC, EMFILE.
const CALLS: [(&str, &[i32]); 5] = [
    ("read", &[5]),
    ("write", &[28, 5]),
    ("sync", &[5]),
    ("truncate", &[5]),
    ("open", &[24]),
];

/// What allocates fails with ENOMEM, and Rust aborts then.
const ALLOCATE: (&str, i32) = ("allocate", 12);

/// SIGABRT and SIGKILL, signal(7).
const ABORT: i32 = 6;
const KILL: i32 = 9;

/// So many runs are told of as one of many.
const MANY: u64 = 5_000;

/// What fails.
#[derive(Debug, Clone, Copy)]
struct Fault {
    call: &'static str,
    manner: Manner,
    nth: u64,
}

/// How it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// This call fails with this error, and no other.
    Once(i32),
    /// This call fails, and so does every later one.
    FromThenOn(i32),
    /// The process is killed before the call.
    Killed,
}

/// How many calls of a kind are tried.
#[derive(Debug, Clone, Copy)]
enum Extent {
    All,
    Some(u64),
}

impl Extent {
    /// As `CREDTRAIL_FAULTS` says: a number, or `all`.
    fn asked() -> Self {
        match std::env::var("CREDTRAIL_FAULTS").as_deref() {
            Ok("all") => Extent::All,
            Ok(number) => Extent::Some(number.parse().expect("a number, or `all`")),
            Err(_) => Extent::Some(1),
        }
    }

    /// Which of so many calls are tried: all, or some at even distances.
    fn of(self, calls: u64, random: &mut Random) -> Vec<u64> {
        match self {
            Extent::Some(number) if number < calls => {
                let (step, first) = (calls / number, random.next());
                (0..number).map(|it| it * step + first % step + 1).collect()
            }
            _ => (1..=calls).collect(),
        }
    }
}

impl Fault {
    /// The variables that `fail_nth.c` reads.
    fn environment(self) -> Vec<(&'static str, String)> {
        let (error, last) = match self.manner {
            Manner::Once(error) => (error, self.nth),
            Manner::FromThenOn(error) => (error, u64::MAX),
            Manner::Killed => (0, self.nth),
        };
        vec![
            ("LD_PRELOAD", library().display().to_string()),
            ("FAULT_CALL", self.call.to_owned()),
            ("FAULT_NTH", self.nth.to_string()),
            ("FAULT_LAST", last.to_string()),
            ("FAULT_ERRNO", error.to_string()),
        ]
    }

    fn signals(self) -> &'static [i32] {
        match self {
            Fault {
                manner: Manner::Killed,
                ..
            } => &[KILL],
            Fault {
                call: "allocate", ..
            } => &[ABORT],
            _ => &[],
        }
    }
}

#[test]
fn of_a_database_that_is_created() {
    fail(&Operation::create());
}

#[test]
fn of_files_that_are_read() {
    fail(&Operation::ingest());
}

#[test]
fn of_a_log_that_is_pulled() {
    fail(&Operation::pull());
}

#[test]
fn of_a_scan_that_is_recorded() {
    fail(&Operation::scan());
}

#[test]
fn of_a_report_that_is_written_to_a_file() {
    fail(&Operation::output());
}

#[test]
fn of_news_that_are_reported_once() {
    fail(&Operation::news());
}

#[test]
fn of_an_older_database_that_is_brought_up_to_date() {
    fail(&Operation::migrate());
}

/// Whatever cannot be put on the disk: what is told of it is true. A scan is recorded before the log is copied into the database.
#[test]
fn a_scan_is_called_unrecorded_only_where_it_is() {
    for operation in [Operation::scan(), Operation::output()] {
        let (whole, calls) = counted(&operation);
        let manner = Manner::Once(5);
        let fault = |nth| Fault {
            call: "sync",
            manner,
            nth,
        };
        let faults = (1..=calls["sync"]).map(fault).collect();
        try_all(&operation, &whole, faults, &Random::new());
    }
}

/// Fails the calls of a command, each kind in each manner.
fn fail(operation: &Operation) {
    let (mut random, extent) = (Random::new(), Extent::asked());
    let (whole, calls) = counted(operation);
    let is_left_out = |call: &str| std::env::var("CREDTRAIL_FAULT_CALL").is_ok_and(|it| it != call);
    for (call, errors) in CALLS.into_iter().filter(|it| !is_left_out(it.0)) {
        let manners = errors
            .iter()
            .flat_map(|&it| [Manner::Once(it), Manner::FromThenOn(it)]);
        for manner in manners.chain([Manner::Killed]) {
            let all = extent.of(calls[call], &mut random).into_iter();
            let faults = all.map(|nth| Fault { call, manner, nth }).collect();
            try_all(operation, &whole, faults, &random);
        }
    }
    let (call, error) = ALLOCATE;
    if is_left_out(call) {
        return;
    }
    let manner = Manner::Once(error);
    let all = extent.of(calls[call], &mut random).into_iter();
    let all = all.filter(|nth| *nth >= first_asked());
    let faults = all.map(|nth| Fault { call, manner, nth }).collect();
    match extent {
        Extent::All => try_each(operation, &whole, faults),
        Extent::Some(_) => try_all(operation, &whole, faults, &random),
    }
}

/// The first allocation that is tried, as `CREDTRAIL_FAULT_FIRST` says.
fn first_asked() -> u64 {
    let first = std::env::var("CREDTRAIL_FAULT_FIRST").ok();
    first.map_or(1, |it| it.parse().expect("a number"))
}

/// Tries these faults, of which there are tens of thousands, and judges each ending. What lies on the disk is judged once for each number of
/// calls that had reached the disk when the fault met the command, and each way to end: between two such calls nothing on the disk changes.
fn try_each(operation: &Operation, whole: &Whole, faults: Vec<Fault>) {
    let (mut known, mut wrong) = (BTreeSet::new(), Vec::new());
    let (mut ends, all) = (BTreeMap::new(), faults.last().map_or(0, |it| it.nth));
    for fault in faults {
        let place = operation.place();
        let ending = Ending::of(operation.start(&place, &fault.environment()), &place);
        let end = (ending.status, ending.signal);
        let is_new = known.insert((end, disk_calls(&place), first_words(&ending)));
        let judged = match is_new {
            true => whole.judge((operation, &place), &ending, fault.signals()),
            false => whole
                .judge_ending(&place, &ending, fault.signals())
                .map(drop),
        };
        if let Err(error) = judged {
            wrong.push(format!("{fault:?}: {error:#}; {ending:?}"));
        }
        *ends.entry(end).or_insert(0_u64) += 1;
        if fault.nth % MANY == 0 || fault.nth == all {
            let (name, nth, wrong) = (operation.name, fault.nth, wrong.len());
            let places = known.len();
            tell(&format!(
                "{name}: allocation {nth} of {all}, {places} databases judged, {wrong} wrong, ended {ends:?}\n"
            ));
        }
    }
    let first: Vec<_> = wrong.iter().take(20).collect();
    assert!(
        first.is_empty(),
        "{}: {} wrong: {first:#?}",
        operation.name,
        wrong.len()
    );
}

/// How many calls that change the disk had come before the fault.
fn disk_calls(place: &Place) -> String {
    let counts = place.talk.path().join("counts");
    let counts = std::fs::read_to_string(counts).unwrap_or_default();
    let changing = |it: &&str| {
        ["write", "sync", "truncate", "open"]
            .iter()
            .any(|call| it.starts_with(call))
    };
    counts.lines().filter(changing).collect()
}

/// What it says first, without numbers.
fn first_words(ending: &Ending) -> String {
    let first = ending.err.lines().next().unwrap_or_default();
    first.chars().filter(|it| !it.is_ascii_digit()).collect()
}

fn tell(figures: &str) {
    let _ = std::io::stderr().write_all(figures.as_bytes());
}

/// Tries these faults, which are alike but for the number of the call.
fn try_all(operation: &Operation, whole: &Whole, faults: Vec<Fault>, random: &Random) {
    let mut wrong = Vec::new();
    for fault in &faults {
        let place = operation.place();
        let ending = Ending::of(operation.start(&place, &fault.environment()), &place);
        if let Err(error) = whole.judge((operation, &place), &ending, fault.signals()) {
            wrong.push(format!("{fault:?}: {error:#}; {ending:?}"));
        }
    }
    let Some(Fault { call, manner, .. }) = faults.first() else {
        return;
    };
    let (name, seed) = (operation.name, random.seed);
    if std::env::var_os("CREDTRAIL_FAULTS").is_some() {
        let (tried, wrong) = (faults.len(), wrong.len());
        tell(&format!(
            "{name}: {call} {manner:?}: {tried} tried, {wrong} wrong\n"
        ));
    }
    wrong.truncate(5);
    assert!(wrong.is_empty(), "{name}, seed {seed}: {wrong:#?}");
}

/// What the command leaves when no call fails, and how many calls of each kind it makes.
fn counted(operation: &Operation) -> (Whole, BTreeMap<String, u64>) {
    let counting = [("LD_PRELOAD", library().display().to_string())];
    let whole = Whole::of(operation, &counting);
    let count = |line: &str| {
        let (call, number) = line.split_once(' ').expect("a call and a number");
        (call.to_owned(), number.parse().expect("a number"))
    };
    let counts = whole.counts.lines().map(count).collect();
    (whole, counts)
}

/// `fail_nth.c`, compiled.
pub(super) fn library() -> &'static Path {
    static LIBRARY: LazyLock<PathBuf> = LazyLock::new(compiled);
    &LIBRARY
}

fn compiled() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/faults/fail_nth.c");
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fail_nth.so");
    let unfinished = library.with_extension(std::process::id().to_string());
    let mut compiler = Command::new("cc");
    compiler.args([
        "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
    ]);
    let status = compiler.arg(&unfinished).arg(source).status();
    assert!(status.expect("a C compiler").success());
    std::fs::rename(unfinished, &library).expect("a library");
    library
}
