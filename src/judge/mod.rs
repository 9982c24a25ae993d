//! What a check may know beside the lineage: coverage, expectations, which key and pool serves which cluster.

pub mod absence;
mod absence_search;
pub mod context;
pub(crate) mod contradiction;
pub(crate) mod counterparts;
pub mod expected_callers;
pub(crate) mod issuing_keys;
pub(crate) mod managed_clusters;
pub mod request;
pub(crate) mod scopes;
pub mod stage;
pub(crate) mod switched_off;
mod turns;
pub(crate) mod workload;
