//! The error message of the API in place of a page.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use serde::Deserialize;

use super::access::secret::masked;
use super::api_error::ApiError;
use super::target::Target;
use crate::model::finding::message::message;

/// The fields of `google.rpc.Status` that are read.
#[derive(Default, Deserialize)]
pub(in crate::fetch) struct Refusal {
    #[serde(default)]
    error: Status,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    message: String,
    details: Vec<Detail>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Detail {
    reason: String,
}

impl Refusal {
    /// Whether the message is empty, as in an answer that is not one of the API.
    pub(super) fn is_empty(&self) -> bool {
        self.error.message.is_empty()
    }

    /// Whether a detail of the message names this reason.
    pub(in crate::fetch) fn has_reason(&self, reason: &str) -> bool {
        self.error.details.iter().any(|it| it.reason == reason)
    }
}

/// Returns the API's message without the access token that was sent, which the API may repeat.
pub(in crate::fetch) fn api_message(
    refusal: &Refusal,
    status: StatusCode,
    sent: Option<&HeaderValue>,
) -> String {
    let sent = sent.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let token = sent.strip_prefix("Bearer ").unwrap_or(sent);
    let message = &refusal.error.message;
    let message = if token.is_empty() {
        masked(message)
    } else {
        masked(&message.replace(token, "…"))
    };
    if message.is_empty() {
        status.canonical_reason().unwrap_or("no reason").to_owned()
    } else {
        message.trim_end_matches('.').to_owned()
    }
}

/// Returns the error of a 403. Its reason is not always a missing role
/// (<https://cloud.google.com/apis/design/errors#error_info>).
pub(super) fn forbidden(target: Target, refusal: &Refusal, message: String) -> ApiError {
    let is = |reason: &str| refusal.has_reason(reason);
    let advice = if is("SERVICE_DISABLED") {
        message!(
            "error-api-disabled",
            "switch the API on: `gcloud services enable logging.googleapis.com --project={project}`",
            project = target.project.to_string()
        )
    } else if is("USER_PROJECT_DENIED") || message.contains("quota project") {
        message!(
            "error-api-quota-project",
            "name a project that you may use for calls: `gcloud auth application-default set-quota-project P`, or GOOGLE_CLOUD_QUOTA_PROJECT"
        )
    } else if is("ACCESS_TOKEN_SCOPE_INSUFFICIENT") {
        message!(
            "error-api-scope",
            "the token was made for other services: it takes the scope https://www.googleapis.com/auth/logging.read or cloud-platform"
        )
    } else {
        return ApiError::Forbidden { target, message };
    };
    ApiError::NotUsable {
        target,
        message,
        advice: advice.into(),
    }
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
pub(in crate::fetch) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()?;
    date.duration_since(now).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_says_how_long_to_wait() {
        let wait = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers, "1994-11-06T08:49:00Z".parse().unwrap())
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(Duration::from_secs(37))
        );
        assert_eq!(wait("Sun, 06 Nov 1994 08:48:37 GMT"), None);
        assert_eq!(wait("soon"), None);
    }
}
