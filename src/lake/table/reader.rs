//! Reads a table row by row.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;

use super::{GROUP, Layout, Presence};

/// A table that is being read.
pub(in crate::lake) struct TableReader {
    layout: &'static Layout,
    file: SerializedFileReader<File>,
    next: usize,
    /// The number of the first row of the next group.
    row: u64,
    /// The columns that are read; all where there are none.
    only: &'static [usize],
}

/// The rows of one row group.
pub(in crate::lake) struct Rows {
    columns: Vec<Values>,
    first: u64,
    count: usize,
}

enum Values {
    Integers(Column<i64>),
    Bytes(Column<ByteArray>),
    /// The column was not asked for.
    Skipped,
}

/// The values of a column.
struct Column<T> {
    values: Vec<T>,
    /// Where the value of each row lies in `values`; none where each row has one.
    places: Option<Vec<Option<usize>>>,
}

impl<T> Column<T> {
    fn get(&self, row: usize) -> Option<&T> {
        match &self.places {
            None => self.values.get(row),
            Some(places) => self.values.get(places.get(row).copied().flatten()?),
        }
    }
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
            row: 0,
            only: &[],
        })
    }

    /// Reads some of the columns: the others have no values.
    pub(in crate::lake) fn only(self, only: &'static [usize]) -> Self {
        TableReader { only, ..self }
    }

    /// Reads the next row group.
    pub(in crate::lake) fn next_group(&mut self) -> Result<Option<Rows>, ParquetError> {
        if self.next >= self.file.num_row_groups() {
            return Ok(None);
        }
        let group = self.file.get_row_group(self.next)?;
        self.next += 1;
        let first = self.row;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        self.row += count as u64;
        let mut columns = Vec::new();
        for (at, column) in self.layout.columns.iter().enumerate() {
            if !self.only.is_empty() && !self.only.contains(&at) {
                columns.push(Values::Skipped);
                continue;
            }
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
        Ok(Some(Rows {
            columns,
            first,
            count,
        }))
    }

    /// Reads the next row group that may have values of a column in this range, by the least and the greatest value that the file names.
    pub(in crate::lake) fn next_group_between(
        &mut self,
        column: usize,
        range: &Range<i64>,
    ) -> Result<Option<Rows>, ParquetError> {
        while self.next < self.file.num_row_groups() && !self.may_be_in(self.next, column, range) {
            self.skip_to(self.next + 1);
        }
        self.next_group()
    }

    /// The number of rows in row groups that may have values of a column in this range.
    pub(in crate::lake) fn rows_between(&self, column: usize, range: &Range<i64>) -> u64 {
        let groups = 0..self.file.num_row_groups();
        let groups = groups.filter(|it| self.may_be_in(*it, column, range));
        groups.map(|it| self.rows_of(it)).sum()
    }

    /// Goes on at a later row group.
    pub(in crate::lake) fn skip_to(&mut self, group: usize) {
        self.row += (self.next..group).map(|it| self.rows_of(it)).sum::<u64>();
        self.next = self.next.max(group);
    }

    fn rows_of(&self, group: usize) -> u64 {
        let groups = self.file.metadata().row_groups();
        groups
            .get(group)
            .map_or(0, |it| it.num_rows().cast_unsigned())
    }

    fn may_be_in(&self, group: usize, column: usize, range: &Range<i64>) -> bool {
        let group = self.file.metadata().row_groups().get(group);
        let column = group.and_then(|it| it.columns().get(column));
        match column.and_then(|it| it.statistics()) {
            Some(Statistics::Int64(known)) => {
                let is_before = known.max_opt().is_some_and(|it| *it < range.start);
                let is_behind = known.min_opt().is_some_and(|it| *it >= range.end);
                !is_before && !is_behind
            }
            _ => true,
        }
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
) -> Result<Column<T::T>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(count.min(GROUP)));
    let mut read = 0;
    while read < count {
        let wanted = (presence == Presence::Sometimes).then_some(&mut levels);
        let (records, ..) = reader.read_records(count - read, wanted, None, &mut values)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    let places = (presence == Presence::Sometimes).then(|| {
        let mut next = 0..;
        let place = |level: &i16| if *level == 0 { None } else { next.next() };
        levels.iter().map(place).collect()
    });
    Ok(Column { values, places })
}

impl Rows {
    /// The rows in order.
    pub(in crate::lake) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.count).map(|row| self.row(row))
    }

    /// A row.
    pub(in crate::lake) fn row(&self, row: usize) -> Row<'_> {
        Row {
            rows: self,
            row,
            next: 0,
        }
    }

    /// The number of rows.
    pub(in crate::lake) fn count(&self) -> usize {
        self.count
    }

    /// The number of the first row in the table.
    pub(in crate::lake) fn first(&self) -> u64 {
        self.first
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
            Some(Values::Integers(values)) => Ok(values.get(self.row).copied()),
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
            Some(Values::Bytes(values)) => Ok(values.get(self.row).map(ByteArray::data)),
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

    /// Goes on at a column.
    pub(in crate::lake) fn at_column(mut self, column: usize) -> Self {
        self.next = column;
        self
    }

    fn take(&mut self) -> Option<&'r Values> {
        self.next += 1;
        self.rows.columns.get(self.next - 1)
    }
}

fn missing() -> ParquetError {
    ParquetError::General("a row lacks a value".to_owned())
}
