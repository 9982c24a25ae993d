//! Tables of facts as Parquet files (<https://parquet.apache.org/docs/file-format/>), written and read row by row.
//!
//! A table has columns of integers, times, texts and bytes, without nesting, so that every reader of Parquet understands them.

pub(super) mod reader;
pub(super) mod writer;

use std::sync::Arc;

use parquet::basic::{
    Compression, ConvertedType, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical,
    ZstdLevel,
};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

/// The rows of one row group of most tables, which a reader holds in memory.
pub(super) const GROUP: usize = 32_768;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 64-bit integers.
    Integer,
    /// Times in nanoseconds since 1970, UTC.
    Time,
    /// UTF-8 texts, many of them alike.
    Text,
    /// Bytes that hardly repeat.
    Binary,
    /// Bytes that repeat from row to row.
    Repeated,
}

/// Whether every row has a value in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Always,
    Sometimes,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    kind: Kind,
    presence: Presence,
}

/// A column in which every row has a value.
pub(super) const fn always(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        presence: Presence::Always,
    }
}

/// A column in which rows may have no value.
pub(super) const fn sometimes(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        presence: Presence::Sometimes,
    }
}

/// The name and the columns of a table.
#[derive(Debug)]
pub(super) struct Layout {
    /// The name, which is the folder of the table in a lake.
    pub(super) name: &'static str,
    /// The rows of one row group, which a reader holds in memory.
    pub(super) group: usize,
    /// The columns, in the order in which rows are written and read.
    pub(super) columns: &'static [Column],
}

impl Layout {
    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let columns = self.columns.iter().map(Column::schema);
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let group = Type::group_type_builder(self.name).with_fields(columns);
        group.build().map(Arc::new)
    }

    /// Integers and times are stored as differences from row to row, since both mostly rise.
    fn properties(&self) -> Result<WriterProperties, ParquetError> {
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("credtrail {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        for column in self.columns {
            let path = ColumnPath::from(column.name);
            properties = match column.kind {
                Kind::Integer | Kind::Time => properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
                Kind::Binary => properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_statistics_enabled(path, EnabledStatistics::None),
                Kind::Text | Kind::Repeated => properties,
            };
        }
        Ok(properties.build())
    }
}

impl Column {
    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let physical = match self.kind {
            Kind::Integer | Kind::Time => Physical::INT64,
            Kind::Text | Kind::Binary | Kind::Repeated => Physical::BYTE_ARRAY,
        };
        let repetition = match self.presence {
            Presence::Always => Repetition::REQUIRED,
            Presence::Sometimes => Repetition::OPTIONAL,
        };
        let column = Type::primitive_type_builder(self.name, physical).with_repetition(repetition);
        let column = match self.kind {
            Kind::Time => {
                column.with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::NANOS)))
            }
            Kind::Text => column
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8),
            Kind::Integer | Kind::Binary | Kind::Repeated => column,
        };
        column.build().map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use super::reader::TableReader;
    use super::writer::TableWriter;
    use super::*;

    const LAYOUT: Layout = Layout {
        name: "things",
        group: GROUP,
        columns: &[
            always("number", Kind::Integer),
            sometimes("at", Kind::Time),
            always("name", Kind::Text),
            sometimes("bytes", Kind::Binary),
        ],
    };

    #[test]
    fn rows_are_read_as_they_were_written() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = TableWriter::new(&LAYOUT, file.reopen().unwrap()).unwrap();
        let count = GROUP as i64 + 3;
        for number in 0..count {
            let is_odd = number % 2 == 1;
            writer.integer(number);
            writer.optional_integer(is_odd.then_some(-number));
            writer.text(if is_odd { "odd" } else { "" });
            writer.optional_binary((!is_odd).then(|| number.to_be_bytes()).as_ref());
            writer.end_row().unwrap();
        }
        writer.finish().unwrap();
        let mut reader = TableReader::open(&LAYOUT, file.path()).unwrap();
        let mut number = 0;
        while let Some(rows) = reader.next_group().unwrap() {
            for mut row in rows.iter() {
                let is_odd = number % 2 == 1;
                assert_eq!(row.integer().unwrap(), number);
                assert_eq!(row.optional_integer().unwrap(), is_odd.then_some(-number));
                assert_eq!(row.text().unwrap(), if is_odd { "odd" } else { "" });
                let bytes = row.optional_binary().unwrap();
                assert_eq!(
                    bytes,
                    (!is_odd)
                        .then(|| number.to_be_bytes())
                        .as_ref()
                        .map(|it| &it[..])
                );
                number += 1;
            }
        }
        assert_eq!(number, count);
    }
}
