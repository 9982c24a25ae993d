//! A database that is loaded from facts is the database that `ingest` fills.

mod damage;
mod folding;
mod parity;
