//! Reads one split by the readers of `ingest`, and writes its facts.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::context::{Boundary, Context};
use super::error::Error;
use super::folder::Lake;
use super::line_range::LineRange;
use super::open_tables::OpenTables;
use super::split::{Split, SplitShape};
use crate::evidence::input::unsupported;
use crate::ingest::evidence_file;
use crate::ingest::stream::Hashed;
use crate::log::Reader;
use crate::log::framing::decompress::unpack;
use crate::log::framing::splitter::{Batch, Splitter};
use crate::log::parsed_batch::ParsedBatch;

/// Reads a split and writes its facts: all of them or none. The facts of one split are the same bytes whoever writes them, and however
/// often.
///
/// # Errors
/// If the input cannot be read or has changed, or the lake cannot be written.
pub fn write(split: &Split, lake: &Lake, seed: u64) -> Result<(), Error> {
    let mut context = Context::of(split);
    if split.shape != SplitShape::Other {
        let mut tables = OpenTables::new(lake, split);
        let reader = Reader {
            cluster: split.cluster.clone(),
            ..Reader::default()
        };
        let mut read = |batch: ParsedBatch, context: &mut Context| tables.add(batch, context);
        match split.is_partial() {
            true => read_lines(split, seed, &reader, &mut context, &mut read)?,
            false => read_whole(split, seed, &reader, &mut context, &mut read)?,
        }
        context.tables = tables.finish()?;
    }
    lake.write(&Lake::context_name(split), &context)
}

type Take<'t> = dyn FnMut(ParsedBatch, &mut Context) -> Result<(), Error> + 't;

/// Reads an input as a whole.
fn read_whole(
    split: &Split,
    seed: u64,
    reader: &Reader,
    context: &mut Context,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let path = Path::new(&split.url);
    let file = open(split)?;
    let (packing, stream) = unpack(file).map_err(Error::io(path))?;
    let (head, stream) = evidence_file::peek(stream).map_err(Error::io(path))?;
    let form = unsupported::unreadable_form(&head);
    context.form = form.map(|it| it.name().to_owned());
    let mut splitter = Splitter::new(Hashed::new(stream, seed));
    read_all(&mut splitter, reader, context, take).map_err(failed(path))?;
    context.content = hex::encode(splitter.reader().digest().0);
    context.packing = packing.to_string();
    Ok(())
}

/// Reads the lines that begin in a part of an input.
fn read_lines(
    split: &Split,
    seed: u64,
    reader: &Reader,
    context: &mut Context,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let path = Path::new(&split.url);
    let mut file = open(split)?;
    let from = SeekFrom::Start(split.start.saturating_sub(1));
    file.seek(from).map_err(Error::io(path))?;
    let lines = LineRange::new(file, split.start, split.end).map_err(Error::io(path))?;
    context.begin = lines.begin();
    let bytes = Hashed::new(Box::new(lines), seed);
    let mut splitter = Splitter::starting_at(context.begin, bytes);
    let last = read_all(&mut splitter, reader, context, take).map_err(failed(path))?;
    let (content, bytes) = splitter.reader().digest();
    context.content = hex::encode(content);
    context.end = context.begin + bytes;
    context.boundary = match last {
        _ if context.end >= split.size || bytes == 0 => Boundary::Whole,
        Last::Object { line, end } if line == context.lines && end + 2 >= context.end => {
            Boundary::Whole
        }
        _ => Boundary::Torn,
    };
    Ok(())
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

fn read_all<R: Read>(
    splitter: &mut Splitter<R>,
    reader: &Reader,
    context: &mut Context,
    take: &mut Take<'_>,
) -> Result<Last, Failure> {
    let mut last = Last::Unclear;
    while let Some(batch) = splitter.next_batch().map_err(Failure::Input)? {
        take(reader.read(&batch), context).map_err(Failure::Lake)?;
        last = Last::of(&batch);
        splitter.recycle(batch);
    }
    context.lines = splitter.lines();
    Ok(last)
}

/// Opens the input of a split, if the input is what it was when it was planned.
fn open(split: &Split) -> Result<File, Error> {
    let path = Path::new(&split.url);
    let file = File::open(path).map_err(Error::io(path))?;
    let metadata = file.metadata().map_err(Error::io(path))?;
    if metadata.len() != split.size || generation(&metadata) != split.generation {
        return Err(Error::Changed(path.to_owned()));
    }
    Ok(file)
}

/// What tells one content of a file from another: when it was changed, in nanoseconds since 1970.
pub(super) fn generation(metadata: &Metadata) -> String {
    let changed = metadata.modified().ok();
    let changed = changed.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    changed.map_or_else(|| "0".to_owned(), |it| it.as_nanos().to_string())
}
