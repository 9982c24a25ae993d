//! Does Compute Engine report errors in the configuration of a VM's workload identity?

use crate::finding::{Code, Explanation, Finding, Weight};
use crate::judge::Judge;
use crate::lineage::Lineage;

/// What `credtrail explain` says of it.
pub const EXPLANATION: Explanation = Explanation {
    means: "Compute Engine reports an error in the configuration of the VM's workload identity (partnerMetadataConfigsErrors, config_status). What lies on the VM may be from before the error, and will not be renewed.",
    look_at: "The attribute that the message names, in CONFIGS.json: certificate-issuance-config, trust-config or workload-identity.",
    settle: "Correct the value and update the VM (gcloud beta compute instances update --partner-metadata-from-file). `credtrail workload verify --config CONFIGS.json` tells what is wrong with the file's structure.",
};

/// A gap for each error.
pub fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let refusals = lineage.seen.into_iter().flat_map(|it| &it.refusals);
    refusals
        .map(|it| Finding {
            code: Code::RefusedConfiguration,
            weight: Weight::Gap,
            stage: None,
            message: format!("Compute Engine does not accept the VM's configuration: {it}"),
            receipts: lineage.receipts(),
        })
        .collect()
}
