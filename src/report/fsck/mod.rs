//! The verification of a database: as text in 80 columns, and as JSON, version 1.

mod json;
mod text;

pub use json::json;
pub use text::text;

use crate::receipts::verification::{Reason, Unchecked};
use crate::store::verify::Chain;
use crate::store::verify::comparison::NotCompared;
use crate::store::verify::problems::Verified;

/// The content of both formats.
pub struct Report {
    /// The database, by the name that was given for it.
    pub database: String,
    /// The areas, in the order in which they were examined.
    pub verified: Vec<Verified>,
    /// The chain of recorded scans.
    pub chain: Chain,
    /// The receipts that were not looked up in the files.
    pub unchecked: Unchecked,
    /// The tables that were not compared with a second reading of the files.
    pub not_compared: Vec<NotCompared>,
}

impl Report {
    /// Whether no area has a problem.
    pub fn is_sound(&self) -> bool {
        self.verified.iter().all(Verified::is_sound)
    }
}

/// The word for a reason.
fn code(reason: &Reason) -> &'static str {
    match reason {
        Reason::Missing => "missing",
        Reason::Object => "object",
        Reason::Pulled => "pulled",
        Reason::Replaced => "replaced",
        Reason::Unreadable(_) => "unreadable",
        Reason::Damaged(_) => "damaged",
        Reason::NoRange => "no-range",
    }
}
