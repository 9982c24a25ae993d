//! Checks against the expectations of the policy and of the clusters' configurations.

pub mod overdue_rotation;
pub mod stale_log;
pub mod unexpected_algorithm;
pub mod unexpected_identity;
pub mod unexpected_issuer;
pub mod unexpected_key;
pub mod unexpected_lifetime;
pub mod unexpected_pool;
pub mod unexpected_principal;
pub mod unexpected_profile;
pub mod unknown_cluster;
