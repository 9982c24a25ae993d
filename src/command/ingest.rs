//! `credtrail ingest`: reads exported logs into the database.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use credtrail::ingest::{self, Error, Found, Ingested, Input, Progress};
use credtrail::log::Reader;
use credtrail::report::text::grouped;
use credtrail::store::{Lifetime, Store};
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use crate::cli;

/// Reads everything, and says on standard error what was detected.
pub async fn run(arguments: cli::Ingest) -> anyhow::Result<Outcome> {
    let mut store = Store::open(&arguments.database.db, Lifetime::Durable)
        .await
        .context(db(&arguments.database.db))?;
    read(&arguments.input, &mut store, arguments.talk).await?;
    store.close().await?;
    Ok(Outcome::Fine)
}

/// Which database an error is about.
pub fn db(path: &std::path::Path) -> String {
    format!("database {}", path.display())
}

/// Reads all inputs into an open database.
pub async fn read(input: &cli::Input, store: &mut Store, talk: cli::Talk) -> anyhow::Result<()> {
    let inputs = ingest::inputs(&input.paths)?;
    let reader = Reader {
        cluster: input.cluster.clone(),
    };
    let bar = Bar::over(&inputs, talk);
    let mut recognised = Recognised::default();
    for input in &inputs {
        let ingested = ingest::ingest(input, &reader, store, &bar.progress).await?;
        recognised.count(input, &ingested);
        bar.say(input, &ingested, talk)?;
    }
    bar.bar.finish_and_clear();
    if !recognised.any {
        return Err(Error::NoLogs(recognised.refused.join(", ")).into());
    }
    for declaration in &input.covers.covers {
        for source in &declaration.sources {
            store
                .declare(*source, declaration.from, declaration.to)
                .await?;
        }
    }
    Ok(())
}

/// Whether any input was a log.
#[derive(Default)]
struct Recognised {
    any: bool,
    refused: Vec<String>,
}

impl Recognised {
    fn count(&mut self, input: &Input, ingested: &Ingested) {
        let nothing = match ingested {
            Ingested::PassedOver => true,
            Ingested::New { counts, .. } => counts.read > 0 && counts.read == counts.rejected,
            Ingested::Known { .. } => false,
        };
        self.any |= !nothing;
        if nothing {
            self.refused.push(input.path.display().to_string());
        }
    }
}

/// A bar on a terminal, nothing elsewhere.
struct Bar {
    bar: ProgressBar,
    progress: Progress,
}

impl Bar {
    fn over(inputs: &[Input], talk: cli::Talk) -> Self {
        let progress = Progress::default();
        if talk.quiet || !std::io::stderr().is_terminal() {
            return Bar {
                bar: ProgressBar::hidden(),
                progress,
            };
        }
        let bytes = inputs
            .iter()
            .filter_map(|input| input.path.metadata().ok())
            .map(|it| it.len())
            .sum();
        let style = ProgressStyle::with_template(
            "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
        );
        let bar = ProgressBar::new(bytes)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Bar {
            bar: watched(bar, progress.clone()),
            progress,
        }
    }

    fn say(&self, input: &Input, ingested: &Ingested, talk: cli::Talk) -> std::io::Result<()> {
        if talk.quiet {
            return Ok(());
        }
        let name = credtrail::report::safe::Safe(&input.path.display().to_string()).to_string();
        let text = match ingested {
            Ingested::New { detected, counts } => {
                format!(
                    "{name}: {detected}, {} entries, {} relevant, {} rejected",
                    grouped(counts.read),
                    grouped(counts.relevant),
                    grouped(counts.rejected)
                )
            }
            Ingested::Known { name: before } => format!("{name}: read before, as {before}"),
            Ingested::PassedOver if input.found == Found::InDirectory => {
                format!("{name}: no log, passed over")
            }
            Ingested::PassedOver => return Ok(()),
        };
        self.bar.suspend(|| writeln!(std::io::stderr(), "{text}"))
    }
}

/// A bar that looks at the progress ten times a second until it is finished.
fn watched(bar: ProgressBar, progress: Progress) -> ProgressBar {
    let watched = bar.clone();
    std::thread::spawn(move || {
        while !watched.is_finished() {
            watched.set_position(progress.bytes());
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    bar
}

/// A directory for a throwaway database.
pub fn throwaway() -> anyhow::Result<(tempfile::TempDir, PathBuf)> {
    let directory = tempfile::tempdir().context("no temporary directory")?;
    let path = directory.path().join("credtrail.db");
    Ok((directory, path))
}
