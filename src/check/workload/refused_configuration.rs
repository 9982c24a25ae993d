//! Does Compute Engine report errors in the configuration of a VM's workload identity?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::refusal::Refusal;

/// The check behind `refused-configuration`.
pub(crate) const CHECK: Check = Check {
    code: Code::RefusedConfiguration,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "Compute Engine reports an error in the configuration of the VM's workload identity: a status or code other than OK, a message without a code, or an entry under partnerMetadataConfigsErrors, one of its older names, or another name of an error (config-status, config_status). The usual causes are a typing error in the configuration, or a missing permission on the CA pool. The files on the VM may be older than the error and will not be renewed: the VM loses its identity when the certificate expires.",
        look_at: "The attribute that the message names, in CONFIGS.json: certificate-issuance-config, trust-config or workload-identity.",
        settle: "Correct the value and update the VM (gcloud beta compute instances update --partner-metadata-from-file). `credtrail workload verify --config CONFIGS.json` tells what is wrong with the file's structure.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each error that Compute Engine reports: the configuration is not valid until it is corrected (Google's page "Authenticate
/// workloads to other workloads over mTLS").
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let refusals = lineage.seen.into_iter().flat_map(|it| &it.refusals);
    let finding = |it: &Refusal| {
        let what = it.to_string();
        Finding {
            code: Code::RefusedConfiguration,
            weight: Weight::Break,
            stage: None,
            message: message!(
                "refused-configuration",
                "Compute Engine does not accept the VM's configuration: {what}",
                attribute = &it.attribute,
                details = &it.details;
                what
            ),
            receipts: lineage.receipts(),
        }
    };
    refusals.map(finding).collect()
}
