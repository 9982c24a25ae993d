//! Is the guest agent on a VM new enough to write credentials to files?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::vm::credentials_seen::{CredentialSource, Seen};
use crate::vm::guest_agent::{Agent, LEAST};

/// The check behind `outdated-agent`.
pub(crate) const CHECK: Check = Check {
    code: Code::OutdatedAgent,
    weights: &[Weight::Note, Weight::Gap],
    explanation: Explanation {
        means: "The output of the VM's serial port shows a guest agent older than 20231103.01, or none at all. Such an agent does not write credentials to files, so that it does not renew the files on the VM. It is a note where the files were not checked.",
        look_at: "`gcloud compute instances get-serial-port-output VM | grep -E \"GCE Agent Started|Google Guest Agent\"`; of several lines the last counts. The port keeps only the last part of the output: on a VM that has run for a long time the line may be gone.",
        settle: "Update the guest environment, or restart the agent and take the output again.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A gap for a guest agent that is too old or does not show; a note where the credentials did not come from files.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let finding = |(seen, message): (&Seen, Message)| Finding {
        code: Code::OutdatedAgent,
        weight: match seen.origin {
            CredentialSource::Directory => Weight::Gap,
            CredentialSource::Metadata | CredentialSource::Answers => Weight::Note,
        },
        stage: None,
        message,
        receipts: lineage.receipts(),
    };
    let seen = lineage
        .seen
        .and_then(|it| Some((it, problem(it.looking.agent?)?)));
    seen.map(finding).into_iter().collect()
}

fn problem(agent: Agent) -> Option<Message> {
    match agent {
        Agent::Started(version) if version >= LEAST => None,
        Agent::Started(version) => Some(message!(
            "outdated-agent",
            "the guest agent is {version}; files on disk need {least} or later",
            version = version.to_string(),
            least = LEAST.to_string()
        )),
        Agent::Unversioned => Some(message!(
            "outdated-agent-unknown",
            "the guest agent started without telling its version; files on disk need {least} or later",
            least = LEAST.to_string()
        )),
        Agent::Silent => Some(message!(
            "outdated-agent-none",
            "the output of the serial port has no line \"GCE Agent Started\" or \"Google Guest Agent (version …)\": nothing tells that the guest agent runs"
        )),
    }
}
