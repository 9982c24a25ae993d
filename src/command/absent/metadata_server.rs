//! Without the feature `pull`, the metadata server is not asked. `workload verify metadata` is refused before.

use credtrail::vm::Error;
use credtrail::vm::credentials_seen::CredentialsSeen;

/// The host of the metadata server.
pub const HOST: &str = "metadata.google.internal";

/// Fails.
pub async fn read(host: &str) -> Result<CredentialsSeen, Error> {
    Err(Error::Elsewhere(host.to_owned().into()))
}
