//! Numbers of rows of the database, one type for each table whose rows other rows refer to.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! row_id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[repr(transparent)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                $name(number)
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                $name(number.into())
            }
        }

        impl $name {
            /// The number in the four bytes in which caches and packed uses keep it: no higher one is given out.
            pub(crate) fn packed(self) -> u32 {
                u32::try_from(self.0).unwrap_or(u32::MAX)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

row_id! {
    /// The row of a credential or of a digest.
    IdentifierId
}

impl IdentifierId {
    /// How many rows further on than `low` this one is. None where it comes before.
    pub(crate) fn distance_from(self, low: Self) -> Option<usize> {
        usize::try_from(self.0.saturating_sub(low.0)).ok()
    }
}

row_id! {
    /// The row of a name: of a user, a cluster, a key version, a CA pool, an issuer, a project.
    NameId
}

row_id! {
    /// The row of a file. A file that was read later has a higher number.
    FileId
}
