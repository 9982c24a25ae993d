//! `credtrail policy infer`: writes a first policy from observed lineages.

use std::collections::BTreeMap;
use std::io::Write;

use credtrail::files::output_file::Readers;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::judge::context::{Judge, Moment};
use credtrail::judge::request::JudgeRequest;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::receipts::use_receipts::Cited;
use credtrail::report::toml_text;
use credtrail::scan::infer_policy::Observations;
use credtrail::scan::{Judged, Selection};
use credtrail::store::Store;
use jiff::Timestamp;

use crate::command::Outcome;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

use crate::command::args;
use crate::command::failure::WithMessage;
use crate::command::ingest::db;
use crate::command::output::destination::Destination;

/// Writes a policy that expects what the complete lineages show.
pub async fn run(
    arguments: args::Infer,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let output = arguments.output.as_deref();
    let mut destination = Destination::readable(output, Readers::ByUmask, files)?;
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_message(|| db(&arguments.database.db))?;
    store.begin_snapshot().await?;
    let by_no_policy = JudgeRequest::new(Policy::default(), Moment::Afterwards, Timestamp::now());
    let judge = Judge::load(&mut store, by_no_policy).await?;
    let mut observations = Observations::default();
    credtrail::scan::scan(
        &mut store,
        &judge,
        Window::default(),
        Selection::All,
        Cited::Places,
        &mut |judged: &Judged<'_>| {
            observations.add(judged);
            anyhow::Ok(())
        },
    )?;
    let policy = observations.policy();
    write(&policy, &observations, locale, &mut destination)?;
    destination.finish()?;
    Ok(Outcome::Fine)
}

fn write(
    policy: &Policy,
    observations: &Observations,
    locale: &Locale,
    out: &mut Destination,
) -> anyhow::Result<()> {
    let mut comment = |text: Message| writeln!(out, "# {}", locale.translate(&text));
    comment(message!(
        "infer-observed",
        "What credtrail observed, not what is right: review every line before it counts."
    ))?;
    if observations.passed_over > 0 {
        comment(message!(
            "infer-passed-over",
            "Nothing was inferred from chains that are not complete: {count}",
            count = observations.passed_over
        ))?;
    }
    if policy.cluster.is_empty() {
        comment(message!(
            "infer-nothing",
            "No complete chain of a cluster with a full name was observed."
        ))?;
        return Ok(());
    }
    let clusters = BTreeMap::from([("cluster", &policy.cluster)]);
    let policy = toml_text::harmless(&toml::to_string_pretty(&clusters)?);
    write!(out, "\n{policy}")?;
    Ok(())
}
