//! What a check may know beside the lineage that it looks at: coverage, expectations, who serves whom.

pub mod absence;
mod absence_search;
pub mod context;
pub(crate) mod contradiction;
pub(crate) mod counterparts;
pub mod expected_callers;
pub(crate) mod issuing_keys;
pub(crate) mod managed_clusters;
pub(crate) mod scopes;
pub mod stage;
pub(crate) mod switched_off;
pub(crate) mod workload;
