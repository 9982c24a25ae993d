//! Downloads of objects: some objects are fetched ahead while one is read, and each holds a bounded number of pieces.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::time::timeout;

use super::{Bucket, Error, on_runtime};
use crate::http::body::Pace;
use crate::store::bucket_object::Object;

/// The number of objects that are fetched at a time.
const AT_A_TIME: usize = 4;

/// The number of pieces of an object that wait to be read. The largest pieces of a connection have some 400 KB, most have 16 KB.
const WAITING: usize = 16;

/// The time in which the least number of bytes of an object must come, see [`Pace`].
const STRETCH: Duration = Duration::from_secs(90);

/// A piece of an object; an empty piece marks the end.
type Piece = Result<Vec<u8>, Error>;

/// An object that is being downloaded.
pub struct Download {
    /// The object.
    pub object: Object,
    pieces: Receiver<Piece>,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Downloads, in the order in which the objects were requested.
pub struct Downloads(Receiver<Download>);

/// The state that the threads share: the objects to fetch, and the channel that announces them. Both are under one
/// lock, to keep the order.
struct Work {
    objects: std::vec::IntoIter<Object>,
    announce: SyncSender<Download>,
}

impl Downloads {
    /// Starts to fetch these objects.
    ///
    /// # Errors
    /// [`Error::Thread`] where no thread can be started.
    pub fn start(bucket: &Bucket, objects: Vec<Object>) -> Result<Self, Error> {
        let (announce, announced) = sync_channel(AT_A_TIME);
        let objects = objects.into_iter();
        let work = Arc::new(Mutex::new(Work { objects, announce }));
        for _ in 0..AT_A_TIME {
            let (work, bucket) = (Arc::clone(&work), bucket.clone());
            thread::Builder::new()
                .name("fetch".to_owned())
                .spawn(move || on_runtime(fetch_all(&work, &bucket)))?;
        }
        Ok(Downloads(announced))
    }
}

impl Iterator for Downloads {
    type Item = Download;

    fn next(&mut self) -> Option<Download> {
        self.0.recv().ok()
    }
}

/// Fetches one object after the other, until no object is left or nobody reads downloads any more.
async fn fetch_all(work: &Mutex<Work>, bucket: &Bucket) {
    let store = bucket.store();
    while let Some((object, pieces)) = next(work) {
        let fetched = match &store {
            Ok(store) => fetch(store, &object, &pieces).await,
            Err(_) => bucket.store().map(|_| ()), // `object_store::Error` cannot be cloned: make it anew for each object
        };
        let last = match fetched {
            Ok(()) => Ok(Vec::new()),
            Err(error) => Err(bucket.failed(error)),
        };
        let _ = pieces.send(last); // the reader may be gone
    }
}

/// Takes the next object, and announces its download to the reader.
fn next(work: &Mutex<Work>) -> Option<(Object, SyncSender<Piece>)> {
    let mut work = work.lock().unwrap_or_else(PoisonError::into_inner);
    let object = work.objects.next()?;
    let (pieces, waiting) = sync_channel(WAITING);
    let download = Download {
        object: object.clone(),
        pieces: waiting,
        piece: Vec::new(),
        at: 0,
        ended: false,
    };
    work.announce.send(download).ok()?;
    Some((object, pieces))
}

/// The error of a store that answers, but not fast enough to come to an end.
pub(super) fn late(said: &'static str) -> object_store::Error {
    object_store::Error::Generic {
        store: "bucket",
        source: said.into(),
    }
}

async fn fetch(
    store: &Arc<dyn ObjectStore>,
    object: &Object,
    pieces: &SyncSender<Piece>,
) -> object_store::Result<()> {
    let mut stream = store.get(&Path::parse(&object.key)?).await?.into_stream();
    let mut pace = Pace::of_stream(STRETCH);
    loop {
        let piece = timeout(pace.left(), stream.try_next()).await;
        let piece = piece.map_err(|_| late("the object comes too slowly"))??;
        let Some(piece) = piece else { break };
        pace.took(piece.len());
        let then = Instant::now();
        let unwanted = !piece.is_empty() && pieces.send(Ok(piece.to_vec())).is_err();
        pace.paused_since(then);
        if unwanted {
            break;
        }
    }
    Ok(())
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && !self.ended {
            let broken = || io::Error::new(io::ErrorKind::UnexpectedEof, "the download broke off");
            let piece = self.pieces.recv().map_err(|_| broken())?;
            self.piece = piece.map_err(io::Error::other)?;
            self.at = 0;
            self.ended = self.piece.is_empty();
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}
