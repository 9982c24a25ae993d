//! Why a call has no answer.

use std::time::Duration;

use thiserror::Error;

use super::endpoint::Api;
use crate::fetch::logging_api::api_error::ApiError;
use crate::model::finding::message::{Message, message};

/// Why a call has no answer. Texts of others have no secrets and no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum CallError {
    /// There is no access token.
    NoToken(Box<ApiError>),
    /// TLS cannot be set up on this machine.
    NoTls(String),
    /// 401: the API does not accept the access token.
    Unauthorized {
        /// The API.
        api: Api,
        /// The message of the API.
        message: String,
    },
    /// 403: the caller lacks a permission.
    Forbidden {
        /// The message of the API.
        message: String,
    },
    /// 403: the API is not enabled in the project that pays for the call.
    Disabled {
        /// The API.
        api: Api,
        /// The message of the API.
        message: String,
    },
    /// 404: there is no such thing, or the caller may not know of it.
    NotFound {
        /// The message of the API.
        message: String,
    },
    /// Another status: the API refuses the call.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        message: String,
    },
    /// 408, 429 or 5xx: the API failed, or asks for fewer calls.
    Down {
        /// The API.
        api: Api,
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        message: String,
        /// The wait that the API asks for.
        wait: Duration,
    },
    /// The API cannot be reached.
    Unreachable {
        /// The API.
        api: Api,
        /// Why.
        because: String,
    },
    /// The answer ended early.
    Cut {
        /// The API.
        api: Api,
        /// How.
        because: String,
    },
    /// The answer is not one of the API.
    Strange {
        /// The API.
        api: Api,
        /// What is wrong with the answer.
        problem: String,
    },
}

impl CallError {
    /// Returns why, as a message.
    pub fn message(&self) -> Message {
        match self {
            CallError::NoToken(error) => error.to_string().into(),
            CallError::NoTls(because) => because.as_str().into(),
            CallError::Unauthorized { api, message } => message!(
                "call-unauthorized",
                "{host} does not accept the access token (401: {message}); get a new one with `gcloud auth print-access-token`, or log in again",
                host = api.host(),
                message
            ),
            CallError::Forbidden { message } => {
                message!("call-forbidden", "refused (403: {message})", message)
            }
            CallError::Disabled { api, message } => message!(
                "call-disabled",
                "{host} is not enabled (403: {message})",
                host = api.host(),
                message
            ),
            CallError::NotFound { message } => {
                message!("call-not-found", "not found (404: {message})", message)
            }
            CallError::Refused { status, message } => message!(
                "call-refused",
                "refused ({status}: {message})",
                status = u32::from(*status),
                message
            ),
            other => other.broken_off().unwrap_or_default(),
        }
    }

    /// The message of a call that has no answer of the API, or none that can be read.
    fn broken_off(&self) -> Option<Message> {
        Some(match self {
            CallError::Down {
                api,
                status,
                message,
                ..
            } => message!(
                "call-down",
                "{host} failed ({status}: {message})",
                host = api.host(),
                status = u32::from(*status),
                message
            ),
            CallError::Unreachable { api, because } => message!(
                "call-unreachable",
                "{host} cannot be reached: {because}",
                host = api.host(),
                because
            ),
            CallError::Cut { api, because } => message!(
                "call-cut",
                "the answer of {host} broke off: {because}",
                host = api.host(),
                because
            ),
            CallError::Strange { api, problem } => message!(
                "call-strange",
                "{host} gives an answer that cannot be read: {problem}",
                host = api.host(),
                problem
            ),
            _ => return None,
        })
    }

    /// Whether no other call can succeed either.
    pub fn is_of_all_calls(&self) -> bool {
        matches!(
            self,
            CallError::NoToken(_) | CallError::NoTls(_) | CallError::Unauthorized { .. }
        )
    }

    /// Whether the same call may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            CallError::Down { .. } | CallError::Unreachable { .. } | CallError::Cut { .. }
        )
    }

    /// Returns how long the API asks the caller to wait.
    pub(super) fn wait(&self) -> Duration {
        match self {
            CallError::Down { wait, .. } => *wait,
            _ => Duration::ZERO,
        }
    }
}

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        CallError::NoToken(Box::new(error))
    }
}
