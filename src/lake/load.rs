//! Fills a database from the facts of a lake, as `ingest` would fill the database from the inputs.

use std::path::Path;

use parquet::errors::ParquetError;

use super::context::{Context, TableFile};
use super::error::Error;
use super::fold::folded_uses::FoldedUses;
use super::folder::Lake;
use super::input_bytes;
use super::inputs::PlannedInput;
use super::place::TableId;
use super::table::Layout;
use super::table::reader::{Row, Rows, TableReader};
use super::tables::edges::EdgeReader;
use super::tables::entries::Unlinked;
use super::tables::uses::UseRow;
use super::tables::{edges, entries, exhibits, folded, rejections, remarks, uses};
use crate::ingest::ingested::Ingested;
use crate::ingest::pipeline;
use crate::ingest::stream::Progress;
use crate::log::Reader;
use crate::log::cut_line::Cut;
use crate::log::neighbour_times::EndTimes;
use crate::log::parsed_batch::{ParsedBatch, Rejection};
use crate::store::Store;
use crate::store::rows::load::{Load, Loaded};

/// The most lines of a batch that begin with a cut line, and the most uses of a batch that folds left.
const TOGETHER: usize = 10_000;

impl PlannedInput {
    /// Loads the facts into a database: all or nothing. An input without facts is read itself.
    ///
    /// # Errors
    /// If facts are damaged, or the input or the database fails.
    pub async fn load(
        &self,
        lake: &Lake,
        reader: &Reader,
        store: &mut Store,
        progress: &Progress,
        folded: &mut FoldedUses,
    ) -> Result<Ingested, Error> {
        let Some(shapes) = self.shapes() else {
            let reader = Reader {
                cluster: self.split.cluster.clone(),
                ..reader.clone()
            };
            let input = self.input();
            let Some(object) = &input.object else {
                return Ok(pipeline::ingest(&input, &reader, store, progress).await?);
            };
            let stream = input_bytes::open_object(object, 0)?;
            return Ok(pipeline::ingest_stream(&input, stream, &reader, store, progress).await?);
        };
        let (content, bytes) = self.content();
        let first = self.contexts.first();
        let packing = first.map_or("", |it| &it.packing);
        let form = first.and_then(|it| it.form.as_deref());
        let detected = pipeline::described(&shapes, packing, form, self.split.cluster.as_deref());
        let looked_for = reader.and_looking_for(store.cut_lines()?).cuts;
        let object = self.split.object();
        let mut load = store.load(&self.split.url)?.of_object(object.as_ref());
        let mut lines = 0;
        for context in &self.contexts {
            let added = add_again(context, &looked_for, &mut load)
                .and_then(|()| add(context, lines, lake, folded, &mut load));
            if let Err(error) = added {
                load.abandon()?;
                return Err(error);
            }
            lines += context.lines;
        }
        let entry_times = load.entry_times().clone();
        load.leave_out(folded.left_out(self.split.ordinal));
        Ok(match load.finish(&content, &detected, bytes)? {
            Loaded::New(counts) => Ingested::New { detected, counts },
            Loaded::Known { name } => {
                if let Some(object) = &object {
                    store.record_known_object(object, &entry_times, &content)?;
                }
                Ingested::Known { name }
            }
        })
    }
}

/// Adds the facts of a split. `lines` is the number of lines before the split.
fn add(
    context: &Context,
    lines: u64,
    lake: &Lake,
    folded: &mut FoldedUses,
    load: &mut Load<'_>,
) -> Result<(), Error> {
    load.add(beside_tables(context, lines))?;
    let mut parts = Parts::of(context);
    for (number, table) in context.tables.iter().enumerate() {
        let id = TableId::of(&context.split, number);
        if folded.stand_for(id) {
            add_folded(id, folded, lines, load)?;
            continue;
        }
        if table.table == "edges" {
            continue; // read with the entries
        }
        let table_file = lake.check(table)?;
        let path = table_file.path();
        match table.table.as_str() {
            "uses" => add_uses(path, lines, load)?,
            "entries" => {
                let edges = lake.check(edges_of(table, context)?)?;
                add_entries(path, edges.path(), lines, load)?;
            }
            "exhibits" => add_exhibits(path, lines, load)?,
            "remarks" => add_remarks(path, load)?,
            "rejections" => parts.add_rejections(path, lines, load)?,
            other => return Err(Error::damaged(path, format!("there is no table {other}"))),
        }
    }
    parts.finish(load)
}

/// The parts of a split, one after the other, with the lines of each that could not be read.
struct Parts<'c> {
    end_times: std::slice::Iter<'c, EndTimes>,
    number: u64,
    rejections: Vec<Rejection>,
}

impl<'c> Parts<'c> {
    fn of(context: &'c Context) -> Self {
        Parts {
            end_times: context.parts.iter(),
            number: 0,
            rejections: Vec::new(),
        }
    }

    /// Adds the parts up to the last one of the table, which more lines may follow.
    fn add_rejections(
        &mut self,
        path: &Path,
        lines: u64,
        load: &mut Load<'_>,
    ) -> Result<(), Error> {
        each_group(&rejections::LAYOUT, path, |rows| {
            for mut row in rows.iter() {
                let read = rejections::read(&mut row, lines);
                let (part, rejection) = read.map_err(Error::table(path))?;
                while self.number < part && self.end(load)? {}
                self.rejections.push(rejection);
            }
            Ok(())
        })
    }

    /// Ends a part. Returns whether there was one.
    fn end(&mut self, load: &mut Load<'_>) -> Result<bool, Error> {
        let Some(end_times) = self.end_times.next() else {
            return Ok(false);
        };
        let mut batch = ParsedBatch::default();
        batch.end_times.clone_from(end_times);
        batch.rejections = std::mem::take(&mut self.rejections);
        self.number += 1;
        load.add(batch)?;
        Ok(true)
    }

    fn finish(mut self, load: &mut Load<'_>) -> Result<(), Error> {
        while self.end(load)? {}
        Ok(())
    }
}

/// Adds the cut lines that the split has whole, of those that `ingest` would look for.
fn add_again(context: &Context, looked_for: &[Cut], load: &mut Load<'_>) -> Result<(), Error> {
    for (again, count) in &context.again {
        if !looked_for.iter().any(|it| it.sha256 == again.sha256) {
            continue;
        }
        let mut left = usize::try_from(*count).unwrap_or(usize::MAX);
        while left > 0 {
            let mut batch = ParsedBatch::default();
            let some = left.min(TOGETHER);
            batch.again = vec![*again; some];
            left -= some;
            load.add(batch)?;
        }
    }
    Ok(())
}

/// What a split holds beside its tables, as a batch.
fn beside_tables(context: &Context, lines: u64) -> ParsedBatch {
    let mut batch = ParsedBatch::default();
    batch.configurations.clone_from(&context.configurations);
    batch.switches.clone_from(&context.switches);
    batch.shown_numbers.clone_from(&context.shown_numbers);
    batch.entry_times.clone_from(&context.entry_times);
    batch.recording.clone_from(&context.recording);
    batch.read = context.read;
    batch.relevant = context.relevant;
    batch.unreadable_bodies = context.unreadable_bodies;
    batch
        .configurations
        .iter_mut()
        .for_each(|(raw, _)| raw.line += lines);
    batch
        .switches
        .iter_mut()
        .for_each(|(raw, _)| raw.line += lines);
    batch
}

/// The edges of a table of entries.
fn edges_of<'c>(table: &TableFile, context: &'c Context) -> Result<&'c TableFile, Error> {
    let path = table
        .path
        .replacen(entries::LAYOUT.name, edges::LAYOUT.name, 1);
    let edges = context.tables.iter().find(|it| it.path == path);
    edges.ok_or_else(|| Error::damaged(Path::new(&table.path), "its edges are missing"))
}

/// Reads a table, one row group after the other.
fn each_group(
    layout: &'static Layout,
    path: &Path,
    mut take: impl FnMut(&Rows) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut table = TableReader::open(layout, path).map_err(Error::table(path))?;
    while let Some(rows) = table.next_group().map_err(Error::table(path))? {
        take(&rows)?;
    }
    Ok(())
}

/// Adds the rows of a table, one batch a row group.
fn add_rows(
    layout: &'static Layout,
    path: &Path,
    load: &mut Load<'_>,
    mut read: impl FnMut(&mut Row<'_>, &mut ParsedBatch) -> Result<(), ParquetError>,
) -> Result<(), Error> {
    each_group(layout, path, |rows| {
        let mut batch = ParsedBatch::default();
        for mut row in rows.iter() {
            read(&mut row, &mut batch).map_err(Error::table(path))?;
        }
        Ok(load.add(batch)?)
    })
}

fn add_uses(path: &Path, lines: u64, load: &mut Load<'_>) -> Result<(), Error> {
    let mut id = String::new();
    add_rows(&uses::LAYOUT, path, load, |row, batch| {
        UseRow::read(row)?.add_to(batch, lines, &mut id)
    })
}

/// Adds what folds left of a table of uses.
fn add_folded(
    id: TableId,
    folded: &mut FoldedUses,
    lines: u64,
    load: &mut Load<'_>,
) -> Result<(), Error> {
    let (mut batch, mut spelt) = (ParsedBatch::default(), String::new());
    folded.each_of(id, &mut |_, one| {
        let added = one.add_to(&mut batch, lines, &mut spelt);
        added.map_err(Error::table(Path::new(folded::LAYOUT.name)))?;
        if batch.uses.len() >= TOGETHER {
            load.add(std::mem::take(&mut batch))?;
        }
        Ok(())
    })?;
    Ok(load.add(batch)?)
}

fn add_exhibits(path: &Path, lines: u64, load: &mut Load<'_>) -> Result<(), Error> {
    add_rows(&exhibits::LAYOUT, path, load, |row, batch| {
        exhibits::read(row, lines, &mut batch.evidence)
    })
}

fn add_remarks(path: &Path, load: &mut Load<'_>) -> Result<(), Error> {
    add_rows(&remarks::LAYOUT, path, load, |row, batch| {
        remarks::read(row, &mut batch.remarks)
    })
}

fn add_entries(
    path: &Path,
    edges_path: &Path,
    lines: u64,
    load: &mut Load<'_>,
) -> Result<(), Error> {
    let linked = TableReader::open(&edges::LAYOUT, edges_path);
    let mut linked = EdgeReader::of(linked.map_err(Error::table(edges_path))?);
    each_group(&entries::LAYOUT, path, |rows| {
        let mut batch = ParsedBatch::default();
        for mut row in rows.iter() {
            let mut entry = Unlinked::read(&mut row).map_err(Error::table(path))?;
            entry.raw.line += lines;
            let (raw, edges) = (entry.raw, linked.next().map_err(Error::table(edges_path))?);
            let entry = entry.linked(&edges).map_err(Error::table(path))?;
            batch.entries.push((raw, entry));
        }
        Ok(load.add(batch)?)
    })
}
