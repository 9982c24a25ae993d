//! Detection Findings of the Open Cybersecurity Schema Framework 1.3 (class 2004): one object for each finding, on a line.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::text::escape::json_text;
use super::{Form, ReportContext};
use crate::check::check_of;
use crate::model::finding::id;
use crate::model::finding::{Finding, Weight};
use crate::model::receipt::Receipt;
use crate::scan::{Judged, Selection};

/// The version of the schema. The objects have all of its required attributes; later 1.x versions add optional ones.
const SCHEMA: &str = "1.3.0";

/// An OCSF report, which keeps nothing in memory.
pub struct Report;

#[derive(Serialize)]
struct DetectionFinding<'r> {
    activity_id: u32,
    activity_name: &'r str,
    category_uid: u32,
    category_name: &'r str,
    class_uid: u32,
    class_name: &'r str,
    type_uid: u32,
    type_name: &'r str,
    time: i64,
    start_time: i64,
    end_time: i64,
    severity_id: u32,
    severity: &'r str,
    status_id: u32,
    status: &'r str,
    is_alert: bool,
    message: &'r str,
    metadata: Metadata<'r>,
    finding_info: FindingInfo<'r>,
    remediation: Remediation<'r>,
    resources: [Resource<'r>; 1],
    evidences: Vec<Evidence>,
    unmapped: Unmapped<'r>,
}

#[derive(Serialize)]
struct Metadata<'r> {
    version: &'r str,
    product: Product<'r>,
}

#[derive(Serialize)]
struct Product<'r> {
    name: &'r str,
    vendor_name: &'r str,
    version: &'r str,
}

#[derive(Serialize)]
struct FindingInfo<'r> {
    uid: String,
    title: &'r str,
    desc: &'r str,
    types: [&'r str; 1],
    analytic: Analytic<'r>,
    first_seen_time: i64,
    last_seen_time: i64,
}

#[derive(Serialize)]
struct Analytic<'r> {
    type_id: u32,
    r#type: &'r str,
    uid: &'r str,
    name: &'r str,
}

#[derive(Serialize)]
struct Remediation<'r> {
    desc: &'r str,
}

#[derive(Serialize)]
struct Resource<'r> {
    uid: &'r str,
    r#type: &'r str,
}

#[derive(Serialize)]
struct Evidence {
    data: Data,
}

#[derive(Serialize)]
struct Data {
    file: String,
    line: u64,
    offset: Option<u64>,
    length: Option<u64>,
    insert_id: Option<String>,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct Unmapped<'r> {
    weight: &'r str,
    verdict: &'r str,
    stage: Option<&'r str>,
    /// How many findings of this code on this resource are counted and have no object; on the last one that has.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings_omitted: Option<u64>,
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
        let subject = judged.lineage.subject.text();
        let ids = id::ids(&judged.lineage.subject, &judged.findings);
        for (position, (finding, id)) in judged.findings.iter().zip(ids).enumerate() {
            let mut object = object(judged, &subject, finding, id);
            object.unmapped.findings_omitted = judged.omitted_after(position);
            if judged.suppressed_by.contains_key(&position) {
                object.suppress();
            }
            writeln!(out, "{}", json_text(&object)?)?;
        }
        Ok(())
    }

    fn end(self: Box<Self>, _: &ReportContext, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl DetectionFinding<'_> {
    /// Marks the finding as suppressed: status 3, and no alert.
    fn suppress(&mut self) {
        self.status_id = 3;
        self.status = "Suppressed";
        self.is_alert = false;
    }
}

fn object<'r>(
    judged: &'r Judged<'_>,
    subject: &'r str,
    finding: &'r Finding,
    id: String,
) -> DetectionFinding<'r> {
    let (first, last) = span(judged);
    let (severity_id, severity) = severity(finding.weight);
    DetectionFinding {
        activity_id: 1,
        activity_name: "Create",
        category_uid: 2,
        category_name: "Findings",
        class_uid: 2004,
        class_name: "Detection Finding",
        type_uid: 200_401,
        type_name: "Detection Finding: Create",
        time: last,
        start_time: first,
        end_time: last,
        severity_id,
        severity,
        status_id: 1,
        status: "New",
        is_alert: finding.weight == Weight::Break,
        message: &finding.message,
        metadata: metadata(),
        finding_info: info(finding, id, first, last),
        remediation: Remediation {
            desc: check_of(finding.code).explanation.settle,
        },
        resources: [Resource {
            uid: subject,
            r#type: judged.kind.as_str(),
        }],
        evidences: finding.receipts.iter().map(evidence).collect(),
        unmapped: Unmapped {
            weight: finding.weight.as_str(),
            verdict: judged.verdict().as_str(),
            stage: finding.stage.map(|it| it.as_str()),
            findings_omitted: None,
        },
    }
}

fn metadata() -> Metadata<'static> {
    Metadata {
        version: SCHEMA,
        product: Product {
            name: "credtrail",
            vendor_name: "credtrail",
            version: env!("CARGO_PKG_VERSION"),
        },
    }
}

fn info(finding: &Finding, uid: String, first: i64, last: i64) -> FindingInfo<'_> {
    let code = finding.code.as_str();
    FindingInfo {
        uid,
        title: check_of(finding.code).explanation.in_short(),
        desc: &finding.message,
        types: [code],
        analytic: Analytic {
            type_id: 1,
            r#type: "Rule",
            uid: code,
            name: code,
        },
        first_seen_time: first,
        last_seen_time: last,
    }
}

fn evidence(receipt: &Receipt) -> Evidence {
    Evidence {
        data: Data {
            file: receipt.place.file.clone(),
            line: receipt.place.line,
            offset: receipt.bytes.map(|it| it.offset),
            length: receipt.bytes.map(|it| it.length),
            insert_id: receipt.insert_id.clone(),
            sha256: receipt.sha256.map(hex::encode),
        },
    }
}

/// Returns the severity of a weight: 1 Informational, 3 Medium, 4 High.
fn severity(weight: Weight) -> (u32, &'static str) {
    match weight {
        Weight::Note => (1, "Informational"),
        Weight::Gap => (3, "Medium"),
        Weight::Break => (4, "High"),
    }
}

/// Returns the times of the first and the last record or use of a lineage, in milliseconds since 1970. A report has
/// no present time.
fn span(judged: &Judged<'_>) -> (i64, i64) {
    let lineage = &judged.lineage;
    let uses = lineage.uses().map(|it| [it.first.0, it.last.0]);
    let records = lineage.records().into_iter().map(|it| it.entry.at);
    let times: Vec<Timestamp> = uses.into_iter().flatten().chain(records).collect();
    let milliseconds = |at: Option<&Timestamp>| at.map_or(0, |it| it.as_millisecond());
    (
        milliseconds(times.iter().min()),
        milliseconds(times.iter().max()),
    )
}
