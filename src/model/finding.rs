//! Findings: problems of a lineage, from which the verdict follows.

pub mod argument;
pub mod id;
pub mod joint;
pub mod message;
pub mod severity;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::message::Message;
use crate::model::entry::Source;
use crate::model::receipt::Receipt;

/// Declares [`Code`] from one line a code: the variant, and its name in reports.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $code:ident = $name:literal,)*) => {
        /// The code of a finding. Each code has a file in `src/check`, a scenario in `fixtures` and a page in `docs/src/findings`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $code,)*
        }

        impl Code {
            /// All codes, in the order in which findings are reported.
            pub const ALL: [Code; [$($name),*].len()] = [$(Code::$code),*];

            /// Returns the code in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$code => $name,)*
                }
            }
        }
    };
}

codes! {
    /// A log has no record that the log must have.
    MissingRecord = "missing-record",
    /// A credential was used or returned, and no log has its issuance.
    UnissuedCredential = "unissued-credential",
    /// An issuing key made a signature that no record claims.
    UnclaimedSignature = "unclaimed-signature",
    /// CA Service created a certificate that GKE did not issue and nobody used.
    UnclaimedCertificate = "unclaimed-certificate",
    /// Two records of one credential name different digests.
    DigestMismatch = "digest-mismatch",
    /// Two records of one credential name different certificates.
    FingerprintMismatch = "fingerprint-mismatch",
    /// Two credentials claim one signature.
    SharedDigest = "shared-digest",
    /// Different keys signed one digest.
    ResignedDigest = "resigned-digest",
    /// The times of records contradict the order of the steps of an issuance.
    OutOfOrder = "out-of-order",
    /// A credential was used after it expired.
    UsedAfterExpiry = "used-after-expiry",
    /// A credential was used before it was valid.
    UsedBeforeValid = "used-before-valid",
    /// A credential id is neither of a certificate nor of a token.
    MalformedCredentialId = "malformed-credential-id",
    /// A call to sign was refused and signed nothing.
    RefusedSignature = "refused-signature",
    /// The signature of a certificate or token is not of its issuer.
    SignatureInvalid = "signature-invalid",
    /// A credential was revoked, or used after its revocation.
    RevokedCredentialUsed = "revoked-credential-used",
    /// A key signed that the policy does not expect.
    UnexpectedKey = "unexpected-key",
    /// A CA pool issued a certificate and is not the pool that the policy expects.
    UnexpectedPool = "unexpected-pool",
    /// A record names a caller whom the policy does not expect.
    UnexpectedPrincipal = "unexpected-principal",
    /// A credential is valid for longer than the policy allows.
    UnexpectedLifetime = "unexpected-lifetime",
    /// A signature or key has an algorithm or size that the policy does not allow.
    UnexpectedAlgorithm = "unexpected-algorithm",
    /// A credential belongs to a cluster that the policy does not list.
    UnknownCluster = "unknown-cluster",
    /// A log has had no entry for too long.
    StaleLog = "stale-log",
    /// One token was used with several user names.
    SharedIdentity = "shared-identity",
    /// A user has other credentials that are complete, and this one is not.
    ShadowIdentity = "shadow-identity",
    /// A certificate was found on a VM, and CA Service did not create the certificate.
    UnissuedWorkload = "unissued-workload",
    /// The certificate of a workload is from another CA pool than the configured one.
    UnexpectedIssuer = "unexpected-issuer",
    /// The certificate of a workload has no path to a trust anchor.
    UntrustedChain = "untrusted-chain",
    /// The certificate of a workload has another identity than the configured one.
    UnexpectedIdentity = "unexpected-identity",
    /// The key, the validity period or the key usage of a workload's certificate is not as configured.
    UnexpectedProfile = "unexpected-profile",
    /// The certificate on a VM is not valid at the time of the observation.
    ExpiredCertificate = "expired-certificate",
    /// The certificate on a VM is overdue for rotation.
    OverdueRotation = "overdue-rotation",
    /// Compute Engine reports errors in the configuration of a VM.
    RefusedConfiguration = "refused-configuration",
    /// The files on a VM are not as the guest agent writes them.
    UnexpectedFiles = "unexpected-files",
    /// The trust bundle and the certificate on a VM do not belong together.
    BundleMismatch = "bundle-mismatch",
    /// The guest agent on a VM is too old, or its version is unknown.
    OutdatedAgent = "outdated-agent",
    /// A credential was used with another user name than that of its holder.
    HolderMismatch = "holder-mismatch",
    /// A credential was issued or used for another purpose than that of its key, authority or method.
    PurposeMismatch = "purpose-mismatch",
    /// A token is of an outside identity provider.
    ForeignToken = "foreign-token",
    /// A credential was used in a cluster for which it was not issued.
    UsedElsewhere = "used-elsewhere",
}

impl std::str::FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Code::ALL.into_iter().find(|code| code.as_str() == text);
        named.ok_or_else(|| {
            let all = Code::ALL.map(Code::as_str).join(", ");
            format!("no finding is called {text:?}; expected one of {all}")
        })
    }
}

crate::model::text::serde_as_text!(Code);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The explanation of a code for the person who handles the finding. Each field is one paragraph of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What the code means. Where there is room for one line only, the first sentence is shown alone.
    pub means: &'static str,
    /// What to look at.
    pub look_at: &'static str,
    /// How to resolve the finding.
    pub settle: &'static str,
}

impl Explanation {
    /// Returns the first sentence of `means`.
    pub fn in_short(&self) -> &'static str {
        first_sentence(self.means)
    }
}

/// Returns the first sentence of a paragraph.
pub fn first_sentence(paragraph: &str) -> &str {
    let end = paragraph.find(". ").map_or(paragraph.len(), |it| it + 1);
    paragraph.get(..end).unwrap_or(paragraph)
}

/// The weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Information that does not affect the chain.
    Note,
    /// The chain cannot be proved.
    Gap,
    /// The chain is disproved.
    Break,
}

impl Weight {
    /// Returns the weight in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Note => "note",
            Weight::Gap => "gap",
            Weight::Break => "break",
        }
    }
}

/// One problem of a lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code.
    pub code: Code,
    /// The weight.
    pub weight: Weight,
    /// The log that the finding is about, if any.
    pub stage: Option<Source>,
    /// What is wrong, and what resolves the finding.
    pub message: Message,
    /// The lines that prove the finding.
    pub receipts: Vec<Receipt>,
}

impl Finding {
    /// The greatest number of findings of one code on one lineage that are kept.
    pub const MOST_OF_CODE: usize = 100;

    /// A finding that is counted and not kept: [`Finding::MOST_OF_CODE`] others of its code are as heavy or heavier.
    pub(crate) fn counted(code: Code, weight: Weight) -> Self {
        Finding {
            code,
            weight,
            stage: None,
            message: Message::default(),
            receipts: Vec::new(),
        }
    }
}

/// The verdict on a lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every required record is present, and no record contradicts another.
    Complete,
    /// A required record is missing, and the log was not read where the record would be.
    Unproven,
    /// A required record is missing although the log was read where the record would be, or records contradict each other.
    Broken,
}

impl Verdict {
    /// Returns the verdict that follows from the findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        match findings.into_iter().map(|finding| finding.weight).max() {
            Some(Weight::Break) => Verdict::Broken,
            Some(Weight::Gap) => Verdict::Unproven,
            Some(Weight::Note) | None => Verdict::Complete,
        }
    }

    /// Returns the verdict in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Complete => "complete",
            Verdict::Unproven => "unproven",
            Verdict::Broken => "broken",
        }
    }
}
