//! The threads that cut a stream into batches and parse the batches.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::stream::Hashed;
use crate::log::Reader;
use crate::log::framing::splitter::{Batch, Splitter};
use crate::log::parsed_batch::ParsedBatch;

/// The most parsed batches that a thread sends at once: waking the writer costs more than the work on one batch.
const TOGETHER: usize = 8;

/// The number of entries and rejected lines after which a thread sends its parsed batches, since batches with these are large.
const ENTRIES: usize = 128;

/// The most messages that may wait for the writer: enough for the parsers to continue while the writer writes.
const WAITING: usize = 40;

/// The threads from bytes to parsed batches. The parsed batches come out in the order of the input.
///
/// An idle thread cuts the next batch and parses the batch while its bytes are still in the cache of the core.
pub(super) struct ParsePipeline {
    done: Receiver<Vec<Done>>,
    early: BTreeMap<u64, io::Result<ParsedBatch>>,
    next: u64,
    source: Arc<Mutex<BatchSource>>,
}

type Done = (u64, io::Result<ParsedBatch>);

impl ParsePipeline {
    /// Starts the threads.
    pub(super) fn start(stream: Hashed, reader: &Reader) -> io::Result<Self> {
        let parsers = thread::available_parallelism()
            .map_or(2, usize::from)
            .clamp(1, 8);
        let (results, done) = sync_channel(WAITING);
        let source = Arc::new(Mutex::new(BatchSource {
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
        Ok(ParsePipeline {
            done,
            early: BTreeMap::new(),
            next: 0,
            source,
        })
    }

    /// Returns the next parsed batch in the order of the input.
    pub(super) fn next(&mut self) -> Option<io::Result<ParsedBatch>> {
        loop {
            if let Some(done) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(done);
            }
            self.early.extend(self.done.recv().ok()?);
        }
    }

    /// Returns the hash of the content and the number of bytes.
    pub(super) fn finish(self) -> (Vec<u8>, u64) {
        let content = self.source.lock().map(|it| it.splitter.reader().digest());
        let (content, bytes) = content.unwrap_or_default();
        (content.to_vec(), bytes)
    }
}

/// The source of batches, which cuts the input into one batch after the other.
struct BatchSource {
    splitter: Splitter<Hashed>,
    next: u64,
}

impl BatchSource {
    /// Returns the next batch and its number. The buffers of the batch `spent` are reused.
    fn cut(&mut self, spent: Option<Batch>) -> Option<(u64, io::Result<Batch>)> {
        spent.into_iter().for_each(|it| self.splitter.recycle(it));
        let batch = self.splitter.next_batch().transpose()?;
        self.next += 1;
        Some((self.next - 1, batch))
    }
}

fn parse(source: &Mutex<BatchSource>, results: &SyncSender<Vec<Done>>, reader: &Reader) {
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
            return; // the input has ended, or the writer has given up
        }
    }
}

/// Returns the parsed batches to send at once. Returns an empty list at the end of the input.
fn together(next: &mut impl FnMut() -> Option<Done>) -> Vec<Done> {
    let (mut done, mut entries) = (Vec::with_capacity(TOGETHER), 0);
    while done.len() < TOGETHER && entries < ENTRIES {
        let Some(one) = next() else { break };
        entries += one
            .1
            .as_ref()
            .map_or(0, |it| it.entries.len() + it.rejections.len());
        done.push(one);
    }
    done
}
