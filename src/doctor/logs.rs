//! What is the newest entry of each log, and how long did it take to arrive?

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::fetch::logging_api::target::Target;
use crate::log::query::filter;
use crate::model::entry::Source;
use crate::model::finding::message::message;

/// The age above which the newest entry is called old. Tokens live for an hour, and nodes ask for them all day.
const OLD: SignedDuration = SignedDuration::from_hours(24);

/// The most pages without an entry. While the API searches, it returns empty pages
/// (<https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list>).
const MOST_EMPTY: usize = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entries {
    entries: Vec<Entry>,
    #[serde(rename = "nextPageToken")]
    next: String,
}

#[derive(Debug, Deserialize)]
struct Entry {
    timestamp: Timestamp,
    #[serde(rename = "receiveTimestamp")]
    received: Option<Timestamp>,
}

/// Whether the caller may see the entries of a log.
enum Sight {
    Open,
    Hidden(CallError),
}

/// Asks for the newest entry of a log.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    target: &Target,
    now: Timestamp,
    apis: &mut GoogleApis,
) -> Result<Observation, CallError> {
    match newest(target, apis).await {
        Ok(Some(entry)) => Ok(found(target, &entry, now)),
        Ok(None) => nothing(target, apis).await,
        Err(error) if error.is_of_all_calls() => Err(error),
        Err(error) => Ok(not_known(target, &error)),
    }
}

async fn newest(target: &Target, apis: &mut GoogleApis) -> Result<Option<Entry>, CallError> {
    let filter = filter::of_records(target.source, &target.project).to_string();
    let mut question = json!({
        "resourceNames": [target.scope()],
        "filter": filter,
        "orderBy": "timestamp desc",
        "pageSize": 1,
    });
    for _ in 0..MOST_EMPTY {
        let call = Call::post(Api::Logging, ["v2", "entries:list"], question.clone());
        let page: Entries = apis.ask(&call).await?;
        if let Some(entry) = page.entries.into_iter().next() {
            return Ok(Some(entry));
        }
        if page.next.is_empty() {
            return Ok(None);
        }
        if let Some(body) = question.as_object_mut() {
            body.insert("pageToken".to_owned(), page.next.into());
        }
    }
    Err(CallError::Strange {
        api: Api::Logging,
        problem: "pages without entries, and no end".to_owned(),
    })
}

fn found(target: &Target, entry: &Entry, now: Timestamp) -> Observation {
    let age = now
        .duration_since(entry.timestamp)
        .max(SignedDuration::ZERO);
    let lag = entry.received.map(|it| it.duration_since(entry.timestamp));
    let lag = lag.unwrap_or_default().max(SignedDuration::ZERO);
    let (log, scope, at) = (target.source, target.scope(), entry.timestamp);
    if age > OLD {
        let message = message!(
            "doctor-log-old",
            "{log} log of {scope}: the newest entry is of {at:.0}, {age} ago; it arrived {lag} after that. Was anything at work since?",
            log,
            scope,
            at,
            age,
            lag
        );
        return Observation::new(Topic::Logs, State::Note, message);
    }
    let message = message!(
        "doctor-log-new",
        "{log} log of {scope}: the newest entry is of {at:.0}, {age} ago; it arrived {lag} after that",
        log,
        scope,
        at,
        age,
        lag
    );
    Observation::new(Topic::Logs, State::Fine, message)
}

/// Returns what it means that there is no entry. The API leaves Data Access entries out for a caller who may not see them, and does not say so.
async fn nothing(target: &Target, apis: &mut GoogleApis) -> Result<Observation, CallError> {
    let (log, scope) = (target.source, target.scope());
    let message = match target.source {
        Source::CaService | Source::Kms => match sight(target, apis).await {
            Err(error) => return Err(error),
            Ok(Sight::Hidden(error)) => return Ok(not_known(target, &error)),
            Ok(Sight::Open) => message!(
                "doctor-log-empty",
                "{log} log of {scope} holds no entry: its audit setting was off, its keys and CA pools were not at work, or they are in another project (--key-project)",
                log,
                scope
            ),
        },
        Source::Gke => message!(
            "doctor-log-empty-gke",
            "{log} log of {scope} holds no entry: no cluster there is under control plane authority, or the clusters are in another project (--project)",
            log,
            scope
        ),
        Source::Kubernetes | Source::Workload => message!(
            "doctor-log-empty-kubernetes",
            "{log} log of {scope} holds no entry that names a credential: the clusters are older than 1.31.1-gke.1846000, or in another project (--project)",
            log,
            scope
        ),
    };
    Ok(Observation::new(Topic::Logs, State::Missing, message))
}

/// Asks the view that holds Data Access entries, which the API refuses to a caller who may not see them
/// (<https://cloud.google.com/logging/docs/logs-views>).
async fn sight(target: &Target, apis: &mut GoogleApis) -> Result<Sight, CallError> {
    let view = format!("{target}/locations/global/buckets/_Default/views/_AllLogs");
    let filter = filter::of_records(target.source, &target.project).to_string();
    let question = json!({
        "resourceNames": [view],
        "filter": filter,
        "orderBy": "timestamp desc",
        "pageSize": 1,
    });
    let call = Call::post(Api::Logging, ["v2", "entries:list"], question);
    match apis.ask::<Entries>(&call).await {
        Ok(_) => Ok(Sight::Open),
        Err(error) if error.is_of_all_calls() => Err(error),
        Err(error) => Ok(Sight::Hidden(error)),
    }
}

fn not_known(target: &Target, error: &CallError) -> Observation {
    let role = match target.source {
        Source::CaService | Source::Kms => "roles/logging.privateLogViewer",
        Source::Kubernetes | Source::Gke | Source::Workload => "roles/logging.viewer",
    };
    let what = message!(
        "doctor-log",
        "the newest entry of the {log} log of {scope}",
        log = target.source,
        scope = target.scope()
    );
    let grant = Remedy::grant(&["projects", target.project.id()], role);
    Observation::not_known(Topic::Logs, what, error, Permission { role, grant })
}
