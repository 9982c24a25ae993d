//! Uses that are left of uses that were folded: the columns of uses behind those of their place.

use std::io::Write;

use parquet::errors::ParquetError;

use super::uses::{self, UseRow};
use crate::lake::place::{Place, TableId};
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{Column, Kind, Layout, always};

/// One row a use, in the order of the places. Row groups are small, since many tables are read side by side.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "folded",
    group: 8_192,
    columns: &COLUMNS,
};

const COLUMNS: [Column; 13] = {
    let [
        credential,
        user,
        cluster,
        request,
        at,
        until,
        line,
        offset,
        length,
    ] = uses::COLUMNS;
    [
        always("ordinal", Kind::Integer),
        always("start", Kind::Integer),
        always("table", Kind::Integer),
        always("row", Kind::Integer),
        credential,
        user,
        cluster,
        request,
        at,
        until,
        line,
        offset,
        length,
    ]
};

/// Writes a use.
pub(in crate::lake) fn write<W: Write + Send>(
    place: Place,
    one: &UseRow<'_>,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let TableId {
        ordinal,
        start,
        table: number,
    } = place.table;
    for value in [ordinal, start, number, place.row] {
        table.integer(value.cast_signed());
    }
    one.write(table)
}

/// Reads the place of a use.
pub(in crate::lake) fn place(row: &mut Row<'_>) -> Result<Place, ParquetError> {
    let mut number = || row.integer().map(i64::cast_unsigned);
    Ok(Place {
        table: TableId {
            ordinal: number()?,
            start: number()?,
            table: number()?,
        },
        row: number()?,
    })
}

/// Reads a use with its place.
pub(in crate::lake) fn read<'r>(row: &mut Row<'r>) -> Result<(Place, UseRow<'r>), ParquetError> {
    Ok((place(row)?, UseRow::read(row)?))
}
