//! A lake in a bucket, of which a process has a working copy of the files that it needs.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::error::Error;
use crate::fetch::bucket::{self, Bucket, Downloads, Replaces};
use crate::store::bucket_object::Object;

/// The bucket and prefix of a lake.
#[derive(Debug)]
pub(super) struct Remote {
    /// The address, without a slash at its end.
    url: String,
}

impl Remote {
    /// The lake at an address.
    ///
    /// # Errors
    /// If the address is none.
    pub(super) fn at(url: &str) -> Result<Self, Error> {
        let url = url.trim_end_matches('/').to_owned();
        url.parse::<Bucket>()?;
        Ok(Remote { url })
    }

    /// The address of a file of the lake, or of all files below a name that ends with a slash.
    fn at_name(&self, name: &str) -> Result<Bucket, Error> {
        Ok(format!("{}/{name}", self.url).parse()?)
    }

    /// Copies the files of a part of the lake that a folder does not have yet.
    pub(super) fn copy_part(&self, part: &str, folder: &Path) -> Result<(), Error> {
        let of_part = self.at_name(&format!("{part}/"))?;
        let mut objects = match of_part.objects() {
            Err(bucket::Error::Empty(_)) => return Ok(()),
            objects => objects?,
        };
        objects.retain(|it| {
            self.name(&it.url)
                .is_some_and(|name| !folder.join(name).exists())
        });
        self.copy(&of_part, objects, folder)
    }

    /// Copies one file of the lake into a folder.
    pub(super) fn copy_file(&self, name: &str, folder: &Path) -> Result<(), Error> {
        let bucket = self.at_name(name)?;
        let objects = bucket.objects()?;
        self.copy(&bucket, objects, folder)
    }

    fn copy(&self, bucket: &Bucket, objects: Vec<Object>, folder: &Path) -> Result<(), Error> {
        for mut download in Downloads::start(bucket, objects)? {
            let Some(name) = self.name(&download.object.url) else {
                continue;
            };
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(Error::io(parent))?;
            }
            let mut file = File::create(&path).map_err(Error::io(&path))?;
            io::copy(&mut download, &mut file).map_err(Error::io(&path))?;
        }
        Ok(())
    }

    /// The name of an object relative to the lake, if that is no way out of a folder.
    fn name<'u>(&self, url: &'u str) -> Option<&'u str> {
        let name = url.strip_prefix(&self.url)?.strip_prefix('/')?;
        let is_plain = |part: &str| !part.is_empty() && part != ".." && part != ".";
        name.split('/').all(is_plain).then_some(name)
    }

    /// Stores a file under a name.
    pub(super) fn store(&self, name: &str, file: &Path) -> Result<(), Error> {
        let bucket = self.at_name(name)?;
        Ok(bucket.store_file(file, Replaces::Any)?)
    }

    /// Stores a plan, unless there is one of that name.
    pub(super) fn store_plan(&self, name: &str, file: &Path) -> Result<(), Error> {
        let bucket = self.at_name(name)?;
        match bucket.store_file(file, Replaces::None) {
            Err(bucket::Error::Exists(_)) => {
                Err(Error::PlannedMeanwhile(bucket.to_string().into()))
            }
            stored => Ok(stored?),
        }
    }
}
