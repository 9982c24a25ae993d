//! Findings: what there is to say against a lineage. The verdict is read off them.

use std::fmt;

use crate::model::entry::Source;
use crate::model::receipt::Receipt;

/// What a finding is about. Each has a file in `src/check`, a scenario in `fixtures` and a section in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A log holds no record that it must hold.
    MissingRecord,
    /// A credential was used or handed out, and no log knows of its issuance.
    UnissuedCredential,
    /// An issuing key signed something that nothing claims.
    UnclaimedSignature,
    /// CA Service created a certificate that GKE did not issue and nobody used.
    UnclaimedCertificate,
    /// Two records disagree on what was signed.
    DigestMismatch,
    /// Two records disagree on which certificate it is.
    FingerprintMismatch,
    /// Two credentials claim one signature.
    SharedDigest,
    /// Different keys signed one digest.
    ResignedDigest,
    /// Records contradict the order in which things happen.
    OutOfOrder,
    /// Used when it had expired.
    UsedAfterExpiry,
    /// Used when it was not valid yet.
    UsedBeforeValid,
    /// An id that is neither a certificate's nor a token's.
    MalformedCredentialId,
    /// A call to sign was refused: nothing was signed by it.
    RefusedSignature,
    /// The signature on a certificate or token is not its issuer's.
    SignatureInvalid,
    /// Used after it was revoked, or revoked.
    RevokedCredentialUsed,
    /// A key signed that was not expected to.
    UnexpectedKey,
    /// A CA pool certified that was not expected to.
    UnexpectedPool,
    /// Somebody stands in a record who was not expected to.
    UnexpectedPrincipal,
    /// A credential lives longer than the policy allows.
    UnexpectedLifetime,
    /// A signature or key is of a kind that the policy does not allow.
    UnexpectedAlgorithm,
    /// A credential belongs to a cluster that the policy does not list.
    UnknownCluster,
    /// A log has said nothing for too long.
    StaleLog,
    /// One token came with several user names.
    SharedIdentity,
    /// A user has complete credentials beside this one, which is not.
    ShadowIdentity,
    /// A certificate lay on a VM, and CA Service never created it.
    UnissuedWorkload,
    /// A workload's certificate comes from another pool than the configured one.
    UnexpectedIssuer,
    /// A workload's certificate leads to no trust anchor.
    UntrustedChain,
    /// A workload's certificate is of another identity than the configured one.
    UnexpectedIdentity,
    /// The key, life or use of a workload's certificate is not as configured.
    UnexpectedProfile,
    /// The certificate on a VM is not good at the time of looking.
    ExpiredCertificate,
    /// The certificate on a VM should have been replaced by now.
    OverdueRotation,
    /// Compute Engine reports errors in a VM's configuration.
    RefusedConfiguration,
    /// The files on a VM do not lie as the guest agent writes them.
    UnexpectedFiles,
    /// The trust bundle and the certificate on a VM do not belong together.
    BundleMismatch,
    /// The guest agent on a VM is too old, or does not show.
    OutdatedAgent,
    /// A credential came with another user name than it was issued to.
    HolderMismatch,
    /// A credential was made or used for another purpose than its key, authority or method has.
    PurposeMismatch,
    /// A token of an outside identity provider.
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

    /// The code in reports.
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
    /// The weights that a finding of this code can have, the lightest first.
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

/// What a finding of some code means to whoever has to deal with it. Sentences, each text one paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What it means. The first sentence stands alone where there is one line only.
    pub means: &'static str,
    /// What to look at.
    pub look_at: &'static str,
    /// How to settle it.
    pub settle: &'static str,
}

impl Explanation {
    /// The first sentence of what it means.
    pub fn in_short(&self) -> &'static str {
        let end = self.means.find(". ").map_or(self.means.len(), |it| it + 1);
        &self.means[..end]
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing, says nothing against the chain.
    Note,
    /// The chain cannot be proved.
    Gap,
    /// The chain is disproved.
    Break,
}

impl Weight {
    /// The weight in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Note => "note",
            Weight::Gap => "gap",
            Weight::Break => "break",
        }
    }
}

/// One thing to say against a lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How much it weighs.
    pub weight: Weight,
    /// The log it is about, if it is about one.
    pub stage: Option<Source>,
    /// What is wrong, and what would settle it.
    pub message: String,
    /// The lines that it rests on.
    pub receipts: Vec<Receipt>,
}

/// What is said of a lineage in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every record that must be there is there, and none contradicts another.
    Complete,
    /// A record is not there, and nobody looked where it would be.
    Unproven,
    /// A record is not there although it would have been seen, or records contradict each other.
    Broken,
}

impl Verdict {
    /// Reads the verdict off the findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        match findings.into_iter().map(|finding| finding.weight).max() {
            Some(Weight::Break) => Verdict::Broken,
            Some(Weight::Gap) => Verdict::Unproven,
            Some(Weight::Note) | None => Verdict::Complete,
        }
    }

    /// The verdict in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Complete => "complete",
            Verdict::Unproven => "unproven",
            Verdict::Broken => "broken",
        }
    }
}
