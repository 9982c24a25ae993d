//! A database that is loaded from facts is the database that `ingest` fills.

mod bucket;
mod damage;
mod folding;
mod parity;
