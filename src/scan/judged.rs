//! A lineage with its verdict, and all that a report has of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::check;
use crate::check::usage::shadow_identity;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::stage;
use crate::judge::stage::Stage;
use crate::log::query::explorer_query::Query;
use crate::model::entry::Source;
use crate::model::finding::{Code, Finding, Verdict};
use crate::model::identity::subject::{Kind, Subject};
use crate::model::receipt::Receipt;
use crate::policy::expectations::SuppressedBy;
use crate::receipts::found_uses::FoundUses;
use crate::receipts::locate::Files;
use crate::receipts::record_query;
use crate::receipts::use_receipts::{EndUses, UseReceipts};
use crate::scan::attribution::Attribution;
use crate::scan::facts::FactSource;
use crate::scan::finding_list;
use crate::scan::order_key::OrderKey;
use crate::scan::siblings::SiblingSearch;
use crate::store::Error;
use crate::store::questions::certificate_status::AuthorityCertificate;

/// A lineage with its findings.
#[derive(Debug)]
pub struct Judged<'c> {
    /// The lineage.
    pub lineage: Lineage<'c>,
    /// The place among all lineages of a scan. None for a lineage that no scan shows.
    pub order: Option<OrderKey>,
    /// The kind of the lineage's subject.
    pub kind: Kind,
    /// The known authorities above a workload's or authority's certificate, the nearest first.
    pub issuers: Vec<&'c AuthorityCertificate>,
    /// The state of each log that must hold a record of the lineage.
    pub stages: BTreeMap<Source, Stage>,
    /// The findings on the lineage, in the order of their codes.
    pub findings: Vec<Finding>,
    /// How many findings of a code are counted and not kept.
    pub findings_omitted: BTreeMap<Code, u64>,
    /// The suppressions that cover findings, by the positions of the findings.
    pub suppressed_by: BTreeMap<usize, SuppressedBy<'c>>,
    /// The cluster of an unproven credential, where no cluster of the credential is known to be under control plane authority.
    pub without_authority: Option<&'c str>,
    /// For each log that a finding is about, a query of Logs Explorer that finds the records.
    pub queries: BTreeMap<Source, Query>,
    /// The earliest time and the latest time of the records and uses. None where there are none.
    pub times: Option<(Timestamp, Timestamp)>,
    /// The cluster, keys, pools, callers and holder that the records name.
    pub attribution: Attribution<'c>,
    /// The receipts of the first and the last use, where the uses were located.
    pub use_receipts: Option<UseReceipts>,
}

impl<'c> Judged<'c> {
    /// Judges a lineage.
    pub fn of(lineage: Lineage<'c>, judge: &'c Judge) -> Self {
        let (findings, findings_omitted) = finding_list::cut(check::findings(&lineage, judge));
        Judged {
            kind: judge.kind(&lineage),
            issuers: judge.issuers(&lineage),
            stages: stage::stages(&lineage, judge),
            suppressed_by: suppressed_by(&findings, &lineage.subject, judge),
            without_authority: without_authority(&findings, &lineage, judge),
            queries: record_query::of_findings(&findings, &lineage, judge),
            times: times(&lineage),
            attribution: Attribution::of(&lineage, judge),
            findings,
            findings_omitted,
            lineage,
            order: None,
            use_receipts: None,
        }
    }

    /// The verdict of the findings that no suppression covers. The exit status follows this verdict.
    pub fn effective_verdict(&self) -> Verdict {
        let all = self.findings.iter().enumerate();
        let open = all.filter(|(position, _)| !self.suppressed_by.contains_key(position));
        Verdict::of(open.map(|(_, finding)| finding))
    }

    /// How many findings of its code are counted and not kept, where the finding at this position is the last of its code that is kept.
    pub fn omitted_after(&self, position: usize) -> Option<u64> {
        let code = self.findings.get(position)?.code;
        let next = self.findings.get(position.checked_add(1)?);
        let omitted = self.findings_omitted.get(&code).copied();
        omitted.filter(|_| next.is_none_or(|it| it.code != code))
    }

    /// The suppression that covers the findings of a code: it covers all of them or none.
    pub(super) fn suppression_of(&self, code: Code) -> Option<&SuppressedBy<'c>> {
        let position = self.findings.iter().position(|it| it.code == code)?;
        self.suppressed_by.get(&position)
    }

    /// Whether a receipt of a finding names a use, so that the receipt has no hash of its line yet.
    pub(super) fn rests_on_uses(&self) -> bool {
        let mut receipts = self.findings.iter().flat_map(|it| &it.receipts);
        receipts.any(|it| it.sha256.is_none())
    }

    /// The receipts of the lines to read again, so that the uses which the lineage and its findings cite are located.
    pub(super) fn lines_of_uses(&self, ends: &EndUses, files: &Files) -> BTreeSet<Receipt> {
        let Some(uses) = self.lineage.uses() else {
            return BTreeSet::new();
        };
        let receipts = self.findings.iter().flat_map(|it| &it.receipts);
        let of_uses = receipts.filter(|it| it.sha256.is_none());
        ends.lines((&uses.first.1, &uses.last.1), of_uses, files)
    }

    /// Completes the receipts of the uses that the lineage and its findings cite, with lines that were read again.
    pub(super) fn complete_uses(&mut self, ends: &mut EndUses, lines: &FoundUses) {
        let Some(uses) = self.lineage.uses() else {
            return;
        };
        self.use_receipts = Some(ends.receipts(&uses.first.1, &uses.last.1, lines));
        let receipts = self.findings.iter_mut().flat_map(|it| &mut it.receipts);
        receipts
            .filter(|it| it.sha256.is_none())
            .for_each(|it| ends.complete(it, lines));
    }

    /// Finds complete credentials of the same users, where this lineage is not complete, and adds the findings on these siblings.
    ///
    /// # Errors
    /// The errors of the database.
    pub fn find_siblings(
        &mut self,
        siblings: &mut SiblingSearch,
        facts: &mut impl FactSource,
        judge: &'c Judge,
    ) -> Result<(), Error> {
        if self.verdict() == Verdict::Complete {
            return Ok(());
        }
        self.lineage.namesakes = siblings.of(&self.lineage, facts, judge)?;
        let found = shadow_identity::check(&self.lineage, judge);
        self.findings.extend(found);
        self.findings.sort_by_key(|it| it.code);
        self.suppressed_by = suppressed_by(&self.findings, &self.lineage.subject, judge);
        Ok(())
    }

    /// The verdict that follows from all findings.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.findings)
    }
}

/// The times of [`Judged::times`].
fn times(lineage: &Lineage<'_>) -> Option<(Timestamp, Timestamp)> {
    let recorded = lineage.records().into_iter().map(|it| it.entry.at);
    let used = lineage.uses().into_iter();
    let used = used.flat_map(|it| [it.first.0, it.last.0]);
    let mut all = recorded.chain(used);
    let first = all.next()?;
    Some(all.fold((first, first), |(from, to), it| (from.min(it), to.max(it))))
}

/// The cluster of [`Judged::without_authority`]. None for a credential that is complete or broken.
fn without_authority<'c>(
    findings: &[Finding],
    lineage: &Lineage<'c>,
    judge: &Judge,
) -> Option<&'c str> {
    let unproven = Verdict::of(findings) == Verdict::Unproven;
    unproven.then(|| judge.without_authority(lineage)).flatten()
}

fn suppressed_by<'j>(
    findings: &[Finding],
    subject: &Subject,
    judge: &'j Judge,
) -> BTreeMap<usize, SuppressedBy<'j>> {
    if findings.is_empty() || judge.expectations.active.is_empty() {
        return BTreeMap::new();
    }
    let subject = subject.text();
    let suppression = |(position, finding): (usize, &Finding)| {
        Some((position, judge.expectations.answer(finding.code, &subject)?))
    };
    findings
        .iter()
        .enumerate()
        .filter_map(suppression)
        .collect()
}
