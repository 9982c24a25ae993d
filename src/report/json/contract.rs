//! The objects of the JSON report. Their fields are a contract: `tests/integration/contract.rs` pins them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::rotation::json::RotationV1;

/// The part of the report that precedes the lineages.
#[derive(Serialize)]
pub(in crate::report) struct Head<'r> {
    pub(super) version: u32,
    pub(super) tool: &'r str,
    pub(super) window: WindowV1,
    pub(super) coverage: Vec<StretchV1<'r>>,
    /// The number of stretches that are counted and left out of `coverage`. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) coverage_omitted: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) holes: Vec<StretchV1<'r>>,
    /// The number of holes that are counted and left out of `holes`. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) holes_omitted: Option<u64>,
    pub(super) summary: SummaryV1,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) policy: Option<PolicyV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comparison: Option<ComparisonV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logs: Vec<FindingV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rotations: Vec<RotationV1>,
}

#[derive(Serialize)]
pub(super) struct PolicyV1 {
    pub(super) sha256: String,
    pub(super) suppressions: Vec<SuppressionV1>,
}

#[derive(Serialize)]
pub(super) struct SuppressionV1 {
    pub(super) finding: &'static str,
    pub(super) subject: String,
    pub(super) owner: String,
    pub(super) reason: String,
    pub(super) expires: String,
    pub(super) state: &'static str,
    pub(super) findings: u64,
}

#[derive(Serialize)]
pub(super) struct ComparisonV1 {
    pub(super) flips: u64,
    pub(super) lineages: Vec<FlipV1>,
}

#[derive(Serialize)]
pub(super) struct FlipV1 {
    pub(super) subject: String,
    pub(super) kind: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) because: Vec<&'static str>,
}

#[derive(Serialize)]
pub(super) struct WindowV1 {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

#[derive(Serialize)]
pub(super) struct StretchV1<'r> {
    pub(super) source: &'r str,
    pub(super) scope: &'r str,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Serialize)]
pub(super) struct SummaryV1 {
    pub(super) credentials: u64,
    pub(super) complete: u64,
    pub(super) unproven: u64,
    pub(super) broken: u64,
    pub(super) unclaimed_signatures: u64,
    /// Present only where there are other credentials than certificates and tokens of clusters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) kinds: BTreeMap<&'static str, VerdictsV1>,
    /// Unproven credentials of clusters that are not known to be under control plane authority, by cluster; absent
    /// where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) without_authority: BTreeMap<String, u64>,
    /// The counts by cluster, key version, CA pool, namespace and caller; a dimension without names is absent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) by: BTreeMap<&'static str, TalliesV1>,
    pub(super) uses: u64,
    pub(super) lines: LinesV1,
    pub(super) findings: BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reported_before: Option<u64>,
}

/// The counts of one dimension.
#[derive(Serialize)]
pub(super) struct TalliesV1 {
    pub(super) names: Vec<TallyV1>,
    /// The counts of the names that are left out of `names`, together. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) others: Option<TallyV1>,
}

/// The counts of one name.
#[derive(Serialize)]
pub(super) struct TallyV1 {
    /// Absent for the names that are counted together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) credentials: u64,
    pub(super) complete: u64,
    pub(super) unproven: u64,
    pub(super) broken: u64,
    pub(super) unclaimed_signatures: u64,
    pub(super) uses: u64,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
}

#[derive(Serialize)]
pub(super) struct VerdictsV1 {
    pub(super) complete: u64,
    pub(super) unproven: u64,
    pub(super) broken: u64,
}

#[derive(Serialize)]
pub(super) struct LinesV1 {
    pub(super) read: u64,
    pub(super) relevant: u64,
    pub(super) irrelevant: u64,
    pub(super) duplicate: u64,
    pub(super) rejected: u64,
    /// Inputs of which nothing was read; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inputs_unread: Option<u64>,
    /// Lines that were read without one of their bodies; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body_unreadable: Option<u64>,
}

/// One lineage.
#[derive(Serialize)]
pub(crate) struct LineageV1 {
    pub(super) subject: String,
    pub(super) kind: &'static str,
    pub(super) verdict: &'static str,
    /// The cluster that issued the credential, or else asked for it or used it; for a signature, the only cluster of the key.
    pub(super) cluster: Option<String>,
    /// The key versions that signed.
    pub(super) keys: Vec<String>,
    /// The CA pools that created the certificate.
    pub(super) pools: Vec<String>,
    /// The namespace of the holder, where the holder is a service account.
    pub(super) namespace: Option<String>,
    pub(super) service_account: Option<String>,
    /// The node of the holder, where the holder is a kubelet.
    pub(super) node: Option<String>,
    pub(super) stages: BTreeMap<&'static str, &'static str>,
    pub(super) uses: UsesV1,
    pub(super) findings: Vec<FindingV1>,
    /// How many findings of a code are counted and left out of `findings`. Absent if there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) findings_omitted: BTreeMap<&'static str, u64>,
    pub(super) entries: Vec<EntryV1>,
    /// The number of calls to sign that are counted and left out of `entries`. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entries_omitted: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<EvidenceV1>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) issuers: Vec<IssuerV1>,
}

/// An authority above a certificate.
#[derive(Serialize)]
pub(super) struct IssuerV1 {
    pub(super) subject: String,
    pub(super) certificate: String,
    pub(super) valid_from: Option<String>,
    pub(super) valid_to: Option<String>,
    pub(super) pools: Vec<String>,
    pub(super) place: String,
}

#[derive(Default, Serialize)]
pub(super) struct UsesV1 {
    pub(super) count: u64,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) principals: Vec<String>,
    /// The number of users who are counted and left out of `principals`. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) principals_omitted: Option<u64>,
    pub(super) receipts: Vec<ReceiptV1>,
    pub(super) query: Option<String>,
}

#[derive(Serialize)]
pub(super) struct FindingV1 {
    pub(super) code: &'static str,
    pub(super) weight: &'static str,
    pub(super) stage: Option<&'static str>,
    pub(super) message: String,
    /// The facts in the message by their names, and `NAME_omitted` for how many items a list leaves out.
    pub(super) arguments: BTreeMap<String, ArgumentV1>,
    pub(super) places: Vec<String>,
    pub(super) receipts: Vec<ReceiptV1>,
    pub(super) query: Option<String>,
    /// The suppression that covers the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressed: Option<AnswerV1>,
}

/// A fact: a string (times as everywhere in the report), a number (durations in seconds), or a list of strings.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ArgumentV1 {
    Text(String),
    Number(i64),
    List(Vec<String>),
}

#[derive(Serialize)]
pub(super) struct AnswerV1 {
    pub(super) owner: String,
    pub(super) reason: String,
    pub(super) expires: String,
}

/// A receipt; fields that are not known are null.
#[derive(Serialize)]
pub(crate) struct ReceiptV1 {
    pub(super) place: String,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    pub(super) insert_id: Option<String>,
    pub(super) sha256: Option<String>,
}

#[derive(Serialize)]
pub(super) struct EntryV1 {
    pub(super) source: &'static str,
    pub(super) event: &'static str,
    pub(super) at: String,
    /// The cluster, the CA pool, the key version or the VM.
    pub(super) resource: String,
    /// The project of the log, or the name of the cluster for raw audit events.
    pub(super) scope: String,
    /// The caller; null where the log names none.
    pub(super) principal: Option<String>,
    /// The digest that was to be signed, as far as the entry has one.
    pub(super) digest: Option<String>,
    pub(super) place: String,
    pub(super) insert_id: String,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    pub(super) sha256: String,
    pub(super) query: Option<String>,
}

#[derive(Serialize)]
pub(super) struct EvidenceV1 {
    pub(super) kind: &'static str,
    pub(super) credential: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) place: String,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    pub(super) sha256: Option<String>,
}

/// A line that could not be read.
#[derive(Serialize)]
pub(in crate::report) struct RejectedV1<'r> {
    pub(super) place: String,
    pub(super) reason: &'r str,
    pub(super) offset: Option<u64>,
    pub(super) length: Option<u64>,
    pub(super) sha256: Option<String>,
    /// The number of lines, if there are several of one log; only the first has a place here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lines: Option<u64>,
}
