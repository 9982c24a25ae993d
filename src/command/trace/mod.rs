//! `credtrail trace`: where one credential came from, record by record.

mod ancestry;
mod reach;
mod subject_input;
mod token_verification;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use credtrail::check::chain::digest_mismatch;
use credtrail::correlate::graph;
use credtrail::correlate::graph::Component;
use credtrail::evidence::certificate::serial;
use credtrail::evidence::jose::token::Presented;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::judge::context::{Judge, Moment};
use credtrail::model::finding::Verdict;
use credtrail::model::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};
use credtrail::model::row_id::IdentifierId;
use credtrail::model::spiffe::SpiffeId;
use credtrail::report::package::{self, Package};
use credtrail::report::text::Detail;
use credtrail::report::text::escape::Safe;
use credtrail::report::text::trace;
use credtrail::report::{PolicyUsed, ReportContext, rotation};
use credtrail::scan::siblings::SiblingSearch;
use credtrail::scan::{Judged, Summary, lineages};
use credtrail::store::Store;
use credtrail::trace::rotation::Rotation;
use jiff::Timestamp;

use super::ingest::db;
use super::output::destination::{Destination, is_standard, palette};
use super::output::format;
use super::trace::subject_input::Hand;
use super::trace::token_verification::Verified;
use super::{Outcome, scan};
use crate::command::args;
use crate::command::args::{Direction, FailOn, Format};
use crate::command::output::notice::notify_user;

/// The smallest number of characters that count as the beginning of an identifier.
const SHORTEST_PREFIX: usize = 4;

/// Finds the given subject and prints its lineages.
pub async fn run(arguments: args::Trace, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    let printed = Destination::to(arguments.output.output.as_deref(), files)?;
    let package = arguments.bundle.as_deref();
    let package = package.map(|it| Package::begin(it, files)).transpose()?;
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_context(|| db(&arguments.database.db))?;
    let policy = super::policy::of(
        arguments.judging.policy.as_ref(),
        Some(&arguments.database.db),
    )?;
    store.begin_snapshot().await?;
    let judge = scan::judge(
        &mut store,
        Moment::Now(Timestamp::now()),
        arguments.judging.without(),
        &arguments.covers.covers,
        policy,
    )
    .await?;
    if arguments.direction() == Direction::Down {
        return super::trace::reach::run(&arguments, &mut store, &judge, printed).await;
    }
    let seeds = find(&arguments.what, &mut store).await?;
    let verified = match &arguments.jwks {
        Some(place) => Verified::all(place, &seeds.tokens).await?,
        None => Vec::new(),
    };
    if seeds.are_none() {
        tell(&verified, &judge, &arguments)?;
        let outcome = unknown(&arguments)?;
        return Ok(verified
            .iter()
            .fold(outcome, |outcome, it| it.outcome(outcome)));
    }
    let facts = store.facts(&seeds.credentials, &seeds.digests)?;
    let components = graph::components(facts);
    if arguments.direction() == Direction::Up {
        return super::trace::ancestry::run(&components, &arguments, &mut store, &judge, printed);
    }
    let mut judged = Vec::new();
    let mut siblings = SiblingSearch::default();
    for component in &components {
        for lineage in lineages(component, &mut store, &judge)? {
            let mut one = Judged::of(lineage, &judge);
            for token in &seeds.tokens {
                let forged = digest_mismatch::of_token(&one.lineage, &token.token);
                one.findings.extend(forged);
            }
            for verified in &verified {
                let disproved = verified.findings(&one.lineage, &judge);
                one.findings.extend(disproved);
            }
            one.find_siblings(&mut siblings, &mut store, &judge)?;
            judged.push(one);
        }
    }
    for one in &mut judged {
        one.locate_uses(&mut store, &arguments.files())?;
    }
    judged.sort_by(|one, other| one.lineage.subject.cmp(&other.lineage.subject));
    let bundled = match package {
        Some(package) => bundle(&judged, &arguments, package)?,
        None => Bundled::Whole,
    };
    let rotation = rotation(&arguments.what, &judged, &judge);
    if arguments.output.format == Format::Text {
        print_hops(
            rotation.as_ref(),
            &judged,
            &components,
            (&arguments.output, printed),
        )?;
    } else {
        let fail_on = arguments.judging.fail_on;
        let output = (&arguments.output, printed);
        print_form(rotation, &judged, &judge, &mut store, output, fail_on).await?;
    }
    let worst = judged.iter().map(Judged::effective_verdict).max();
    let outcome = outcome(worst, arguments.judging.fail_on);
    tell(&verified, &judge, &arguments)?;
    let outcome = verified
        .iter()
        .fold(outcome, |outcome, it| it.outcome(outcome));
    Ok(match (outcome, bundled) {
        (Outcome::Fine, Bundled::InPart) => Outcome::Unknown,
        _ => outcome,
    })
}

/// Returns the rotation history of a workload identity, where the given subject is one.
fn rotation(what: &str, judged: &[Judged<'_>], judge: &Judge) -> Option<Rotation> {
    let id: SpiffeId = what.parse().ok()?;
    Rotation::of(id.as_str(), judged, judge.tolerance().clock)
}

/// Reports the result of each verified signature: below the chain in the text report, on standard error beside other forms.
fn tell(verified: &[Verified<'_>], judge: &Judge, arguments: &args::Trace) -> anyhow::Result<()> {
    let width = textwrap::Options::new(80).subsequent_indent("  ");
    let width = width.break_words(false); // users copy names
    let width = width.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let is_text = arguments.output.format == Format::Text
        && arguments.output.output.as_deref().is_none_or(is_standard);
    for one in verified {
        let text = match verified {
            [_] => one.text(judge),
            _ => format!("{}: {}", one.called(), one.text(judge)),
        };
        if is_text {
            let lines = textwrap::wrap(&text, &width);
            let mut printed = Destination::standard();
            writeln!(printed, "{}", lines.join("\n"))?;
            printed.finish()?;
        } else if !arguments.talk.quiet {
            notify_user(format_args!("credtrail: {text}"));
        }
    }
    Ok(())
}

/// Returns the outcome of the worst verdict; unknown where there is none.
pub(super) fn outcome(worst: Option<Verdict>, fail_on: FailOn) -> Outcome {
    let unproven_fails = fail_on == FailOn::Unproven;
    match worst {
        None => Outcome::Unknown,
        Some(Verdict::Broken) => Outcome::Broken,
        Some(Verdict::Unproven) if unproven_fails => Outcome::Broken,
        Some(Verdict::Unproven | Verdict::Complete) => Outcome::Fine,
    }
}

/// Reports that nothing was found.
pub(super) fn unknown(arguments: &args::Trace) -> anyhow::Result<Outcome> {
    if !arguments.talk.quiet {
        let (what, hint) = (shown(&arguments.what), hint(&arguments.what));
        notify_user(format_args!("credtrail: nothing is known of {what}{hint}"));
    }
    Ok(Outcome::Unknown)
}

/// Whether the bundle holds every line except lines that may hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bundled {
    Whole,
    InPart,
}

/// Writes the bundle, and reports on standard error which lines it lacks.
fn bundle(
    judged: &[Judged<'_>],
    arguments: &args::Trace,
    package: Package,
) -> anyhow::Result<Bundled> {
    let [one] = judged else {
        let names: Vec<String> = judged
            .iter()
            .take(10)
            .map(|it| Safe(&it.lineage.subject.text()).to_string())
            .collect();
        bail!(
            "a bundle is of one credential, {} were found: {}",
            judged.len(),
            names.join(", ")
        );
    };
    let left_out = package::write(one, &arguments.files(), arguments.lines(), package)?;
    for it in &left_out {
        let (receipt, reason) = (it.receipt.to_string(), it.reason.text());
        notify_user(format_args!(
            "credtrail: left out {}: {}",
            Safe(&receipt),
            Safe(&reason)
        ));
    }
    let lost = left_out
        .iter()
        .any(|it| matches!(it.reason, package::Reason::Lost(_)));
    Ok(if lost {
        Bundled::InPart
    } else {
        Bundled::Whole
    })
}

/// Prints the text report: each lineage record by record.
fn print_hops(
    rotation: Option<&Rotation>,
    judged: &[Judged<'_>],
    components: &[Component],
    (output, mut printed): (&args::Output, Destination),
) -> anyhow::Result<()> {
    if let Some(rotation) = rotation {
        rotation::text::write(rotation, palette(output), &mut printed)?;
    }
    for one in judged {
        trace::write(one, palette(output), &mut printed)?;
    }
    let unjudged = components.iter().filter(|_| judged.is_empty());
    for shown in unjudged.flat_map(|it| &it.shown) {
        trace::in_hand(shown, palette(output), &mut printed)?;
    }
    if components.is_empty() {
        writeln!(printed, "nothing hangs on it")?;
    }
    printed.finish()
}

/// Prints a report on these lineages in another form.
pub(super) async fn print_form(
    rotation: Option<Rotation>,
    judged: &[Judged<'_>],
    judge: &Judge,
    store: &mut Store,
    (output, mut printed): (&args::Output, Destination),
    fail_on: FailOn,
) -> anyhow::Result<()> {
    let mut form = format::of(output, fail_on, Detail::All);
    judged
        .iter()
        .try_for_each(|one| form.add(one, &mut printed))?;
    let mut frame = frame(judged, judge, store).await?;
    frame.rotations.extend(rotation);
    form.end(&frame, &mut printed)?;
    printed.finish()
}

async fn frame(
    judged: &[Judged<'_>],
    judge: &Judge,
    store: &mut Store,
) -> anyhow::Result<ReportContext> {
    let mut summary = Summary::default();
    judged.iter().for_each(|one| summary.count(one));
    Ok(ReportContext {
        window: judge.coverage.hull(),
        findings: Vec::new(),
        policy: PolicyUsed::of(&judge.expectations, &summary),
        comparison: None,
        reported_before: None,
        rotations: Vec::new(),
        summary,
        counts: store.counts().await?,
        files: store.files_read().await?,
        unread: Vec::new(),
        coverage: judge.coverage.clone(),
        rejected: judge.rejected.clone(),
    })
}

/// The identifiers from which a search starts.
#[derive(Default)]
pub(super) struct StartingPoints {
    pub(super) credentials: Vec<IdentifierId>,
    pub(super) digests: Vec<IdentifierId>,
    tokens: Vec<Presented>,
}

impl StartingPoints {
    pub(super) fn are_none(&self) -> bool {
        self.credentials.is_empty() && self.digests.is_empty()
    }

    async fn add(
        &mut self,
        identifier: impl Into<Identifier>,
        store: &mut Store,
    ) -> anyhow::Result<()> {
        let identifier = identifier.into();
        if let Some(number) = store.number_of(&identifier)? {
            match identifier {
                Identifier::Credential(_) => self.credentials.push(number),
                Identifier::Digest(_) => self.digests.push(number),
            }
        }
        Ok(())
    }
}

/// Finds the identifiers of a text: as a file, then as an exact identifier, then as another name, then as the
/// beginning of an identifier.
async fn find(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let mut seeds = named(what, store).await?;
    if seeds.are_none() && !is_in_hand(what) {
        seeds = called(what, store).await?;
    }
    if seeds.are_none() && !is_in_hand(what) {
        seeds = beginning(what, store).await?;
    }
    Ok(seeds)
}

/// Whether a text is a file, standard input, or a certificate or token itself, and not a name.
pub(super) fn is_in_hand(what: &str) -> bool {
    what == "-" || Path::new(what).is_file() || subject_input::is_written_out(what)
}

/// Returns the identifiers of a file or an exact identifier.
pub(super) async fn named(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let is_path = [
        ".pem", ".crt", ".cer", ".der", ".jwt", ".crl", ".csr", ".p7b", ".p7c", ".yaml", ".json",
    ]
    .iter()
    .any(|it| what.ends_with(it));
    if is_path && !Path::new(what).exists() {
        bail!("no such file: {}", Safe(what));
    }
    if what == "-" || Path::new(what).is_file() {
        return in_hand(&subject_input::bytes(what)?, &shown(what), store).await;
    }
    if subject_input::is_written_out(what) {
        return in_hand(what.as_bytes(), &shown(what), store).await;
    }
    exact(what, store).await
}

/// Returns the identifiers of certificates, requests, revocation lists and tokens in a file.
async fn in_hand(bytes: &[u8], name: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let hand = Hand::of(bytes, name)?;
    let mut seeds = StartingPoints::default();
    for certificate in hand.certificates {
        seeds.add(certificate.recomputed.certificate, store).await?;
        if let Some(digest) = certificate.recomputed.digest {
            seeds.add(digest, store).await?;
        }
    }
    for digest in hand.digests {
        seeds.add(digest, store).await?;
    }
    for token in &hand.tokens {
        if let Some(credential) = &token.token.credential {
            seeds.add(credential.clone(), store).await?;
        }
        if let Some(digest) = token.token.digest {
            seeds.add(digest, store).await?;
        }
    }
    seeds.tokens = hand.tokens;
    Ok(seeds)
}

async fn exact(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let mut seeds = StartingPoints::default();
    let text = what.trim();
    if let Some(jti) = text.strip_prefix("JTI=").or(Some(text)).and_then(Jti::new) {
        seeds.add(CredentialId::Token(jti), store).await?;
    }
    if let (false, Ok(fingerprint)) = (text.starts_with("TBS="), text.parse::<Fingerprint>()) {
        seeds.add(fingerprint, store).await?;
    }
    if let (false, Ok(digest)) = (text.starts_with("X509SHA256="), text.parse::<ToBeSigned>()) {
        seeds.add(digest, store).await?;
    }
    seeds
        .add(CredentialId::Other(what.to_owned()), store)
        .await?;
    Ok(seeds)
}

/// Returns the identifiers of other names: serial numbers, SPIFFE IDs, users, key versions.
pub(super) async fn called(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let mut credentials = store.certificates_called(what).await?;
    if credentials.is_empty() && what.chars().all(|c| c.is_ascii_hexdigit() || c == ':') {
        credentials = store.certificates_called(&serial(what)).await?;
    }
    credentials.extend(store.credentials_used_by(what).await?);
    Ok(StartingPoints {
        credentials,
        digests: store.digests_signed_by(what).await?,
        tokens: Vec::new(),
    })
}

/// Returns the only identifier with this beginning. Text reports shorten identifiers with `…`.
pub(super) async fn beginning(what: &str, store: &mut Store) -> anyhow::Result<StartingPoints> {
    let what = what.strip_suffix('…').unwrap_or(what);
    let (tag, prefix) = ["X509SHA256=", "JTI=", "TBS="]
        .iter()
        .find_map(|tag| Some((*tag, what.strip_prefix(tag)?)))
        .unwrap_or(("", what));
    if prefix.len() < SHORTEST_PREFIX {
        return Ok(StartingPoints::default());
    }
    let mut found = store.beginning_with(&prefix.to_ascii_lowercase()).await?;
    if prefix.chars().any(|c| c.is_ascii_uppercase()) {
        found.extend(store.beginning_with(prefix).await?);
    }
    found.retain(|(_, identifier)| identifier.to_string().starts_with(tag));
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Ok(StartingPoints::default()),
        [(number, Identifier::Credential(_))] => Ok(StartingPoints {
            credentials: vec![*number],
            ..StartingPoints::default()
        }),
        [(number, Identifier::Digest(_))] => Ok(StartingPoints {
            digests: vec![*number],
            ..StartingPoints::default()
        }),
        many => {
            let named: Vec<String> = many
                .iter()
                .take(10)
                .map(|(_, it)| Safe(&it.to_string()).to_string())
                .collect();
            bail!(
                "{} begins {} identifiers, name one of them: {}",
                Safe(what),
                many.len(),
                named.join(", ")
            )
        }
    }
}

/// Whether a text may be a token, complete or damaged: parts in base64url, together longer than any name.
fn may_be_token(what: &str) -> bool {
    let base64url = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
    };
    let parts: Vec<&str> = what.trim().split('.').collect();
    (2..=5).contains(&parts.len()) && what.len() > 60 && parts.into_iter().all(base64url)
}

/// Returns why a text may not have been found.
fn hint(what: &str) -> &'static str {
    if what != "-" && what.chars().count() < SHORTEST_PREFIX {
        " (the beginning of an identifier needs 4 characters)"
    } else {
        ""
    }
}

/// Returns the given text for a message, unless it may be a secret.
fn shown(what: &str) -> String {
    if what == "-" {
        "what was given on standard input".to_owned()
    } else if !Path::new(what).is_file()
        && (may_be_token(what) || subject_input::is_written_out(what))
    {
        "this token or certificate".to_owned()
    } else {
        Safe(what).to_string()
    }
}
