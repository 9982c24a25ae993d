#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| credtrail_fuzz::redaction::run(data));

#[cfg(not(fuzzing))]
fn main() {
    credtrail_fuzz::replay(credtrail_fuzz::redaction::run);
}
