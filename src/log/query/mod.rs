//! The Logging query language: filters for exports, and queries that find one record again.

pub mod explorer_query;
pub mod filter;
