//! The public keys that the user trusts.

use std::path::PathBuf;

use crate::command::failure::WithMessage;
use credtrail::attestation::public_key::PublicKey;
use credtrail::evidence::input::bounded_file;
use credtrail::message;

/// Reads public keys.
pub fn read(files: &[PathBuf]) -> anyhow::Result<Vec<PublicKey>> {
    let key = |file: &PathBuf| {
        let which = || {
            message!(
                "error-public-key",
                "public key {path}",
                path = file.display().to_string()
            )
        };
        let text = bounded_file::read_text(file, bounded_file::CREDENTIALS).with_message(which)?;
        PublicKey::from_pem(&text).with_message(which)
    };
    files.iter().map(key).collect()
}
