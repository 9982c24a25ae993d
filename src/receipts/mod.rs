//! The position of a record in its file, and the query that finds the record again in its log.

mod forward_reader;
pub mod found_uses;
pub mod line_search;
pub mod locate;
pub mod record_query;
mod sheet;
pub mod use_receipts;
pub mod verification;
