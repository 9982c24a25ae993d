//! Files and objects into the database.

pub(crate) mod evidence_file;
pub mod pipeline;
