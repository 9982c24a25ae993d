//! The tables of a split while they are being written.

use std::collections::BTreeMap;

use parquet::errors::ParquetError;
use tempfile::NamedTempFile;

use crate::lake::context::{Context, TableFile};
use crate::lake::error::Error;
use crate::lake::folder::{Lake, date, day, sha256};
use crate::lake::split::Split;
use crate::lake::table::Layout;
use crate::lake::table::writer::TableWriter;
use crate::lake::tables::{edges, entries, exhibits, rejections, remarks, uses};
use crate::log::parsed_batch::{ParsedBatch, RawLine, Use};
use crate::model::entry::{Entry, Source};

/// The most files that are written at once. A split with rows of more days has several files a day.
const MOST_OPEN: usize = 48;

/// A table and a partition of it: the day, and the log.
type Key = (&'static str, Option<(i64, Option<Source>)>);

/// The tables of a split that are being written.
pub(in crate::lake) struct OpenTables<'l> {
    lake: &'l Lake,
    split: String,
    open: BTreeMap<Key, TableWriter<NamedTempFile>>,
    /// How many files of a partition were finished before.
    numbers: BTreeMap<Key, usize>,
    finished: Vec<(TableFile, NamedTempFile)>,
    last_part: LastPart,
    buffers: uses::Buffers,
}

/// Whether the last part of a split can be extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LastPart {
    /// All its lines could be read.
    Readable,
    /// Some of its lines could not be read, or there is no part yet.
    Closed,
}

impl<'l> OpenTables<'l> {
    pub(in crate::lake) fn new(lake: &'l Lake, split: &Split) -> Self {
        OpenTables {
            lake,
            split: split.name(),
            open: BTreeMap::new(),
            numbers: BTreeMap::new(),
            finished: Vec::new(),
            last_part: LastPart::Closed,
            buffers: uses::Buffers::default(),
        }
    }

    /// Writes a batch.
    pub(in crate::lake) fn add(
        &mut self,
        mut batch: ParsedBatch,
        context: &mut Context,
    ) -> Result<(), Error> {
        context.add(&mut batch);
        self.add_rejections(&batch, context)?;
        for run in batch.uses.chunk_by(|one, next| day(one.at) == day(next.at)) {
            self.add_uses(run, &batch)?;
        }
        for entry in &batch.entries {
            self.add_entry(entry)?;
        }
        let evidence = std::mem::take(&mut batch.evidence);
        if !evidence.is_empty() {
            self.write(&exhibits::LAYOUT, None, |table| {
                exhibits::write(evidence, table)
            })?;
        }
        if !batch.remarks.stale.is_empty() || !batch.remarks.crowded.is_empty() {
            self.write(&remarks::LAYOUT, None, |table| {
                remarks::write(&batch.remarks, table)
            })?;
        }
        Ok(())
    }

    /// Writes uses of one day.
    fn add_uses(&mut self, run: &[Use], batch: &ParsedBatch) -> Result<(), Error> {
        let Some(first) = run.first() else {
            return Ok(());
        };
        let mut buffers = std::mem::take(&mut self.buffers);
        let written = self.write(&uses::LAYOUT, Some((day(first.at), None)), |table| {
            run.iter()
                .try_for_each(|one| uses::write(one, batch, &mut buffers, table))
        });
        self.buffers = buffers;
        written
    }

    fn add_entry(&mut self, entry: &(RawLine, Entry)) -> Result<(), Error> {
        let partition = Some((day(entry.1.at), Some(entry.1.event.source())));
        let mut number = 0;
        self.write(&entries::LAYOUT, partition, |table| {
            number = table.rows();
            entries::write(entry, table)
        })?;
        self.write(&edges::LAYOUT, partition, |table| {
            edges::write(&entry.1, number, table)
        })
    }

    /// Batches without unread lines are one part; a batch with such lines is a part of its own.
    fn add_rejections(&mut self, batch: &ParsedBatch, context: &mut Context) -> Result<(), Error> {
        let is_readable = batch.rejections.is_empty();
        match context.parts.last_mut() {
            Some(last) if is_readable && self.last_part == LastPart::Readable => {
                last.extend(&batch.end_times);
            }
            _ => context.parts.push(batch.end_times.clone()),
        }
        self.last_part = if is_readable {
            LastPart::Readable
        } else {
            LastPart::Closed
        };
        let part = context.parts.len() as u64 - 1;
        for rejection in &batch.rejections {
            self.write(&rejections::LAYOUT, None, |table| {
                rejections::write(rejection, part, table)
            })?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        layout: &'static Layout,
        partition: Option<(i64, Option<Source>)>,
        row: impl FnOnce(&mut TableWriter<NamedTempFile>) -> Result<(), ParquetError>,
    ) -> Result<(), Error> {
        let key = (layout.name, partition);
        if !self.open.contains_key(&key) {
            self.begin(layout, key)?;
        }
        let Some(table) = self.open.get_mut(&key) else {
            return Ok(()); // begun above
        };
        row(table).map_err(Error::table(&self.lake.path(layout.name)))
    }

    fn begin(&mut self, layout: &'static Layout, key: Key) -> Result<(), Error> {
        if self.open.len() >= MOST_OPEN {
            self.close()?;
        }
        let path = self.lake.path(layout.name);
        let file = self.lake.temporary()?;
        let table = TableWriter::new(layout, file).map_err(Error::table(&path))?;
        self.open.insert(key, table);
        Ok(())
    }

    /// Finishes the open files.
    fn close(&mut self) -> Result<(), Error> {
        for (key, table) in std::mem::take(&mut self.open) {
            let path = self.path_of(&key);
            let (file, rows) = table
                .finish()
                .map_err(Error::table(&self.lake.path(&path)))?;
            file.as_file().sync_all().map_err(Error::io(file.path()))?;
            let table = TableFile {
                table: key.0.to_owned(),
                path,
                rows,
                sha256: sha256(file.path())?,
            };
            self.finished.push((table, file));
        }
        Ok(())
    }

    fn path_of(&mut self, (table, partition): &Key) -> String {
        let number = self.numbers.entry((table, *partition)).or_default();
        *number += 1;
        let partition = partition.map_or_else(String::new, |(day, source)| named(day, source));
        let part = if *number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        format!("{table}/{partition}{}{part}.parquet", self.split)
    }

    /// Gives all files their names.
    pub(in crate::lake) fn finish(mut self) -> Result<Vec<TableFile>, Error> {
        self.close()?;
        let mut tables = Vec::new();
        for (table, file) in self.finished {
            self.lake.place(file, &table.path)?;
            tables.push(table);
        }
        Ok(tables)
    }
}

/// The part of a table in which a row lies, as the beginning of a path.
fn named(day: i64, source: Option<Source>) -> String {
    let day = date(day);
    match source {
        None => format!("day={day}/"),
        Some(source) => format!("day={day}/log={}/", source.as_str()),
    }
}
