//! `credtrail policy sign`: signs a policy that is sound.

use std::io::Write;

use credtrail::attestation::signed_policy;
use credtrail::files::output_file::Readers;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::policy::Policy;
use jiff::Timestamp;

use crate::command::keys::signer::Signer;
use crate::command::output::destination::Destination;
use crate::command::{Outcome, args};

/// Signs the bytes of a policy, and writes the signature beside it.
pub async fn run(arguments: args::SignPolicy, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    let file = super::place::named_or_usual(arguments.file);
    let beside = signed_policy::beside(&file);
    let output = arguments.output.as_deref().unwrap_or(&beside);
    let mut written = Destination::readable(Some(output), Readers::ByUmask, files)?;
    let text = super::text(&file)?;
    super::placed(&file, Policy::read(&text, Timestamp::now()))?;
    let endpoint = arguments.kms_endpoint.as_ref();
    let token_file = arguments.access_token_file.as_deref();
    let signer = Signer::of(&arguments.key, endpoint, token_file).await?;
    let envelope = signer
        .envelope(signed_policy::PAYLOAD_TYPE, text.into_bytes())
        .await?;
    written.write_all(&envelope.to_bytes())?;
    written.finish()?;
    Ok(Outcome::Fine)
}
