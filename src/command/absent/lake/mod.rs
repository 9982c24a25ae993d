//! Without the feature `lake`, no facts are written, folded or loaded.

pub mod export;
pub mod facts;
pub mod fold;
pub mod load;
