//! Facts for many machines: written by `facts`, read by `load`.

pub mod facts;
pub mod load;
