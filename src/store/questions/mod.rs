//! Questions that a command asks once, through sqlx.

pub mod browse;
pub mod certificate_status;
pub(crate) mod configuration;
pub(crate) mod coverage;
pub mod files_and_services;
mod fingerprint;
mod first_valid;
pub(crate) mod lookup;
pub(crate) mod objects;
pub(crate) mod past_scans;
mod receipt;
pub mod revocations;
pub(crate) mod service_agents;
pub(crate) mod tokens;
