//! Numbers that nobody foresees, and that a seed brings back.

use std::time::{SystemTime, UNIX_EPOCH};

/// The environment variable with the seed.
const SEED: &str = "CREDTRAIL_FAULT_SEED";

/// A row of numbers: SplitMix64 (Steele, Lea and Flood, 2014).
pub(super) struct Random {
    pub seed: u64,
    state: u64,
}

impl Random {
    /// The row of the seed that was asked for, else of the clock.
    pub fn new() -> Self {
        let asked = std::env::var(SEED).ok().and_then(|it| it.parse().ok());
        let seed = asked.unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            u64::from(now.expect("a time after 1970").subsec_nanos())
        });
        Random { seed, state: seed }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1.
    pub fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).expect("32 bits")) / f64::from(u32::MAX)
    }
}
