//! The public keys that the user trusts.

use std::path::PathBuf;

use anyhow::Context;
use credtrail::attestation::public_key::PublicKey;
use credtrail::evidence::input::bounded_file;

/// Reads public keys.
pub fn read(files: &[PathBuf]) -> anyhow::Result<Vec<PublicKey>> {
    let key = |file: &PathBuf| {
        let which = || format!("public key {}", file.display());
        let text = bounded_file::read_text(file, bounded_file::CREDENTIALS).with_context(which)?;
        PublicKey::from_pem(&text).with_context(which)
    };
    files.iter().map(key).collect()
}
