//! Checks of the certificates of managed workload identities, and of the files on a VM.

pub mod bundle_mismatch;
pub mod outdated_agent;
pub mod refused_configuration;
pub mod unexpected_files;
pub mod unissued_workload;
