//! What became of a file.

use crate::log::cut_line::Cut;
use crate::store::write::load::Counts;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ingested {
    /// It is in the database now.
    New {
        /// Packing and shapes.
        detected: String,
        /// What was in it.
        counts: Counts,
    },
    /// It is no log, but evidence, and is in the database now.
    Evidence {
        /// What was in it.
        detected: String,
        /// How much of it could not be read.
        rejected: u64,
        /// Lines at which private keys stand, which were left unread.
        secrets: Vec<u64>,
    },
    /// It holds nothing but private keys, and nothing of it was read or kept.
    Secret {
        /// Where they stand.
        lines: Vec<u64>,
    },
    /// It holds nothing that can be used; nothing of it was kept.
    Foreign {
        /// What it is.
        what: String,
    },
    /// A file of the same content was there already.
    Known {
        /// Its name.
        name: String,
    },
    /// No line of it is a log entry; nothing of it was kept. What it looks like, and lines of it that may be read whole from another file.
    PassedOver(Likeness, Vec<Cut>),
}

/// What a file without a single log entry looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Likeness {
    /// A damaged log: some of its lines name one.
    Log,
    /// Anything else.
    #[default]
    Other,
}
