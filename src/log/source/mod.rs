//! One file per log: which entries of the log matter, and what each entry records.

pub mod audit;
pub mod audit_settings;
pub mod ca_service;
pub mod cluster;
pub mod gke;
pub mod kms;
pub mod kubernetes;
pub mod permission;
pub mod workload;
