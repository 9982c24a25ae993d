//! A second reading of files that were read before, into a throwaway database: `fsck` compares both.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use credtrail::files::temporary_files::{TemporaryDirectory, TemporaryFiles};
use credtrail::ingest::input::{FoundBy, Input};
use credtrail::ingest::pipeline;
use credtrail::ingest::stream::Progress;
use credtrail::log::Reader;
use credtrail::log::framing::decompress::unpack;
use credtrail::receipts::locate::Files;
use credtrail::store::verify::Verifier;
use credtrail::store::verify::comparison::extent::Extent;
use credtrail::store::verify::stored_receipts::{RawEvents, StoredFile};
use credtrail::store::{Durability, Store};

use crate::command::ingest::throwaway;

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
        let mut read = 0;
        for file in unchanged {
            let cluster = match clusters.get(&file.number) {
                Some(RawEvents::OfSeveral) => continue,
                Some(RawEvents::Of(cluster)) => Some(cluster.clone()),
                None => None,
            };
            let reader = Reader {
                cluster,
                ..Reader::default()
            };
            let path = files.path(&file.name);
            again(&path, file, &reader, &mut store)
                .await
                .with_context(|| format!("cannot read {} again", path.display()))?;
            read += u64::from(is_plain(file));
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

/// Whether nothing but its bytes says what a file tells: an answer of the Logging API and an object of a bucket come with times of their own.
fn is_plain(file: &StoredFile) -> bool {
    file.origin.is_none() && !file.name.contains("://")
}

/// Reads one file by its earlier name, and no further than it was read.
async fn again(
    path: &Path,
    file: &StoredFile,
    reader: &Reader,
    store: &mut Store,
) -> anyhow::Result<()> {
    let (_, stream) = unpack(File::open(path)?)?;
    let stream = Box::new(stream.take(file.bytes));
    let input = Input {
        path: PathBuf::from(&file.name),
        found: FoundBy::AmongLogs, // it was recorded, whatever it holds
        object: None,
    };
    pipeline::ingest_stream(&input, stream, reader, store, &Progress::default()).await?;
    Ok(())
}
