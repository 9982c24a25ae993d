//! The signature of a policy, in a file beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::bail;
use credtrail::attestation::signed_policy;
use credtrail::evidence::input::bounded_file;

use crate::command::failure::WithMessage;
use crate::command::keys::trusted_keys;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// Verifies that one of the keys signed the policy. Without keys nothing is asked for.
pub fn verify(file: &Path, policy: &str, keys: &[PathBuf]) -> anyhow::Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let trusted = trusted_keys::read(keys)?;
    let beside = signed_policy::beside(file);
    let unsigned = || {
        message!(
            "error-policy-signature",
            "policy {path} is not signed as --policy-key asks",
            path = file.display().to_string()
        )
    };
    let named = || Message::from(beside.display().to_string());
    let envelope = match bounded_file::read(&beside, 2 * bounded_file::SETTINGS) {
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(message!(
            "error-policy-unsigned",
            "policy {path} is not signed: there is no {signature}; `credtrail policy sign` writes it",
            path = file.display().to_string(),
            signature = beside.display().to_string()
        )),
        read => read.with_message(named)?,
    };
    signed_policy::verify(policy.as_bytes(), &envelope, &trusted)
        .with_message(named)
        .with_message(unsigned)?;
    Ok(())
}
