//! The query language of Cloud Logging: filters for exports, and queries that find one record again.

pub mod explorer_query;
pub mod filter;
