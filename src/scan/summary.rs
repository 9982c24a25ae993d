//! The counts of a scan.

pub mod breakdown;
mod counts;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::breakdown::Breakdown;
use self::counts::{add, pairs};
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::{Code, Finding, Verdict, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::{Kind, Subject};
use crate::scan::judged::Judged;
use crate::scan::plain_pass::PlainCredentials;

/// The counts of a scan. Summaries of different lineages are added by [`Summary::add`], in any order and any tree, and are written by serde.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Certificates and tokens by verdict.
    pub credentials: BTreeMap<Verdict, u64>,
    /// The same certificates and tokens, by kind and verdict.
    pub kinds: BTreeMap<Kind, BTreeMap<Verdict, u64>>,
    /// Credentials whose ids are neither a certificate's nor a token's, by verdict.
    pub others: BTreeMap<Verdict, u64>,
    /// Tokens of outside identity providers, by verdict.
    pub outside: BTreeMap<Verdict, u64>,
    /// Unproven credentials of clusters that are not known to be under control plane authority, by cluster.
    pub without_authority: BTreeMap<String, u64>,
    /// Unclaimed signatures of issuing keys, by verdict.
    pub signatures: BTreeMap<Verdict, u64>,
    /// The credentials and signatures by cluster, key version, CA pool, namespace and caller.
    pub breakdown: Breakdown,
    /// Distinct uses.
    pub uses: u64,
    /// Findings by code.
    pub findings: BTreeMap<Code, u64>,
    /// Findings by code and weight.
    #[serde(with = "pairs")]
    pub weights: BTreeMap<(Code, Weight), u64>,
    /// Lineages of any kind, by [effective verdict](Judged::effective_verdict).
    pub by_effective_verdict: BTreeMap<Verdict, u64>,
    /// Suppressed findings, by the position of the suppression in the policy.
    pub suppressed: BTreeMap<usize, u64>,
    /// Findings on logs that no suppression covers.
    pub stale: u64,
}

impl Summary {
    /// Counts one lineage.
    pub fn count(&mut self, judged: &Judged<'_>) {
        let kind = match judged.lineage.subject {
            Subject::Signature(_) => &mut self.signatures,
            Subject::Credential(CredentialId::Other(_)) => &mut self.others,
            Subject::Credential(_) if judged.kind == Kind::Other => &mut self.outside,
            Subject::Credential(_) => &mut self.credentials,
        };
        *kind.entry(judged.verdict()).or_default() += 1;
        self.breakdown.count(judged);
        if !matches!(judged.kind, Kind::Other | Kind::Signature) {
            let of_kind = self.kinds.entry(judged.kind).or_default();
            *of_kind.entry(judged.verdict()).or_default() += 1;
        }
        self.uses += judged.lineage.uses().map_or(0, |uses| uses.count);
        *self
            .by_effective_verdict
            .entry(judged.effective_verdict())
            .or_default() += 1;
        if let Some(cluster) = judged.without_authority {
            *self
                .without_authority
                .entry(cluster.to_owned())
                .or_default() += 1;
        }
        for (position, finding) in judged.findings.iter().enumerate() {
            *self.findings.entry(finding.code).or_default() += 1;
            let more = judged.omitted_after(position).unwrap_or(0);
            let of_weight = self.weights.entry((finding.code, finding.weight));
            *of_weight.or_default() += 1 + more;
        }
        for suppression in judged.suppressed_by.values() {
            *self.suppressed.entry(suppression.position).or_default() += 1;
        }
        for (code, count) in &judged.findings_omitted {
            *self.findings.entry(*code).or_default() += count;
            if let Some(suppression) = judged.suppression_of(*code) {
                *self.suppressed.entry(suppression.position).or_default() += count;
            }
        }
    }

    /// Adds the counts of other lineages. Findings on logs are to be [counted](Self::count_logs) in one of the summaries alone.
    pub fn add(&mut self, other: &Summary) {
        add(&mut self.credentials, &other.credentials);
        for (kind, verdicts) in &other.kinds {
            add(self.kinds.entry(*kind).or_default(), verdicts);
        }
        add(&mut self.others, &other.others);
        add(&mut self.outside, &other.outside);
        add(&mut self.without_authority, &other.without_authority);
        add(&mut self.signatures, &other.signatures);
        self.breakdown.join(&other.breakdown);
        self.uses += other.uses;
        add(&mut self.findings, &other.findings);
        add(&mut self.weights, &other.weights);
        add(&mut self.by_effective_verdict, &other.by_effective_verdict);
        add(&mut self.suppressed, &other.suppressed);
        self.stale += other.stale;
    }

    /// Counts findings whose subject is a log.
    pub fn count_logs(&mut self, findings: &[Finding], judge: &Judge) {
        for finding in findings {
            *self.findings.entry(finding.code).or_default() += 1;
            let of_weight = self.weights.entry((finding.code, finding.weight));
            *of_weight.or_default() += 1;
            let log = finding.stage.map_or("", Source::as_str);
            match judge.expectations.answer(finding.code, log) {
                Some(suppression) => {
                    *self.suppressed.entry(suppression.position).or_default() += 1;
                }
                None => self.stale += 1,
            }
        }
    }

    /// Counts the credentials that the plain pass found complete.
    pub(super) fn count_plain(&mut self, plain: &PlainCredentials) {
        let kinds = [
            (Kind::Certificate, plain.certificates),
            (Kind::Token, plain.tokens),
        ];
        for (kind, complete) in kinds.into_iter().filter(|(_, complete)| *complete > 0) {
            let of_kind = self.kinds.entry(kind).or_default();
            for counts in [
                of_kind,
                &mut self.credentials,
                &mut self.by_effective_verdict,
            ] {
                *counts.entry(Verdict::Complete).or_default() += complete;
            }
        }
        self.uses += plain.uses;
    }

    /// Credentials by kind and verdict. Empty where all credentials are certificates and tokens of clusters.
    pub fn kinds_apart(&self) -> BTreeMap<Kind, &BTreeMap<Verdict, u64>> {
        let is_usual = |kind: &Kind| matches!(kind, Kind::Certificate | Kind::Token);
        if self.kinds.keys().all(is_usual) {
            return BTreeMap::new();
        }
        self.kinds
            .iter()
            .map(|(kind, counts)| (*kind, counts))
            .collect()
    }

    /// The number of lineages of any kind with this verdict.
    pub fn of_verdict(&self, verdict: Verdict) -> u64 {
        let kinds = [
            &self.credentials,
            &self.others,
            &self.outside,
            &self.signatures,
        ];
        kinds.iter().filter_map(|kind| kind.get(&verdict)).sum()
    }
}
