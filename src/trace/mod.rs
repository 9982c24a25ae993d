//! One credential: who requested it, what depends on it, how its identity rotated.

pub mod ancestry;
pub mod judging;
mod member_pages;
pub mod nearest;
pub mod presented;
pub mod reach;
pub mod resolve;
pub mod rotation;
mod spelling;
