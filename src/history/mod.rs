//! What recorded scans reported, and the difference of two scans.

pub mod diff;
pub mod findings;
pub mod open_findings;
pub mod recorded;
