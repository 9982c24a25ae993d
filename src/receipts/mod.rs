//! The position of a record in its file, and the query that finds the record again in its log.

pub mod locate;
pub mod record_query;
pub mod use_receipts;
pub mod verification;
