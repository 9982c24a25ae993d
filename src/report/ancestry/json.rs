//! The ancestry of credentials as JSON, version 1.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::entry::Asked;
use crate::model::identity::subject::Subject;
use crate::report::json::{ReceiptV1, receipt};
use crate::report::text::escape::harmless_json;
use crate::report::{TOOL, moment};
use crate::trace::ancestry::{Ancestry, CredentialRequest, Step};

#[derive(Serialize)]
struct ReportV1 {
    version: u32,
    tool: &'static str,
    ancestries: Vec<AncestryV1>,
}

#[derive(Serialize)]
struct AncestryV1 {
    steps: Vec<StepV1>,
    /// The number of credentials above that are counted and left out. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps_omitted: Option<u64>,
}

#[derive(Serialize)]
struct StepV1 {
    subject: String,
    kind: &'static str,
    depth: usize,
    verdict: Option<&'static str>,
    common_names: Vec<String>,
    user_names: Vec<String>,
    /// The number of user names that are counted and left out. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_names_omitted: Option<u64>,
    requests: Vec<RequestV1>,
    /// The number of requests that are counted and left out. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    requests_omitted: Option<u64>,
}

#[derive(Serialize)]
struct RequestV1 {
    at: String,
    principal: String,
    requester: Option<String>,
    /// Who created the request for a certificate. Absent if the creation is not among the evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    creation: Option<CreationV1>,
    #[serde(flatten)]
    receipt: ReceiptV1,
}

/// Who created a CertificateSigningRequest.
#[derive(Serialize)]
pub(in crate::report) struct CreationV1 {
    at: String,
    principal: String,
    /// The user whom the caller impersonated. Absent if the caller impersonated nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting_as: Option<String>,
    credential: Option<String>,
    #[serde(flatten)]
    receipt: ReceiptV1,
}

impl CreationV1 {
    pub(in crate::report) fn of(creation: &Asked) -> Self {
        let creator = &creation.creator;
        CreationV1 {
            at: moment(creation.at),
            principal: creator.principal.clone(),
            acting_as: creator.acting_as.clone(),
            credential: creator.credential.as_ref().map(ToString::to_string),
            receipt: receipt(&creation.receipt),
        }
    }
}

/// Writes the ancestries.
///
/// # Errors
/// Errors of `out`.
pub fn write(ancestries: &[Ancestry], out: &mut dyn Write) -> io::Result<()> {
    let of = |it: &Ancestry| AncestryV1 {
        steps: it.steps.iter().map(step).collect(),
        steps_omitted: Some(it.steps_omitted).filter(|it| *it > 0),
    };
    let report = ReportV1 {
        version: 1,
        tool: TOOL,
        ancestries: ancestries.iter().map(of).collect(),
    };
    let report = harmless_json(serde_json::to_string_pretty(&report)?);
    writeln!(out, "{report}")
}

fn step(step: &Step) -> StepV1 {
    let subject = Subject::Credential(step.credential.clone());
    StepV1 {
        subject: subject.text(),
        kind: subject.kind().as_str(),
        depth: step.depth,
        verdict: step.verdict.map(|it| it.as_str()),
        common_names: step.common_names.iter().cloned().collect(),
        user_names: step.user_names.iter().cloned().collect(),
        user_names_omitted: Some(step.user_names_omitted).filter(|it| *it > 0),
        requests: step.requests.iter().map(request).collect(),
        requests_omitted: Some(step.requests_omitted).filter(|it| *it > 0),
    }
}

fn request(asked: &CredentialRequest) -> RequestV1 {
    let entry = &asked.record.entry;
    RequestV1 {
        at: moment(entry.at),
        principal: entry.principal.clone(),
        requester: asked.requester.as_ref().map(ToString::to_string),
        creation: asked.asked.as_ref().map(CreationV1::of),
        receipt: receipt(&asked.record.receipt()),
    }
}
