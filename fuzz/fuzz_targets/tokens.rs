#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| credtrail_fuzz::tokens::run(data));

#[cfg(not(fuzzing))]
fn main() {
    credtrail_fuzz::replay(credtrail_fuzz::tokens::run);
}
