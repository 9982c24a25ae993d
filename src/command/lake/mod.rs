//! Facts for many machines: written by `facts`, folded by `fold`, read by `load`.

pub mod export;
pub mod facts;
pub mod fold;
pub mod load;
