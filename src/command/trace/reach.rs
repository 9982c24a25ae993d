//! `credtrail trace --reach`: everything that depends on a credential, a key version, a CA pool, a node or a service account.

use anyhow::bail;
use credtrail::correlate::graph;
use credtrail::correlate::lineage::Lineage;
use credtrail::judge::context::Judge;
use credtrail::language::locale::Locale;
use credtrail::model::identifier::Identifier;
use credtrail::model::identity::subject::Subject;
use credtrail::report::reach::{json, text};
use credtrail::store::Store;
use credtrail::store::rows::ids::id_set::IdSet;
use credtrail::trace::reach::{Root, reach};
use credtrail::trace::resolve::{self, StartingPoints};

use super::{outcome, search};
use crate::command::Outcome;
use crate::command::args;
use crate::command::args::Format;
use crate::command::output::destination::Destination;
use crate::command::output::style::style;
use crate::command::trace;
use credtrail::message;

/// Finds the given root and prints its reach.
pub async fn run(
    arguments: &args::Trace,
    store: &mut Store,
    judge: &Judge,
    (mut destination, locale): (Destination, &Locale),
) -> anyhow::Result<Outcome> {
    let Some(root) = root(&arguments.what, store).await? else {
        return trace::unknown(arguments, &[], locale);
    };
    let output = &arguments.output;
    let totals = match output.format {
        Format::Text => {
            let mut report = text::Report::new(style(output, locale));
            let totals = reach(&root, store, judge, &mut |member| {
                report.add(member);
                anyhow::Ok(())
            })?;
            report.write(&root, &totals, &mut destination)?;
            totals
        }
        Format::Json => {
            let mut report = json::Report::begin(&root, &mut destination)?;
            let totals = reach(&root, store, judge, &mut |member| {
                anyhow::Ok(report.add(member)?)
            })?;
            report.end(&totals)?;
            totals
        }
        _ => bail!(message!(
            "error-reach-form",
            "a reach is printed as text or json"
        )),
    };
    destination.finish()?;
    Ok(outcome(totals.verdict(), arguments.judging.fail_on))
}

/// Finds the root of a text: as a file or exact identifier, then as a key, pool or user, then as another name of a certificate,
/// then as the beginning of an identifier.
async fn root(what: &str, store: &mut Store) -> anyhow::Result<Option<Root>> {
    if let Some(given) = search::given(what, store)? {
        return credentials(given.points, store);
    }
    let mut points = resolve::by_id(what, store)?;
    if points.are_none() {
        if let Some(root) = resource_or_user(what.trim(), store).await? {
            return Ok(Some(root));
        }
        points = resolve::by_name(what, store).await?;
    }
    if points.are_none() {
        points = resolve::by_beginning(what, store).await?;
    }
    credentials(points, store)
}

async fn resource_or_user(what: &str, store: &mut Store) -> anyhow::Result<Option<Root>> {
    if !store.signed_with(what)?.is_empty() {
        return Ok(Some(Root::Key(what.to_owned())));
    }
    if !store.certified_by(what)?.is_empty() {
        return Ok(Some(Root::Pool(what.to_owned())));
    }
    for user in resolve::users(what) {
        if !store.credentials_named_after(&user)?.is_empty() {
            return Ok(Some(Root::User(user)));
        }
    }
    Ok(None)
}

/// Returns the credentials, and for each digest the credentials that claim it.
fn credentials(points: StartingPoints, store: &mut Store) -> anyhow::Result<Option<Root>> {
    let mut found: IdSet = points.credentials.into_iter().collect();
    let facts = store.facts(&[], &points.digests)?;
    for component in &graph::components(facts) {
        for lineage in Lineage::all(component) {
            let identifier = match lineage.subject {
                Subject::Credential(it) => Identifier::from(it),
                Subject::Signature(it) => Identifier::from(it),
            };
            if let Some(number) = store.number_of(&identifier)? {
                found.insert(number);
            }
        }
    }
    let named = store.identified(&found)?;
    Ok((!named.is_empty()).then_some(Root::Credentials(named)))
}
