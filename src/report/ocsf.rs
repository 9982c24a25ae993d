//! Detection Findings of the Open Cybersecurity Schema Framework 1.6 (class 2004): one object for each finding, on a line. A finding that an
//! earlier scan reported is updated; one that it reported and that is not found any more is closed.

mod objects;
mod place;

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use self::objects::{
    Analytic, Cloud, Data, DetectionFinding, Evidence, FindingInfo, Metadata, Observable, Product,
    Remediation, Resource, Unmapped,
};
use super::text::escape::json_text;
use super::{Form, ReportContext};
use crate::check::check_of;
use crate::history::findings::{Findings, Resolved};
use crate::model::entry::Source;
use crate::model::finding::id;
use crate::model::finding::{Code, Finding, Verdict, Weight};
use crate::model::receipt::Receipt;
use crate::scan::{Judged, Selection};

/// The version of the schema.
const SCHEMA: &str = "1.6.0";

/// What a finding that is not found any more has for a message.
const CLOSED: &str =
    "resolved: an earlier scan reported this finding, and it is not found any more";

/// An OCSF report, which keeps nothing in memory.
pub struct Report;

/// The life of a finding, as `activity_id` has it.
#[derive(Clone, Copy)]
enum Activity {
    Create,
    Update,
    Close,
}

/// The subject of a finding in an event.
struct About<'r> {
    /// The first and the last record or use, in milliseconds since 1970.
    span: (i64, i64),
    verdict: Option<Verdict>,
    cloud: Option<Cloud<'r>>,
    resources: Vec<Resource<'r>>,
    observables: Vec<Observable<'r>>,
}

/// A finding, with what every event has of it.
struct FindingEvent<'r> {
    code: Code,
    weight: Weight,
    stage: Option<Source>,
    message: &'r str,
    receipts: &'r [Receipt],
    uid: String,
    activity: Activity,
}

/// How many findings of a code and log there are.
type Places = BTreeMap<(Code, Option<Source>), u64>;

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.add_again(judged, &Findings::default(), out)
    }

    fn add_again(
        &mut self,
        judged: &Judged<'_>,
        before: &Findings,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let subject = judged.lineage.subject.text();
        let reported = places(before.iter().map(|it| (it.code, it.stage)));
        let mut found = Places::new();
        for (position, finding) in judged.findings.iter().enumerate() {
            let place = (finding.code, finding.stage);
            let number = found.entry(place).or_default();
            *number += 1;
            let is_known = reported.get(&place).is_some_and(|it| it >= number);
            let activity = match is_known {
                true => Activity::Update,
                false => Activity::Create,
            };
            let event = FindingEvent::of(finding, &subject, *number, activity);
            let mut object = object(About::of(judged, &subject), &event);
            object.evidences = evidences(judged, event.receipts);
            object.unmapped.findings_omitted = judged.omitted_after(position);
            if judged.suppressed_by.contains_key(&position) {
                object.suppress();
            }
            writeln!(out, "{}", json_text(&object)?)?;
        }
        for event in closed(before, found, &subject) {
            let object = object(About::of(judged, &subject), &event);
            writeln!(out, "{}", json_text(&object)?)?;
        }
        Ok(())
    }

    fn resolve(&mut self, resolved: Resolved<'_>, out: &mut dyn Write) -> io::Result<()> {
        let subject = resolved.subject.text();
        let found = places(resolved.now.iter().map(|it| (it.code, it.stage)));
        for event in closed(resolved.before, found, &subject) {
            let object = object(About::resolved(&resolved, &subject), &event);
            writeln!(out, "{}", json_text(&object)?)?;
        }
        Ok(())
    }

    fn end(self: Box<Self>, _: &ReportContext, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn places(all: impl Iterator<Item = (Code, Option<Source>)>) -> Places {
    let mut places = Places::new();
    for it in all {
        *places.entry(it).or_default() += 1;
    }
    places
}

/// Returns the findings that were reported before, beyond those that were found at the same places now.
fn closed<'r>(before: &Findings, mut found: Places, subject: &str) -> Vec<FindingEvent<'r>> {
    let mut met = Places::new();
    let mut closed = Vec::new();
    for it in before.iter() {
        let number = met.entry((it.code, it.stage)).or_default();
        *number += 1;
        if *number <= *found.entry((it.code, it.stage)).or_default() {
            continue;
        }
        closed.push(FindingEvent {
            code: it.code,
            weight: it.weight,
            stage: it.stage,
            message: CLOSED,
            receipts: &[],
            uid: id::id(subject, it.code, it.stage, *number),
            activity: Activity::Close,
        });
    }
    closed
}

impl<'r> FindingEvent<'r> {
    fn of(finding: &'r Finding, subject: &str, number: u64, activity: Activity) -> Self {
        FindingEvent {
            code: finding.code,
            weight: finding.weight,
            stage: finding.stage,
            message: &finding.message,
            receipts: &finding.receipts,
            uid: id::id(subject, finding.code, finding.stage, number),
            activity,
        }
    }
}

impl Activity {
    /// Returns the number, the name, the name of the type, and the status of a finding that no suppression covers.
    fn words(self) -> (u32, &'static str, &'static str, (u32, &'static str)) {
        match self {
            Activity::Create => (1, "Create", "Detection Finding: Create", (1, "New")),
            Activity::Update => (2, "Update", "Detection Finding: Update", (2, "In Progress")),
            Activity::Close => (3, "Close", "Detection Finding: Close", (4, "Resolved")),
        }
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

impl<'r> About<'r> {
    fn of(judged: &'r Judged<'_>, subject: &'r str) -> Self {
        About {
            span: span(judged),
            verdict: Some(judged.verdict()),
            cloud: place::cloud(judged),
            resources: place::resources(judged, subject),
            observables: place::observables(judged, subject),
        }
    }

    /// What is known of a subject without its lineage: its id, and when it was seen.
    fn resolved(resolved: &Resolved<'_>, subject: &'r str) -> Self {
        let (first, last) = resolved.span;
        About {
            span: (first.as_millisecond(), last.as_millisecond()),
            verdict: None,
            cloud: None,
            resources: vec![place::target(subject, resolved.subject.kind())],
            observables: vec![place::observable(subject)],
        }
    }
}

/// Returns the event of a finding, without the evidence.
fn object<'r>(about: About<'r>, finding: &FindingEvent<'r>) -> DetectionFinding<'r> {
    let (first, last) = about.span;
    let (severity_id, severity) = severity(finding.weight);
    let (activity_id, activity_name, type_name, (status_id, status)) = finding.activity.words();
    let cloud = about.cloud;
    DetectionFinding {
        activity_id,
        activity_name,
        category_uid: 2,
        category_name: "Findings",
        class_uid: 2004,
        class_name: "Detection Finding",
        type_uid: 200_400 + activity_id,
        type_name,
        time: last,
        start_time: first,
        end_time: last,
        severity_id,
        severity,
        status_id,
        status,
        is_alert: finding.weight == Weight::Break && !matches!(finding.activity, Activity::Close),
        message: finding.message,
        metadata: Metadata {
            uid: event(finding, activity_id, last),
            version: SCHEMA,
            profiles: if cloud.is_some() { &["cloud"] } else { &[] },
            product: Product {
                name: "credtrail",
                vendor_name: "credtrail",
                version: env!("CARGO_PKG_VERSION"),
            },
        },
        finding_info: info(finding, first, last),
        remediation: Remediation {
            desc: check_of(finding.code).explanation.settle,
        },
        cloud,
        resources: about.resources,
        observables: about.observables,
        evidences: Vec::new(),
        unmapped: Unmapped {
            weight: finding.weight.as_str(),
            verdict: about.verdict.map(Verdict::as_str),
            stage: finding.stage.map(|it| it.as_str()),
            findings_omitted: None,
        },
    }
}

/// Returns the id of an event: another one where the finding has another message.
fn event(finding: &FindingEvent<'_>, activity: u32, last: i64) -> String {
    let text = format!("{} {activity} {last} {}", finding.uid, finding.message);
    hex::encode(Sha256::digest(text))
}

fn info<'r>(finding: &FindingEvent<'r>, first: i64, last: i64) -> FindingInfo<'r> {
    let code = finding.code.as_str();
    FindingInfo {
        uid: finding.uid.clone(),
        title: check_of(finding.code).explanation.in_short(),
        desc: finding.message,
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

fn evidences(judged: &Judged<'_>, receipts: &[Receipt]) -> Vec<Evidence> {
    receipts.iter().map(|it| evidence(judged, it)).collect()
}

fn evidence(judged: &Judged<'_>, receipt: &Receipt) -> Evidence {
    let (actor, api) = place::call(judged, receipt).unzip();
    Evidence {
        actor: actor.flatten(),
        api: api.flatten(),
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
