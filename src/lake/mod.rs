//! Facts for engines that spread over machines: what `ingest` reads of a part of the input, as Parquet files.
//!
//! [`plan`] cuts the input into [splits](split), [`facts`] reads one split by the readers of `ingest` and writes what was read, [`fold`] leaves out repeated uses, and [`load`]
//! fills a database from the facts of all splits. [`export`] writes
//! a database in the same form. Judgement remains with the database: nothing is judged in a lake.
//!
//! A lake is a folder, or a prefix of a bucket. Its form is described in the book, page "Facts and many machines".

#[cfg(not(feature = "buckets"))]
mod absent_remote;
mod context;
pub mod error;
pub mod export;
pub mod facts;
pub mod fold;
pub mod folder;
mod identifier;
mod input_bytes;
pub mod inputs;
pub mod load;
mod place;
pub mod plan;
#[cfg(feature = "buckets")]
mod remote;
pub mod split;
mod table;
mod tables;

/// The version of the form of facts. Facts of different versions are not mixed.
pub const VERSION: u32 = 5;
