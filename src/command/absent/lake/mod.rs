//! Without the feature `lake`, no facts are written or loaded.

pub mod facts;
pub mod load;
