//! `kill -9` at moments that nobody chose.

use std::io::Write;
use std::thread::sleep;

use super::operation::Operation;
use super::random::Random;
use super::trial::{Ending, Whole};

/// How many commands are killed in all; `CREDTRAIL_KILLS` asks for more.
const KILLS: u64 = 30;

/// How many kinds of them there are.
const KINDS: u64 = 7;

/// SIGKILL, signal(7).
const KILL: i32 = 9;

#[test]
fn a_database_that_is_created() {
    kill(&Operation::create(), 0);
}

#[test]
fn files_that_are_read() {
    kill(&Operation::ingest(), 1);
}

#[test]
fn a_log_that_is_pulled() {
    kill(&Operation::pull(), 2);
}

#[test]
fn a_scan_that_is_recorded() {
    kill(&Operation::scan(), 3);
}

#[test]
fn a_report_that_is_written_to_a_file() {
    kill(&Operation::output(), 4);
}

#[test]
fn news_that_are_reported_once() {
    kill(&Operation::news(), 5);
}

#[test]
fn an_older_database_that_is_brought_up_to_date() {
    kill(&Operation::migrate(), 6);
}

/// Kills a command as often as is the share of its kind.
fn kill(operation: &Operation, kind: u64) {
    let kills = std::env::var("CREDTRAIL_KILLS").ok();
    let kills: u64 = kills.and_then(|it| it.parse().ok()).unwrap_or(KILLS);
    let (mut random, share) = (Random::new(), (kills + kind) / KINDS);
    let whole = Whole::of(operation, &[]);
    let mut in_time = 0;
    for _ in 0..share {
        let part = random.fraction();
        let place = operation.place();
        let mut child = operation.start(&place, &[]);
        sleep(whole.ending.took.mul_f64(part));
        child.kill().expect("a process that can be killed");
        let ending = Ending::of(child, &place);
        in_time += u64::from(ending.signal.is_some());
        if let Err(wrong) = whole.judge((operation, &place), &ending, &[KILL]) {
            let (name, seed, took) = (operation.name, random.seed, whole.ending.took);
            panic!("{name}, killed after {part} of {took:?}, seed {seed}: {wrong:#}; {ending:?}");
        }
    }
    if std::env::var_os("CREDTRAIL_KILLS").is_some() {
        let figures = format!(
            "{}: {share} kills, {in_time} in time, 0 wrong\n",
            operation.name
        );
        let _ = std::io::stderr().write_all(figures.as_bytes());
    }
}
