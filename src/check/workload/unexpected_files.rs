//! Do the files of a workload's credentials have the modes and places that the guest agent gives them?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::Oddity;

/// The check behind `unexpected-files`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedFiles,
    weights: &[Weight::Note, Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "The files are not as the guest agent writes them: the directory with mode 0755, the files with 0644, no symbolic link out of the place, the private key beside the certificate. It is a break where others than the owner may write, or where a link leads elsewhere: somebody could put another certificate or bundle there. Files in such a place are not read; a file that is the private key's file under another name is not read either, and is also a break. It is a gap where there is no private key, and where one of several credentials has no certificate that can be read; any other mode is a note.",
        look_at: "Owner and mode of the directory and its files, and what else on the VM writes there.",
        settle: "Restore the modes, or remove the directory and let the guest agent write it again. After a break, somebody may have replaced the certificate and the bundle: do not trust them until you have compared both with the metadata server (`credtrail workload verify metadata`).",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A finding for each file, link or mode that the guest agent would not write.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let oddities = lineage.seen.into_iter().flat_map(|it| &it.oddities);
    oddities
        .map(|it| Finding {
            code: Code::UnexpectedFiles,
            weight: weight(it),
            stage: None,
            message: it.message(),
            receipts: lineage.receipts(),
        })
        .collect()
}

fn weight(oddity: &Oddity) -> Weight {
    match oddity {
        Oddity::Writable { .. } | Oddity::Outside { .. } | Oddity::IsKey { .. } => Weight::Break,
        Oddity::NoKey { .. } | Oddity::NoCertificate { .. } => Weight::Gap,
        Oddity::Mode { .. } => Weight::Note,
    }
}
