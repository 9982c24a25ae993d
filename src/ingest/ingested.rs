//! The result of reading a file.

use serde::{Deserialize, Serialize};

use crate::log::cut_line::Cut;
use crate::store::rows::load::Counts;

/// The result of reading a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ingested {
    /// The file is in the database now.
    New {
        /// The packing and the export shapes.
        detected: String,
        /// The content of the file.
        counts: Counts,
    },
    /// The file is evidence and is in the database now.
    Evidence {
        /// The content of the file.
        detected: String,
        /// The number of items that could not be read.
        rejected: u64,
        /// The lines of private keys, which were not read.
        secrets: Vec<u64>,
    },
    /// The file holds nothing but private keys, which were neither read nor kept.
    Secret {
        /// The lines of the private keys.
        lines: Vec<u64>,
    },
    /// The file holds nothing usable, and nothing was kept.
    Foreign {
        /// The kind of the file.
        what: String,
    },
    /// The file is of a form that is not read, and it is a log or may hold logs. Nothing was kept.
    Unread {
        /// The name of the form, with advice.
        form: &'static str,
    },
    /// The database already had a file with the same content.
    Known {
        /// The name of that file.
        name: String,
    },
    /// No line of the file is a log entry, and nothing was kept.
    PassedOver {
        /// What the file looks like.
        likeness: Likeness,
        /// The cut lines, which may be whole in another file.
        cuts: Vec<Cut>,
        /// The name of the form of the file, if the form is known and not read.
        form: Option<&'static str>,
    },
}

/// What a file without a log entry looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Likeness {
    /// A damaged log: some of its lines name a log.
    Log,
    /// Any other content.
    #[default]
    Other,
}
