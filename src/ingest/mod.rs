//! From files and objects to the database.

pub mod evidence_file;
pub(crate) mod export_shapes;
pub mod ingested;
pub mod input;
mod log_beside;
mod parsers;
pub mod pipeline;
pub mod stream;
