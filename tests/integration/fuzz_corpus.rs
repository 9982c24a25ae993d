//! Every kept input of the fuzz targets, and changed ones, on any machine: without libFuzzer and without nightly Rust.

#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::path::Path;
use std::time::{Duration, Instant};

use fuzz::mutation::{Numbers, mutated};

/// The number of changed inputs of each target.
const CHANGED: usize = 200;

/// How long to try changed inputs of each target instead, in seconds.
const SECONDS: &str = "CREDTRAIL_FUZZ_SECONDS";

#[test]
fn kept_inputs_break_nothing() {
    std::thread::scope(|scope| {
        for target in fuzz::TARGETS {
            scope.spawn(move || try_all(target));
        }
    });
}

fn try_all((name, run): fuzz::Target) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = fuzz::archive::read(&root.join(format!("fuzz/corpus/{name}.tar.gz")));
    assert!(!kept.is_empty(), "{name}");
    kept.iter().for_each(|input| run(input));
    let mut numbers = Numbers::of(kept.len() as u64);
    let began = Instant::now();
    let seconds = std::env::var(SECONDS).ok().and_then(|it| it.parse().ok());
    let limit = seconds.map(Duration::from_secs);
    let goes_on = |tried: usize| limit.map_or(tried < CHANGED, |it| began.elapsed() < it);
    (0..)
        .take_while(|tried| goes_on(*tried))
        .for_each(|_| run(&mutated(&kept, &mut numbers)));
}
