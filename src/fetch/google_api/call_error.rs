//! Why a call has no answer.

use std::time::Duration;

use thiserror::Error;

use super::endpoint::Api;
use crate::fetch::logging_api::api_error::ApiError;

/// Why a call has no answer. Texts of others have no secrets and no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// There is no access token.
    #[error("{0}")]
    NoToken(String),
    /// 401: the API does not accept the access token.
    #[error("{} does not accept the access token (401: {said}); get a new one with `gcloud auth print-access-token`, or log in again", api.host())]
    Unauthorized {
        /// The API.
        api: Api,
        /// The message of the API.
        said: String,
    },
    /// 403: the caller lacks a permission.
    #[error("refused (403: {said})")]
    Forbidden {
        /// The message of the API.
        said: String,
    },
    /// 403: the API is not enabled in the project that pays for the call.
    #[error("{} is not enabled (403: {said})", api.host())]
    Disabled {
        /// The API.
        api: Api,
        /// The message of the API.
        said: String,
    },
    /// 404: there is no such thing, or the caller may not know of it.
    #[error("not found (404: {said})")]
    NotFound {
        /// The message of the API.
        said: String,
    },
    /// Another status: the API refuses the call.
    #[error("refused ({status}: {said})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        said: String,
    },
    /// 408, 429 or 5xx: the API failed, or asks for fewer calls.
    #[error("{} failed ({status}: {said})", api.host())]
    Down {
        /// The API.
        api: Api,
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        said: String,
        /// The wait that the API asks for.
        wait: Duration,
    },
    /// The API cannot be reached.
    #[error("{} cannot be reached: {because}", api.host())]
    Unreachable {
        /// The API.
        api: Api,
        /// Why.
        because: String,
    },
    /// The answer ended early.
    #[error("the answer of {} broke off: {because}", api.host())]
    Cut {
        /// The API.
        api: Api,
        /// How.
        because: String,
    },
    /// The answer is not one of the API.
    #[error("{} gives an answer that cannot be read: {said}", api.host())]
    Strange {
        /// The API.
        api: Api,
        /// What is wrong with the answer.
        said: String,
    },
}

impl CallError {
    /// Whether no other call can succeed either.
    pub fn is_of_all_calls(&self) -> bool {
        matches!(self, CallError::NoToken(_) | CallError::Unauthorized { .. })
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
        CallError::NoToken(error.to_string())
    }
}
