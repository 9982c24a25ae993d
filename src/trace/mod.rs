//! One credential: who requested it, what depends on it, how its identity rotated.

pub mod ancestry;
pub mod reach;
pub mod resolve;
mod spelling;
pub mod rotation;
