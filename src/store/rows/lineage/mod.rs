//! Reads the facts of lineages: entries, evidence, uses.

pub mod evidence_items;
pub mod facts;
pub(crate) mod identifiers;
pub mod record;
pub mod users;
pub mod uses;
mod uses_of_credentials;
