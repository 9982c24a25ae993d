//! Errors of keys, signatures, digests, tokens and addresses.

use std::error::Error;

use credtrail::attestation::chain::Break;
use credtrail::attestation::envelope::Unproven;
use credtrail::attestation::key_error::KeyError;
use credtrail::http::base_url::BadBaseUrl;
use credtrail::model::digest::NotADigest;
use credtrail::model::entry::NoSuchLog;
use credtrail::model::finding::message::Message;
use credtrail::model::identity::project::NotAProject;
use credtrail::serve::access::session::TokenError;

use super::{as_message, of};

pub fn message(error: &(dyn Error + 'static)) -> Option<Message> {
    of(error, of_key)
        .or_else(|| of(error, of_envelope))
        .or_else(|| of(error, of_chain))
        .or_else(|| of(error, of_digest))
        .or_else(|| of(error, of_address))
        .or_else(|| of(error, of_project))
        .or_else(|| of(error, of_token))
        .or_else(|| of(error, of_log))
}

pub fn of_key(error: &KeyError) -> Message {
    match error {
        KeyError::NotPem => as_message!(error, "error-key-not-pem"),
        KeyError::OtherLabel {
            found,
            expected,
            advice,
        } => as_message!(
            error,
            "error-key-label",
            found = found, expected = *expected;
            advice = (**advice).clone(),
        ),
        KeyError::OtherKind => as_message!(error, "error-key-kind"),
        KeyError::Damaged => as_message!(error, "error-key-damaged"),
        KeyError::CannotSign => as_message!(error, "error-key-cannot-sign"),
    }
}

fn of_envelope(error: &Unproven) -> Message {
    match error {
        Unproven::Malformed => as_message!(error, "error-envelope-malformed"),
        Unproven::OtherPayload => as_message!(error, "error-envelope-payload"),
        Unproven::Untrusted(key) => {
            as_message!(error, "error-envelope-untrusted", key = key.to_string())
        }
        Unproven::Forged(key) => as_message!(error, "error-envelope-forged", key = key.to_string()),
    }
}

pub fn of_chain(error: &Break) -> Message {
    match error {
        Break::Unproven(error) => of_envelope(error),
        Break::OtherStatement => as_message!(error, "error-chain-statement"),
        Break::Unlinked { named: None, met } => {
            as_message!(error, "error-chain-first", met = met.scan.to_string())
        }
        Break::Unlinked {
            named: Some(named),
            met,
        } => as_message!(
            error,
            "error-chain-unlinked",
            scan = named.scan.to_string(),
            hash = named.sha256.to_string(),
            met = met.scan.to_string(),
        ),
    }
}

fn of_digest(error: &NotADigest) -> Message {
    let (length, found) = error.found();
    as_message!(
        error,
        "error-not-a-digest",
        expected = error.expected(),
        length = length as u64,
        found = found,
    )
}

fn of_address(error: &BadBaseUrl) -> Message {
    match error {
        BadBaseUrl::NoUrl => as_message!(error, "error-no-url"),
        BadBaseUrl::NotAlone => as_message!(error, "error-url-not-alone"),
        BadBaseUrl::Plain => as_message!(error, "error-url-plain"),
        BadBaseUrl::OtherScheme(scheme) => as_message!(error, "error-url-scheme", scheme = scheme),
    }
}

fn of_project(error: &NotAProject) -> Message {
    match error {
        NotAProject::Number => as_message!(error, "error-project-number"),
        NotAProject::Form => as_message!(error, "error-project-id"),
    }
}

fn of_log(error: &NoSuchLog) -> Message {
    as_message!(error, "error-no-log", text = format!("{:?}", error.0))
}

fn of_token(error: &TokenError) -> Message {
    match error {
        TokenError::Short => as_message!(error, "error-token-short"),
        TokenError::Characters => as_message!(error, "error-token-characters"),
        TokenError::Random => as_message!(error, "error-no-random"),
    }
}
