//! Questions that a command asks once, through sqlx.

pub(crate) mod api_windows;
pub(crate) mod audit_settings;
pub mod certificate_status;
pub(crate) mod configuration;
pub(crate) mod coverage;
pub(crate) mod issuance_times;
pub mod ledger;
pub(crate) mod lookup;
pub(crate) mod objects;
pub(crate) mod past_scans;
mod receipt;
pub(crate) mod service_agents;
pub(crate) mod sink_hours;
pub(crate) mod tokens;
