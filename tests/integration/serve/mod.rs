//! `credtrail serve`: who may ask, what is found, that a verdict is that of `trace`, and how a browser takes the pages.

mod access;
mod browser;
mod korean;
mod pages;
mod search;
mod server;
mod slow_clients;

use server::Server;

use crate::harness::cli::{ingested, run};
use crate::simulation::files::Folder;

/// A server over the logs of a scenario.
fn serving(scenario: &str) -> (Folder, Server) {
    let folder = ingested(scenario);
    let server = Server::start(folder.path(), &[]);
    (folder, server)
}

/// Returns the address of the page on an identifier.
fn page_of(identifier: &str) -> String {
    format!("/credential?id={}", identifier.replace('=', "%3D"))
}

/// Scans, and returns the subjects of all lineages with their verdicts.
fn subjects(folder: &Folder) -> Vec<(String, String)> {
    let scan = run(
        folder.path(),
        &["scan", "-q", "-v", "--db", "a.db", "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&scan.out).expect("a report");
    let lineages = report["lineages"].as_array().expect("lineages");
    let text = |it: &serde_json::Value| it.as_str().expect("a text").to_owned();
    let subjects = lineages.iter();
    subjects
        .map(|it| (text(&it["subject"]), text(&it["verdict"])))
        .collect()
}
