//! Which stretch of time of which log was read.

pub mod api_windows;
pub mod audit_settings;
pub mod hole;
pub mod hole_search;
pub mod intervals;
pub mod issuance_times;
mod log_start;
mod remainder;
pub mod scope;
pub mod silence;
pub mod sink_hours;
pub mod stretches;
mod switched_off;
