//! Fills a database from the facts of a lake, as `ingest` would fill the database from the inputs.

use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::context::{Context, TableFile};
use super::error::Error;
use super::folder::{Fetched, Lake, sha256};
use super::input_bytes;
use super::plan::Plans;
use super::split::{Split, SplitShape};
use super::table::Layout;
use super::table::reader::{Rows, TableReader};
use super::tables::edges::EdgeReader;
use super::tables::entries::Unlinked;
use super::tables::{edges, entries, exhibits, rejections, remarks, uses};
use crate::ingest::export_shapes::ExportShapes;
use crate::ingest::ingested::Ingested;
use crate::ingest::input::Input;
use crate::ingest::pipeline;
use crate::ingest::stream::Progress;
use crate::log::Reader;
use crate::log::cut_line::Cut;
use crate::log::neighbour_times::EndTimes;
use crate::log::parsed_batch::{ParsedBatch, Rejection};
use crate::store::Store;
use crate::store::rows::load::{Load, Loaded};

/// The most lines of a batch that begin with a cut line.
const TOGETHER: usize = 10_000;

/// An input whose facts are all there.
pub struct PlannedInput {
    contexts: Vec<Context>,
    split: Split,
}

/// The inputs of a lake, in the order of the plan.
///
/// # Errors
/// If nothing is planned, a split has no facts, or facts are damaged.
pub fn inputs(plans: &Plans, lake: &Lake) -> Result<Vec<PlannedInput>, Error> {
    if plans.is_empty() {
        return Err(Error::NoPlan(lake.address().to_owned()));
    }
    let progress = plans.progress(lake)?;
    if let Some(first) = progress.missing.first() {
        return Err(Error::Missing {
            count: progress.missing.len(),
            first: format!("{} from {} to {}", first.url, first.start, first.end),
        });
    }
    let mut inputs: Vec<PlannedInput> = Vec::new();
    for context in progress.done {
        match inputs.last_mut() {
            Some(last) if last.split.ordinal == context.split.ordinal => {
                last.follow(&context)?;
                last.contexts.push(context);
            }
            _ => inputs.push(PlannedInput {
                split: context.split.clone(),
                contexts: vec![context],
            }),
        }
    }
    Ok(inputs)
}

impl PlannedInput {
    /// The input.
    pub fn input(&self) -> Input {
        self.split.input()
    }

    /// Checks that a split begins where the split before ends.
    fn follow(&self, next: &Context) -> Result<(), Error> {
        match self.contexts.last() {
            Some(last) if last.end != next.begin => {
                let what = format!(
                    "the facts from byte {} to {} are missing",
                    last.end, next.begin
                );
                Err(Error::damaged(&PathBuf::from(&self.split.url), what))
            }
            _ => Ok(()),
        }
    }

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
    ) -> Result<Ingested, Error> {
        let mut shapes = ExportShapes::default();
        self.contexts
            .iter()
            .for_each(|it| shapes.extend(&it.shapes));
        if self.split.shape == SplitShape::Other || shapes.are_none() {
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
        }
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
                .and_then(|()| add(context, lines, lake, &mut load));
            if let Err(error) = added {
                load.abandon()?;
                return Err(error);
            }
            lines += context.lines;
        }
        let entry_times = load.entry_times().clone();
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

    /// The hash of the content, and the number of its bytes. The hash of an input in one split is that of `ingest`.
    fn content(&self) -> (Vec<u8>, u64) {
        let contents: Vec<Vec<u8>> = self
            .contexts
            .iter()
            .map(|it| hex::decode(&it.content).unwrap_or_default())
            .collect();
        let bytes = contents.iter().map(|it| length(it)).sum();
        if let [one] = contents.as_slice() {
            return (one.clone(), bytes);
        }
        let mut hash = Xxh3::new();
        contents.iter().for_each(|it| hash.update(it));
        let mut content = hash.digest128().to_be_bytes().to_vec();
        content.extend(bytes.to_be_bytes());
        (content, bytes)
    }
}

/// The number of bytes, which is the end of a hash of content.
fn length(content: &[u8]) -> u64 {
    content.last_chunk().map_or(0, |it| u64::from_be_bytes(*it))
}

/// Adds the facts of a split. `lines` is the number of lines before the split.
fn add(context: &Context, lines: u64, lake: &Lake, load: &mut Load<'_>) -> Result<(), Error> {
    load.add(beside_tables(context, lines))?;
    let mut parts = Parts::of(context);
    for table in &context.tables {
        if table.table == "edges" {
            continue; // read with the entries
        }
        let fetched = checked(table, lake)?;
        let path = fetched.path();
        match table.table.as_str() {
            "uses" => add_uses(path, lines, load)?,
            "entries" => {
                let edges = checked(edges_of(table, context)?, lake)?;
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

/// Checks that a table is the one that was written.
/// Makes a table readable, if the table is what it was when it was written.
fn checked(table: &TableFile, lake: &Lake) -> Result<Fetched, Error> {
    let fetched = lake.fetch(&table.path)?;
    match sha256(fetched.path())? == table.sha256 {
        true => Ok(fetched),
        false => Err(Error::damaged(
            fetched.path(),
            "the file has changed since it was written",
        )),
    }
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

fn add_uses(path: &Path, lines: u64, load: &mut Load<'_>) -> Result<(), Error> {
    each_group(&uses::LAYOUT, path, |rows| {
        let mut batch = ParsedBatch::default();
        for mut row in rows.iter() {
            uses::read(&mut row, lines, &mut batch).map_err(Error::table(path))?;
        }
        Ok(load.add(batch)?)
    })
}

fn add_exhibits(path: &Path, lines: u64, load: &mut Load<'_>) -> Result<(), Error> {
    each_group(&exhibits::LAYOUT, path, |rows| {
        let mut batch = ParsedBatch::default();
        for mut row in rows.iter() {
            exhibits::read(&mut row, lines, &mut batch.evidence).map_err(Error::table(path))?;
        }
        Ok(load.add(batch)?)
    })
}

fn add_remarks(path: &Path, load: &mut Load<'_>) -> Result<(), Error> {
    each_group(&remarks::LAYOUT, path, |rows| {
        let mut batch = ParsedBatch::default();
        for mut row in rows.iter() {
            remarks::read(&mut row, &mut batch.remarks).map_err(Error::table(path))?;
        }
        Ok(load.add(batch)?)
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
