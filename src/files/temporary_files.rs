//! Temporary files and directories, listed so that they can be removed before a signal ends the process.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile, TempDir};

/// The ending of the names of unfinished files. These names begin with a dot, and reading a directory passes over
/// them.
pub const UNFINISHED: &str = ".part";

/// How often a directory is emptied to which somebody still adds.
const TRIES: usize = 5;

/// The temporary files and directories that are there now.
#[derive(Debug, Clone, Default)]
pub struct TemporaryFiles(Arc<Mutex<BTreeSet<PathBuf>>>);

/// A file that is removed when it is dropped.
#[derive(Debug)]
pub struct TemporaryFile {
    file: NamedTempFile,
    _listed: Listed,
}

/// A directory that is removed, with everything in it, when it is dropped.
#[derive(Debug)]
pub struct TemporaryDirectory {
    directory: TempDir,
    _listed: Listed,
}

/// All temporary files are gone, and as long as this lives nobody makes new ones.
#[derive(Debug)]
pub struct Removed<'a> {
    _lock: MutexGuard<'a, BTreeSet<PathBuf>>,
}

#[derive(Debug)]
struct Listed {
    path: PathBuf,
    files: TemporaryFiles,
}

impl TemporaryFiles {
    /// Makes a file in a directory.
    ///
    /// # Errors
    /// Those of the directory.
    pub fn file(&self, named: &Builder<'_, '_>, directory: &Path) -> io::Result<TemporaryFile> {
        let mut listed = self.lock();
        let file = named.tempfile_in(directory)?;
        listed.insert(file.path().to_owned());
        Ok(TemporaryFile {
            _listed: self.listed(file.path()),
            file,
        })
    }

    /// Makes a directory in another one.
    ///
    /// # Errors
    /// Those of the other one.
    pub fn directory(
        &self,
        named: &Builder<'_, '_>,
        parent: &Path,
    ) -> io::Result<TemporaryDirectory> {
        let mut listed = self.lock();
        let directory = named.tempdir_in(parent)?;
        listed.insert(directory.path().to_owned());
        Ok(TemporaryDirectory {
            _listed: self.listed(directory.path()),
            directory,
        })
    }

    /// Removes all of them; whoever wants a new one waits until the result is dropped.
    pub fn remove(&self) -> Removed<'_> {
        let listed = self.lock();
        for path in listed.iter() {
            remove(path);
        }
        Removed { _lock: listed }
    }

    fn listed(&self, path: &Path) -> Listed {
        Listed {
            path: path.to_owned(),
            files: self.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SQLite may make a file in a directory while it is removed.
fn remove(path: &Path) {
    if fs::remove_file(path).is_err() {
        let _ = (0..TRIES).try_for_each(|_| match fs::remove_dir_all(path) {
            Ok(()) => Err(()),
            Err(_) => Ok(()),
        });
    }
}

impl TemporaryFile {
    /// The file.
    pub fn file(&self) -> &fs::File {
        self.file.as_file()
    }

    /// Gives the file its name, in place of whatever has it.
    ///
    /// # Errors
    /// Those of the directory.
    pub fn persist(self, path: &Path) -> io::Result<()> {
        self.file.persist(path)?;
        Ok(())
    }

    /// Gives the file its name, unless something has it: then the file comes back.
    ///
    /// # Errors
    /// Those of the directory.
    pub fn persist_as_new(self, path: &Path) -> io::Result<Option<Self>> {
        let TemporaryFile { file, _listed } = self;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(None),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
                let file = taken.file;
                Ok(Some(TemporaryFile { file, _listed }))
            }
            Err(failed) => Err(failed.error),
        }
    }
}

impl io::Write for TemporaryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TemporaryDirectory {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Gives the directory its name; a directory that has it must be empty.
    ///
    /// # Errors
    /// Those of the directory above.
    pub fn persist(self, path: &Path) -> io::Result<()> {
        fs::rename(self.directory.path(), path)
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.files.lock().remove(&self.path);
    }
}

/// Puts the names in a directory on the disk. A directory that this process may not read, and a file system that cannot do it (fsync(2):
/// EINVAL), are no errors.
///
/// # Errors
/// Those of the disk.
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    let Ok(directory) = fs::File::open(directory) else {
        return Ok(());
    };
    match directory.sync_all() {
        Err(error) if cannot_sync(&error) => Ok(()),
        other => other,
    }
}

fn cannot_sync(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_removed_and_what_has_its_name_stays() {
        let folder = tempfile::tempdir().unwrap();
        let files = TemporaryFiles::default();
        let [kept, lost] = [(); 2].map(|()| files.file(&Builder::new(), folder.path()).unwrap());
        kept.persist(&folder.path().join("kept")).unwrap();
        let directory = files.directory(&Builder::new(), folder.path()).unwrap();
        fs::write(directory.path().join("a.db"), "rows").unwrap();
        drop(files.remove());
        let names = fs::read_dir(folder.path()).unwrap();
        let names: Vec<_> = names.map(|it| it.unwrap().file_name()).collect();
        assert_eq!(names, ["kept"]);
        drop((lost, directory));
        assert!(files.lock().is_empty());
    }
}
