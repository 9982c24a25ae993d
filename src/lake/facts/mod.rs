//! Reads one split by the readers of `ingest`, and writes its facts.

mod line_range;
pub(super) mod open_tables;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use self::line_range::LineRange;
use self::open_tables::OpenTables;
use super::context::{Boundary, Context, Search, Writer};
use super::error::Error;
use super::folder::Lake;
use super::input_bytes;
use super::split::{Split, SplitShape};
use crate::evidence::input::unsupported;
use crate::ingest::evidence_file;
use crate::ingest::stream::Hashed;
use crate::log::Reader;
use crate::log::cut_line::Again;
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter::{Batch, Splitter};
use crate::log::parsed_batch::ParsedBatch;

/// Reads a split and writes its facts: all of them or none. The facts of one split are the same bytes whoever writes them, and however
/// often.
///
/// # Errors
/// If the input cannot be read or has changed, or the lake cannot be written.
pub fn write(split: &Split, lake: &Lake, seed: u64) -> Result<(), Error> {
    let reader = Reader {
        cluster: split.cluster.clone(),
        cuts: split.cuts.clone().into(),
        ..Reader::default()
    };
    if !split.cuts.is_empty() {
        return search(split, &reader, lake, seed);
    }
    let mut context = Context::of(split);
    if split.shape != SplitShape::Other {
        let mut tables = OpenTables::new(lake, split);
        let mut take = |batch: ParsedBatch, context: &mut Context| tables.add(batch, context);
        let reading = Reading {
            split,
            seed,
            reader: &reader,
            context: &mut context,
            take: &mut take,
        };
        match reading.read() {
            Err(Error::Io { source, .. }) if input_bytes::is_damage(&source) => {
                context = Context::of(split); // `load` reads the input itself, and reports what is wrong with the input
            }
            Err(error) => return Err(error),
            Ok(()) => context.tables = tables.finish()?,
        }
    }
    lake.write(&Lake::context_name(split), &context)
}

/// Looks for lines that begin with cut lines of other inputs.
fn search(split: &Split, reader: &Reader, lake: &Lake, seed: u64) -> Result<(), Error> {
    let mut again: BTreeMap<Again, u64> = BTreeMap::new();
    let mut take = |batch: ParsedBatch, _: &mut Context| {
        for it in batch.again {
            *again.entry(it).or_default() += 1;
        }
        Ok(())
    };
    let reading = Reading {
        split,
        seed,
        reader,
        context: &mut Context::of(split),
        take: &mut take,
    };
    reading.read()?;
    let search = Search {
        writer: Writer::this(),
        again: again.into_iter().collect(),
    };
    lake.write(&Lake::search_name(split), &search)
}

/// Takes what was read.
type Take<'t> = dyn FnMut(ParsedBatch, &mut Context) -> Result<(), Error> + 't;

/// The reading of one split.
struct Reading<'r, 't> {
    split: &'r Split,
    seed: u64,
    reader: &'r Reader,
    /// What the split has beside its tables, as far as that was read.
    context: &'r mut Context,
    take: &'r mut Take<'t>,
}

impl Reading<'_, '_> {
    fn read(self) -> Result<(), Error> {
        match self.split.is_partial() {
            true => self.read_lines(),
            false => self.read_whole(),
        }
    }

    /// Reads an input as a whole.
    fn read_whole(mut self) -> Result<(), Error> {
        let path = Path::new(&self.split.url);
        let bytes = input_bytes::open(self.split, 0)?;
        let (packing, stream) = unpack(bytes).map_err(Error::io(path))?;
        let (head, stream) = evidence_file::peek(stream).map_err(Error::io(path))?;
        let form = unsupported::unreadable_form(&head);
        self.context.form = form.map(|it| it.name().to_owned());
        let mut splitter = Splitter::new(Hashed::new(stream, self.seed));
        self.read_all(&mut splitter).map_err(failed(path))?;
        self.context.content = hex::encode(splitter.reader().digest().0);
        self.context.packing = packing.to_string();
        Ok(())
    }

    /// Reads the lines that begin in a part of an input.
    fn read_lines(mut self) -> Result<(), Error> {
        let Split {
            url,
            start,
            end,
            size,
            ..
        } = self.split;
        let path = Path::new(url);
        let bytes = input_bytes::open(self.split, start.saturating_sub(1))?;
        let lines = LineRange::new(bytes, *start, *end).map_err(Error::io(path))?;
        let begin = lines.begin();
        let bytes = Hashed::new(Box::new(lines), self.seed);
        let mut splitter = Splitter::starting_at(begin, bytes);
        let last = self.read_all(&mut splitter).map_err(failed(path))?;
        let (content, bytes) = splitter.reader().digest();
        let context = self.context;
        context.begin = begin;
        context.content = hex::encode(content);
        context.end = begin + bytes;
        context.boundary = match last {
            _ if context.end >= *size || bytes == 0 => Boundary::Whole,
            Last::Object { line, end } if line == context.lines && end + 2 >= context.end => {
                Boundary::Whole
            }
            _ => Boundary::Torn,
        };
        Ok(())
    }

    fn read_all<R: Read>(&mut self, splitter: &mut Splitter<R>) -> Result<Last, Failure> {
        let mut last = Last::Unclear;
        while let Some(batch) = splitter.next_batch().map_err(Failure::Input)? {
            let parsed = self.reader.read(&batch);
            (self.take)(parsed, self.context).map_err(Failure::Lake)?;
            last = Last::of(&batch);
            splitter.recycle(batch);
        }
        self.context.lines = splitter.lines();
        Ok(last)
    }
}

/// The last item of a part of an input.
enum Last {
    /// There is none, or it is no object.
    Unclear,
    /// An object on one line, which ends at this offset.
    Object { line: u64, end: u64 },
}

impl Last {
    fn of(batch: &Batch) -> Self {
        match batch.items.last() {
            Some(item) if item.problem.is_none() => Last::Object {
                line: item.line,
                end: item.offset + item.bytes.len() as u64,
            },
            _ => Last::Unclear,
        }
    }
}

/// Why a split was not read to its end.
enum Failure {
    Input(io::Error),
    Lake(Error),
}

fn failed(path: &Path) -> impl FnOnce(Failure) -> Error + '_ {
    |it| match it {
        Failure::Input(source) => Error::io(path)(source),
        Failure::Lake(error) => error,
    }
}
