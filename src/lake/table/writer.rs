//! Writes a table row by row.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use super::{Kind, Layout, Presence};

/// A table that is being written.
pub(in crate::lake) struct TableWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Buffer>,
    next: usize,
    waiting: usize,
    group: usize,
    rows: u64,
}

/// The values of a column that wait to be written, and for an optional column whether each row has one.
struct Buffer {
    presence: Presence,
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    Integers(Vec<i64>),
    /// The bytes of all values in one piece, and where each value ends.
    Bytes(Vec<u8>, Vec<usize>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table.
    pub(in crate::lake) fn new(layout: &Layout, file: W) -> Result<Self, ParquetError> {
        let properties = Arc::new(layout.properties()?);
        let columns = layout.columns.iter().map(|it| Buffer {
            presence: it.presence,
            levels: Vec::new(),
            values: match it.kind {
                Kind::Integer | Kind::Time => Values::Integers(Vec::new()),
                Kind::Text | Kind::Binary | Kind::Repeated => Values::Bytes(Vec::new(), Vec::new()),
            },
        });
        Ok(TableWriter {
            file: SerializedFileWriter::new(file, layout.schema()?, properties)?,
            columns: columns.collect(),
            next: 0,
            waiting: 0,
            group: layout.group,
            rows: 0,
        })
    }

    /// The next value of the row, an integer or a time.
    pub(in crate::lake) fn integer(&mut self, value: i64) {
        self.optional_integer(Some(value));
    }

    /// The next value of the row: an integer, a time, or none.
    pub(in crate::lake) fn optional_integer(&mut self, value: Option<i64>) {
        if let Some(column) = self.columns.get_mut(self.next) {
            column.add_integer(value);
        }
        self.next += 1;
    }

    /// The next value of the row, a text.
    pub(in crate::lake) fn text(&mut self, value: &str) {
        self.optional_binary(Some(value));
    }

    /// The next value of the row, bytes.
    pub(in crate::lake) fn binary(&mut self, value: &[u8]) {
        self.optional_binary(Some(value));
    }

    /// The next value of the row: a text, bytes, or none.
    pub(in crate::lake) fn optional_binary(&mut self, value: Option<impl AsRef<[u8]>>) {
        if let Some(column) = self.columns.get_mut(self.next) {
            column.add_bytes(value.as_ref().map(AsRef::as_ref));
        }
        self.next += 1;
    }

    /// Ends the row.
    pub(in crate::lake) fn end_row(&mut self) -> Result<(), ParquetError> {
        self.next = 0;
        self.rows += 1;
        self.waiting += 1;
        if self.waiting >= self.group {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// The number of rows so far.
    pub(in crate::lake) fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the table. Returns the number of its rows.
    pub(in crate::lake) fn finish(mut self) -> Result<(W, u64), ParquetError> {
        self.flush()?;
        Ok((self.file.into_inner()?, self.rows))
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.waiting == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            if let Some(mut writer) = group.next_column()? {
                column.write(&mut writer)?;
                writer.close()?;
            }
        }
        group.close()?;
        self.waiting = 0;
        Ok(())
    }
}

impl Buffer {
    fn add_level(&mut self, level: i16) {
        if self.presence == Presence::Sometimes {
            self.levels.push(level);
        }
    }

    fn add_integer(&mut self, value: Option<i64>) {
        self.add_level(i16::from(value.is_some()));
        if let Values::Integers(values) = &mut self.values {
            values.extend(value);
        }
    }

    fn add_bytes(&mut self, value: Option<&[u8]>) {
        self.add_level(i16::from(value.is_some()));
        if let (Values::Bytes(bytes, ends), Some(value)) = (&mut self.values, value) {
            bytes.extend_from_slice(value);
            ends.push(bytes.len());
        }
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = (self.presence == Presence::Sometimes).then_some(levels.as_slice());
        match &mut self.values {
            Values::Integers(values) => {
                let typed = writer.typed::<Int64Type>();
                typed.write_batch(&std::mem::take(values), levels, None)?;
            }
            Values::Bytes(bytes, ends) => {
                let values = split(std::mem::take(bytes), &std::mem::take(ends));
                let typed = writer.typed::<ByteArrayType>();
                typed.write_batch(&values, levels, None)?;
            }
        }
        Ok(())
    }
}

/// Cuts bytes where the values end, without copying them.
fn split(bytes: Vec<u8>, ends: &[usize]) -> Vec<ByteArray> {
    let mut rest = Bytes::from(bytes);
    let mut start = 0;
    let cut = ends.iter().map(|end| {
        let value = rest.split_to(end - start);
        start = *end;
        ByteArray::from(value)
    });
    cut.collect()
}
