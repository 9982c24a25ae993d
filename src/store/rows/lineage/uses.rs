//! The uses of one credential, as its lineage shows them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::receipt::Receipt;
use crate::model::row_id::FileId;
use crate::store::rows::lineage::users::Users;

/// The uses of one credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// Distinct requests.
    pub count: u64,
    /// The time of the first use, and its receipt.
    pub first: (Timestamp, Receipt),
    /// The time of the last use, and its receipt.
    pub last: (Timestamp, Receipt),
    /// The files of the first and of the last use.
    pub files: (FileId, FileId),
    /// The users who presented the credential.
    pub users: Users,
    /// Clusters in which the credential was used, as far as the log names them.
    pub clusters: BTreeSet<String>,
    /// Whether the API server called the token stale.
    pub age: Age,
}

/// How old a token was in its uses, by the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// The API server called the token stale in no use.
    Usual,
    /// The API server called the token stale in a use: the token had outlived the lifetime of its request, and is good for a year.
    Stale,
}
