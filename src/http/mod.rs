//! HTTP: where a request may go, by which way, and the clients for it.

pub mod client;
pub mod destination;
