//! The report of the doctor: as text in 80 columns, and as JSON, version 1.

mod json;
mod text;

pub use self::json::json;
pub use self::text::text;
