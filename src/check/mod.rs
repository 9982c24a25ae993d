//! The checks: one file a finding, whose name is the finding's code.
//!
//! Each file exports a constant `CHECK`, a [`Check`]; `registry.rs` lists them. A check looks at one [lineage](crate::correlate::lineage)
//! and at the [judge](crate::judge), reads no database and prints nothing.

pub mod certificate;
pub mod chain;
mod definition;
pub mod policy;
mod registry;
pub mod usage;
pub mod workload;

pub use definition::Check;
pub(crate) use registry::any_can_fire;
pub use registry::{check_of, findings, findings_on_logs};
