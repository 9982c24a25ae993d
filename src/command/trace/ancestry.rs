//! `credtrail trace --ancestry`: who requested a credential, with which credential, and so on.

use anyhow::bail;
use credtrail::correlate::graph::Component;
use credtrail::correlate::lineage::Lineage;
use credtrail::judge::context::Judge;
use credtrail::language::locale::Locale;
use credtrail::model::identifier::CredentialId;
use credtrail::model::identity::subject::Subject;
use credtrail::report::ancestry::{json, text};
use credtrail::store::Store;
use credtrail::trace::ancestry::{Ancestry, KnownCredentials};

use crate::command::args;
use crate::command::args::Format;
use crate::command::output::destination::Destination;
use crate::command::output::style::style;
use crate::command::{Outcome, trace};
use credtrail::message;

/// Prints the ancestry of every credential that was found.
pub fn run(
    components: &[Component],
    arguments: &args::Trace,
    store: &mut Store,
    judge: &Judge,
    (mut destination, locale): (Destination, &Locale),
) -> anyhow::Result<Outcome> {
    let mut ancestries = Vec::new();
    let mut found = KnownCredentials::default();
    for credential in credentials(components) {
        ancestries.push(Ancestry::of(credential, &mut found, store, judge)?);
    }
    match arguments.output.format {
        Format::Text => text::write(
            &ancestries,
            style(&arguments.output, locale),
            &mut destination,
        )?,
        Format::Json => json::write(&ancestries, &mut destination)?,
        _ => bail!(message!(
            "error-ancestry-form",
            "an ancestry is printed as text or json"
        )),
    }
    destination.finish()?;
    let worst = ancestries.iter().filter_map(Ancestry::verdict).max();
    Ok(trace::outcome(worst, arguments.judging.fail_on))
}

/// Returns the credentials that are subjects of these components. An unclaimed signature has no requester.
fn credentials(components: &[Component]) -> Vec<CredentialId> {
    let lineages = components.iter().flat_map(Lineage::all);
    let subjects = lineages.filter_map(|it| match it.subject {
        Subject::Credential(credential) => Some(credential),
        Subject::Signature(_) => None,
    });
    let mut credentials: Vec<CredentialId> = subjects.collect();
    credentials.sort();
    credentials
}
