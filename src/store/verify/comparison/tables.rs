//! The tables that are compared, and what of each can be compared.

use super::extent::Extent;

/// A table whose rows follow from the files.
pub(super) struct Table {
    /// The table, as problems name it.
    pub name: &'static str,
    /// Reads the rows by values, ordered by all columns: a number of a row means nothing in another database.
    pub query: &'static str,
    /// The number of first columns that distinguish rows.
    pub key: usize,
    /// What a second reading of all files shows.
    pub shows: Shows,
    /// What must have been read again.
    pub needs: Needs,
}

/// Which differences mean that somebody changed the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// All.
    All,
    /// Rows that the second reading lacks. It may find more where the files were read in several runs, or by an older version.
    Surplus,
}

/// What must have been read again for a comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Some files: the first columns of each of their rows must be in the database. The others depend on the file that was read first.
    SomeFiles,
    /// All files, since each row depends on all.
    AllFiles,
    /// All files, each as often and as early as before.
    SameOrder,
}

impl Table {
    pub(super) fn is_compared(&self, extent: Extent) -> bool {
        match extent {
            Extent::Whole => true,
            Extent::Unordered => self.needs != Needs::SameOrder,
            Extent::Part => self.needs == Needs::SomeFiles,
        }
    }
}

macro_rules! table {
    ($name:literal, $query:literal, $key:literal, $shows:ident, $needs:ident) => {
        Table {
            name: $name,
            query: include_str!(concat!("../../../../queries/content_of_", $query, ".sql")),
            key: $key,
            shows: Shows::$shows,
            needs: Needs::$needs,
        }
    };
}

/// All tables whose rows follow from the files but entries and single uses, which [`lookup`](crate::store::verify::lookup) finds by
/// themselves.
pub(super) const TABLES: [Table; 33] = [
    table!("file", "files", 2, All, AllFiles),
    table!("evidence_item", "evidence_items", 5, All, SomeFiles),
    table!("evidence_item", "token_proofs", 4, Surplus, AllFiles),
    table!("issuer", "issuers", 3, All, SomeFiles),
    table!("issuer_name", "issuer_names", 3, Surplus, SomeFiles),
    table!("list_issuer", "list_issuers", 2, Surplus, SomeFiles),
    table!("authority", "authorities", 3, All, SomeFiles),
    table!(
        "authority_certificate",
        "authority_certificates",
        7,
        All,
        SomeFiles
    ),
    table!("seal", "pending_signatures", 2, All, AllFiles),
    table!("undecided", "undecided_signatures", 2, All, AllFiles),
    table!(
        "provisional",
        "provisional_signatures",
        2,
        Surplus,
        AllFiles
    ),
    table!("revoked_serial", "revocations_by_list", 6, All, SomeFiles),
    table!("revoked_serial", "revoked_serials", 10, Surplus, SameOrder),
    table!(
        "revoked_certificate",
        "revoked_certificates",
        5,
        All,
        SomeFiles
    ),
    table!("signing_request", "signing_requests", 8, Surplus, SomeFiles),
    table!("signing_answer", "signing_answers", 6, Surplus, SomeFiles),
    table!("token_key", "token_keys", 1, All, SomeFiles),
    table!("alias", "aliases", 3, All, SomeFiles),
    table!("service", "services", 5, All, SomeFiles),
    table!("service", "authority_services", 5, Surplus, SomeFiles),
    table!("caller", "callers", 4, All, AllFiles),
    table!("coverage", "coverage", 3, All, AllFiles),
    table!("recorded", "recorded", 4, All, AllFiles),
    table!("rejected", "rejections", 1, All, SomeFiles),
    table!("again", "lines_met_again", 1, All, SameOrder),
    table!("switch", "switches", 8, All, SomeFiles),
    table!("project_number", "project_numbers", 2, Surplus, SomeFiles),
    table!("configuration", "configurations", 5, All, SomeFiles),
    table!("usage", "usage", 4, All, AllFiles),
    table!("stale_token", "stale_tokens", 2, All, SomeFiles),
    table!("crowded_use", "crowded_uses", 3, All, AllFiles),
    table!("object", "objects", 1, All, AllFiles),
    table!("hour_heard", "hours_with_entries", 4, All, AllFiles),
];
