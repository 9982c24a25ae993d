//! `credtrail workload verify`: checks the credentials on a VM against its configuration, its trust bundle and the logs.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use credtrail::correlate::graph;
use credtrail::correlate::graph::Component;
use credtrail::evidence::input::bounded_file;
use credtrail::evidence::input::text_encoding;
use credtrail::files::temporary_files::{TemporaryDirectory, TemporaryFiles};
use credtrail::judge::context::{Judge, Moment};
use credtrail::language::locale::Locale;
use credtrail::log::Reader;
use credtrail::log::framing::splitter::Splitter;
use credtrail::log::parsed_batch::ParsedBatch;
use credtrail::model::entry::Source;
use credtrail::model::identifier::Identifier;
use credtrail::model::receipt::Bytes;
use credtrail::policy::Policy;
use credtrail::report::text::trace;
use credtrail::scan::{Judged, lineages};
use credtrail::store::{Durability, Store};
use credtrail::vm::configs::Configs;
use credtrail::vm::credentials_seen::{CredentialSource, CredentialsSeen, Key, Looking, Seen};
use credtrail::vm::guest_agent::Agent;
#[cfg(feature = "pull")]
use credtrail::vm::metadata_server;
use credtrail::vm::{guest_directory, observation, saved_answers};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

#[cfg(not(feature = "pull"))]
use super::absent::metadata_server;
use super::ingest::{db, throwaway};
use super::output::destination::Destination;
use super::output::style::style;
use super::trace::{outcome, print_form};
use super::{Outcome, scan};
use crate::command::args;
use crate::command::args::{Format, WorkloadCommand};
use crate::command::failure::WithMessage;
use crate::command::output::notice;
use crate::command::output::observation_log::{LinePlace, ObservationLog};
use credtrail::message;

/// The argument that names the metadata server in place of a path.
const METADATA: &str = "metadata";

/// Verifies the credentials of a VM.
pub async fn run(
    arguments: args::Workload,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    match arguments.command {
        WorkloadCommand::Verify(arguments) => verify(&arguments, files, locale).await,
    }
}

async fn verify(
    arguments: &args::Verify,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let destination = Destination::to(arguments.output.output.as_deref(), files)?;
    let log = arguments.log.as_deref();
    let log = log.map(|it| ObservationLog::open(it, files)).transpose()?;
    let looking = looking(arguments)?;
    let found = found(arguments).await?;
    warn(&found, arguments, locale)?;
    let place = arguments.sources.join(", ");
    let seen = found.seen(&looking, &place)?;
    let lines: Vec<String> = seen.iter().map(observation::line).collect();
    let standing = match log {
        Some(log) => log.append(&lines)?,
        None => Vec::new(),
    };
    let kept = SightingStorage::of(arguments, files)?;
    let mut store = kept.open().await?;
    for (position, (one, line)) in seen.iter().zip(&lines).enumerate() {
        record(one, line, standing.get(position), &mut store).await?;
    }
    store.begin_snapshot().await?;
    let mut judge = kept.judge(arguments, &mut store, locale).await?;
    for (authority, receipt) in seen.iter().flat_map(Seen::authorities) {
        judge.certificate_status.show(&authority, &receipt);
    }
    let outcome = report(&seen, &judge, &mut store, (arguments, destination, locale)).await?;
    store.end_snapshot().await?;
    store.close().await?;
    Ok(outcome)
}

fn looking(arguments: &args::Verify) -> anyhow::Result<Looking> {
    let agent = arguments.serial_output.as_deref().map(agent).transpose()?;
    let configs = arguments.config.as_deref().map(configs).transpose()?;
    let host = arguments.host.clone();
    if host
        .as_ref()
        .is_some_and(|it| it.is_empty() || it.contains('/'))
    {
        bail!(message!(
            "error-vm-host",
            "--host: expected the name of a VM, without slashes"
        ));
    }
    Ok(Looking {
        host: host.unwrap_or_else(|| "this VM".to_owned()),
        at: arguments.at.unwrap_or_else(Timestamp::now),
        configs,
        agent,
    })
}

fn agent(path: &Path) -> anyhow::Result<Agent> {
    let output = bounded_file::read(path, bounded_file::SERIAL_OUTPUT).with_message(|| {
        message!(
            "error-serial-output",
            "serial output {path}",
            path = path.display().to_string()
        )
    })?;
    Ok(Agent::read(&output))
}

fn configs(path: &Path) -> anyhow::Result<Configs> {
    let place = path.display().to_string();
    let bytes = bounded_file::read(path, bounded_file::SETTINGS).with_message(|| {
        message!(
            "error-configuration",
            "configuration {place}",
            place = place.as_str()
        )
    })?;
    let text = String::from_utf8(text_encoding::text(&bytes).into_owned());
    let text = text.with_message(|| {
        message!(
            "error-configuration-encoding",
            "configuration {place} is neither UTF-8 nor UTF-16",
            place = place.as_str()
        )
    })?;
    Configs::read(&text, &place).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        message!(
            "error-configuration-unsound",
            "{place} is no sound configuration: {problems}",
            place = place.as_str(),
            problems = problems.join("; ")
        )
        .into()
    })
}

async fn found(arguments: &args::Verify) -> anyhow::Result<CredentialsSeen> {
    Ok(match arguments.sources.as_slice() {
        [one] if one == METADATA => {
            let host = arguments
                .metadata_host
                .as_deref()
                .filter(|it| !it.is_empty());
            metadata_server::read(host.unwrap_or(metadata_server::HOST)).await?
        }
        [one] if !Path::new(one).is_file() => guest_directory::read(Path::new(one))?,
        files => saved_answers::read(files.iter().map(Path::new))?,
    })
}

/// Warns of a private key in saved answers, where it does not belong.
fn warn(found: &CredentialsSeen, arguments: &args::Verify, locale: &Locale) -> anyhow::Result<()> {
    let saved = found.origin == CredentialSource::Answers;
    if saved && found.credentials.iter().any(|it| it.key == Key::Beside) {
        let places = arguments.sources.join(", ");
        let key = message!(
            "notice-private-key-saved",
            "{places} holds a private key, which was left unread; save answers without privateKeyPem",
            places
        );
        notice::warn(&key, locale);
    }
    Ok(())
}

/// Where observations are stored.
enum SightingStorage {
    /// In a database, beside the logs that it holds.
    In(PathBuf),
    /// In a throwaway database, without logs.
    Nowhere(TemporaryDirectory),
}

impl SightingStorage {
    fn of(arguments: &args::Verify, files: &TemporaryFiles) -> anyhow::Result<Self> {
        match arguments.database() {
            Some(path) => Ok(SightingStorage::In(path)),
            None => Ok(SightingStorage::Nowhere(throwaway(files)?.0)),
        }
    }

    async fn open(&self) -> anyhow::Result<Store> {
        let (path, lifetime) = match self {
            SightingStorage::In(path) => (path.clone(), Durability::Durable),
            SightingStorage::Nowhere(directory) => {
                (directory.path().join("credtrail.db"), Durability::Throwaway)
            }
        };
        Store::open(&path, lifetime)
            .await
            .with_message(|| db(&path))
    }

    async fn judge(
        &self,
        arguments: &args::Verify,
        store: &mut Store,
        locale: &Locale,
    ) -> anyhow::Result<Judge> {
        let named = arguments.judging.expected.policy.as_ref();
        let keys = &arguments.judging.expected.policy_key;
        let mut without = arguments.judging.expected.without();
        let policy: Policy = match self {
            SightingStorage::In(path) => super::policy::of(named, keys, Some(path), locale)?,
            SightingStorage::Nowhere(..) => {
                without.extend(Source::LOGS);
                super::policy::of(named, keys, None, locale)?
            }
        };
        let now = Moment::Now(Timestamp::now());
        let request = scan::judge_request(policy, now, without, &arguments.covers.covers);
        Ok(Judge::load(store, request).await?)
    }
}

/// Stores an observation. Its receipt is the line that was written to the log file, or else the certificate where it was found.
async fn record(
    seen: &Seen,
    line: &str,
    standing: Option<&LinePlace>,
    store: &mut Store,
) -> anyhow::Result<()> {
    let mut reading = read(line)?;
    let receipt = &seen.leaf.receipt;
    for (raw, _) in &mut reading.entries {
        if let Some(standing) = standing {
            raw.line = standing.line;
            raw.bytes.offset += standing.offset;
            continue;
        }
        let whole = Bytes {
            offset: 0,
            length: seen.leaf.pem.len() as u64,
        };
        raw.line = receipt.place.line;
        raw.bytes = receipt.bytes.unwrap_or(whole);
        raw.sha256 = receipt
            .sha256
            .unwrap_or_else(|| Sha256::digest(&seen.leaf.pem).into());
    }
    let name = standing.map_or(&receipt.place.file, |it| &it.file);
    let mut load = store.load(name)?;
    load.add(reading)?;
    let content = Sha256::digest(line);
    let content = content.get(..24).unwrap_or_default();
    load.finish(content, "seen on a VM", line.len() as u64)?;
    Ok(())
}

fn read(line: &str) -> anyhow::Result<ParsedBatch> {
    let batch = Splitter::new(line.as_bytes()).next_batch()?;
    let reading = batch.map(|it| Reader::default().read(&it));
    let reading = reading.filter(|it| !it.entries.is_empty());
    reading.with_message(|| {
        message!(
            "error-seen-unreadable",
            "the certificate that was seen cannot be read"
        )
    })
}

async fn report(
    seen: &[Seen],
    judge: &Judge,
    store: &mut Store,
    (arguments, mut destination, locale): (&args::Verify, Destination, &Locale),
) -> anyhow::Result<Outcome> {
    let components = components(seen, store)?;
    let mut judged: Vec<Judged<'_>> = Vec::new();
    for (one, component) in seen.iter().zip(&components) {
        let leaf = one.leaf.certificate.recomputed.certificate;
        for mut lineage in lineages(component, store, judge)? {
            if lineage.certificate() == Some(leaf) {
                lineage.seen = Some(one);
                judged.push(Judged::of(lineage, judge));
            }
        }
    }
    let output = &arguments.output;
    if output.format == Format::Text {
        for one in &judged {
            trace::write(one, style(output, locale), &mut destination)?;
        }
        if arguments.database().is_none() {
            writeln!(
                destination,
                "No log was looked at: --db judges it by the logs too."
            )?;
        }
        destination.finish()?;
    } else {
        print_form(
            None,
            &judged,
            judge,
            store,
            (output, destination, locale),
            arguments.judging.fail_on,
        )
        .await?;
    }
    let worst = judged.iter().map(Judged::effective_verdict).max();
    Ok(outcome(worst, arguments.judging.fail_on))
}

/// Returns the component of each certificate.
fn components(seen: &[Seen], store: &mut Store) -> anyhow::Result<Vec<Component>> {
    let mut components = Vec::new();
    for one in seen {
        let leaf = Identifier::from(one.leaf.certificate.recomputed.certificate);
        let seeds: Vec<_> = store.number_of(&leaf)?.into_iter().collect();
        let facts = store.facts(&seeds, &[])?;
        components.extend(graph::components(facts).into_iter().next());
    }
    Ok(components)
}
