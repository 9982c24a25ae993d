//! Reads a table row by row.

use std::fs::File;
use std::path::Path;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::{Layout, Presence};

/// A table that is being read.
pub(in crate::lake) struct TableReader {
    layout: &'static Layout,
    file: SerializedFileReader<File>,
    next: usize,
}

/// The rows of one row group.
pub(in crate::lake) struct Rows {
    columns: Vec<Values>,
    count: usize,
}

enum Values {
    Integers(Vec<Option<i64>>),
    Bytes(Vec<Option<ByteArray>>),
}

/// One row, whose values are taken in the order of the columns.
pub(in crate::lake) struct Row<'r> {
    rows: &'r Rows,
    row: usize,
    next: usize,
}

impl TableReader {
    /// Opens a table.
    ///
    /// # Errors
    /// If the file is no Parquet file, or has other columns.
    pub(in crate::lake) fn open(
        layout: &'static Layout,
        path: &Path,
    ) -> Result<Self, ParquetError> {
        let file = SerializedFileReader::new(File::open(path)?)?;
        let columns = file.metadata().file_metadata().schema_descr().columns();
        let are_alike = columns.len() == layout.columns.len()
            && columns
                .iter()
                .zip(layout.columns)
                .all(|(it, ours)| it.name() == ours.name);
        if !are_alike {
            return Err(ParquetError::General(format!(
                "these are not the columns of {}",
                layout.name
            )));
        }
        Ok(TableReader {
            layout,
            file,
            next: 0,
        })
    }

    /// Reads the next row group.
    pub(in crate::lake) fn next_group(&mut self) -> Result<Option<Rows>, ParquetError> {
        if self.next >= self.file.num_row_groups() {
            return Ok(None);
        }
        let group = self.file.get_row_group(self.next)?;
        self.next += 1;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut columns = Vec::new();
        for (at, column) in self.layout.columns.iter().enumerate() {
            columns.push(match group.get_column_reader(at)? {
                ColumnReader::Int64ColumnReader(reader) => {
                    Values::Integers(read(reader, count, column.presence)?)
                }
                ColumnReader::ByteArrayColumnReader(reader) => {
                    Values::Bytes(read(reader, count, column.presence)?)
                }
                _ => return Err(not_of(self.layout)),
            });
        }
        Ok(Some(Rows { columns, count }))
    }
}

fn not_of(layout: &Layout) -> ParquetError {
    ParquetError::General(format!(
        "a value has not the type of its column in {}",
        layout.name
    ))
}

fn read<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    count: usize,
    presence: Presence,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < count {
        let wanted = (presence == Presence::Sometimes).then_some(&mut levels);
        let (records, ..) = reader.read_records(count - read, wanted, None, &mut values)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    Ok(match presence {
        Presence::Always => values.into_iter().map(Some).collect(),
        Presence::Sometimes => {
            let mut values = values.into_iter();
            let levels = levels.into_iter();
            levels
                .map(|it| if it == 0 { None } else { values.next() })
                .collect()
        }
    })
}

impl Rows {
    /// The rows in order.
    pub(in crate::lake) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.count).map(|row| Row {
            rows: self,
            row,
            next: 0,
        })
    }
}

impl<'r> Row<'r> {
    /// The next value, an integer or a time.
    pub(in crate::lake) fn integer(&mut self) -> Result<i64, ParquetError> {
        self.optional_integer()?.ok_or_else(missing)
    }

    /// The next value, an integer, a time or none.
    pub(in crate::lake) fn optional_integer(&mut self) -> Result<Option<i64>, ParquetError> {
        match self.take() {
            Some(Values::Integers(values)) => Ok(values.get(self.row).copied().flatten()),
            _ => Err(missing()),
        }
    }

    /// The next value, bytes.
    pub(in crate::lake) fn binary(&mut self) -> Result<&'r [u8], ParquetError> {
        self.optional_binary()?.ok_or_else(missing)
    }

    /// The next value, bytes or none.
    pub(in crate::lake) fn optional_binary(&mut self) -> Result<Option<&'r [u8]>, ParquetError> {
        match self.take() {
            Some(Values::Bytes(values)) => {
                let value = values.get(self.row).and_then(Option::as_ref);
                Ok(value.map(ByteArray::data))
            }
            _ => Err(missing()),
        }
    }

    /// The next value, a text.
    pub(in crate::lake) fn text(&mut self) -> Result<&'r str, ParquetError> {
        self.optional_text()?.ok_or_else(missing)
    }

    /// The next value, a text or none.
    pub(in crate::lake) fn optional_text(&mut self) -> Result<Option<&'r str>, ParquetError> {
        let bytes = self.optional_binary()?;
        let text = bytes.map(std::str::from_utf8).transpose();
        text.map_err(|it| ParquetError::General(it.to_string()))
    }

    fn take(&mut self) -> Option<&'r Values> {
        self.next += 1;
        self.rows.columns.get(self.next - 1)
    }
}

fn missing() -> ParquetError {
    ParquetError::General("a row lacks a value".to_owned())
}
