//! `credtrail ingest`: reads exported logs and evidence into the database.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use credtrail::ingest::{self, Error, Found, Ingested, Input, Likeness, Progress};
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
    let paths = &input.paths;
    let inputs = ingest::inputs(paths)?;
    let reader = Reader {
        cluster: input.cluster.clone(),
    };
    let bar = Bar::over(&inputs, talk);
    let mut strange = Vec::new();
    let mut useless = 0;
    for input in &inputs {
        let ingested = ingest::ingest(input, &reader, store, &bar.progress).await?;
        match ingested {
            Ingested::PassedOver(likeness) => strange.push((input, likeness)),
            Ingested::Secret { .. } => useless += 1,
            _ => {}
        }
        bar.say(input, &ingested, talk)?;
    }
    if strange.len() + useless == inputs.len() {
        let names: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(Error::NoLogs(names.join(", ")).into());
    }
    for (input, likeness) in strange {
        if input.found == Found::Named || likeness == Likeness::Log {
            insist(input, &reader, store, &bar, talk).await?;
        }
    }
    bar.bar.finish_and_clear();
    for declaration in &input.covers.covers {
        for source in &declaration.sources {
            store
                .declare(*source, declaration.from, declaration.to)
                .await?;
        }
    }
    Ok(())
}

/// A file that was named beside logs, or lies beside them and looks like one, is a damaged one: its lines are kept as rejected.
async fn insist(
    input: &Input,
    reader: &Reader,
    store: &mut Store,
    bar: &Bar,
    talk: cli::Talk,
) -> anyhow::Result<()> {
    if input.path.as_os_str() == "-" {
        return Ok(());
    }
    let input = Input {
        path: input.path.clone(),
        found: Found::AmongLogs,
    };
    let ingested = ingest::ingest(&input, reader, store, &bar.progress).await?;
    Ok(bar.say(&input, &ingested, talk)?)
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
        let name = credtrail::report::safe::Safe(&input.path.display().to_string()).to_string();
        self.warn(&name, ingested)?;
        if talk.quiet {
            return Ok(());
        }
        let text = match ingested {
            Ingested::New { detected, counts } => {
                format!(
                    "{name}: {detected}, {} entries, {} relevant, {} rejected",
                    grouped(counts.read),
                    grouped(counts.relevant),
                    grouped(counts.rejected)
                )
            }
            Ingested::Evidence {
                detected, rejected, ..
            } => format!("{name}: {detected}, {} rejected", grouped(*rejected)),
            Ingested::Secret { .. } => format!("{name}: no log, passed over"),
            Ingested::Known { name: before } => format!("{name}: read before, as {before}"),
            Ingested::PassedOver(_) => format!("{name}: no log, passed over"),
        };
        self.bar.suspend(|| writeln!(std::io::stderr(), "{text}"))
    }
}

impl Bar {
    /// Names the files in which private keys lie about. That is said even where nothing else is.
    fn warn(&self, name: &str, ingested: &Ingested) -> std::io::Result<()> {
        let (Ingested::Evidence { secrets: lines, .. } | Ingested::Secret { lines }) = ingested
        else {
            return Ok(());
        };
        if lines.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let lines = lines.join(", ");
        let text = format!(
            "credtrail: {name} holds a private key (line {lines}), which was left unread; it does not belong among evidence"
        );
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
