//! The doctor: asks the APIs of Google what credtrail needs, names what is missing, and the command that mends it.
//!
//! Each file asks one question. A refusal is no answer: what is not known is never called off.

pub mod audit_settings;
pub mod clusters;
pub mod deny_policies;
pub mod examination;
pub mod logging_filter;
pub mod logs;
pub mod observation;
pub mod remedy;
pub mod report;
pub mod retention;
pub mod roles;
pub mod scope;
pub mod sinks;
pub mod unproven;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use self::clusters::Asked;
use self::examination::Examination;
use self::scope::Ancestors;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::logging_api::target::Target;
use crate::model::entry::Source;
use crate::model::identity::project::Project;

/// Asks all questions of the projects.
///
/// # Errors
/// Where nothing can be asked at all: there is no access token, or the APIs do not accept it.
pub async fn examine(
    asked: Asked<'_>,
    now: Timestamp,
    apis: &mut GoogleApis,
) -> Result<Examination, CallError> {
    let targets = Target::all(asked.project, asked.keys);
    let mut logs: BTreeMap<&Project, Vec<Source>> = BTreeMap::new();
    for target in &targets {
        logs.entry(&target.project).or_default().push(target.source);
    }
    let mut found = Examination::default();
    let (mut logging, mut storage) = (BTreeSet::new(), BTreeSet::new());
    let mut examined = Vec::new();
    for (project, logs) in &logs {
        let ancestors = Ancestors::ask(project, apis).await?;
        found.add(audit_settings::ask(&ancestors, logs, apis).await?);
        let (observations, destinations) = sinks::ask(&ancestors, logs, apis).await?;
        found.add(observations);
        logging.extend(destinations.logging);
        storage.extend(destinations.storage);
        found.add(roles::ask(project, logs, apis).await?);
        examined.push((ancestors, logs.as_slice()));
    }
    found.add(deny_policies::ask(&examined, apis).await?);
    let destinations = sinks::Destinations { logging, storage };
    found.add(retention::ask(&destinations, apis).await?);
    for target in &targets {
        found.add([logs::ask(target, now, apis).await?]);
    }
    found.add(clusters::ask(asked, apis).await?);
    Ok(found)
}
