//! A second reading of files that were read before, into a throwaway database: `fsck` compares both.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use credtrail::files::temporary_files::{TemporaryDirectory, TemporaryFiles};
use credtrail::ingest::input::{FoundBy, Input};
use credtrail::ingest::pipeline;
use credtrail::ingest::stream::Progress;
use credtrail::log::Reader;
use credtrail::log::framing::decompress::unpack;
use credtrail::receipts::locate::Files;
use credtrail::store::bucket_object::Object;
use credtrail::store::verify::Verifier;
use credtrail::store::verify::comparison::extent::Extent;
use credtrail::store::verify::stored_receipts::{RawEvents, StoredFile};
use credtrail::store::{Durability, Store};

use crate::command::failure::WithMessage;
use crate::command::ingest::throwaway;
use credtrail::message;

/// A second reading. Its database is removed with it.
pub struct SecondReading {
    /// How much of what the database has read was read again.
    pub extent: Extent,
    path: PathBuf,
    _directory: TemporaryDirectory,
}

impl SecondReading {
    /// Reads the unchanged files again, in the order in which they were read.
    pub async fn of(
        unchanged: &[StoredFile],
        verifier: &mut Verifier,
        files: &Files,
        temporary: &TemporaryFiles,
    ) -> anyhow::Result<Self> {
        let (directory, path) = throwaway(temporary)?;
        let mut store = Store::open(&path, Durability::Throwaway).await?;
        store.take_seed(verifier.seed()?)?;
        let clusters = verifier.clusters(unchanged)?;
        let mut objects = verifier.objects()?;
        let mut read = 0;
        for file in unchanged {
            let cluster = match clusters.get(&file.number) {
                Some(RawEvents::Unclear) => continue,
                Some(RawEvents::Of(cluster)) => Some(cluster.clone()),
                None => None,
            };
            let reader = Reader {
                cluster,
                ..Reader::default()
            };
            let path = files.path(&file.name);
            let named = objects.remove(&file.number).unwrap_or_default();
            let objects = is_whole(file, &named).then_some(named);
            read += u64::from(objects.is_some());
            again(
                &path,
                file,
                objects.unwrap_or_default(),
                &reader,
                &mut store,
            )
            .await
            .with_message(|| {
                message!(
                    "error-read-again",
                    "cannot read {path} again",
                    path = path.display().to_string()
                )
            })?;
        }
        store.close().await?;
        Ok(SecondReading {
            extent: extent(read, &verifier.files()?),
            path,
            _directory: directory,
        })
    }

    /// Opens the second reading for a comparison.
    pub fn open(&self) -> anyhow::Result<Verifier> {
        Ok(Verifier::open(&self.path)?)
    }
}

fn extent(read: u64, all: &[StoredFile]) -> Extent {
    if read < all.len() as u64 {
        Extent::Part
    } else if all.iter().any(|it| it.unread.is_some()) {
        Extent::Unordered
    } else {
        Extent::Whole
    }
}

/// Whether the database still contains what is known of a file beside its bytes: the log of a page of the Logging API, and the name and version of
/// an object of a bucket. An object that was replaced since is not known any more.
fn is_whole(file: &StoredFile, objects: &[Object]) -> bool {
    match file.origin {
        Some(_) => file.answered().is_some(),
        None => !file.name.contains("://") || objects.iter().any(|it| it.url == file.name),
    }
}

/// Reads one file by its earlier name, and no further than it was read; then as each further object of the same content.
async fn again(
    path: &Path,
    file: &StoredFile,
    mut objects: Vec<Object>,
    reader: &Reader,
    store: &mut Store,
) -> anyhow::Result<()> {
    if let Some(answered) = file.answered() {
        let stream = bytes(path, file)?;
        pipeline::ingest_answer(&file.name, stream, &answered, store).await?;
        return Ok(());
    }
    store.unread_objects(objects.clone()).await?;
    objects.sort_by_key(|it| it.url != file.name);
    let first = objects.first().cloned();
    let further = objects.into_iter().skip(1).map(Some);
    for object in std::iter::once(first).chain(further) {
        let input = Input {
            path: PathBuf::from(&file.name),
            found: FoundBy::AmongLogs, // it was recorded, whatever it holds
            object,
        };
        let stream = bytes(path, file)?;
        pipeline::ingest_stream(&input, stream, reader, store, &Progress::default()).await?;
    }
    Ok(())
}

fn bytes(path: &Path, file: &StoredFile) -> anyhow::Result<Box<dyn Read + Send>> {
    let (_, stream) = unpack(File::open(path)?)?;
    Ok(Box::new(stream.take(file.bytes)))
}
