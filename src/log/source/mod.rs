//! One file a log: which of its entries matter, and what each of them records.

pub mod audit;
pub mod audit_settings;
pub mod ca_service;
pub mod cluster;
pub mod gke;
pub mod kms;
pub mod kubernetes;
pub mod permission;
pub mod workload;
