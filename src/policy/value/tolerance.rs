//! How much may be off, and how far back to look.

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::length;
use crate::model::entry::Source;

/// A length of time in a policy: `"90m"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(pub SignedDuration);

impl std::str::FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        length::parse(text).map(Length)
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&length::show(self.0))
    }
}

crate::model::text::stands_as_text!(Length);

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    Length::deserialize(deserializer).map(|it| it.0)
}

fn write<S: Serializer>(length: &SignedDuration, serializer: S) -> Result<S::Ok, S::Error> {
    Length(*length).serialize(serializer)
}

/// What a policy of old does not hold is left out as usual, so that the hash of such a policy stays what it was.
fn is_usual_spread(spread: &SignedDuration) -> bool {
    *spread == Tolerance::default().issuance_spread
}

fn is_usual_age(age: &SignedDuration) -> bool {
    *age == LookBack::default().stale_token
}

/// How much clocks and logs are allowed to be off.
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
    /// What a cluster was told to use before an update may go on for this long, where the end of the update was not logged.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub rotation: SignedDuration,
}

impl Default for Tolerance {
    fn default() -> Self {
        Tolerance {
            issuance_span: SignedDuration::from_secs(30),
            clock: SignedDuration::from_mins(5),
            issuance_spread: SignedDuration::from_hours(1),
            use_before_issuance: SignedDuration::from_secs(5),
            token_leeway: SignedDuration::from_secs(60),
            settling: SignedDuration::from_hours(3),
            rotation: SignedDuration::from_hours(1),
        }
    }
}

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct LookBack {
    /// From the first use of a token to its issuance, at most: the longest life of a token.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub token: SignedDuration,
    /// The same for a token that is known to have outlived that: the API server makes those that kubelets ask for good for a year
    /// (kubernetes/kubernetes `pkg/registry/core/serviceaccount/storage/token.go`).
    #[serde(
        deserialize_with = "read",
        serialize_with = "write",
        skip_serializing_if = "is_usual_age"
    )]
    pub stale_token: SignedDuration,
    /// The same for a certificate.
    #[serde(deserialize_with = "read", serialize_with = "write")]
    pub certificate: SignedDuration,
    /// The window of a scan that names none; all there is where this is not set.
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
    /// The one of a log.
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

/// From when on a log that says nothing is a reason to worry. Nothing is, where nothing is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Stale {
    /// The newest entry of a log may be this old.
    pub newest: Retention,
    /// Between two entries of a log may lie this much.
    pub hole: Retention,
}
