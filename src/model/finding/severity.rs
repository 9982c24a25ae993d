//! The order in which findings are shown: the heaviest first, and among findings of one weight those that another holder of a key would cause
//! before those that a missing export would cause. All forms of the report use this order.

use std::cmp::Reverse;

use super::{Code, Finding, Weight};

/// All codes, the gravest first. Three groups: somebody else may hold a key or a credential; records contradict each other or the policy; a
/// record is missing, or something is unusual.
pub const GRAVEST_FIRST: [Code; Code::ALL.len()] = [
    // Somebody else may hold a key or a credential.
    Code::UnclaimedSignature,
    Code::SignatureInvalid,
    Code::UnexpectedKey,
    Code::UnissuedCredential,
    Code::UnexpectedPrincipal,
    Code::UnissuedWorkload,
    Code::UnclaimedCertificate,
    Code::UnexpectedIssuer,
    Code::UntrustedChain,
    Code::UnexpectedPool,
    Code::UsedElsewhere,
    Code::HolderMismatch,
    Code::PurposeMismatch,
    Code::RevokedCredentialUsed,
    Code::MalformedCredentialId,
    Code::ShadowIdentity,
    // Records contradict each other or the policy.
    Code::DigestMismatch,
    Code::FingerprintMismatch,
    Code::SharedDigest,
    Code::ResignedDigest,
    Code::UsedAfterExpiry,
    Code::UsedBeforeValid,
    Code::OutOfOrder,
    Code::UnexpectedIdentity,
    Code::BundleMismatch,
    Code::UnexpectedProfile,
    Code::UnexpectedAlgorithm,
    Code::UnexpectedLifetime,
    Code::UnknownCluster,
    Code::UnexpectedFiles,
    Code::RefusedConfiguration,
    // A record is missing, or something is unusual.
    Code::MissingRecord,
    Code::StaleLog,
    Code::ExpiredCertificate,
    Code::OverdueRotation,
    Code::OutdatedAgent,
    Code::RefusedSignature,
    Code::SharedIdentity,
    Code::ForeignToken,
];

/// How grave a finding is. The greatest is the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Severity {
    weight: Weight,
    rank: Reverse<usize>,
}

impl Severity {
    /// Returns the severity of findings of one weight and code.
    pub fn of(weight: Weight, code: Code) -> Self {
        let rank = GRAVEST_FIRST.iter().position(|it| *it == code);
        Severity {
            weight,
            rank: Reverse(rank.unwrap_or(GRAVEST_FIRST.len())),
        }
    }
}

impl Finding {
    /// How grave the finding is.
    pub fn severity(&self) -> Severity {
        Severity::of(self.weight, self.code)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_place_in_the_order() {
        let placed: BTreeSet<Code> = GRAVEST_FIRST.into_iter().collect();
        assert_eq!(placed, BTreeSet::from(Code::ALL));
    }

    #[test]
    fn a_break_by_another_holder_of_a_key_stands_before_a_missing_record_and_any_break_before_a_gap()
     {
        let missing = Severity::of(Weight::Break, Code::MissingRecord);
        for code in [
            Code::UnclaimedSignature,
            Code::SignatureInvalid,
            Code::UnexpectedKey,
            Code::UnissuedCredential,
            Code::UnexpectedPrincipal,
        ] {
            assert!(Severity::of(Weight::Break, code) > missing, "{code}");
            assert!(Severity::of(Weight::Gap, code) < missing, "{code}");
        }
    }
}
