//! What must hold for every input, however hostile: one module a target, with one function that takes bytes and panics where the
//! target's invariant breaks.
//!
//! libFuzzer calls the functions from `fuzz_targets/`; `tests/integration/fuzz_corpus.rs` calls them on the kept inputs, without
//! libFuzzer and without nightly Rust.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    unreachable_pub,
    reason = "a broken invariant panics; the test that includes this file needs no more than the targets"
)]

pub mod archive;
pub mod evidence;
mod facts;
pub mod fast_reader;
pub mod framing;
pub mod log;
pub mod mutation;
pub mod pages;
pub mod policy;
pub mod redaction;
pub mod report;
pub mod spellings;
pub mod tokens;
pub mod workload;

/// A name of a target, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 11] = [
    ("evidence", evidence::run),
    ("fast_reader", fast_reader::run),
    ("framing", framing::run),
    ("log", log::run),
    ("pages", pages::run),
    ("policy", policy::run),
    ("redaction", redaction::run),
    ("report", report::run),
    ("spellings", spellings::run),
    ("tokens", tokens::run),
    ("workload", workload::run),
];

/// Runs a target on the files that the command line names: a crash again, without libFuzzer.
pub fn replay(run: fn(&[u8])) {
    for path in std::env::args_os().skip(1) {
        println!("{}", path.display());
        run(&std::fs::read(&path).expect("a file that can be read"));
    }
}
