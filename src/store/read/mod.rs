//! Queries: from the database to the rooms above.

pub(crate) mod audit_settings;
pub mod candidates;
pub mod certificate_status;
pub(crate) mod configuration;
pub(crate) mod coverage;
pub mod evidence_items;
pub mod facts;
pub mod identifiers;
pub(crate) mod issuance_times;
pub mod ledger;
pub(crate) mod lookup;
pub mod plain_chains;
pub mod record;
pub(crate) mod service_agents;
pub mod session;
pub mod tokens;
pub mod uses;
pub mod window;
