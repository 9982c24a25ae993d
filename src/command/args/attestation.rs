//! The arguments by which reports and policies are signed, and verified.

use std::path::PathBuf;
use std::str::FromStr;

use super::{DiffFormat, manual};
use clap::Args;
use credtrail::http::base_url::BaseUrl;
use credtrail::policy::value::resource::KeyVersion;

/// Whether and how the report of a scan is signed
#[derive(Debug, Args)]
#[command(next_help_heading = "Signing")]
pub struct Signature {
    /// Sign the report: a private key in PEM (PKCS#8; Ed25519 or ECDSA P-256), or a key version of Cloud KMS, projects/…/cryptoKeyVersions/N
    #[arg(
        long,
        value_name = "KEY",
        requires = "signature",
        conflicts_with = "no_record"
    )]
    pub sign: Option<SigningKey>,
    /// Write the signature and what it is over to this file; - is standard output
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub signature: Option<PathBuf>,
    /// Write the JSON report, over which the signature is, to this file; where the report is another form
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub signed_report: Option<PathBuf>,
    /// The base of Cloud KMS
    #[arg(long, value_name = "URL", requires = "sign")]
    pub kms_endpoint: Option<BaseUrl>,
}

impl Signature {
    /// Whether Cloud KMS is asked, with an access token.
    pub fn asks_kms(&self) -> bool {
        matches!(self.sign, Some(SigningKey::Kms(_)))
    }
}

/// `credtrail policy sign`
#[derive(Debug, Args)]
#[command(next_help_heading = "Signing")]
#[command(after_long_help = manual::help("policy sign"))]
pub struct SignPolicy {
    /// The policy; else credtrail.toml beside the database
    #[arg(value_name = "FILE", env = "CREDTRAIL_POLICY", hide_env_values = true, help_heading = None)]
    pub file: Option<PathBuf>,
    /// A private key in PEM (PKCS#8; Ed25519 or ECDSA P-256), or a key version of Cloud KMS, projects/…/cryptoKeyVersions/N
    #[arg(long, value_name = "KEY")]
    pub key: SigningKey,
    /// Write the signature to this file; FILE.dsse.json where none is named
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// The base of Cloud KMS
    #[arg(long, value_name = "URL")]
    pub kms_endpoint: Option<BaseUrl>,
    /// A file with an access token for Cloud KMS; else CREDTRAIL_ACCESS_TOKEN, else Application Default Credentials
    #[arg(long, value_name = "FILE")]
    pub access_token_file: Option<PathBuf>,
}

/// `credtrail verify-report`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 all of it is as it was signed, 1 something is not, 2 the command failed."
)]
#[command(after_long_help = manual::help("verify-report"))]
pub struct VerifyReport {
    /// What scan --signature wrote: one file, or several in their order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A public key in PEM that may sign reports (repeatable)
    #[arg(
        long = "key",
        help_heading = "Signing",
        required = true,
        value_name = "PUBLIC"
    )]
    pub keys: Vec<PathBuf>,
    /// A JSON report that must be one of those signed (repeatable); a report beside FILE is looked up anyway
    #[arg(long = "report", help_heading = "Input", value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    /// The form of the report
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = DiffFormat::Text, help_heading = "Report")]
    pub format: DiffFormat,
}

/// A key that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKey {
    /// A private key in a file.
    File(PathBuf),
    /// A key version of Cloud KMS.
    Kms(KeyVersion),
}

impl FromStr for SigningKey {
    type Err = String;

    /// Whatever begins as the name of a key does is meant as one: `./projects/…` is a file.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.starts_with("projects/") {
            true => text.parse().map(SigningKey::Kms),
            false => Ok(SigningKey::File(text.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_file_or_a_key_version() {
        let name = "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
        assert!(matches!(name.parse(), Ok(SigningKey::Kms(_))));
        assert!(matches!(
            "./projects/k.pem".parse(),
            Ok(SigningKey::File(_))
        ));
        let cut = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
        assert!(
            cut.parse::<SigningKey>()
                .unwrap_err()
                .contains("expected projects/P")
        );
    }
}
