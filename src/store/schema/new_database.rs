//! The schema of a new database. `migrations/schema.sql` is what all migrations make of an empty database, in an eighth of their time.

use sqlx::Executor;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::SqliteConnection;

use super::migrations;

/// Writes the newest schema into an empty database, and records every migration as applied.
pub(in crate::store) async fn create(
    connection: &mut SqliteConnection,
) -> Result<(), MigrateError> {
    let schema = include_str!("../../../migrations/schema.sql");
    connection.execute(schema).await?;
    migrations::migrator().skip(connection, None).await
}
