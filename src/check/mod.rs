//! One question a file; the file's name is the finding's code.
//!
//! A check looks at one lineage and at what the judge knows beside it. It reads no database and prints nothing.

pub mod bundle_mismatch;
pub mod digest_mismatch;
pub mod expired_certificate;
pub mod fingerprint_mismatch;
pub mod foreign_token;
pub mod holder_mismatch;
pub mod malformed_credential_id;
pub mod missing_record;
pub mod out_of_order;
pub mod outdated_agent;
pub mod overdue_rotation;
pub mod purpose_mismatch;
pub mod refused_configuration;
pub mod refused_signature;
pub mod resigned_digest;
pub mod revoked_credential_used;
pub mod shadow_identity;
pub mod shared_digest;
pub mod shared_identity;
pub mod signature_invalid;
pub mod stale_log;
pub mod unclaimed_certificate;
pub mod unclaimed_signature;
pub mod unexpected_algorithm;
pub mod unexpected_files;
pub mod unexpected_identity;
pub mod unexpected_issuer;
pub mod unexpected_key;
pub mod unexpected_lifetime;
pub mod unexpected_pool;
pub mod unexpected_principal;
pub mod unexpected_profile;
pub mod unissued_credential;
pub mod unissued_workload;
pub mod unknown_cluster;
pub mod untrusted_chain;
pub mod used_after_expiry;
pub mod used_before_valid;
pub mod used_elsewhere;

use crate::finding::{Code, Explanation, Finding};
use crate::judge::Judge;
use crate::lineage::Lineage;
use crate::outline::{Kind, Outline};

/// A question to a lineage.
pub type Check = fn(&Lineage<'_>, &Judge) -> Vec<Finding>;

/// The check behind a code. None for the one that asks the logs, once a scan.
pub fn check_of(code: Code) -> Option<Check> {
    let check: Check = match code {
        Code::StaleLog => return None,
        Code::MissingRecord => missing_record::check,
        Code::UnissuedCredential => unissued_credential::check,
        Code::UnclaimedSignature => unclaimed_signature::check,
        Code::UnclaimedCertificate => unclaimed_certificate::check,
        Code::DigestMismatch => digest_mismatch::check,
        Code::FingerprintMismatch => fingerprint_mismatch::check,
        Code::SharedDigest => shared_digest::check,
        Code::ResignedDigest => resigned_digest::check,
        Code::OutOfOrder => out_of_order::check,
        Code::UsedAfterExpiry => used_after_expiry::check,
        Code::UsedBeforeValid => used_before_valid::check,
        Code::MalformedCredentialId => malformed_credential_id::check,
        Code::RefusedSignature => refused_signature::check,
        Code::SignatureInvalid => signature_invalid::check,
        Code::RevokedCredentialUsed => revoked_credential_used::check,
        Code::UnexpectedKey => unexpected_key::check,
        Code::UnexpectedPool => unexpected_pool::check,
        Code::UnexpectedPrincipal => unexpected_principal::check,
        Code::UnexpectedLifetime => unexpected_lifetime::check,
        Code::UnexpectedAlgorithm => unexpected_algorithm::check,
        Code::UnknownCluster => unknown_cluster::check,
        Code::SharedIdentity => shared_identity::check,
        Code::ShadowIdentity => shadow_identity::check,
        Code::UnissuedWorkload => unissued_workload::check,
        Code::UnexpectedIssuer => unexpected_issuer::check,
        Code::UntrustedChain => untrusted_chain::check,
        Code::UnexpectedIdentity => unexpected_identity::check,
        Code::UnexpectedProfile => unexpected_profile::check,
        Code::ExpiredCertificate => expired_certificate::check,
        Code::OverdueRotation => overdue_rotation::check,
        Code::RefusedConfiguration => refused_configuration::check,
        Code::UnexpectedFiles => unexpected_files::check,
        Code::BundleMismatch => bundle_mismatch::check,
        Code::OutdatedAgent => outdated_agent::check,
        Code::HolderMismatch => holder_mismatch::check,
        Code::PurposeMismatch => purpose_mismatch::check,
        Code::ForeignToken => foreign_token::check,
        Code::UsedElsewhere => used_elsewhere::check,
    };
    Some(check)
}

/// What is to be said of a code wherever it is found.
pub fn explanation_of(code: Code) -> Explanation {
    match code {
        Code::MissingRecord => missing_record::EXPLANATION,
        Code::UnissuedCredential => unissued_credential::EXPLANATION,
        Code::UnclaimedSignature => unclaimed_signature::EXPLANATION,
        Code::UnclaimedCertificate => unclaimed_certificate::EXPLANATION,
        Code::DigestMismatch => digest_mismatch::EXPLANATION,
        Code::FingerprintMismatch => fingerprint_mismatch::EXPLANATION,
        Code::SharedDigest => shared_digest::EXPLANATION,
        Code::ResignedDigest => resigned_digest::EXPLANATION,
        Code::OutOfOrder => out_of_order::EXPLANATION,
        Code::UsedAfterExpiry => used_after_expiry::EXPLANATION,
        Code::UsedBeforeValid => used_before_valid::EXPLANATION,
        Code::MalformedCredentialId => malformed_credential_id::EXPLANATION,
        Code::RefusedSignature => refused_signature::EXPLANATION,
        Code::SignatureInvalid => signature_invalid::EXPLANATION,
        Code::RevokedCredentialUsed => revoked_credential_used::EXPLANATION,
        Code::UnexpectedKey => unexpected_key::EXPLANATION,
        Code::UnexpectedPool => unexpected_pool::EXPLANATION,
        Code::UnexpectedPrincipal => unexpected_principal::EXPLANATION,
        Code::UnexpectedLifetime => unexpected_lifetime::EXPLANATION,
        Code::UnexpectedAlgorithm => unexpected_algorithm::EXPLANATION,
        Code::UnknownCluster => unknown_cluster::EXPLANATION,
        Code::StaleLog => stale_log::EXPLANATION,
        Code::SharedIdentity => shared_identity::EXPLANATION,
        Code::ShadowIdentity => shadow_identity::EXPLANATION,
        Code::UnissuedWorkload => unissued_workload::EXPLANATION,
        Code::UnexpectedIssuer => unexpected_issuer::EXPLANATION,
        Code::UntrustedChain => untrusted_chain::EXPLANATION,
        Code::UnexpectedIdentity => unexpected_identity::EXPLANATION,
        Code::UnexpectedProfile => unexpected_profile::EXPLANATION,
        Code::ExpiredCertificate => expired_certificate::EXPLANATION,
        Code::OverdueRotation => overdue_rotation::EXPLANATION,
        Code::RefusedConfiguration => refused_configuration::EXPLANATION,
        Code::UnexpectedFiles => unexpected_files::EXPLANATION,
        Code::BundleMismatch => bundle_mismatch::EXPLANATION,
        Code::OutdatedAgent => outdated_agent::EXPLANATION,
        Code::HolderMismatch => holder_mismatch::EXPLANATION,
        Code::PurposeMismatch => purpose_mismatch::EXPLANATION,
        Code::ForeignToken => foreign_token::EXPLANATION,
        Code::UsedElsewhere => used_elsewhere::EXPLANATION,
    }
}

/// All findings on a lineage, in the order of their codes.
pub fn findings(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    Code::ALL
        .into_iter()
        .filter_map(check_of)
        .flat_map(|check| check(lineage, judge))
        .collect()
}

/// Whether the check behind a code has certainly nothing to say of a credential with this outline, so that nobody need ask it. The one
/// place where a check tells what numbers alone can settle; one that they cannot settle answers no, and the lineage is judged in full.
pub fn is_settled(code: Code, outline: &Outline, judge: &Judge) -> bool {
    match code {
        // No record is missing, and GKE issued it.
        Code::MissingRecord
        | Code::UnissuedCredential
        | Code::UnclaimedCertificate
        | Code::ForeignToken => true,
        // It is a certificate or a token, and neither a signature nor a log.
        Code::UnclaimedSignature | Code::MalformedCredentialId | Code::StaleLog => true,
        // All its records name one credential and one digest, which nothing else names.
        Code::DigestMismatch | Code::FingerprintMismatch | Code::SharedDigest => true,
        // The only call to sign its digest was done.
        Code::ResignedDigest | Code::RefusedSignature => true,
        Code::OutOfOrder => out_of_order::is_settled(outline, judge),
        Code::UsedAfterExpiry => used_after_expiry::is_settled(outline, judge),
        Code::UsedBeforeValid => used_before_valid::is_settled(outline),
        Code::SharedIdentity => shared_identity::is_settled(outline),
        Code::UsedElsewhere => used_elsewhere::is_settled(outline),
        Code::HolderMismatch => holder_mismatch::is_settled(outline),
        Code::PurposeMismatch => purpose_mismatch::is_settled(outline, judge),
        // It asks only of what is not complete.
        Code::ShadowIdentity => true,
        // GKE issued it, so that it is no workload's; and what lies on a VM has no outline.
        Code::UnissuedWorkload
        | Code::UnexpectedIssuer
        | Code::UntrustedChain
        | Code::UnexpectedIdentity
        | Code::UnexpectedProfile
        | Code::ExpiredCertificate
        | Code::OverdueRotation
        | Code::RefusedConfiguration
        | Code::UnexpectedFiles
        | Code::BundleMismatch
        | Code::OutdatedAgent => true,
        // What is in hand has no outline; what is held against certificates is told in texts.
        Code::SignatureInvalid => outline.kind == Kind::Token || judge.proofs.disproved.is_empty(),
        Code::RevokedCredentialUsed => {
            outline.kind == Kind::Token || judge.proofs.revoked.is_empty()
        }
        // What is expected is told in texts.
        Code::UnexpectedKey | Code::UnexpectedPool => judge.expectations.is_silent(),
        Code::UnexpectedPrincipal => unexpected_principal::is_settled(outline, judge),
        Code::UnexpectedLifetime | Code::UnexpectedAlgorithm | Code::UnknownCluster => {
            judge.expectations.policy.cluster.is_empty()
        }
    }
}

/// Whether no check has anything to say of a credential with this outline.
pub fn all_are_settled(outline: &Outline, judge: &Judge) -> bool {
    Code::ALL
        .into_iter()
        .all(|code| is_settled(code, outline, judge))
}
