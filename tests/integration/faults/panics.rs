//! A thread that panics. SQLite reports that it has no memory, and sqlx panics then, in a thread of its own.

use super::failing_calls::library;
use super::operation::Operation;
use super::trial::{Ending, Whole};

/// How many allocations of the thread are tried until one makes it panic; they lie this far apart.
const TRIES: u64 = 400;
const STEP: u64 = 101;

#[test]
fn a_command_waits_for_no_thread_that_panicked() {
    let operation = Operation::output();
    let whole = Whole::of(&operation, &failing(0));
    let count = |line: &str| line.strip_prefix("allocate ")?.parse::<u64>().ok();
    let calls = whole.counts.lines().find_map(count).expect("a number");
    let panicked = (1..TRIES).map(|it| it * STEP % calls + 1).find(|&nth| {
        let place = operation.place();
        let ending = Ending::of(operation.start(&place, &failing(nth)), &place);
        let panicked = ending.err.contains("panicked at");
        if panicked {
            assert!(ending.err.contains("a thread failed"), "{ending:?}");
            let judged = whole.judge((&operation, &place), &ending, &[]);
            judged.expect("a sound database and no temporary file");
        }
        panicked
    });
    assert!(panicked.is_some(), "none of {calls} allocations tells");
}

/// The variables of `fail_nth.c` for an allocation of the thread in which sqlx asks SQLite; 0: none fails.
fn failing(nth: u64) -> [(&'static str, String); 6] {
    let nth = nth.to_string();
    [
        ("LD_PRELOAD", library().display().to_string()),
        ("FAULT_THREAD", "sqlx-sqlite".to_owned()),
        ("FAULT_CALL", "allocate".to_owned()),
        ("FAULT_LAST", nth.clone()),
        ("FAULT_NTH", nth),
        ("FAULT_ERRNO", "12".to_owned()),
    ]
}
