//! The values in a policy: names, lengths of time, patterns, keys.

pub mod algorithm;
pub mod length;
pub mod pattern;
pub mod public_key;
pub mod resource;
pub mod tolerance;
