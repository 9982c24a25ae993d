//! Which stretch of which log was read.

pub(crate) mod api_windows;
pub(crate) mod audit_settings;
pub(crate) mod hole;
pub mod intervals;
pub(crate) mod issuance_times;
pub(crate) mod remainder;
pub mod sink_hours;
