//! Where a policy is looked for, by every verb: where `--policy` (or FILE of `policy check`) says, else where CREDTRAIL_POLICY says, else
//! in `credtrail.toml` beside the database, whether or not the verb uses the database. The database is that of `--db`, else of
//! CREDTRAIL_DB, else `credtrail.db` in the current directory.

use std::path::{Path, PathBuf};

use credtrail::policy;

use crate::command::args::usual_database;

/// Returns where the policy lies that nobody named.
pub fn usual(database: Option<&Path>) -> PathBuf {
    match database {
        Some(database) => policy::beside(database),
        None => policy::beside(&usual_database()),
    }
}

/// Returns the named policy, else where one usually lies.
pub fn named_or_usual(named: Option<PathBuf>) -> PathBuf {
    named.unwrap_or_else(|| usual(None))
}
