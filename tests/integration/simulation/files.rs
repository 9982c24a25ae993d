//! A folder of files for one test.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A folder that disappears with its test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// The folder with a further file.
    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in it");
        fs::write(path, content).expect("a file");
        self
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The content of a file.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).expect("a file")
    }

    /// The names of all files in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
        names.sort();
        names
    }

    /// Whether the database `a.db`, or a file beside it that belongs to it, holds this text.
    pub fn database_holds(&self, text: &str) -> bool {
        let names = self.names().into_iter();
        let mut contents = names
            .filter(|name| name.starts_with("a.db"))
            .map(|name| self.bytes(&name));
        contents.any(|bytes| memchr::memmem::find(&bytes, text.as_bytes()).is_some())
    }
}

/// The path of a file of a scenario.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(path)
}

/// The scenario folders that hold logs.
pub fn scenarios() -> Vec<PathBuf> {
    let folders = fs::read_dir(fixture("")).expect("fixtures/");
    let folders = folders.map(|folder| folder.expect("a folder").path());
    folders
        .filter(|folder| folder.join("logs").is_dir())
        .collect()
}

/// The name of a scenario.
pub fn name(folder: &Path) -> &str {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.expect("a folder with a name")
}
