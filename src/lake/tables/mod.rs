//! The tables of a lake, one file a table.

pub(super) mod edges;
pub(super) mod entries;
pub(super) mod exhibits;
pub(super) mod folded;
pub(super) mod rejections;
pub(super) mod remarks;
pub(super) mod uses;

use parquet::errors::ParquetError;

use super::table::reader::Row;
use crate::log::parsed_batch::RawLine;
use crate::model::receipt::Bytes;

/// Why a row means nothing.
fn meaningless(what: &str) -> ParquetError {
    ParquetError::General(format!("a row has no {what} that this version knows"))
}

/// The line of a row: number, offset, length and hash.
fn raw_line(row: &mut Row<'_>) -> Result<RawLine, ParquetError> {
    Ok(RawLine {
        line: row.integer()?.cast_unsigned(),
        bytes: Bytes {
            offset: row.integer()?.cast_unsigned(),
            length: row.integer()?.cast_unsigned(),
        },
        sha256: row
            .binary()?
            .try_into()
            .map_err(|_| meaningless("SHA-256"))?,
    })
}
