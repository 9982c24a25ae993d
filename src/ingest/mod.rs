//! From files and objects to the database.

pub mod evidence_file;
pub mod ingested;
pub mod input;
mod log_beside;
mod parsers;
pub mod pipeline;
pub mod stream;
