//! Is the identity in a workload's certificate the expected identity?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::spiffe::SpiffeId;
use crate::vm::credentials_seen::Seen;

/// The check behind `unexpected-identity`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnexpectedIdentity,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The workload's certificate must name exactly one URI, and this URI must be the SPIFFE ID of a workload: a trust domain with a path behind it. Peers that follow the SPIFFE standard refuse anything else (X509-SVID, sections 2 and 5.2). This finding also means that the ID differs from the one in the configuration of the VM or from the one that the metadata server gives, or that the certificate of another workload lies beside it, so that nobody can tell which of the two belongs to the VM.",
        look_at: "The URIs that the message names, workload-identity in CONFIGS.json, and the VM's service account: it decides which identities the VM may have.",
        settle: "Correct the configuration if the certificate is right. If it is not, the VM holds the identity of another workload: find out how it came there, and which VMs use it.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each way in which the certificate's identity differs from the expected identity.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let problems = lineage.seen.into_iter().flat_map(problems);
    problems
        .map(|message| Finding {
            code: Code::UnexpectedIdentity,
            weight: Weight::Break,
            stage: None,
            message,
            receipts: lineage.receipts(),
        })
        .collect()
}

fn problems(seen: &Seen) -> Vec<Message> {
    let others = seen.others().map(|it| {
        message!(
            "unexpected-identity-beside",
            "beside it lies a certificate of {others}: nobody can tell which of the two this VM has",
            others = List::of(&it.certificate.holder.uris)
        )
    });
    own_problems(seen).into_iter().chain(others).collect()
}

fn own_problems(seen: &Seen) -> Vec<Message> {
    let uris = &seen.leaf.certificate.holder.uris;
    let [uri] = uris.as_slice() else {
        let listed = if uris.is_empty() {
            message!("unexpected-identity-none", "none")
        } else {
            message!(
                "unexpected-identity-listed",
                "{identities}",
                identities = List::of(uris)
            )
        };
        return vec![message!(
            "unexpected-identity-number",
            "it must have exactly one URI among its names, and has {listed}";
            listed
        )];
    };
    match uri.parse::<SpiffeId>() {
        Err(problem) => {
            return vec![
                message!("unexpected-identity-malformed", "{problem}", identities = List::of([uri]); problem),
            ];
        }
        Ok(id) if id.path().is_empty() => {
            let identities = List::of([id]);
            return vec![message!(
                "unexpected-identity-no-path",
                "{identities} names a trust domain and no workload: it has no path",
                identities
            )];
        }
        Ok(_) => {}
    }
    let mut problems = Vec::new();
    if let Some(named) = seen.named.as_ref().filter(|it| *it != uri) {
        problems.push(message!(
            "unexpected-identity-given",
            "it is of {identities}, but was given out as that of {expected}",
            identities = List::of([uri]),
            expected = List::of([named])
        ));
    }
    let configs = seen.looking.configs.as_ref();
    if let Some((configs, identity)) = configs.and_then(|it| Some((it, it.identity.as_ref()?)))
        && identity.as_str() != uri
    {
        problems.push(message!(
            "unexpected-identity-configured",
            "it is of {identities}, but {told_by} names {expected}",
            identities = List::of([uri]),
            told_by = &configs.place,
            expected = List::of([identity])
        ));
    }
    problems
}
