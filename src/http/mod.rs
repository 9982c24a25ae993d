//! HTTP: where a request may go, by which way, the clients for it, and how much of an answer is read.

pub mod base_url;
#[cfg(feature = "pull")]
pub mod body;
#[cfg(feature = "pull")]
pub mod client;
pub mod destination;
