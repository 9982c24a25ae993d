//! What the command says of a world.

use serde_json::Value;

use crate::harness::cli::{run, value};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Record, World};

/// A report with the exit status of the command that printed it.
pub struct Report {
    pub status: i32,
    pub json: Value,
}

impl Report {
    /// On everything below `logs/`.
    pub fn on(folder: &Folder) -> Self {
        Self::on_paths(folder, &["logs"])
    }

    /// On these files in this order.
    pub fn on_paths(folder: &Folder, paths: &[&str]) -> Self {
        let arguments = [&["replay", "-q", "--format", "json"], paths].concat();
        let ended = run(folder.path(), &arguments);
        assert_eq!(ended.err, "");
        Self {
            status: ended.status,
            json: value(&ended.out),
        }
    }

    /// On one log file.
    pub fn on_log(content: impl AsRef<[u8]>) -> Self {
        Self::on(&Folder::new().with("logs/all.ndjson", content))
    }

    /// On a world in one log file.
    pub fn on_world(world: &World) -> Self {
        Self::on_log(ndjson(&entries(world)))
    }

    /// What it says of a subject, where it says anything.
    pub fn find(&self, subject: &str) -> Option<&Value> {
        let lineages = self.json["lineages"].as_array().expect("lineages");
        lineages
            .iter()
            .find(|lineage| lineage["subject"] == subject)
    }

    /// What it says of a subject.
    pub fn of(&self, subject: &str) -> &Value {
        self.find(subject)
            .unwrap_or_else(|| panic!("nothing of {subject} in {:#}", self.json))
    }

    /// The verdict on a subject.
    pub fn verdict(&self, subject: &str) -> &str {
        self.of(subject)["verdict"].as_str().expect("a verdict")
    }

    /// How often a subject was used.
    pub fn uses(&self, subject: &str) -> &Value {
        &self.of(subject)["uses"]["count"]
    }

    /// Code and weight of every finding on a subject.
    pub fn findings(&self, subject: &str) -> Vec<(&str, &str)> {
        let findings = self.of(subject)["findings"].as_array().expect("findings");
        findings
            .iter()
            .filter_map(|it| Some((it["code"].as_str()?, it["weight"].as_str()?)))
            .collect()
    }

    /// The rejected lines.
    pub fn rejected(&self) -> &[Value] {
        self.json["rejected"].as_array().expect("rejected lines")
    }
}

/// All entries of a world by time.
pub fn entries(world: &World) -> Vec<Value> {
    world.entries().into_iter().map(|it| it.entry).collect()
}

/// The same record in another project.
pub fn moved(record: Record, from: &str, to: &str) -> Record {
    let entry = record.entry.to_string().replace(from, to);
    Record {
        entry: value(&entry),
        ..record
    }
}
