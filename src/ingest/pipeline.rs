//! Reads files into the database. Several threads cut the bytes into items and parse the items, and the writer keeps the order of the file.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use super::evidence_file;
use super::export_shapes::ExportShapes;
use super::ingested::{Ingested, Likeness};
use super::input::{Error, FoundBy, Input};
use super::parsers::ParsePipeline;
use super::stream::{Counted, Hashed, Progress};
use crate::evidence::input::unsupported;
use crate::evidence::input::unsupported::UnsupportedForm;
use crate::files::input_file;
use crate::log::Reader;
use crate::log::framing::decompress::{Packing, unpack};
use crate::log::framing::read_ahead::Ahead;
use crate::log::named_cluster;
use crate::store::Store;
use crate::store::rows::load::pulled::Answered;
use crate::store::rows::load::{Counts, Load, Loaded};

/// Reads one file into the database: all of the file or nothing.
///
/// # Errors
/// Errors of the file or of the database. The database is unchanged then.
pub async fn ingest(
    input: &Input,
    reader: &Reader,
    store: &mut Store,
    progress: &Progress,
) -> Result<Ingested, Error> {
    let opened = open(&input.path).map_err(|source| Error::Unreadable {
        path: input.path.clone(),
        source,
    })?;
    ingest_stream(input, opened, reader, store, progress).await
}

/// Reads a stream as the content of a file.
///
/// # Errors
/// The errors of [`ingest`].
pub async fn ingest_stream(
    input: &Input,
    stream: Box<dyn Read + Send>,
    reader: &Reader,
    store: &mut Store,
    progress: &Progress,
) -> Result<Ingested, Error> {
    let unreadable = |source| Error::Unreadable {
        path: input.path.clone(),
        source,
    };
    let stream = Counted::new(stream, progress);
    let (packing, stream) = unpack(stream).map_err(unreadable)?;
    let stream = ahead(&packing, stream).map_err(unreadable)?;
    let (head, stream) = evidence_file::peek(stream).map_err(unreadable)?;
    let seed = store.seed().await?;
    let stream = Hashed::new(stream, seed);
    let form = unsupported::unreadable_form(&head);
    if let Some(UnsupportedForm::Container(form)) = form {
        return Ok(Ingested::Unread { form });
    }
    if let Some(form @ UnsupportedForm::Binary(_)) = form {
        return Ok(Ingested::PassedOver {
            likeness: Likeness::Other,
            cuts: Vec::new(),
            form: Some(form.name()),
        });
    }
    let reader = reader.and_looking_for(store.cut_lines()?);
    if let Some(listing) = evidence_file::listing(&head) {
        return evidence_file::ingest(input, listing, (packing, stream), store).await;
    }
    let load = store.load(&input.path.display().to_string())?;
    let load = load.of_object(input.object.as_ref());
    let mut line = ParsePipeline::start(stream, &reader).map_err(unreadable)?;
    let (load, shapes) = fill(load, &mut line)?.map_err(unreadable)?;
    if let Some(UnsupportedForm::Log(form)) = form.filter(|_| shapes.are_none()) {
        load.abandon()?;
        return Ok(Ingested::Unread { form });
    }
    let form = form.map(UnsupportedForm::name);
    if input.found != FoundBy::AmongLogs && shapes.are_none() && !shapes.is_empty_log() {
        load.abandon()?;
        if let Some(document) = evidence_file::document(&head) {
            let stream = Hashed::new(Box::new(Cursor::new(head)), seed);
            return evidence_file::ingest(input, document, (packing, stream), store).await;
        }
        let (likeness, cuts) = shapes.into_likeness();
        return Ok(Ingested::PassedOver {
            likeness,
            cuts,
            form,
        });
    }
    let (content, bytes) = line.finish();
    let detected = described(
        &shapes,
        &packing.to_string(),
        form,
        reader.cluster.as_deref(),
    );
    tracing::debug!(path = %input.path.display(), bytes, detected, "read");
    let entry_times = input
        .object
        .as_ref()
        .map(|it| (it, load.entry_times().clone()));
    Ok(match load.finish(&content, &detected, bytes)? {
        Loaded::New(counts) => Ingested::New { detected, counts },
        Loaded::Known { name } => {
            if let Some((object, entry_times)) = entry_times {
                store.record_known_object(object, &entry_times, &content)?;
            }
            Ingested::Known { name }
        }
    })
}

/// Returns the form of a file in words, as the database keeps it.
pub(crate) fn described(
    shapes: &ExportShapes,
    packing: &str,
    form: Option<&str>,
    cluster: Option<&str>,
) -> String {
    let shapes_there = shapes.describe(packing);
    let detected = form.map_or(shapes_there.clone(), |form| {
        format!("{form}: {shapes_there}")
    });
    match cluster.filter(|_| shapes.need_cluster()) {
        Some(cluster) => named_cluster::with_cluster(&detected, cluster),
        None => detected,
    }
}

/// Adds all parsed batches to a load. An error of the input abandons the load.
fn fill<'s>(
    mut load: Load<'s>,
    line: &mut ParsePipeline,
) -> Result<io::Result<(Load<'s>, ExportShapes)>, Error> {
    let mut shapes = ExportShapes::default();
    let mut failed = None;
    while let Some(reading) = line.next() {
        match reading {
            Ok(reading) => {
                shapes.add(&reading);
                load.add(reading)?;
            }
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        None => Ok(Ok((load, shapes))),
        Some(error) => {
            load.abandon()?;
            Ok(Err(error))
        }
    }
}

/// Reads a file of entries from the Logging API, and records how far the answer reaches: everything or nothing.
///
/// # Errors
/// Errors of the file or of the database.
pub async fn ingest_answered_file(
    path: &Path,
    answered: &Answered,
    store: &mut Store,
) -> Result<Counts, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let (_, stream) = File::open(path).and_then(unpack).map_err(unreadable)?;
    ingest_answer(&path.display().to_string(), stream, answered, store).await
}

/// Reads entries from the Logging API, and records how far the answer reaches: everything or nothing.
///
/// # Errors
/// Errors of the stream or of the database.
pub async fn ingest_answer(
    name: &str,
    stream: Box<dyn Read + Send>,
    answered: &Answered,
    store: &mut Store,
) -> Result<Counts, Error> {
    let unreadable = |source| Error::Unreadable {
        path: name.into(),
        source,
    };
    let stream = Hashed::new(stream, store.seed().await?);
    let reader = Reader::default().and_looking_for(store.cut_lines()?);
    let load = store.load(name)?.answering(answered);
    let mut line = ParsePipeline::start(stream, &reader).map_err(unreadable)?;
    let (load, shapes) = fill(load, &mut line)?.map_err(unreadable)?;
    let (content, bytes) = line.finish();
    let detected = shapes.describe(&Packing::plain().to_string());
    match load.finish(&content, &detected, bytes)? {
        Loaded::New(counts) => Ok(counts),
        Loaded::Known { .. } => {
            store.record_answered(answered)?;
            Ok(Counts::default())
        }
    }
}

/// Decompresses a compressed stream on a separate thread.
fn ahead(packing: &Packing, stream: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    Ok(if packing.is_compressed() {
        Box::new(Ahead::of(stream)?)
    } else {
        stream
    })
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == "-" {
        Ok(Box::new(io::stdin()))
    } else {
        Ok(Box::new(input_file::open(path)?))
    }
}
