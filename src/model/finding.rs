//! Findings: problems of a lineage, from which the verdict follows.

use std::fmt;

use crate::model::entry::Source;
use crate::model::receipt::Receipt;

/// The code of a finding. Each code has a file in `src/check`, a scenario in `fixtures` and a section in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A log has no record that the log must have.
    MissingRecord,
    /// A credential was used or returned, and no log has its issuance.
    UnissuedCredential,
    /// An issuing key made a signature that no record claims.
    UnclaimedSignature,
    /// CA Service created a certificate that GKE did not issue and nobody used.
    UnclaimedCertificate,
    /// Two records of one credential name different digests.
    DigestMismatch,
    /// Two records of one credential name different certificates.
    FingerprintMismatch,
    /// Two credentials claim one signature.
    SharedDigest,
    /// Different keys signed one digest.
    ResignedDigest,
    /// The times of records contradict the order of the steps of an issuance.
    OutOfOrder,
    /// A credential was used after it expired.
    UsedAfterExpiry,
    /// A credential was used before it was valid.
    UsedBeforeValid,
    /// A credential id is neither of a certificate nor of a token.
    MalformedCredentialId,
    /// A call to sign was refused and signed nothing.
    RefusedSignature,
    /// The signature of a certificate or token is not of its issuer.
    SignatureInvalid,
    /// A credential was revoked, or used after its revocation.
    RevokedCredentialUsed,
    /// A key signed that the policy does not expect.
    UnexpectedKey,
    /// A CA pool issued a certificate and is not the pool that the policy expects.
    UnexpectedPool,
    /// A record names a caller whom the policy does not expect.
    UnexpectedPrincipal,
    /// A credential is valid for longer than the policy allows.
    UnexpectedLifetime,
    /// A signature or key has an algorithm or size that the policy does not allow.
    UnexpectedAlgorithm,
    /// A credential belongs to a cluster that the policy does not list.
    UnknownCluster,
    /// A log has had no entry for too long.
    StaleLog,
    /// One token was used with several user names.
    SharedIdentity,
    /// A user has other credentials that are complete, and this one is not.
    ShadowIdentity,
    /// A certificate was found on a VM, and CA Service did not create the certificate.
    UnissuedWorkload,
    /// The certificate of a workload is from another CA pool than the configured one.
    UnexpectedIssuer,
    /// The certificate of a workload has no path to a trust anchor.
    UntrustedChain,
    /// The certificate of a workload has another identity than the configured one.
    UnexpectedIdentity,
    /// The key, the validity period or the key usage of a workload's certificate is not as configured.
    UnexpectedProfile,
    /// The certificate on a VM is not valid at the time of the observation.
    ExpiredCertificate,
    /// The certificate on a VM is overdue for rotation.
    OverdueRotation,
    /// Compute Engine reports errors in the configuration of a VM.
    RefusedConfiguration,
    /// The files on a VM are not as the guest agent writes them.
    UnexpectedFiles,
    /// The trust bundle and the certificate on a VM do not belong together.
    BundleMismatch,
    /// The guest agent on a VM is too old, or its version is unknown.
    OutdatedAgent,
    /// A credential was used with another user name than that of its holder.
    HolderMismatch,
    /// A credential was issued or used for another purpose than that of its key, authority or method.
    PurposeMismatch,
    /// A token is of an outside identity provider.
    ForeignToken,
    /// A credential was used in a cluster for which it was not issued.
    UsedElsewhere,
}

impl Code {
    /// All codes.
    pub const ALL: [Code; 39] = [
        Code::MissingRecord,
        Code::UnissuedCredential,
        Code::UnclaimedSignature,
        Code::UnclaimedCertificate,
        Code::DigestMismatch,
        Code::FingerprintMismatch,
        Code::SharedDigest,
        Code::ResignedDigest,
        Code::OutOfOrder,
        Code::UsedAfterExpiry,
        Code::UsedBeforeValid,
        Code::MalformedCredentialId,
        Code::RefusedSignature,
        Code::SignatureInvalid,
        Code::RevokedCredentialUsed,
        Code::UnexpectedKey,
        Code::UnexpectedPool,
        Code::UnexpectedPrincipal,
        Code::UnexpectedLifetime,
        Code::UnexpectedAlgorithm,
        Code::UnknownCluster,
        Code::StaleLog,
        Code::SharedIdentity,
        Code::ShadowIdentity,
        Code::UnissuedWorkload,
        Code::UnexpectedIssuer,
        Code::UntrustedChain,
        Code::UnexpectedIdentity,
        Code::UnexpectedProfile,
        Code::ExpiredCertificate,
        Code::OverdueRotation,
        Code::RefusedConfiguration,
        Code::UnexpectedFiles,
        Code::BundleMismatch,
        Code::OutdatedAgent,
        Code::HolderMismatch,
        Code::PurposeMismatch,
        Code::ForeignToken,
        Code::UsedElsewhere,
    ];

    /// Returns the code in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::MissingRecord => "missing-record",
            Code::UnissuedCredential => "unissued-credential",
            Code::UnclaimedSignature => "unclaimed-signature",
            Code::UnclaimedCertificate => "unclaimed-certificate",
            Code::DigestMismatch => "digest-mismatch",
            Code::FingerprintMismatch => "fingerprint-mismatch",
            Code::SharedDigest => "shared-digest",
            Code::ResignedDigest => "resigned-digest",
            Code::OutOfOrder => "out-of-order",
            Code::UsedAfterExpiry => "used-after-expiry",
            Code::UsedBeforeValid => "used-before-valid",
            Code::MalformedCredentialId => "malformed-credential-id",
            Code::RefusedSignature => "refused-signature",
            Code::SignatureInvalid => "signature-invalid",
            Code::RevokedCredentialUsed => "revoked-credential-used",
            Code::UnexpectedKey => "unexpected-key",
            Code::UnexpectedPool => "unexpected-pool",
            Code::UnexpectedPrincipal => "unexpected-principal",
            Code::UnexpectedLifetime => "unexpected-lifetime",
            Code::UnexpectedAlgorithm => "unexpected-algorithm",
            Code::UnknownCluster => "unknown-cluster",
            Code::StaleLog => "stale-log",
            Code::SharedIdentity => "shared-identity",
            Code::ShadowIdentity => "shadow-identity",
            Code::UnissuedWorkload => "unissued-workload",
            Code::UnexpectedIssuer => "unexpected-issuer",
            Code::UntrustedChain => "untrusted-chain",
            Code::UnexpectedIdentity => "unexpected-identity",
            Code::UnexpectedProfile => "unexpected-profile",
            Code::ExpiredCertificate => "expired-certificate",
            Code::OverdueRotation => "overdue-rotation",
            Code::RefusedConfiguration => "refused-configuration",
            Code::UnexpectedFiles => "unexpected-files",
            Code::BundleMismatch => "bundle-mismatch",
            Code::OutdatedAgent => "outdated-agent",
            Code::HolderMismatch => "holder-mismatch",
            Code::PurposeMismatch => "purpose-mismatch",
            Code::ForeignToken => "foreign-token",
            Code::UsedElsewhere => "used-elsewhere",
        }
    }
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

crate::model::text::stands_as_text!(Code);

impl Code {
    /// Returns the weights that a finding of this code can have, the lightest first.
    pub fn weights(self) -> &'static [Weight] {
        match self {
            Code::MissingRecord
            | Code::UnissuedCredential
            | Code::UnclaimedSignature
            | Code::UnclaimedCertificate => &[Weight::Gap, Weight::Break],
            Code::DigestMismatch | Code::RevokedCredentialUsed => &[Weight::Note, Weight::Break],
            Code::SignatureInvalid
            | Code::FingerprintMismatch
            | Code::SharedDigest
            | Code::ResignedDigest
            | Code::OutOfOrder
            | Code::UsedAfterExpiry
            | Code::UsedBeforeValid
            | Code::UnexpectedLifetime
            | Code::UnexpectedAlgorithm => &[Weight::Break],
            Code::UnexpectedKey | Code::UnexpectedPool | Code::UnexpectedPrincipal => {
                &[Weight::Gap, Weight::Break]
            }
            Code::MalformedCredentialId
            | Code::UnknownCluster
            | Code::StaleLog
            | Code::SharedIdentity => &[Weight::Gap],
            Code::RefusedSignature | Code::ShadowIdentity => &[Weight::Note],
            Code::UnissuedWorkload | Code::UnexpectedIssuer => &[Weight::Gap, Weight::Break],
            Code::UntrustedChain => &[Weight::Gap, Weight::Break],
            Code::UnexpectedIdentity | Code::UnexpectedProfile | Code::ExpiredCertificate => {
                &[Weight::Break]
            }
            Code::OverdueRotation => &[Weight::Gap],
            Code::RefusedConfiguration => &[Weight::Break],
            Code::UnexpectedFiles | Code::BundleMismatch => {
                &[Weight::Note, Weight::Gap, Weight::Break]
            }
            Code::OutdatedAgent => &[Weight::Note, Weight::Gap],
            Code::HolderMismatch => &[Weight::Note, Weight::Break],
            Code::PurposeMismatch | Code::UsedElsewhere => &[Weight::Gap, Weight::Break],
            Code::ForeignToken => &[Weight::Gap],
        }
    }
}

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
        let end = self.means.find(". ").map_or(self.means.len(), |it| it + 1);
        &self.means[..end]
    }
}

/// The weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    pub message: String,
    /// The lines that prove the finding.
    pub receipts: Vec<Receipt>,
}

/// The verdict on a lineage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
