//! Did things happen in the order in which they can happen: signed, certified, issued, used?

use jiff::{SignedDuration, Timestamp};

use crate::entry::Source;
use crate::finding::{Code, Explanation, Finding, Weight};
use crate::judge::{Judge, earlier, later};
use crate::lineage::{Lineage, Subject};
use crate::outline::{Kind, Outline, at_most};
use crate::receipt::Receipt;
use crate::store::facts::Record;

/// What `credtrail explain` says of it.
pub const EXPLANATION: Explanation = Explanation {
    means: "Things happened in an order in which they cannot happen. GKE's record comes before CA Service's or KMS's, or CA Service's before KMS's, by more than clocks may be off; or the credential was used before anything was recorded of its issuance. It is always a break.",
    look_at: "The times of the two records that the finding names. For a use in a raw audit event, check the clock of the control plane first.",
    settle: "Where clocks do not explain it, a use before issuance means that the same id existed before, or that the record of the issuance belongs to another credential. Records in a wrong order mean that one of them was not written when it says.",
};

/// When something happened first, and where that stands.
struct First<'c> {
    source: Source,
    at: Timestamp,
    record: &'c Record,
}

fn firsts<'c>(lineage: &Lineage<'c>) -> Vec<First<'c>> {
    let first = |source| {
        let records: Vec<_> = match source {
            Source::Kms => lineage.signed().map(|it| it.1).collect(),
            Source::CaService => lineage.certified().map(|it| it.1).collect(),
            Source::Gke => lineage.issued().map(|it| it.1).collect(),
            Source::Kubernetes | Source::Workload => Vec::new(),
        };
        let record = records.into_iter().min_by_key(|it| it.entry.at)?;
        Some(First {
            source,
            at: record.entry.at,
            record,
        })
    };
    [Source::Kms, Source::CaService, Source::Gke]
        .into_iter()
        .filter_map(first)
        .collect()
}

/// A break where an order is off by more than is allowed.
pub fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Credential(_) = lineage.subject else {
        return Vec::new();
    };
    let firsts = firsts(lineage);
    let mut findings = Vec::new();
    for pair in firsts.windows(2) {
        let [before, after] = pair else { continue };
        if before.at > later(after.at, judge.tolerance().clock) {
            let by = before.at.duration_since(after.at);
            let message = format!(
                "the {} record comes {} before the {} record that must precede it",
                after.source,
                rounded(by),
                before.source
            );
            findings.push(finding(
                message,
                Some(after.source),
                vec![before.record.receipt(), after.record.receipt()],
            ));
        }
    }
    findings.extend(use_before_issuance(lineage, judge, &firsts));
    findings
}

/// Whether the numbers show an order that is kept.
pub(super) fn is_settled(outline: &Outline, judge: &Judge) -> bool {
    let clock = judge.tolerance().clock;
    let (signed, issued) = (outline.signed, outline.issued);
    let (first, in_order) = match outline.kind {
        Kind::Certificate { certified } => {
            let in_order = at_most(signed, certified, clock) && at_most(certified, issued, clock);
            (signed.min(certified).min(issued), in_order)
        }
        Kind::Token => (signed.min(issued), at_most(signed, issued, clock)),
    };
    let early = judge.tolerance().use_before_issuance;
    in_order
        && outline
            .used
            .is_none_or(|used| at_most(first, used.first, early))
}

fn use_before_issuance(
    lineage: &Lineage<'_>,
    judge: &Judge,
    firsts: &[First<'_>],
) -> Option<Finding> {
    let first = firsts.iter().min_by_key(|it| it.at)?;
    let (used, receipt) = &lineage.uses()?.first;
    if *used >= earlier(first.at, judge.tolerance().use_before_issuance) {
        return None;
    }
    let by = rounded(first.at.duration_since(*used));
    let message = format!(
        "used {by} before the first record of its issuance, which is of {}",
        first.source
    );
    Some(finding(
        message,
        Some(first.source),
        vec![receipt.clone(), first.record.receipt()],
    ))
}

fn finding(message: String, stage: Option<Source>, receipts: Vec<Receipt>) -> Finding {
    Finding {
        code: Code::OutOfOrder,
        weight: Weight::Break,
        stage,
        message,
        receipts,
    }
}

/// Whole seconds in the field's usual notation, `10m` or `1h 2m 3s`.
pub(super) fn rounded(duration: SignedDuration) -> String {
    format!("{:#}", SignedDuration::from_secs(duration.as_secs()))
}
