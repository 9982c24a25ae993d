//! Downloads of objects: some objects are fetched ahead while one is read, and each holds a bounded number of pieces.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore};
use tokio::time::timeout;

use super::{Bucket, Error, on_runtime, version};
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
    extent: Extent,
}

/// Which bytes of an object are fetched, and of which of its versions.
#[derive(Debug, Clone, Copy)]
enum Extent {
    /// All bytes, of the newest version.
    Whole,
    /// The bytes from this offset on, of the version that was listed.
    ListedFrom(u64),
}

impl Downloads {
    /// Starts to fetch these objects.
    ///
    /// # Errors
    /// [`Error::Thread`] where no thread can be started.
    pub fn start(bucket: &Bucket, objects: Vec<Object>) -> Result<Self, Error> {
        Downloads::of(bucket, objects, Extent::Whole)
    }

    fn of(bucket: &Bucket, objects: Vec<Object>, extent: Extent) -> Result<Self, Error> {
        let (announce, announced) = sync_channel(AT_A_TIME);
        let threads = objects.len().min(AT_A_TIME);
        let work = Arc::new(Mutex::new(Work {
            objects: objects.into_iter(),
            announce,
            extent,
        }));
        for _ in 0..threads {
            let (work, bucket) = (Arc::clone(&work), bucket.clone());
            thread::Builder::new()
                .name("fetch".to_owned())
                .spawn(move || on_runtime(fetch_all(&work, &bucket)))?;
        }
        Ok(Downloads(announced))
    }
}

impl Download {
    /// Starts to fetch one object from an offset on. Reading fails with [`Error::Changed`] where the object has another version than
    /// was listed.
    ///
    /// # Errors
    /// [`Error::Thread`] where no thread can be started.
    pub fn of_listed(bucket: &Bucket, object: Object, from: u64) -> Result<Self, Error> {
        let gone = || io::Error::other("the thread that fetches is gone");
        let mut downloads = Downloads::of(bucket, vec![object], Extent::ListedFrom(from))?;
        Ok(downloads.next().ok_or_else(gone)?)
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
    while let Some(Next {
        object,
        extent,
        pieces,
    }) = next(work)
    {
        let fetched = match &store {
            Ok(store) => fetch(store, (&object, extent), &pieces).await,
            Err(_) => bucket.store().map(|_| ()), // `object_store::Error` cannot be cloned: make it anew for each object
        };
        let last = match fetched {
            Ok(()) => Ok(Vec::new()),
            Err(object_store::Error::Precondition { .. }) => Err(Error::Changed(object.url)),
            Err(error) => Err(bucket.failed(error)),
        };
        let _ = pieces.send(last); // the reader may be gone
    }
}

/// The next object to fetch, and where its pieces go.
struct Next {
    object: Object,
    extent: Extent,
    pieces: SyncSender<Piece>,
}

/// Takes the next object, and announces its download to the reader.
fn next(work: &Mutex<Work>) -> Option<Next> {
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
    Some(Next {
        object,
        extent: work.extent,
        pieces,
    })
}

impl Extent {
    fn options(self) -> GetOptions {
        let range = match self {
            Extent::Whole | Extent::ListedFrom(0) => None,
            Extent::ListedFrom(from) => Some(GetRange::Offset(from)),
        };
        GetOptions {
            range,
            ..GetOptions::default()
        }
    }

    /// Checks that the answer is of the version that was listed, where that matters.
    fn check(self, object: &Object, got: &ObjectMeta) -> object_store::Result<()> {
        let is_listed = || version(got) == object.version && got.size == object.size;
        match self {
            Extent::ListedFrom(_) if !is_listed() => Err(object_store::Error::Precondition {
                path: object.key.clone(),
                source: "the object has changed".into(),
            }),
            Extent::Whole | Extent::ListedFrom(_) => Ok(()),
        }
    }
}

/// The error of a store that answers, but not fast enough to come to an end.
pub(super) fn late(cause: &'static str) -> object_store::Error {
    object_store::Error::Generic {
        store: "bucket",
        source: cause.into(),
    }
}

async fn fetch(
    store: &Arc<dyn ObjectStore>,
    (object, extent): (&Object, Extent),
    pieces: &SyncSender<Piece>,
) -> object_store::Result<()> {
    let got = store
        .get_opts(&Path::parse(&object.key)?, extent.options())
        .await?;
    extent.check(object, &got.meta)?;
    let mut stream = got.into_stream();
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
            let broken =
                || io::Error::new(io::ErrorKind::ConnectionAborted, "the download broke off");
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
