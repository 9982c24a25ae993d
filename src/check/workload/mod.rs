//! Checks of the certificates of managed workload identities, and of what lies on a VM.

pub mod bundle_mismatch;
pub mod outdated_agent;
pub mod refused_configuration;
pub mod unexpected_files;
pub mod unissued_workload;
