//! Errors of the Logging API and of Cloud KMS.

use std::error::Error;

use credtrail::fetch::google_api::call_error::CallError;
use credtrail::fetch::kms::kms_error::{KmsError, advice};
use credtrail::fetch::logging_api::api_error::{ApiError, role};
use credtrail::fetch::logging_api::{self, archive};
use credtrail::model::finding::message::Message;

use super::credential::of_key;
use super::database::of_store;
use super::input::of_input;
use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_pull)
        .or_else(|| of(error, of_api))
        .or_else(|| of(error, of_call))
        .or_else(|| of(error, of_kms))
        .or_else(|| of(error, of_archive))
}

/// An error of a call to another API.
pub fn of_call(error: &CallError) -> Message {
    match error {
        CallError::NoToken(error) => of_api(error),
        other => other.message(),
    }
}

fn of_pull(error: &logging_api::Error) -> Message {
    use logging_api::Error;
    match error {
        Error::ApiError(error) => of_api(error),
        Error::Archive(error) => of_archive(error),
        Error::Ingest(error) => of_input(error),
        Error::Store(error) => of_store(error),
        Error::OutOfOrder { before, now } => {
            as_message!(error, "error-api-order", before = *before, now = *now)
        }
        Error::Stuck(at) => as_message!(error, "error-api-stuck", at = *at),
        Error::Idle(at) => as_message!(error, "error-api-idle", at = *at),
    }
}

fn of_archive(error: &archive::Error) -> Message {
    as_message!(
        error,
        "error-archive",
        path = error.path().display().to_string()
    )
}

fn of_api(error: &ApiError) -> Message {
    match error {
        ApiError::NoCredentials(why) => {
            as_message!(error, "error-api-no-token"; why = (**why).clone())
        }
        ApiError::TokenFile { path, problem } => {
            as_message!(error, "error-api-token-file", path = path.display().to_string(); problem = (**problem).clone())
        }
        ApiError::Unauthorized { advice } => {
            as_message!(error, "error-api-401"; advice = (**advice).clone())
        }
        ApiError::Endless { target } => {
            as_message!(error, "error-api-endless", target = target.to_string())
        }
        other => of_answer(other).unwrap_or_else(|| other.to_string().into()),
    }
}

/// An answer that the API gave, or did not give.
fn of_answer(error: &ApiError) -> Option<Message> {
    Some(match error {
        ApiError::Forbidden { target, message } => as_message!(
            error,
            "error-api-403",
            source = target.source, target = target.to_string(), message = message;
            role = role(target),
        ),
        ApiError::Hidden { target, message } => as_message!(
            error,
            "error-api-hidden",
            source = target.source, target = target.to_string(), message = message;
            role = role(target),
        ),
        ApiError::NotUsable {
            target,
            message,
            advice,
        } => as_message!(
            error,
            "error-api-unusable",
            target = target.to_string(), message = message;
            advice = (**advice).clone(),
        ),
        ApiError::NotFound { target, message } => {
            as_message!(
                error,
                "error-api-404",
                target = target.to_string(),
                message = message
            )
        }
        ApiError::Refused { target, message } => {
            as_message!(
                error,
                "error-api-400",
                target = target.to_string(),
                message = message
            )
        }
        other => return of_connection(other),
    })
}

/// A call that may succeed later, or does not reach the API.
fn of_connection(error: &ApiError) -> Option<Message> {
    Some(match error {
        ApiError::PageToken { message } => as_message!(error, "error-api-page", message = message),
        ApiError::Busy { message, .. } => as_message!(error, "error-api-429", message = message),
        ApiError::Down {
            status, message, ..
        } => {
            as_message!(
                error,
                "error-api-down",
                status = u32::from(*status),
                message = message
            )
        }
        ApiError::Unreachable { endpoint, because } => {
            as_message!(
                error,
                "error-api-unreachable",
                endpoint = endpoint,
                because = because
            )
        }
        ApiError::Cut { because } => as_message!(error, "error-api-cut", because = because),
        ApiError::TooLarge { endpoint, problem } => {
            as_message!(
                error,
                "error-api-too-large",
                endpoint = endpoint,
                problem = problem
            )
        }
        ApiError::Strange { endpoint, problem } => {
            as_message!(
                error,
                "error-api-strange",
                endpoint = endpoint,
                problem = problem
            )
        }
        _ => return None,
    })
}

fn of_kms(error: &KmsError) -> Message {
    match error {
        KmsError::NoToken(error) => of_api(error),
        KmsError::Refused { status, message } => as_message!(
            error,
            "error-kms-refused",
            status = u32::from(*status), message = message;
            advice = advice(*status),
        ),
        KmsError::Down {
            status, message, ..
        } => {
            as_message!(
                error,
                "error-kms-down",
                status = u32::from(*status),
                message = message
            )
        }
        KmsError::Unreachable(why) => as_message!(error, "error-kms-unreachable", why = why),
        KmsError::Damaged(why) => as_message!(error, "error-kms-damaged", why = *why),
        KmsError::OtherAlgorithm(name) => as_message!(error, "error-kms-algorithm", name = name),
        KmsError::PublicKey(why) => as_message!(error, "error-kms-key"; why = of_key(why)),
        KmsError::TooLong(bytes) => as_message!(error, "error-kms-too-long", bytes = *bytes as u64),
    }
}
