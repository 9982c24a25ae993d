//! Was a call to sign refused? It signed nothing, so that it proves nothing; but it is worth knowing.

use crate::entry::{Outcome, Source};
use crate::finding::{Code, Finding, Weight};
use crate::judge::Judge;
use crate::lineage::Lineage;

/// A note for each refused call.
pub fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let refused = lineage
        .calls_to_sign()
        .filter_map(|(it, record)| match it.outcome {
            Outcome::Refused(code) => Some((it, record, code)),
            Outcome::Done => None,
        });
    refused
        .map(|(it, record, code)| Finding {
            code: Code::RefusedSignature,
            weight: Weight::Note,
            stage: Some(Source::Kms),
            message: format!(
                "a call of {} to sign it with {} was refused with status code {code}",
                record.entry.principal, it.key
            ),
            places: vec![record.place.clone()],
        })
        .collect()
}
