//! `credtrail ingest`: reads exported logs and evidence into the database.

#[cfg(not(feature = "buckets"))]
mod absent_bucket_objects;
#[cfg(feature = "buckets")]
mod bucket_objects;
mod listing;
mod unread_inputs;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use credtrail::files::temporary_files::{TemporaryDirectory, TemporaryFiles};
use credtrail::ingest::ingested::{Ingested, Likeness};
use credtrail::ingest::input::{Error, FoundBy, Input};
use credtrail::ingest::stream::Progress;
use credtrail::ingest::{input, pipeline};
use credtrail::log::Reader;
use credtrail::model::identity::cluster_name;
use credtrail::report::text::escape::Safe;
use credtrail::store::bucket_object::is_url;
use credtrail::store::{Durability, Store};
use indicatif::{ProgressBar, ProgressStyle};

#[cfg(not(feature = "buckets"))]
use self::absent_bucket_objects as bucket_objects;
use self::bucket_objects::Bucket;
#[cfg(feature = "lake")]
pub use self::bucket_objects::inputs as bucket_inputs;
use self::listing::Listing;
use self::unread_inputs::UnreadInputs;
use super::Outcome;
use crate::command::args;
use crate::command::failure::WithMessage;
use crate::command::output::notice::{notify_user, warn};
use crate::command::process::feature::Feature;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// Reads all inputs, and reports on standard error what was detected.
pub async fn run(arguments: args::Ingest, locale: &Locale) -> anyhow::Result<Outcome> {
    let mut store = Store::open(&arguments.database.db, Durability::Durable)
        .await
        .with_message(|| db(&arguments.database.db))?;
    match read(&arguments.input, &mut store, (arguments.verbosity, locale)).await {
        Ok(()) => store.close().await?,
        Err(error) => {
            store.abandon().await?;
            return Err(error);
        }
    }
    Ok(Outcome::Fine)
}

/// Returns the context of an error: the database.
pub fn db(path: &std::path::Path) -> Message {
    message!(
        "error-database",
        "database {path}",
        path = path.display().to_string()
    )
}

/// Reads all inputs into an open database.
pub async fn read(
    input: &args::Input,
    store: &mut Store,
    (verbosity, locale): (args::Verbosity, &Locale),
) -> anyhow::Result<()> {
    let (urls, paths): (Vec<PathBuf>, Vec<PathBuf>) = {
        let paths = input.paths.iter().cloned();
        paths.partition(|it| is_url(it))
    };
    if !urls.is_empty() {
        Feature::Buckets.require("gs://…")?;
    }
    let urls = urls.iter().map(|it| bucket_objects::named(it));
    let urls: Vec<Bucket> = urls.collect::<anyhow::Result<_>>()?;
    let found = input::inputs(&paths)?;
    let inputs = found.files;
    let mut reader = Reader {
        cluster: input.cluster.as_deref().map(cluster_name::named),
        ..Reader::default()
    };
    let mut session = Session::begin(&inputs, &input.dismiss, (verbosity, locale), store)?;
    for directory in &found.directories {
        store.forget_unread(&unread_inputs::place(directory))?;
    }
    for error in found.unreadable {
        session.summary.unread.add(error, &session.bar, store)?;
    }
    store.expect(urls.iter().map(bucket_objects::place_of))?;
    for input in &inputs {
        let ingested = pipeline::ingest(input, &reader, store, session.progress()).await;
        reader = session.take(input, ingested, reader, store)?;
    }
    for bucket in &urls {
        let Session { bar, summary, .. } = &mut session;
        bucket_objects::read(bucket, &reader, store, (bar, verbosity), summary).await?;
    }
    if session.summary.is_useless() && input.dismiss.is_empty() {
        let names = input.paths.iter().map(|path| path.display().to_string());
        return Err(Error::NoLogs(names.collect::<Vec<_>>().join(", ")).into());
    }
    session.finish(&reader, store).await?; // before what is declared: not everything was read
    for it in &input.covers.covers {
        for source in &it.sources {
            store.declare(*source, it.from, it.to).await?;
        }
    }
    Ok(())
}

/// Inputs that are being read into a database, one after the other, with the messages about each.
pub struct Session<'l> {
    bar: Bar<'l>,
    verbosity: args::Verbosity,
    summary: InputSummary,
}

impl<'l> Session<'l> {
    /// Begins to read these inputs, of which those at the dismissed paths need not be readable.
    ///
    /// # Errors
    /// Those of the database.
    pub fn begin(
        inputs: &[Input],
        dismissed: &[PathBuf],
        (verbosity, locale): (args::Verbosity, &'l Locale),
        store: &mut Store,
    ) -> anyhow::Result<Self> {
        let summary = InputSummary {
            unread: UnreadInputs::but_for(dismissed, store)?,
            ..InputSummary::default()
        };
        let files = inputs.iter().filter(|it| it.path.is_file()); // nobody can read what comes through a pipe once more
        store.expect(files.map(|it| unread_inputs::place(&it.path)))?;
        Ok(Session {
            bar: Bar::over(inputs, verbosity, locale),
            verbosity,
            summary,
        })
    }

    /// Counts the bytes that are read.
    pub fn progress(&self) -> &Progress {
        &self.bar.progress
    }

    /// Takes the result of one input. Returns the reader for the next inputs, which looks for the rest of lines that this input cuts.
    ///
    /// # Errors
    /// Those of the database.
    pub fn take(
        &mut self,
        input: &Input,
        ingested: Result<Ingested, Error>,
        reader: Reader,
        store: &mut Store,
    ) -> anyhow::Result<Reader> {
        let (bar, verbosity) = (&self.bar, self.verbosity);
        let ingested = match ingested {
            Ok(ingested) => ingested,
            Err(error) => {
                self.summary.unread.add(error, bar, store)?;
                return Ok(reader);
            }
        };
        if let Ingested::Unread { form } = ingested {
            let unread = &self.summary.unread;
            unread.leave(&input.path, form, (bar, verbosity), store)?;
            return Ok(reader);
        }
        store.forget_unread(&unread_inputs::place(&input.path))?;
        bar.say(input, &ingested, verbosity);
        self.summary.add(input, &ingested);
        Ok(match ingested {
            Ingested::PassedOver {
                likeness: Likeness::Log,
                cuts,
                ..
            } => reader.and_looking_for(cuts),
            _ => reader,
        })
    }

    /// Reads the damaged inputs again, and reports what was left unread.
    ///
    /// # Errors
    /// Those of the inputs and of the database, and where an input was unreadable.
    pub async fn finish(self, reader: &Reader, store: &mut Store) -> anyhow::Result<()> {
        for input in self.summary.damaged() {
            reingest_as_damaged(input, reader, store, &self.bar, self.verbosity).await?;
        }
        self.bar.say_rest();
        self.bar.bar.finish_and_clear();
        self.summary.unread.finish()
    }
}

/// The results of the inputs so far.
#[derive(Default)]
pub struct InputSummary {
    /// The number of files with entries or evidence, including files that were read earlier.
    pub useful: usize,
    strange: Vec<(Input, Likeness)>,
    unread: UnreadInputs,
}

impl InputSummary {
    /// Takes the result of one file.
    pub fn add(&mut self, input: &Input, ingested: &Ingested) {
        match ingested {
            Ingested::PassedOver { likeness, .. } => {
                self.strange.push((input.clone(), *likeness));
            }
            Ingested::Secret { .. } | Ingested::Foreign { .. } | Ingested::Unread { .. } => {}
            _ => self.useful += 1,
        }
    }

    /// Returns whether nothing was found in any input, and all could be read.
    fn is_useless(&self) -> bool {
        self.useful == 0 && self.unread.is_empty()
    }

    /// Returns the files without a recognised entry that were expected to hold entries.
    fn damaged(&self) -> impl Iterator<Item = &Input> {
        let damaged =
            |it: &&(Input, Likeness)| it.0.found == FoundBy::Named || it.1 == Likeness::Log;
        self.strange.iter().filter(damaged).map(|it| &it.0)
    }
}

/// Reads a damaged log file again. A file without entries counts as damaged where it was named beside logs, or lies beside logs
/// and looks like one: its lines are stored as rejected.
async fn reingest_as_damaged(
    input: &Input,
    reader: &Reader,
    store: &mut Store,
    bar: &Bar<'_>,
    verbosity: args::Verbosity,
) -> anyhow::Result<()> {
    if input.path.as_os_str() == "-" {
        return Ok(());
    }
    let input = Input {
        path: input.path.clone(),
        found: FoundBy::AmongLogs,
        object: input.object.clone(),
    };
    let ingested = match &input.object {
        Some(object) => {
            super::ingest::bucket_objects::again(&input, object, reader, store, bar).await?
        }
        None => pipeline::ingest(&input, reader, store, &bar.progress).await?,
    };
    bar.say(&input, &ingested, verbosity);
    Ok(())
}

/// A progress bar, which is shown on terminals only.
pub struct Bar<'l> {
    /// The bar.
    pub bar: ProgressBar,
    /// The progress that the bar shows.
    pub progress: Progress,
    /// The language of the messages.
    pub locale: &'l Locale,
    listing: Listing,
}

impl<'l> Bar<'l> {
    fn over(inputs: &[Input], verbosity: args::Verbosity, locale: &'l Locale) -> Self {
        let progress = Progress::default();
        if verbosity.quiet || !std::io::stderr().is_terminal() {
            return Bar {
                bar: ProgressBar::hidden(),
                progress,
                locale,
                listing: Listing::default(),
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
            locale,
            listing: Listing::default(),
        }
    }

    /// Reports the result of a file on standard error.
    pub fn say(&self, input: &Input, ingested: &Ingested, verbosity: args::Verbosity) {
        let name = Safe(&input.path.display().to_string()).to_string();
        self.warn(&name, ingested);
        if let Some(line) = self.listing.line(&name, ingested, verbosity, self.locale) {
            self.bar.suspend(|| notify_user(format_args!("{line}")));
        }
    }

    /// Says how many files were read that were not named.
    fn say_rest(&self) {
        for line in self.listing.rest(self.locale) {
            self.bar.suspend(|| notify_user(format_args!("{line}")));
        }
    }
}

impl Bar<'_> {
    /// Warns of a file that holds private keys, even with `--quiet`.
    fn warn(&self, name: &str, ingested: &Ingested) {
        let (Ingested::Evidence { secrets: lines, .. } | Ingested::Secret { lines }) = ingested
        else {
            return;
        };
        if lines.is_empty() {
            return;
        }
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let lines = lines.join(", ");
        let key = message!(
            "notice-private-key",
            "{name} holds a private key (line {lines}), which was left unread; it does not belong among evidence",
            name,
            lines
        );
        self.bar.suspend(|| warn(&key, self.locale));
    }
}

/// Returns a bar that reads the progress ten times a second until it is finished.
fn watched(bar: ProgressBar, progress: Progress) -> ProgressBar {
    let watched = bar.clone();
    let watch = move || {
        while !watched.is_finished() {
            watched.set_position(progress.bytes());
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let _ = std::thread::Builder::new().spawn(watch); // without it the bar stands still
    bar
}

/// Returns a directory and a path for a throwaway database.
pub fn throwaway(files: &TemporaryFiles) -> anyhow::Result<(TemporaryDirectory, PathBuf)> {
    let place = std::env::temp_dir();
    let made = || {
        let mut named = tempfile::Builder::new();
        for_owner(named.prefix("credtrail-"));
        let directory = files.directory(&named, &place)?;
        let path = directory.path().join("credtrail.db");
        credtrail::files::output_file::create_for_owner(&path)?;
        Ok::<_, std::io::Error>((directory, path))
    };
    made().with_message(|| {
        message!(
            "error-no-temporary",
            "no temporary directory in {path}",
            path = place.display().to_string()
        )
    })
}

#[cfg(unix)]
fn for_owner(named: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    named.permissions(std::fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn for_owner(_: &mut tempfile::Builder<'_, '_>) {}
