//! One credential: who asked for it, what depends on it, how its identity rotated, and the package of its raw lines.

pub mod ancestry;
pub mod package;
pub mod reach;
pub mod rotation;
