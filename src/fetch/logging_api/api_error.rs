//! Why a call failed, and what to do about it.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use super::target::Target;
use crate::model::entry::Source;

/// Why the API did not answer.
#[derive(Debug, Error)]
pub enum ApiError {
    /// Nobody to ask as.
    #[error(
        "no access token could be had: {0}; log in with `gcloud auth application-default login`, name a key with GOOGLE_APPLICATION_CREDENTIALS, or give a token with --access-token-file or CREDTRAIL_ACCESS_TOKEN"
    )]
    NoCredentials(String),
    /// The file that was to hold the token.
    #[error("no access token in {}: {problem}", path.display())]
    TokenFile {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// 401
    #[error("the API does not accept the access token (401): {advice}")]
    Unauthorized {
        /// What to do.
        advice: &'static str,
    },
    /// 403, for want of a role.
    #[error("no permission to read the {} log of {target} (403: {said}); {}", target.source, role(target))]
    Forbidden {
        /// What was asked for.
        target: Target,
        /// In the words of the API.
        said: String,
    },
    /// The log is answered as if it were empty to one who may not see it.
    #[error(
        "{target} gives no entry of its {} log, and the asker may not read Data Access logs there ({said}), so that they may be hidden; {}",
        target.source,
        role(target)
    )]
    Hidden {
        /// What was asked for.
        target: Target,
        /// In the words of the API.
        said: String,
    },
    /// 403, since the API is off, or somebody must pay for the call.
    #[error("{target} cannot be asked (403: {said}); {advice}")]
    NotUsable {
        /// What was asked for.
        target: Target,
        /// In the words of the API.
        said: String,
        /// What to do.
        advice: String,
    },
    /// 404
    #[error(
        "there is no {target} (404: {said}); give the project's id as `gcloud projects list` shows it"
    )]
    NotFound {
        /// What was asked for.
        target: Target,
        /// In the words of the API.
        said: String,
    },
    /// 400 to anything else.
    #[error("the API refuses the question for {target} (400: {said}); is that the project's id?")]
    Refused {
        /// What was asked for.
        target: Target,
        /// In the words of the API.
        said: String,
    },
    /// 400 to a page token.
    #[error("the API does not accept its own page token any more: {said}; pull again")]
    PageToken {
        /// In the words of the API.
        said: String,
    },
    /// 429
    #[error(
        "too many calls (429: {said}); others read logs of this project too: pull again later, or set calls-per-minute under [pull] in the policy lower than 60"
    )]
    Busy {
        /// In the words of the API.
        said: String,
        /// How long to wait, if it says so.
        wait: Option<Duration>,
    },
    /// 5xx
    #[error("the API failed ({status}: {said}); pull again later, it goes on where this ended")]
    Down {
        /// The status.
        status: u16,
        /// In the words of the API.
        said: String,
        /// How long to wait, if it says so.
        wait: Option<Duration>,
    },
    /// No answer at all.
    #[error("{endpoint} cannot be reached: {because}; is the network up, and --endpoint right?")]
    Unreachable {
        /// The API's base.
        endpoint: String,
        /// Why.
        because: String,
    },
    /// An answer that ended before its end.
    #[error("the answer broke off: {because}; pull again, it goes on where this ended")]
    Cut {
        /// How.
        because: String,
    },
    /// Something else answered.
    #[error(
        "{endpoint} does not answer as the Logging API does ({said}); is --endpoint the base of it, without /v2?"
    )]
    Strange {
        /// The API's base.
        endpoint: String,
        /// What came.
        said: String,
    },
}

/// The role that lets one read a log, and how it is given.
fn role(target: &Target) -> String {
    let (role, why) = match target.source {
        Source::Workload | Source::Gke => ("logging.viewer", ""),
        Source::Kubernetes => (
            "logging.viewer",
            " (logging.privateLogViewer for reads, which are Data Access)",
        ),
        Source::CaService | Source::Kms => {
            ("logging.privateLogViewer", ", as it is a Data Access log")
        }
    };
    let project = &target.project;
    format!(
        "it takes roles/{role}{why}: `gcloud projects add-iam-policy-binding {project} --role=roles/{role} --member=WHO`, if that is the project's id"
    )
}

impl ApiError {
    /// Whether the same call may be answered later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            ApiError::Busy { .. }
                | ApiError::Down { .. }
                | ApiError::Unreachable { .. }
                | ApiError::Cut { .. }
        )
    }

    /// How long the API asks to be left alone.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            ApiError::Busy { wait, .. } | ApiError::Down { wait, .. } => *wait,
            _ => None,
        }
    }

    /// In a few words, while there is still hope.
    pub fn in_short(&self) -> String {
        match self {
            ApiError::Busy { .. } => "too many calls (429)".to_owned(),
            ApiError::Down { status, .. } => format!("the API failed ({status})"),
            ApiError::Unreachable { endpoint, .. } => format!("{endpoint} cannot be reached"),
            ApiError::Cut { .. } => "the answer broke off".to_owned(),
            other => other.to_string(),
        }
    }
}
