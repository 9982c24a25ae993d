//! A scenario: the files of one folder under `fixtures/`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::World;
use super::record::Source;
use super::shapes::ndjson;

/// A folder and the files in it that the recipe makes.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: &'static str,
    /// Content by path below the folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Scenario {
    /// A folder without files.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            files: BTreeMap::new(),
        }
    }

    /// The four logs of a world as NDJSON; a log without entries has no file.
    pub fn of(name: &'static str, world: &World) -> Self {
        Source::ALL
            .into_iter()
            .fold(Self::new(name), |scenario, source| {
                let entries = world.log(source);
                if entries.is_empty() {
                    return scenario;
                }
                scenario.log(&format!("{}.ndjson", source.stem()), ndjson(&entries))
            })
    }

    /// The scenario with a log file; a file of that name is replaced.
    pub fn log(self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.file(&format!("logs/{name}"), content)
    }

    /// The scenario with a file that is no log.
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }

    /// The scenario without a log.
    pub fn without_log(mut self, name: &str) -> Self {
        self.files
            .remove(&format!("logs/{name}"))
            .expect("a log of that name");
        self
    }

    /// The same scenario with a log file written differently.
    pub fn rewrite(mut self, name: &str, rewrite: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let content = self
            .files
            .get_mut(&format!("logs/{name}"))
            .expect("a log of that name");
        *content = rewrite(content);
        self
    }

    /// Writes the folder again; README files and snapshots stay.
    pub fn write_below(&self, root: &Path) -> io::Result<()> {
        let folder = root.join(self.name);
        if folder.join("logs").exists() {
            fs::remove_dir_all(folder.join("logs"))?;
        }
        for (path, content) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a file in a folder"))?;
            fs::write(path, content)?;
        }
        Ok(())
    }

    /// Returns the files of the committed folder that the recipe does not make, that the folder lacks, or whose content differs.
    pub fn differences_below(&self, root: &Path) -> io::Result<Vec<String>> {
        let folder = root.join(self.name);
        let committed = committed_files(&folder)?;
        let stray = committed
            .keys()
            .filter(|path| !self.files.contains_key(*path));
        let stray = stray.map(|path| format!("{}/{path}: not made by the recipe", self.name));
        let changed = self
            .files
            .iter()
            .filter(|(path, content)| committed.get(*path) != Some(content));
        let changed =
            changed.map(|(path, _)| format!("{}/{path}: missing or different", self.name));
        Ok(stray.chain(changed).collect())
    }
}

/// Returns every file below a folder that the recipe makes.
fn committed_files(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !is_by_hand(&path) {
                files.insert(relative(folder, &path), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

/// Whether a file is not made by the recipe: people write README files, tests write snapshots.
fn is_by_hand(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "README.md")
        || path.extension().is_some_and(|ending| ending == "snap")
}

fn relative(folder: &Path, path: &Path) -> String {
    let below: PathBuf = path
        .strip_prefix(folder)
        .expect("a path below the folder")
        .into();
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
