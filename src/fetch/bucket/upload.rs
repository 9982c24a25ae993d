//! Files that become objects of a bucket.

use std::fs::{self, File};
use std::io::Read;
use std::path;

use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload, WriteMultipart};

use super::{Bucket, Error, on_thread};

/// Which object a file may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// Any object of the name.
    Any,
    /// None: there is no object of the name yet.
    None,
}

/// The size of a part in bytes. Stores take 10,000 parts.
const PART: usize = 8 << 20;

/// The number of parts that are stored at a time.
const AT_A_TIME: usize = 4;

/// The size in bytes up to which a file goes in one request.
const ONE_REQUEST: u64 = 16 << 20;

impl Bucket {
    /// Stores a file as the object of this address.
    ///
    /// # Errors
    /// If the file cannot be read, errors of the store, and [`Error::Exists`] where an object of the name must not be replaced.
    pub fn store_file(&self, file: &path::Path, replaces: Replaces) -> Result<(), Error> {
        let size = fs::metadata(file).map_err(Error::File)?.len();
        let stored = if replaces == Replaces::Any && size > ONE_REQUEST {
            let file = File::open(file).map_err(Error::File)?;
            on_thread("store", || self.store_parts(file))?
        } else {
            let content = fs::read(file).map_err(Error::File)?;
            on_thread("store", || self.store_whole(content, replaces))?
        };
        match stored {
            Err(object_store::Error::AlreadyExists { .. }) => Err(Error::Exists(self.to_string())),
            stored => stored.map_err(|it| self.failed(it)),
        }
    }

    async fn store_whole(&self, content: Vec<u8>, replaces: Replaces) -> object_store::Result<()> {
        let options = PutOptions::from(match replaces {
            Replaces::Any => PutMode::Overwrite,
            Replaces::None => PutMode::Create,
        });
        let store = self.store()?;
        store
            .put_opts(&self.prefix, PutPayload::from(content), options)
            .await?;
        Ok(())
    }

    /// Stores a file in parts. An upload that fails leaves no object.
    async fn store_parts(&self, mut file: File) -> object_store::Result<()> {
        let upload = self.store()?.put_multipart(&self.prefix).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut part = vec![0; PART];
        loop {
            let read = file.read(&mut part).map_err(local)?;
            if read == 0 {
                break;
            }
            parts.wait_for_capacity(AT_A_TIME).await?;
            parts.write(part.get(..read).unwrap_or_default());
        }
        parts.finish().await?;
        Ok(())
    }
}

fn local(source: std::io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "file",
        source: source.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_stored_in_one_request_and_in_parts_and_replaces_what_it_may() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let url = format!("file://{}/object", folder.path().display());
        let object: Bucket = url.parse().unwrap();
        for size in [0, 1_000, ONE_REQUEST + PART as u64 + 1] {
            let content: Vec<u8> = (0..size).map(|it| (it % 251) as u8).collect();
            fs::write(&file, &content).unwrap();
            object.store_file(&file, Replaces::Any).unwrap();
            assert!(fs::read(folder.path().join("object")).unwrap() == content);
        }
        let refused = object.store_file(&file, Replaces::None);
        assert!(matches!(refused, Err(Error::Exists(_))), "{refused:?}");
    }
}
