//! The signature of a policy, in a file beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use credtrail::attestation::signed_policy;
use credtrail::evidence::input::bounded_file;

use crate::command::keys::trusted_keys;

/// Verifies that one of the keys signed the policy. Without keys nothing is asked for.
pub fn verify(file: &Path, policy: &str, keys: &[PathBuf]) -> anyhow::Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let trusted = trusted_keys::read(keys)?;
    let beside = signed_policy::beside(file);
    let unsigned = || {
        format!(
            "policy {} is not signed as --policy-key asks",
            file.display()
        )
    };
    let envelope = match bounded_file::read(&beside, 2 * bounded_file::SETTINGS) {
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "policy {} is not signed: there is no {}; `credtrail policy sign` writes it",
            file.display(),
            beside.display()
        ),
        read => read.with_context(|| beside.display().to_string())?,
    };
    signed_policy::verify(policy.as_bytes(), &envelope, &trusted)
        .with_context(|| beside.display().to_string())
        .with_context(unsigned)?;
    Ok(())
}
