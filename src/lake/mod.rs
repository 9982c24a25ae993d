//! Facts for engines that spread over machines: what `ingest` reads of a part of the input, as Parquet files.
//!
//! [`plan`] cuts the input into [splits](split), [`facts`] reads one split by the readers of `ingest` and writes what was read, and [`load`]
//! fills a database from the facts of all splits. Judgement remains with the database: nothing is judged in a lake.
//!
//! A lake is a folder. Its form is described in the book, page "Facts and many machines".

mod context;
pub mod error;
pub mod facts;
pub mod folder;
mod identifier;
mod line_range;
pub mod load;
mod open_tables;
pub mod plan;
pub mod split;
mod table;
mod tables;

/// The version of the form of facts. Facts of different versions are not mixed.
pub const VERSION: u32 = 2;
