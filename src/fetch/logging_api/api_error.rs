//! Why a call of the Logging API failed, and what the user can do.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use super::target::Target;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};

/// Why the API returned no page.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApiError {
    /// No access token could be found.
    #[error(
        "no access token could be had: {0}; log in with `gcloud auth application-default login`, name a key with GOOGLE_APPLICATION_CREDENTIALS, or give a token with --access-token-file or CREDTRAIL_ACCESS_TOKEN"
    )]
    NoCredentials(Box<Message>),
    /// The token file cannot be read, or holds no token.
    #[error("no access token in {}: {problem}", path.display())]
    TokenFile {
        /// The path of the file.
        path: PathBuf,
        /// What is wrong with the file.
        problem: Box<Message>,
    },
    /// 401: the API does not accept the access token.
    #[error("the API does not accept the access token (401): {advice}")]
    Unauthorized {
        /// What the user can do.
        advice: Box<Message>,
    },
    /// 403: the caller lacks a role.
    #[error("no permission to read the {} log of {target} (403: {message}); {}", target.source, role(target))]
    Forbidden {
        /// The log and project of the call.
        target: Target,
        /// The message of the API.
        message: String,
    },
    /// The API returns no entries of a log that the caller may not read, as if the log were empty.
    #[error(
        "{target} gives no entry of its {} log, and the caller may not read Data Access logs there ({message}), so that they may be hidden; {}",
        target.source,
        role(target)
    )]
    Hidden {
        /// The log and project of the call.
        target: Target,
        /// The message of the API.
        message: String,
    },
    /// 403: the API is not enabled, or no project can be billed for the call.
    #[error("{target} cannot be asked (403: {message}); {advice}")]
    NotUsable {
        /// The log and project of the call.
        target: Target,
        /// The message of the API.
        message: String,
        /// What the user can do.
        advice: Box<Message>,
    },
    /// 404: there is no such project.
    #[error(
        "there is no {target} (404: {message}); give the project's id as `gcloud projects list` shows it"
    )]
    NotFound {
        /// The log and project of the call.
        target: Target,
        /// The message of the API.
        message: String,
    },
    /// 400: the API refuses the query.
    #[error(
        "the API refuses the question for {target} (400: {message}); is that the project's id?"
    )]
    Refused {
        /// The log and project of the call.
        target: Target,
        /// The message of the API.
        message: String,
    },
    /// 400: the API does not accept the page token.
    #[error("the API does not accept its own page token any more: {message}; pull again")]
    PageToken {
        /// The message of the API.
        message: String,
    },
    /// 429: the quota of calls is used up.
    #[error(
        "too many calls (429: {message}); others read logs of this project too: pull again later, or set calls-per-minute under [pull] in the policy lower than 60"
    )]
    Busy {
        /// The message of the API.
        message: String,
        /// The wait that the API asks for, if any.
        wait: Option<Duration>,
    },
    /// 5xx or 408: the API failed.
    #[error("the API failed ({status}: {message}); pull again later, it goes on where this ended")]
    Down {
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        message: String,
        /// The wait that the API asks for, if any.
        wait: Option<Duration>,
    },
    /// The API cannot be reached.
    #[error("{endpoint} cannot be reached: {because}; is the network up, and --endpoint right?")]
    Unreachable {
        /// The base URL of the API.
        endpoint: String,
        /// Why the API cannot be reached.
        because: String,
    },
    /// The answer ended early.
    #[error("the answer broke off: {because}; pull again, it goes on where this ended")]
    Cut {
        /// How the answer ended.
        because: String,
    },
    /// The answer is larger than an answer is, even with few entries.
    #[error("{endpoint} gives an answer that cannot be read: {problem}; is it the Logging API?")]
    TooLarge {
        /// The base URL of the API.
        endpoint: String,
        /// Which bound it exceeds.
        problem: String,
    },
    /// The pages of changes of audit settings do not end.
    #[error(
        "the API gives changes of the audit settings of {target} without end; pull again later"
    )]
    Endless {
        /// The log and project of the call.
        target: Target,
    },
    /// The answer is not one of the Logging API.
    #[error(
        "{endpoint} does not answer as the Logging API does ({problem}); is --endpoint the base of it, without /v2?"
    )]
    Strange {
        /// The base URL of the API.
        endpoint: String,
        /// The answer, in short.
        problem: String,
    },
}

/// Returns the role that permits reading a log, and how to grant the role.
pub fn role(target: &Target) -> Message {
    let (role, why) = match target.source {
        Source::Workload | Source::Gke => ("logging.viewer", Message::default()),
        Source::Kubernetes => (
            "logging.viewer",
            message!(
                "error-api-role-reads",
                " (logging.privateLogViewer for reads, which are Data Access)"
            ),
        ),
        Source::CaService | Source::Kms => (
            "logging.privateLogViewer",
            message!("error-api-role-data-access", ", as it is a Data Access log"),
        ),
    };
    message!(
        "error-api-role",
        "it takes roles/{role}{why}: `gcloud projects add-iam-policy-binding {project} --role=roles/{role} --member=WHO`, if that is the project's id",
        role,
        project = target.project.to_string();
        why
    )
}

impl ApiError {
    /// Whether the same call may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            ApiError::Busy { .. }
                | ApiError::Down { .. }
                | ApiError::Unreachable { .. }
                | ApiError::Cut { .. }
        )
    }

    /// Returns how long the API asks the caller to wait.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            ApiError::Busy { wait, .. } | ApiError::Down { wait, .. } => *wait,
            _ => None,
        }
    }

    /// Returns the error in a few words, for a notice that the call is tried again.
    pub fn in_short(&self) -> Message {
        match self {
            ApiError::Busy { .. } => message!("pull-fault-busy", "too many calls (429)"),
            ApiError::Down { status, .. } => message!(
                "pull-fault-down",
                "the API failed ({status})",
                status = u32::from(*status)
            ),
            ApiError::Unreachable { endpoint, .. } => message!(
                "pull-fault-unreachable",
                "{endpoint} cannot be reached",
                endpoint
            ),
            ApiError::Cut { .. } => message!("pull-fault-cut", "the answer broke off"),
            other => other.to_string().into(),
        }
    }
}
