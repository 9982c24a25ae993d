//! Where a record lies in its file, and how to find the record again in its log.

pub mod locate;
pub mod record_query;
pub mod use_receipts;
