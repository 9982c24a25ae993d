//! The lengths of time in a policy: tolerances, times to look back, retention and silences of logs.

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::length;
use crate::model::entry::Source;
use crate::model::finding::message::Message;

/// A length of time in a policy: `"90m"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(pub SignedDuration);

impl std::str::FromStr for Length {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        length::parse(text).map(Length)
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&length::show(self.0))
    }
}

crate::model::text::serde_as_text!(Length);

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    Length::deserialize(deserializer).map(|it| it.0)
}

fn write<S: Serializer>(length: &SignedDuration, serializer: S) -> Result<S::Ok, S::Error> {
    Length(*length).serialize(serializer)
}

/// Whether a value is the default. A default that older policies do not have is not serialized, so that the hash of such a policy
/// does not change.
fn is_usual_spread(spread: &SignedDuration) -> bool {
    *spread == Tolerance::default().issuance_spread
}

fn is_usual_age(age: &SignedDuration) -> bool {
    *age == LookBack::default().stale_token
}

/// The tolerances of clocks and logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tolerance {
    /// Around the records of one issuance a log must have been read for this long, for a missing record to be a break.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub issuance_span: SignedDuration,
    /// Records of one issuance may contradict their order by this much.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub clock: SignedDuration,
    /// The records of one issuance may lie this far apart.
    #[serde(
        deserialize_with = "read",
        serialize_with = "write",
        skip_serializing_if = "is_usual_spread"
    )]
    pub issuance_spread: SignedDuration,
    /// A use may come this long before its issuance.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub use_before_issuance: SignedDuration,
    /// The API server accepts a token for this long after it has expired (kubernetes/kubernetes `pkg/serviceaccount/claims.go`).
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub token_leeway: SignedDuration,
    /// Records younger than this may not have arrived yet: exports come in hourly batches.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub settling: SignedDuration,
    /// A cluster may use its older keys and pools for this long after an update whose end was not logged.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub rotation: SignedDuration,
}

impl Default for Tolerance {
    fn default() -> Self {
        Tolerance {
            issuance_span: SignedDuration::from_secs(30),
            clock: SignedDuration::from_mins(5),
            issuance_spread: SignedDuration::from_mins(5),
            use_before_issuance: SignedDuration::from_secs(5),
            token_leeway: SignedDuration::from_secs(60),
            settling: SignedDuration::from_hours(3),
            rotation: SignedDuration::from_hours(1),
        }
    }
}

/// The longest times between an issuance and the first use of the credential, and the default window of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct LookBack {
    /// The longest time between the issuance of a token and its first use: the longest life of a token.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub token: SignedDuration,
    /// As `token`, for a token that is known to have outlived the usual life: the API server makes tokens for kubelets valid for
    /// a year (kubernetes/kubernetes `pkg/registry/core/serviceaccount/storage/token.go`).
    #[serde(
        deserialize_with = "read",
        serialize_with = "write",
        skip_serializing_if = "is_usual_age"
    )]
    pub stale_token: SignedDuration,
    /// The longest time between the issuance of a certificate and its first use.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub certificate: SignedDuration,
    /// The window of a scan where the command line names none; a scan covers all entries where this is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan: Option<Length>,
}

impl Default for LookBack {
    fn default() -> Self {
        LookBack {
            token: SignedDuration::from_hours(24),
            stale_token: SignedDuration::from_hours(365 * 24),
            certificate: SignedDuration::from_hours(365 * 24),
            scan: None,
        }
    }
}

/// A length of time for each log, where one is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Retention {
    kubernetes: Option<Length>,
    gke: Option<Length>,
    ca_service: Option<Length>,
    kms: Option<Length>,
}

impl Retention {
    /// Returns the length of time for a log.
    pub fn of(&self, source: Source) -> Option<SignedDuration> {
        let length = match source {
            Source::Kubernetes => self.kubernetes,
            Source::Gke => self.gke,
            Source::CaService => self.ca_service,
            Source::Kms => self.kms,
            Source::Workload => None,
        };
        length.map(|it| it.0)
    }
}

/// The silences of a log from which on the log is reported. A log without a value is never reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Stale {
    /// The newest entry of a log may be this old.
    pub newest: Retention,
    /// Two entries of a log may lie this far apart.
    pub hole: Retention,
}
