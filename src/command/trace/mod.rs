//! `credtrail trace`: where one credential came from, record by record.

mod ancestry;
#[cfg(feature = "pull")]
mod key_set_url;
mod reach;
mod search;
mod subject_input;
mod token_verification;

use std::io::Write;

use anyhow::bail;
use credtrail::correlate::graph;
use credtrail::correlate::graph::Component;
use credtrail::correlate::lineage::Lineage;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::judge::context::{Judge, Moment};
use credtrail::language::locale::Locale;
use credtrail::model::finding::Verdict;
use credtrail::model::identifier::Identifier;
use credtrail::model::identity::spiffe::SpiffeId;
use credtrail::receipts::use_receipts::Cited;
use credtrail::report::package::{self, Package};
use credtrail::report::text::Detail;
use credtrail::report::text::escape::Safe;
use credtrail::report::text::trace;
use credtrail::report::{Relatives, ReportContext, rotation};
use credtrail::scan::use_location::locate_uses;
use credtrail::scan::{Judged, Summary};
use credtrail::store::Store;
use credtrail::trace::ancestry::KnownCredentials;
use credtrail::trace::judging::judge_all;
use credtrail::trace::nearest::Search;
use credtrail::trace::rotation::Rotation;
use jiff::Timestamp;

use self::search::{find, hint, shown};
use super::ingest::db;
use super::output::destination::{Destination, is_standard};
use super::output::format;
use super::output::style::style;
use super::trace::token_verification::Verified;
use super::{Outcome, scan};
use crate::command::args;
use crate::command::args::{Direction, FailOn, Format};
use crate::command::failure::WithMessage;
use crate::command::output::notice::{notify_user, warn};
use credtrail::message;
use credtrail::model::finding::message::Message;

/// Finds the given subject and prints its lineages.
pub async fn run(
    arguments: args::Trace,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let destination = Destination::to(arguments.output.output.as_deref(), files)?;
    let package = arguments.bundle.as_deref();
    let package = package.map(|it| Package::begin(it, files)).transpose()?;
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_message(|| db(&arguments.database.db))?;
    store.begin_snapshot().await?;
    let judge = judge(&arguments, &mut store, locale).await?;
    if arguments.direction() == Direction::Down {
        return super::trace::reach::run(&arguments, &mut store, &judge, (destination, locale))
            .await;
    }
    let search = find(&arguments.what, &mut store).await?;
    let verified = match &arguments.jwks {
        Some(place) => Verified::all(place, &search.tokens).await?,
        None => Vec::new(),
    };
    if search.points.are_none() {
        report_signatures(&verified, &judge, &arguments, locale)?;
        return Ok(after(
            &verified,
            unknown(&arguments, &search.sought, locale)?,
        ));
    }
    let facts = store.facts(&search.points.credentials, &search.points.digests)?;
    let components = graph::components(facts);
    if arguments.direction() == Direction::Up {
        return super::trace::ancestry::run(
            &components,
            &arguments,
            &mut store,
            &judge,
            (destination, locale),
        );
    }
    let shown = |it: &Lineage<'_>| {
        verified
            .iter()
            .flat_map(|of| of.findings(it, &judge))
            .collect()
    };
    let mut judged = judge_all(&components, &search.tokens, &shown, &mut store, &judge)?;
    let files = arguments.files();
    locate_uses(judged.iter_mut(), &mut store, &files, Cited::Lines)?;
    let bundled = match package {
        Some(package) => bundle(&judged, &arguments, package, locale)?,
        None => Bundled::Whole,
    };
    let rotation = rotation(&arguments.what, &judged, &judge);
    let fail_on = arguments.judging.fail_on;
    let output = (&arguments.output, destination, locale);
    if arguments.output.format == Format::Text {
        print_hops(rotation.as_ref(), &judged, &components, output)?;
    } else {
        print_form(rotation, &judged, &judge, &mut store, output, fail_on).await?;
    }
    let worst = judged.iter().map(Judged::effective_verdict).max();
    report_signatures(&verified, &judge, &arguments, locale)?;
    Ok(match (after(&verified, outcome(worst, fail_on)), bundled) {
        (Outcome::Fine, Bundled::InPart) => Outcome::Unknown,
        (outcome, _) => outcome,
    })
}

/// Loads the judge for a trace, which takes place now.
async fn judge(
    arguments: &args::Trace,
    store: &mut Store,
    locale: &Locale,
) -> anyhow::Result<Judge> {
    let policy = super::policy::of(
        arguments.judging.expected.policy.as_ref(),
        &arguments.judging.expected.policy_key,
        Some(&arguments.database.db),
        locale,
    )?;
    let now = Moment::Now(Timestamp::now());
    let without = arguments.judging.expected.without();
    let request = scan::judge_request(policy, now, without, &arguments.covers.covers);
    Ok(Judge::load(store, request).await?)
}

/// Returns the outcome after the signatures of the given tokens were verified.
fn after(verified: &[Verified<'_>], outcome: Outcome) -> Outcome {
    verified
        .iter()
        .fold(outcome, |outcome, it| it.outcome(outcome))
}

/// Returns the rotation history of a workload identity, where the given subject is one.
fn rotation(what: &str, judged: &[Judged<'_>], judge: &Judge) -> Option<Rotation> {
    let id: SpiffeId = what.parse().ok()?;
    Rotation::of(id.as_str(), judged, judge.tolerance().clock)
}

/// Reports the result of each verified signature: below the chain in the text report, on standard error beside other forms.
fn report_signatures(
    verified: &[Verified<'_>],
    judge: &Judge,
    arguments: &args::Trace,
    locale: &Locale,
) -> anyhow::Result<()> {
    let width = textwrap::Options::new(80).subsequent_indent("  ");
    let width = width.break_words(false); // users copy names
    let width = width.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let is_text = arguments.output.format == Format::Text
        && arguments.output.output.as_deref().is_none_or(is_standard);
    for one in verified {
        let text = match verified {
            [_] => one.text(judge),
            _ => {
                let (token, text) = (one.called(), one.text(judge));
                message!("jwks-of-token", "{token}: {text}"; token, text)
            }
        };
        let text = Safe(&locale.translate(&text)).to_string();
        if is_text {
            let lines = textwrap::wrap(&text, &width);
            let mut destination = Destination::standard();
            writeln!(destination, "{}", lines.join("\n"))?;
            destination.finish()?;
        } else if !arguments.verbosity.quiet {
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

/// The most credentials whose ancestry and reach a page draws.
const MOST_DRAWN: usize = 5;

/// The most identifiers that are named when nothing is known of them.
const MOST_SOUGHT: usize = 8;

/// Reports that nothing was found, and of which identifiers.
pub(super) fn unknown(
    arguments: &args::Trace,
    sought: &[Identifier],
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    if !arguments.verbosity.quiet {
        let (what, hint) = (shown(&arguments.what), hint(&arguments.what));
        let named = sought.iter().take(MOST_SOUGHT);
        let named: Vec<String> = named.map(|it| Safe(&it.to_string()).to_string()).collect();
        let named = match named.as_slice() {
            [] => Message::default(),
            named => format!(" ({})", named.join(", ")).into(),
        };
        warn(
            &message!(
                "notice-unknown",
                "nothing is known of {what}{named}{hint}";
                what, named, hint
            ),
            locale,
        );
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
    locale: &Locale,
) -> anyhow::Result<Bundled> {
    let [one] = judged else {
        let names: Vec<String> = judged
            .iter()
            .take(10)
            .map(|it| Safe(&it.lineage.subject.text()).to_string())
            .collect();
        bail!(message!(
            "error-bundle-of-several",
            "a bundle is of one credential, {count} were found: {names}",
            count = judged.len() as u64,
            names = names.join(", ")
        ));
    };
    let left_out = package::write(one, &arguments.files(), arguments.lines(), package)?;
    for it in &left_out {
        let (receipt, reason) = (it.receipt.to_string(), it.reason.message().clone());
        warn(
            &message!("notice-left-out", "left out {receipt}: {reason}", receipt; reason),
            locale,
        );
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
    (output, mut destination, locale): (&args::Output, Destination, &Locale),
) -> anyhow::Result<()> {
    if let Some(rotation) = rotation {
        rotation::text::write(rotation, style(output, locale), &mut destination)?;
    }
    for one in judged {
        trace::write(one, style(output, locale), &mut destination)?;
    }
    let unjudged = components.iter().filter(|_| judged.is_empty());
    for record in unjudged.flat_map(|it| &it.evidence) {
        trace::evidence(record, style(output, locale), &mut destination)?;
    }
    if components.is_empty() {
        writeln!(destination, "nothing hangs on it")?;
    }
    destination.finish()
}

/// Prints a report on these lineages in another form.
pub(super) async fn print_form(
    rotation: Option<Rotation>,
    judged: &[Judged<'_>],
    judge: &Judge,
    store: &mut Store,
    (output, mut destination, locale): (&args::Output, Destination, &Locale),
    fail_on: FailOn,
) -> anyhow::Result<()> {
    let mut form = format::of(
        output,
        args::Groups::default(),
        fail_on,
        Detail::All,
        locale,
    );
    judged
        .iter()
        .try_for_each(|one| form.add(one, &mut destination))?;
    let mut context = context(judged, judge, store).await?;
    context.rotations.extend(rotation);
    if output.format == Format::Html {
        context.relatives = relatives(judged, judge, store)?;
    }
    form.end(&context, &mut destination)?;
    destination.finish()
}

/// Returns what is above and below the first credentials.
fn relatives(
    judged: &[Judged<'_>],
    judge: &Judge,
    store: &mut Store,
) -> anyhow::Result<Vec<Relatives>> {
    let (mut known, mut relatives) = (KnownCredentials::default(), Vec::new());
    for one in judged.iter().take(MOST_DRAWN) {
        relatives.extend(Relatives::of(
            &one.lineage.subject,
            Search::Whole,
            &mut known,
            store,
            judge,
        )?);
    }
    Ok(relatives)
}

async fn context(
    judged: &[Judged<'_>],
    judge: &Judge,
    store: &mut Store,
) -> anyhow::Result<ReportContext> {
    let mut summary = Summary::default();
    judged.iter().for_each(|one| summary.count(one));
    Ok(ReportContext::of(judge, summary, store).await?)
}
