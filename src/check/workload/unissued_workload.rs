//! Was a certificate seen on a VM of which CA Service has no record?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::stage;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Kind;

/// The check behind `unissued-workload`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnissuedWorkload,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A workload's certificate was seen on a VM, and CA Service has no record that it created it. It is a break where CA Service's log was read from the beginning of the certificate to its first sighting, in every project that can hold the record. Else it is a gap.",
        look_at: "The issuer in the certificate and the pool that it should come from: `credtrail trace` shows both. A CA outside Google Cloud, or a pool of another project, also looks like this.",
        settle: "For a gap, export CA Service's Data Access log of the pool's project for the time in the message; where the pool is not known, list it under [workload] in the policy. For a break, take the certificate off the VM, find out who put it there, and look at who can sign with the CA's key.",
    },
    run: Run::OnLineage(check),
    // A certificate that lay on a VM is no plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// Whether a workload's certificate was seen, and no record shows its creation.
pub(in crate::check) fn applies(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    judge.kind(lineage) == Kind::Workload && lineage.certified().next().is_none()
}

/// A break where CA Service's log was read for all of the time in which the record would lie; else a gap.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if !applies(lineage, judge) || !judge.is_in_scope(Source::CaService) {
        return Vec::new();
    }
    let Some(absence) = stage::absence(Source::CaService, lineage, judge) else {
        return Vec::new();
    };
    let scopes = judge.scopes(Source::CaService, lineage);
    let advice = absence.advice(Source::CaService, &scopes);
    let hosts: BTreeSet<&str> = lineage.observed().map(|(it, _)| it.host.as_str()).collect();
    vec![Finding {
        code: Code::UnissuedWorkload,
        weight: absence.weight(),
        stage: Some(Source::CaService),
        message: message!(
            "unissued-workload",
            "seen on {hosts}, but CA Service has no record of it; {advice}",
            hosts = List::of(hosts);
            advice
        ),
        receipts: lineage.receipts(),
    }]
}
