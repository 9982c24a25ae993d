//! Files that are read by way of a lake.

use std::path::PathBuf;
use std::{fs, io};

use credtrail::ingest::input::Input;
use credtrail::ingest::stream::Progress;
use credtrail::lake::error::Error;
use credtrail::lake::fold::Folding;
use credtrail::lake::fold::folded_uses::FoldedUses;
use credtrail::lake::folder::Lake;
use credtrail::lake::plan::{Cutting, Plans};
use credtrail::lake::split::Split;
use credtrail::lake::{facts, fold, inputs};
use credtrail::log::Reader;

use super::Auditor;

impl Auditor {
    /// Returns the lake of the auditor.
    pub fn lake(&self) -> Lake {
        Lake::at(self.folder.path().join("lake")).expect("a lake")
    }

    /// Writes files, and adds them to the plan of the lake. Returns the splits without facts.
    pub fn plan(&self, files: &[(&str, Vec<u8>)], size: u64) -> Result<Vec<Split>, Error> {
        let write = |(name, content): &(&str, Vec<u8>)| {
            let path = self.folder.path().join(name);
            fs::write(&path, content).expect("a file");
            path
        };
        let paths: Vec<PathBuf> = files.iter().map(write).collect();
        self.plan_paths(paths, size)
    }

    /// Adds files to the plan of the lake. Returns the splits without facts.
    pub fn plan_paths(&self, paths: Vec<PathBuf>, size: u64) -> Result<Vec<Split>, Error> {
        let inputs: Vec<Input> = paths.into_iter().map(Input::named).collect();
        let mut plans = Plans::of(&self.lake())?;
        let cutting = Cutting {
            size,
            cluster: None,
        };
        plans.add(&inputs, &cutting, &self.lake())?;
        plans.missing(&self.lake())
    }

    /// Reads splits until none lacks facts. Returns how many were read.
    pub fn read_splits(&self, mut splits: Vec<Split>) -> Result<usize, Error> {
        let plans = Plans::of(&self.lake())?;
        let mut count = 0;
        while !splits.is_empty() {
            for split in &splits {
                facts::write(split, &self.lake(), plans.seed())?;
                count += 1;
            }
            splits = plans.missing(&self.lake())?;
        }
        Ok(count)
    }

    /// Folds what is to be folded. Returns how many slices were folded.
    pub fn fold(&self, folding: Folding) -> Result<usize, Error> {
        let lake = self.lake();
        let inputs = inputs::inputs(&Plans::of(&lake)?, &lake)?;
        let tasks = fold::plan(&inputs, &lake, folding)?;
        for task in &tasks {
            fold::write(task, &lake, folding)?;
        }
        Ok(tasks.len())
    }

    /// Removes the database, but not the lake.
    pub fn remove_database(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.database().into_os_string();
            path.push(end);
            match fs::remove_file(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.expect("a database that can be removed"),
            }
        }
    }

    /// Fills the database from the lake.
    pub fn load(&self) -> Result<(), Error> {
        let (lake, reader, progress) = (self.lake(), Reader::default(), Progress::default());
        let plans = Plans::of(&lake)?;
        let inputs = inputs::inputs(&plans, &lake)?;
        let mut folded = FoldedUses::of(&inputs, &lake)?;
        self.runtime.block_on(async {
            let mut store = self.store().await;
            for input in inputs {
                let loaded = input.load(&lake, &reader, &mut store, &progress, &mut folded);
                loaded.await?;
            }
            Ok(store.close().await?)
        })
    }

    /// Returns the JSON report, in which the folder of the files has no name.
    pub fn nameless_report(&self) -> String {
        let report = String::from_utf8(self.report_bytes()).expect("UTF-8");
        report.replace(&self.folder.path().display().to_string(), "")
    }
}
