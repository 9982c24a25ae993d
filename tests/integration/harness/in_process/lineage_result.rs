//! The result of a scan for one lineage, in a form that can be compared.

use credtrail::model::finding::Code;
use credtrail::model::identifier::Identifier;
use credtrail::model::identity::subject::Kind;
use credtrail::scan;

/// The result of a scan for one lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineageResult {
    pub subject: String,
    pub identifier: Identifier,
    pub kind: Kind,
    pub codes: Vec<Code>,
    /// The number of suppressed findings.
    pub suppressed: usize,
    /// The rest of the judgement, as text.
    pub rest: String,
}

impl LineageResult {
    pub(super) fn of(judged: &scan::Judged<'_>) -> Self {
        LineageResult {
            subject: judged.lineage.subject.text(),
            identifier: judged.lineage.subject.identifier(),
            kind: judged.kind,
            codes: judged.findings.iter().map(|it| it.code).collect(),
            suppressed: judged.suppressed_by.len(),
            rest: format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                judged.findings,
                judged.suppressed_by,
                judged.effective_verdict(),
                judged.stages,
                judged.queries,
                judged.without_authority,
                judged.use_receipts,
            ),
        }
    }
}
