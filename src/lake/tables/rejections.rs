//! Lines that could not be read.

use std::io::Write;

use parquet::errors::ParquetError;

use super::{meaningless, raw_line};
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{GROUP, Kind, Layout, always, sometimes};
use crate::log::parsed_batch::Rejection;

/// One row a line. `sources` are the logs to which the line may belong, `neighbours` the times around the line, both as JSON;
/// `part` is the number of the part of the split.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "rejections",
    group: GROUP,
    columns: &[
        always("part", Kind::Integer),
        always("line", Kind::Integer),
        always("offset", Kind::Integer),
        always("length", Kind::Integer),
        always("sha256", Kind::Binary),
        always("reason", Kind::Text),
        always("sources", Kind::Text),
        sometimes("scope", Kind::Text),
        sometimes("tail", Kind::Binary),
        always("neighbours", Kind::Text),
    ],
};

/// Writes a line.
pub(in crate::lake) fn write<W: Write + Send>(
    rejection: &Rejection,
    part: u64,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let raw = &rejection.raw;
    let json =
        |it: serde_json::Result<String>| it.map_err(|it| ParquetError::External(Box::new(it)));
    table.integer(part.cast_signed());
    table.integer(raw.line.cast_signed());
    table.integer(raw.bytes.offset.cast_signed());
    table.integer(raw.bytes.length.cast_signed());
    table.binary(&raw.sha256);
    table.text(&rejection.reason);
    table.text(&json(serde_json::to_string(&rejection.sources))?);
    table.optional_binary(rejection.scope.as_ref());
    table.optional_binary(rejection.tail.as_ref());
    table.text(&json(serde_json::to_string(&rejection.neighbours))?);
    table.end_row()
}

/// Reads a line, with the number of its part. `lines` is the number of lines before the split.
pub(in crate::lake) fn read(
    row: &mut Row<'_>,
    lines: u64,
) -> Result<(u64, Rejection), ParquetError> {
    let part = row.integer()?.cast_unsigned();
    let mut raw = raw_line(row)?;
    raw.line += lines;
    let reason = row.text()?.to_owned();
    let sources = serde_json::from_str(row.text()?).map_err(|_| meaningless("log"))?;
    let scope = row.optional_text()?.map(str::to_owned);
    let tail = row.optional_binary()?.map(TryInto::try_into).transpose();
    let neighbours = serde_json::from_str(row.text()?).map_err(|_| meaningless("time"))?;
    let rejection = Rejection {
        raw,
        reason,
        sources,
        scope,
        tail: tail.map_err(|_| meaningless("tail"))?,
        neighbours,
    };
    Ok((part, rejection))
}
