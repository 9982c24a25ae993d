//! A database that is loaded from facts is the database that `ingest` fills.

mod abandoned;
mod bucket;
mod damage;
mod exported;
mod folding;
mod parity;
mod withheld;
