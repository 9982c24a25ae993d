//! The tables that are compared, and what of each can be compared.

/// A table whose rows follow from the files.
pub(super) struct Table {
    /// The table, as problems name it.
    pub name: &'static str,
    /// Reads the rows by values, ordered by all columns: a number of a row means nothing in another database.
    pub query: &'static str,
    /// The number of first columns that tell one row from another.
    pub key: usize,
    /// What a second reading of all files shows.
    pub shows: Shows,
    /// What a second reading of some of the files shows.
    pub in_part: InPart,
}

/// Which differences mean that somebody changed the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// All.
    All,
    /// Rows that the second reading lacks. It may find more where the files were read in several runs.
    Surplus,
}

/// Whether rows of a second reading of some of the files must be in the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InPart {
    /// The first columns of each row: the others depend on the file that was read first.
    Keys,
    /// Nothing is known: each row depends on all files.
    Unknown,
}

macro_rules! table {
    ($name:literal, $query:literal, $key:literal, $shows:ident, $in_part:ident) => {
        Table {
            name: $name,
            query: include_str!(concat!("../../../../queries/content_of_", $query, ".sql")),
            key: $key,
            shows: Shows::$shows,
            in_part: InPart::$in_part,
        }
    };
}

/// All tables whose rows follow from the files but entries and single uses, which [`lookup`](crate::store::verify::lookup) finds by
/// themselves.
pub(super) const TABLES: [Table; 23] = [
    table!("file", "files", 2, All, Unknown),
    table!("evidence_item", "evidence_items", 5, All, Keys),
    table!("evidence_item", "token_proofs", 4, Surplus, Unknown),
    table!("issuer", "issuers", 3, All, Keys),
    table!("authority", "authorities", 3, All, Keys),
    table!(
        "authority_certificate",
        "authority_certificates",
        7,
        All,
        Keys
    ),
    table!("seal", "pending_signatures", 2, All, Unknown),
    table!("undecided", "undecided_signatures", 2, All, Unknown),
    table!("revoked_serial", "revoked_serials", 5, All, Keys),
    table!("revoked_certificate", "revoked_certificates", 5, All, Keys),
    table!("token_key", "token_keys", 1, All, Keys),
    table!("alias", "aliases", 3, All, Keys),
    table!("service", "services", 5, All, Keys),
    table!("caller", "callers", 4, All, Unknown),
    table!("coverage", "coverage", 3, All, Unknown),
    table!("recorded", "recorded", 4, All, Unknown),
    table!("rejected", "rejections", 1, All, Keys),
    table!("again", "lines_met_again", 1, All, Unknown),
    table!("switch", "switches", 8, All, Keys),
    table!("configuration", "configurations", 5, All, Keys),
    table!("usage", "usage", 4, All, Unknown),
    table!("stale_token", "stale_tokens", 2, All, Keys),
    table!("crowded_use", "crowded_uses", 3, All, Unknown),
];
