//! One question a file; the file's name is the finding's code.
//!
//! A check looks at one lineage and at what the judge knows beside it. It reads no database and prints nothing.

pub mod certificate;
pub mod chain;
pub mod policy;
pub mod usage;
pub mod workload;

use crate::check::certificate::expired_certificate;
use crate::check::certificate::signature_invalid;
use crate::check::certificate::untrusted_chain;
use crate::check::chain::digest_mismatch;
use crate::check::chain::fingerprint_mismatch;
use crate::check::chain::foreign_token;
use crate::check::chain::malformed_credential_id;
use crate::check::chain::missing_record;
use crate::check::chain::out_of_order;
use crate::check::chain::purpose_mismatch;
use crate::check::chain::refused_signature;
use crate::check::chain::resigned_digest;
use crate::check::chain::shared_digest;
use crate::check::chain::unclaimed_certificate;
use crate::check::chain::unclaimed_signature;
use crate::check::chain::unissued_credential;
use crate::check::policy::overdue_rotation;
use crate::check::policy::stale_log;
use crate::check::policy::unexpected_algorithm;
use crate::check::policy::unexpected_identity;
use crate::check::policy::unexpected_issuer;
use crate::check::policy::unexpected_key;
use crate::check::policy::unexpected_lifetime;
use crate::check::policy::unexpected_pool;
use crate::check::policy::unexpected_principal;
use crate::check::policy::unexpected_profile;
use crate::check::policy::unknown_cluster;
use crate::check::usage::holder_mismatch;
use crate::check::usage::revoked_credential_used;
use crate::check::usage::shadow_identity;
use crate::check::usage::shared_identity;
use crate::check::usage::used_after_expiry;
use crate::check::usage::used_before_valid;
use crate::check::usage::used_elsewhere;
use crate::check::workload::bundle_mismatch;
use crate::check::workload::outdated_agent;
use crate::check::workload::refused_configuration;
use crate::check::workload::unexpected_files;
use crate::check::workload::unissued_workload;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Explanation, Finding};
use crate::model::plain_chain::{Kind, PlainChain};

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
pub fn is_settled(code: Code, outline: &PlainChain, judge: &Judge) -> bool {
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
pub fn all_are_settled(outline: &PlainChain, judge: &Judge) -> bool {
    Code::ALL
        .into_iter()
        .all(|code| is_settled(code, outline, judge))
}
