//! How long do the buckets keep what sinks carry there?

use serde::Deserialize;

use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use super::sinks::Destinations;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::finding::message::message;

/// The fewest days that a bucket of Cloud Logging must keep entries, as `_Default` does unless it is configured otherwise: a scheduled pull then
/// gets them even after a holiday.
const FEWEST_DAYS: u64 = 30;

/// The days that commands set: as long as Cloud Logging keeps Admin Activity logs.
const DAYS: &str = "400d";

const SECONDS_OF_A_DAY: u64 = 86_400;

/// A bucket of Cloud Logging (`LogBucket`).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct LogBucket {
    retention_days: u64,
}

/// A bucket of Cloud Storage.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct StorageBucket {
    retention_policy: Option<RetentionPolicy>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RetentionPolicy {
    /// Seconds: a number of 64 bits, which JSON has as text.
    retention_period: String,
    is_locked: bool,
}

/// Asks for the retention of each bucket.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    destinations: &Destinations,
    apis: &mut GoogleApis,
) -> Result<Vec<Observation>, CallError> {
    let mut found = Vec::new();
    for bucket in &destinations.logging {
        let call = Call::get(Api::Logging, ["v2"].into_iter().chain(bucket.split('/')));
        match apis.ask::<LogBucket>(&call).await {
            Ok(answer) => found.push(of_logging(bucket, &answer)),
            Err(error) if error.is_of_all_calls() => return Err(error),
            Err(error) => {
                let role = "roles/logging.viewer";
                let project = part(bucket, 1);
                let grant = Remedy::grant(&["projects", project], role);
                found.push(not_known(bucket, &error, Permission { role, grant }));
            }
        }
    }
    for bucket in &destinations.storage {
        let call = Call::get(Api::Storage, ["storage", "v1", "b", bucket]);
        let call = call.with("fields", "retentionPolicy");
        match apis.ask::<StorageBucket>(&call).await {
            Ok(answer) => found.push(of_storage(bucket, answer.retention_policy.as_ref())),
            Err(error) if error.is_of_all_calls() => return Err(error),
            Err(error) => {
                let role = "roles/storage.legacyBucketReader";
                let url = format!("gs://{bucket}");
                let grant = Remedy::grant(&["storage", "buckets", &url], role);
                found.push(not_known(&url, &error, Permission { role, grant }));
            }
        }
    }
    Ok(found)
}

fn not_known(bucket: &str, error: &CallError, permission: Permission) -> Observation {
    let what = message!("doctor-bucket", "the retention of {bucket}", bucket);
    Observation::not_known(Topic::Retention, what, error, permission)
}

/// Returns a part of `projects/P/locations/L/buckets/B`.
fn part(bucket: &str, position: usize) -> &str {
    bucket.split('/').nth(position).unwrap_or_default()
}

fn of_logging(bucket: &str, answer: &LogBucket) -> Observation {
    let days = answer.retention_days;
    if answer.retention_days >= FEWEST_DAYS {
        let message = message!(
            "doctor-log-bucket",
            "{bucket} keeps entries for {days} days",
            bucket,
            days
        );
        return Observation::new(Topic::Retention, State::Fine, message);
    }
    let message = message!(
        "doctor-log-bucket-short",
        "{bucket} keeps entries for {days} days only",
        bucket,
        days
    );
    let remedy = Remedy::of([
        "gcloud",
        "logging",
        "buckets",
        "update",
        part(bucket, 5),
        &format!("--location={}", part(bucket, 3)),
        &format!("--project={}", part(bucket, 1)),
        "--retention-days=400",
    ]);
    Observation::new(Topic::Retention, State::Missing, message).mended_by(remedy)
}

fn of_storage(bucket: &str, policy: Option<&RetentionPolicy>) -> Observation {
    let url = format!("gs://{bucket}");
    let command =
        |change: &str| Remedy::of(["gcloud", "storage", "buckets", "update", &url, change]);
    let Some(policy) = policy else {
        let message = message!(
            "doctor-no-retention",
            "{bucket} has no retention policy: who may delete objects there may remove logs",
            bucket = url.as_str()
        );
        let missing = Observation::new(Topic::Retention, State::Missing, message);
        return missing.mended_by(command(&format!("--retention-period={DAYS}")));
    };
    let days = policy.retention_period.parse::<u64>().unwrap_or_default() / SECONDS_OF_A_DAY;
    if days < FEWEST_DAYS {
        let message = message!(
            "doctor-retention-short",
            "{bucket} keeps objects for {days} days only",
            bucket = url.as_str(),
            days
        );
        let missing = Observation::new(Topic::Retention, State::Missing, message);
        return missing.mended_by(command(&format!("--retention-period={DAYS}")));
    }
    if policy.is_locked {
        let message = message!(
            "doctor-retention-locked",
            "{bucket} keeps objects for {days} days, and nobody can shorten that",
            bucket = url.as_str(),
            days
        );
        return Observation::new(Topic::Retention, State::Fine, message);
    }
    let message = message!(
        "doctor-retention-open",
        "{bucket} keeps objects for {days} days; the retention is not locked, so that an administrator can shorten it. A lock cannot be undone",
        bucket = url.as_str(),
        days
    );
    let note = Observation::new(Topic::Retention, State::Note, message);
    note.mended_by(command("--lock-retention-period"))
}
