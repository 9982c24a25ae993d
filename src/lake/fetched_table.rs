//! Tables of a lake, made readable.

use super::context::TableFile;
use super::error::Error;
use super::folder::{Fetched, Lake};

/// Makes a table readable, if the table is what it was when it was written.
///
/// # Errors
/// If the table cannot be read, or is another one.
pub(super) fn fetched(table: &TableFile, lake: &Lake) -> Result<Fetched, Error> {
    let fetched = lake.fetch(&table.path)?;
    table.check(fetched.path())?;
    Ok(fetched)
}
