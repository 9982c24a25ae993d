//! The schema as a list of migrations, in order. sqlx keeps the version of a database, and the hash of each migration that was applied to it,
//! in the table `_sqlx_migrations`: a committed migration is never edited.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Version, name and text of each migration.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (
        1,
        "facts",
        include_str!("../../../migrations/0001_facts.sql"),
    ),
    (
        2,
        "evidence",
        include_str!("../../../migrations/0002_evidence.sql"),
    ),
    (
        3,
        "receipts",
        include_str!("../../../migrations/0003_receipts.sql"),
    ),
    (
        4,
        "configuration",
        include_str!("../../../migrations/0004_configuration.sql"),
    ),
    (
        6,
        "scans",
        include_str!("../../../migrations/0006_scans.sql"),
    ),
    (
        7,
        "ancestry",
        include_str!("../../../migrations/0007_ancestry.sql"),
    ),
    (
        8,
        "workload",
        include_str!("../../../migrations/0008_workload.sql"),
    ),
    (
        9,
        "pulled",
        include_str!("../../../migrations/0009_pulled.sql"),
    ),
    (
        10,
        "objects",
        include_str!("../../../migrations/0010_objects.sql"),
    ),
    (
        11,
        "covering",
        include_str!("../../../migrations/0011_covering.sql"),
    ),
    (
        12,
        "by value",
        include_str!("../../../migrations/0012_by_value.sql"),
    ),
    (
        13,
        "unreadable",
        include_str!("../../../migrations/0013_unreadable.sql"),
    ),
    (
        14,
        "holders",
        include_str!("../../../migrations/0014_holders.sql"),
    ),
    (
        15,
        "callers",
        include_str!("../../../migrations/0015_callers.sql"),
    ),
    (
        16,
        "recorded",
        include_str!("../../../migrations/0016_recorded.sql"),
    ),
    (
        17,
        "called",
        include_str!("../../../migrations/0017_called.sql"),
    ),
    (
        18,
        "by agent",
        include_str!("../../../migrations/0018_by_agent.sql"),
    ),
    (
        19,
        "switch",
        include_str!("../../../migrations/0019_switch.sql"),
    ),
    (
        20,
        "chain",
        include_str!("../../../migrations/0020_chain.sql"),
    ),
    (
        21,
        "signed",
        include_str!("../../../migrations/0021_signed.sql"),
    ),
    (
        22,
        "counted",
        include_str!("../../../migrations/0022_counted.sql"),
    ),
    (
        23,
        "unread",
        include_str!("../../../migrations/0023_unread.sql"),
    ),
    (
        24,
        "table names",
        include_str!("../../../migrations/0024_table_names.sql"),
    ),
    (
        25,
        "dismissed",
        include_str!("../../../migrations/0025_dismissed.sql"),
    ),
    (
        26,
        "provisional",
        include_str!("../../../migrations/0026_provisional.sql"),
    ),
    (
        27,
        "signing requests",
        include_str!("../../../migrations/0027_signing_requests.sql"),
    ),
    (
        28,
        "covered",
        include_str!("../../../migrations/0028_covered.sql"),
    ),
    (
        29,
        "signed lists",
        include_str!("../../../migrations/0029_signed_lists.sql"),
    ),
    (
        30,
        "answered request",
        include_str!("../../../migrations/0030_answered_request.sql"),
    ),
    (
        31,
        "project number",
        include_str!("../../../migrations/0031_project_number.sql"),
    ),
];

/// The migrations for sqlx.
pub(in crate::store) fn migrator() -> Migrator {
    let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
        let kind = MigrationType::Simple;
        Migration::new(version, name.into(), kind, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

/// The version of the schema that this program reads and writes.
pub(in crate::store) fn newest() -> Option<i64> {
    MIGRATIONS.iter().map(|it| it.0).max()
}

/// Whether this program wrote a migration of this version and hash into a database.
pub(in crate::store) fn knows(migrator: &Migrator, version: i64, hash: &[u8]) -> bool {
    let mut all = migrator.iter();
    all.any(|it| it.version == version && *it.checksum == *hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_directory_is_listed_in_order() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
        let mut files: Vec<_> = files.map(|it| it.unwrap().file_name()).collect();
        files.retain(|it| it != "schema.sql"); // made of the migrations
        files.sort();
        let listed = MIGRATIONS
            .iter()
            .map(|(version, name, _)| format!("{version:04}_{}.sql", name.replace(' ', "_")));
        assert!(
            files
                .iter()
                .eq(listed.collect::<Vec<_>>().iter().map(|it| it.as_str()))
        );
    }
}
