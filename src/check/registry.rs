//! The list of all checks, in the order in which findings are reported.

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
use crate::check::definition::{Check, OnPlainChain, Run};
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
use crate::model::finding::{Code, Finding};
use crate::model::plain_chain::PlainChain;
use crate::model::window::Window;

/// All checks, in the order of their codes: the check of a code has the code's position in [`Code::ALL`].
static CHECKS: [Check; Code::ALL.len()] = [
    missing_record::CHECK,
    unissued_credential::CHECK,
    unclaimed_signature::CHECK,
    unclaimed_certificate::CHECK,
    digest_mismatch::CHECK,
    fingerprint_mismatch::CHECK,
    shared_digest::CHECK,
    resigned_digest::CHECK,
    out_of_order::CHECK,
    used_after_expiry::CHECK,
    used_before_valid::CHECK,
    malformed_credential_id::CHECK,
    refused_signature::CHECK,
    signature_invalid::CHECK,
    revoked_credential_used::CHECK,
    unexpected_key::CHECK,
    unexpected_pool::CHECK,
    unexpected_principal::CHECK,
    unexpected_lifetime::CHECK,
    unexpected_algorithm::CHECK,
    unknown_cluster::CHECK,
    stale_log::CHECK,
    shared_identity::CHECK,
    shadow_identity::CHECK,
    unissued_workload::CHECK,
    unexpected_issuer::CHECK,
    untrusted_chain::CHECK,
    unexpected_identity::CHECK,
    unexpected_profile::CHECK,
    expired_certificate::CHECK,
    overdue_rotation::CHECK,
    refused_configuration::CHECK,
    unexpected_files::CHECK,
    bundle_mismatch::CHECK,
    outdated_agent::CHECK,
    holder_mismatch::CHECK,
    purpose_mismatch::CHECK,
    foreign_token::CHECK,
    used_elsewhere::CHECK,
];

// The compiler rejects a list in which the position of a check differs from the position of its code.
#[allow(clippy::indexing_slicing, reason = "the compiler does it, and says so")]
const _: () = {
    let mut position = 0;
    while position < CHECKS.len() {
        assert!(CHECKS[position].code as usize == position);
        position += 1;
    }
};

/// The check behind a code.
#[allow(
    clippy::indexing_slicing,
    reason = "the list has each code, as proved above"
)]
pub fn check_of(code: Code) -> &'static Check {
    &CHECKS[code as usize]
}

/// All findings on a lineage, in the order of [`Code::ALL`].
pub fn findings(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let run = |check: &Check| match check.run {
        Run::OnLineage(run) => run(lineage, judge),
        Run::OnLogs(_) => Vec::new(),
    };
    CHECKS.iter().flat_map(run).collect()
}

/// All findings on the logs of a window, in the order of [`Code::ALL`].
pub fn findings_on_logs(judge: &Judge, window: Window) -> Vec<Finding> {
    let run = |check: &Check| match check.run {
        Run::OnLogs(run) => run(judge, window),
        Run::OnLineage(_) => Vec::new(),
    };
    CHECKS.iter().flat_map(run).collect()
}

/// Whether any check can fire on a plain chain. Where none can, the credential is complete and has no findings.
pub(crate) fn any_can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    CHECKS.iter().any(|check| match check.on_plain_chain {
        OnPlainChain::NeverFires => false,
        OnPlainChain::FiresOnlyIf(can_fire) => can_fire(chain, judge),
    })
}
