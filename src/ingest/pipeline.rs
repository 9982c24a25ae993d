//! Reads files into the database: some threads cut the bytes into items in turn and parse them, and the writer keeps their order.

use crate::ingest::evidence_file;
pub use evidence_file::found;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use thiserror::Error;
use xxhash_rust::xxh3::Xxh3;

use crate::log::Reader;
use crate::log::cut_line::Cut;
use crate::log::framing::decompress::{Packing, unpack};
use crate::log::framing::read_ahead::Ahead;
use crate::log::framing::splitter::{Batch, Splitter};
use crate::log::parsed_batch::{Reading, Rejection};
use crate::log::shape::envelope::Shape;
use crate::store::bucket_object::Object;
use crate::store::write::load::{Counts, Load, Loaded};
use crate::store::write::pulled::Answered;
use crate::store::{self, Store};

/// Readings that a thread hands over at once: to wake the writer for each of them costs more than what it does with it.
const TOGETHER: usize = 8;

/// Entries that are handed over at once: readings of them are large.
const ENTRIES: usize = 128;

/// Lines of a file without entries that are looked for in others.
const MOST_CUTS: usize = 8;

/// How much of either may wait for the writer: enough for the parsers to go on while it writes.
const WAITING: usize = 40;

/// How the names of files end that somebody has not written to their end yet. Directories are read without them.
pub const UNFINISHED: &str = ".part";

/// Why input cannot be read.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or directory.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Directories and files in which no entry was recognised.
    #[error(
        "no log entries in {0}: expected exported audit logs (LogEntry, BigQuery or Log Analytics rows, audit.k8s.io events) or evidence (PEM, DER, PKCS #7, JWT, JWKS, kubeconfig, Secret, TokenRequest, certificates of CA Service as JSON), plain, gzip or zstd"
    )]
    NoLogs(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where.
    pub path: PathBuf,
    /// How it came to be read.
    pub found: Found,
    /// What it is, where it lies in a bucket.
    pub object: Option<Object>,
}

impl Input {
    /// An object of a bucket, as it lies among others.
    pub fn of_object(object: &Object) -> Self {
        Input {
            path: PathBuf::from(&object.url),
            found: Found::InDirectory,
            object: Some(object.clone()),
        }
    }
}

/// How a file came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Somebody named it.
    Named,
    /// Somebody named it, and named logs beside it: all its lines count, even if none is an entry.
    AmongLogs,
    /// It lay in a directory.
    InDirectory,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ingested {
    /// It is in the database now.
    New {
        /// Packing and shapes.
        detected: String,
        /// What was in it.
        counts: Counts,
    },
    /// It is no log, but evidence, and is in the database now.
    Evidence {
        /// What was in it.
        detected: String,
        /// How much of it could not be read.
        rejected: u64,
        /// Lines at which private keys stand, which were left unread.
        secrets: Vec<u64>,
    },
    /// It holds nothing but private keys, and nothing of it was read or kept.
    Secret {
        /// Where they stand.
        lines: Vec<u64>,
    },
    /// It holds nothing that can be used; nothing of it was kept.
    Foreign {
        /// What it is.
        what: String,
    },
    /// A file of the same content was there already.
    Known {
        /// Its name.
        name: String,
    },
    /// No line of it is a log entry; nothing of it was kept. What it looks like, and lines of it that may be read whole from another file.
    PassedOver(Likeness, Vec<Cut>),
}

/// What a file without a single log entry looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Likeness {
    /// A damaged log: some of its lines name one.
    Log,
    /// Anything else.
    #[default]
    Other,
}

/// All files behind these paths, directories with everything below them, in the order of their names.
///
/// # Errors
/// What cannot be read.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            below(path, &mut inputs)?;
        } else {
            if path.as_os_str() != "-" {
                let unreadable = |source| Error::Unreadable {
                    path: path.clone(),
                    source,
                };
                path.metadata().map_err(unreadable)?;
            }
            inputs.push(Input {
                path: path.clone(),
                found: Found::Named,
                object: None,
            });
        }
    }
    Ok(inputs)
}

fn below(directory: &Path, inputs: &mut Vec<Input>) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable {
        path: directory.to_owned(),
        source,
    };
    let entries = directory.read_dir().map_err(unreadable)?;
    let mut paths = entries
        .map(|entry| entry.map(|it| it.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(unreadable)?;
    paths.sort();
    for path in paths.into_iter().filter(|it| !is_unfinished(it)) {
        if path.is_dir() {
            below(&path, inputs)?;
        } else if path.is_file() {
            inputs.push(Input {
                path,
                found: Found::InDirectory,
                object: None,
            });
        }
    }
    Ok(())
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str());
    name.is_some_and(|it| it.starts_with('.') && it.ends_with(UNFINISHED))
}

/// How many bytes of all inputs have been read, for whoever shows progress.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes as they lie on disk.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Reads one file into the database: all of it or nothing.
///
/// # Errors
/// Of the file or of the database; then nothing of the file is there.
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

/// Reads what a stream gives as the content of a file.
///
/// # Errors
/// As those of [`ingest`].
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
    let stream = Counted {
        inner: stream,
        progress: progress.clone(),
    };
    let (packing, stream) = unpack(stream).map_err(unreadable)?;
    let stream = ahead(&packing, stream).map_err(unreadable)?;
    let (head, stream) = evidence_file::peek(stream).map_err(unreadable)?;
    let seed = store.seed().await?;
    let stream = Hashed::new(stream, seed);
    let reader = reader.and_looking_for(store.cut_lines()?);
    if let Some(listing) = evidence_file::listing(&head) {
        return evidence_file::ingest(input, listing, (packing, stream), store).await;
    }
    let load = store.load(&input.path.display().to_string())?;
    let load = load.of_object(input.object.as_ref());
    let mut line = Line::start(stream, &reader).map_err(unreadable)?;
    let (load, shapes) = fill(load, &mut line)?.map_err(unreadable)?;
    if input.found != Found::AmongLogs && shapes.entries.is_empty() && !shapes.is_empty_log() {
        load.abandon()?;
        return Ok(Ingested::PassedOver(shapes.likeness, shapes.cuts));
    }
    let (content, bytes) = line.finish();
    let detected = shapes.describe(&packing);
    tracing::debug!(path = %input.path.display(), bytes, detected, "read");
    let heard = input.object.as_ref().map(|it| (it, load.heard().clone()));
    Ok(match load.finish(&content, &detected, bytes)? {
        Loaded::New(counts) => Ingested::New { detected, counts },
        Loaded::Known { name } => {
            if let Some((object, heard)) = heard {
                store.record_known_object(object, &heard, &content)?;
            }
            Ingested::Known { name }
        }
    })
}

/// All readings into a load, which is abandoned where something is wrong with the input.
fn fill<'s>(mut load: Load<'s>, line: &mut Line) -> Result<io::Result<(Load<'s>, Shapes)>, Error> {
    let mut shapes = Shapes::default();
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

/// Reads a file of entries that the Logging API gave: all of it and how far the answer reaches, or nothing.
///
/// # Errors
/// Of the file or of the database.
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

/// Reads entries that the Logging API gave: all of them and how far the answer reaches, or nothing.
///
/// # Errors
/// Of the stream or of the database.
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
    let mut line = Line::start(stream, &reader).map_err(unreadable)?;
    let (load, shapes) = fill(load, &mut line)?.map_err(unreadable)?;
    let (content, bytes) = line.finish();
    let detected = shapes.describe(&Packing::plain());
    match load.finish(&content, &detected, bytes)? {
        Loaded::New(counts) => Ok(counts),
        Loaded::Known { .. } => {
            store.record_answered(answered)?;
            Ok(Counts::default())
        }
    }
}

/// Has a thread unpack what is packed, while others parse.
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
        Ok(Box::new(File::open(path)?))
    }
}

/// The shapes in a file.
#[derive(Debug, Default)]
struct Shapes {
    entries: BTreeMap<Shape, u64>,
    envelopes: std::collections::BTreeSet<Shape>,
    rejected: u64,
    likeness: Likeness,
    cuts: Vec<Cut>,
}

impl Shapes {
    fn add(&mut self, reading: &Reading) {
        for (shape, count) in &reading.shapes {
            *self.entries.entry(*shape).or_default() += count;
        }
        self.envelopes.extend(&reading.envelopes);
        self.rejected += reading.rejections.len() as u64;
        if reading.rejections.iter().any(|it| !it.sources.is_empty()) {
            self.likeness = Likeness::Log;
        }
        let cuts = reading.rejections.iter().filter_map(Rejection::cut);
        self.cuts
            .extend(cuts.take(MOST_CUTS.saturating_sub(self.cuts.len())));
    }

    /// `[]`, a page without entries, an empty file: a query without results.
    fn is_empty_log(&self) -> bool {
        self.rejected == 0
    }

    fn describe(&self, packing: &Packing) -> String {
        let shapes: Vec<String> = self
            .envelopes
            .iter()
            .chain(self.entries.keys())
            .map(ToString::to_string)
            .collect();
        let shapes = if shapes.is_empty() {
            "no log entries".to_owned()
        } else {
            shapes.join(", ")
        };
        format!("{packing}{shapes}")
    }
}

/// Threads from bytes to readings. What comes out is in the order of the input.
///
/// A thread that is free cuts off the next batch and parses what it has just read, while it is still in the cache of its core.
struct Line {
    done: Receiver<Vec<Done>>,
    early: BTreeMap<u64, io::Result<Reading>>,
    next: u64,
    source: Arc<Mutex<Cutter>>,
}

type Done = (u64, io::Result<Reading>);

impl Line {
    fn start(stream: Hashed, reader: &Reader) -> io::Result<Self> {
        let parsers = thread::available_parallelism()
            .map_or(2, usize::from)
            .clamp(1, 8);
        let (results, done) = sync_channel(WAITING);
        let source = Arc::new(Mutex::new(Cutter {
            splitter: Splitter::new(stream),
            next: 0,
        }));
        for _ in 0..parsers {
            let (source, results) = (Arc::clone(&source), results.clone());
            let reader = reader.clone();
            thread::Builder::new()
                .name("parse".to_owned())
                .spawn(move || parse(&source, &results, &reader))?;
        }
        Ok(Line {
            done,
            early: BTreeMap::new(),
            next: 0,
            source,
        })
    }

    fn next(&mut self) -> Option<io::Result<Reading>> {
        loop {
            if let Some(done) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(done);
            }
            self.early.extend(self.done.recv().ok()?);
        }
    }

    /// The hash of the content and the number of bytes.
    fn finish(self) -> (Vec<u8>, u64) {
        let content = self.source.lock().map(|it| it.splitter.reader().digest());
        let (content, bytes) = content.unwrap_or_default();
        (content.to_vec(), bytes)
    }
}

/// Cuts the input into batches, one after the other.
struct Cutter {
    splitter: Splitter<Hashed>,
    next: u64,
}

impl Cutter {
    /// The next batch and its number. The one before gives its buffers back.
    fn cut(&mut self, spent: Option<Batch>) -> Option<(u64, io::Result<Batch>)> {
        spent.into_iter().for_each(|it| self.splitter.recycle(it));
        let batch = self.splitter.next_batch().transpose()?;
        self.next += 1;
        Some((self.next - 1, batch))
    }
}

fn parse(source: &Mutex<Cutter>, results: &SyncSender<Vec<Done>>, reader: &Reader) {
    let mut spent = None;
    let mut next = || {
        let cut = source.lock().ok().and_then(|mut it| it.cut(spent.take()));
        let (number, batch) = cut?;
        let reading = batch.map(|batch| {
            let reading = reader.read(&batch);
            spent = Some(batch);
            reading
        });
        Some((number, reading))
    };
    loop {
        let done = together(&mut next);
        if done.is_empty() || results.send(done).is_err() {
            return; // nothing is left, or the writer has given up
        }
    }
}

/// As many readings as are handed over at once; none if nothing is left.
fn together(next: &mut impl FnMut() -> Option<Done>) -> Vec<Done> {
    let (mut done, mut entries) = (Vec::with_capacity(TOGETHER), 0);
    while done.len() < TOGETHER && entries < ENTRIES {
        let Some(one) = next() else { break };
        entries += one.1.as_ref().map_or(0, |it| it.entries.len());
        done.push(one);
    }
    done
}

/// A stream whose bytes are hashed and counted as they go by.
pub(super) struct Hashed {
    inner: Box<dyn Read + Send>,
    hash: Xxh3,
    bytes: u64,
}

impl Hashed {
    fn new(inner: Box<dyn Read + Send>, seed: u64) -> Self {
        Hashed {
            inner,
            hash: Xxh3::with_seed(seed),
            bytes: 0,
        }
    }

    /// Hash and number of the bytes that went by, as one value, and their number.
    pub(super) fn digest(&self) -> ([u8; 24], u64) {
        let mut digest = [0; 24];
        digest[..16].copy_from_slice(&self.hash.digest128().to_be_bytes());
        digest[16..].copy_from_slice(&self.bytes.to_be_bytes());
        (digest, self.bytes)
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if let Some(bytes) = buffer.get(..read) {
            self.hash.update(bytes);
            self.bytes += read as u64;
        }
        Ok(read)
    }
}

/// A stream whose bytes are counted for progress.
struct Counted {
    inner: Box<dyn Read + Send>,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
