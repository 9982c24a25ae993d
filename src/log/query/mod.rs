//! The query language of Cloud Logging: filters for exports, and queries that find one record again.

pub mod filter;
pub mod query;
