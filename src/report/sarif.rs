//! SARIF 2.1.0 (OASIS): results are written one by one as they are found; the rules are the explanations of the checks.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, Head};
use super::text::escape::{Safe, json_text};
use super::{Form, ReportContext, text};
use crate::check::check_of;
use crate::model::finding::id;
use crate::model::finding::{Code, Finding, Weight};
use crate::model::receipt::Receipt;
use crate::policy::suppression::Suppression;
use crate::scan::{Judged, Selection};

/// The part of the report that precedes the results.
const OPEN: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":"#;

/// A SARIF report that is being written.
#[derive(Default)]
pub struct Report {
    results: u64,
    /// How many findings of a code are counted and are no result, and on how many lineages.
    omitted: BTreeMap<Code, Omitted>,
}

#[derive(Default, Clone, Copy)]
struct Omitted {
    findings: u64,
    lineages: u64,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// Properties of a rule. GitHub orders alerts by `security-severity`, from 0 to 10.
#[derive(Serialize)]
struct RuleProperties {
    tags: [&'static str; 1],
    #[serde(rename = "security-severity")]
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    /// Empty where nothing is suppressed; SARIF distinguishes an empty list from an absent one.
    suppressions: Vec<SuppressionObject>,
    properties: ResultProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<LocationProperties>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

/// Properties that identify the line outside of its file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationProperties {
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// The suppression of the policy that covers a finding.
#[derive(Serialize)]
struct SuppressionObject {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct ResultProperties {
    verdict: &'static str,
    stage: Option<&'static str>,
    /// How many findings of this rule on this subject are counted and are no result; on the last one that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    omitted: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
        let ids = id::ids(&judged.lineage.subject, &judged.findings);
        for (position, (finding, id)) in judged.findings.iter().zip(ids).enumerate() {
            self.head(out)?;
            self.results += 1;
            let mut result = result(judged, finding, id);
            let answer = judged.suppressed_by.get(&position).into_iter();
            result.suppressions = answer.map(|it| suppression(it.suppression)).collect();
            result.properties.omitted = judged.omitted_after(position);
            write!(out, "{}", json_text(&result)?)?;
        }
        for (code, count) in &judged.findings_omitted {
            let omitted = self.omitted.entry(*code).or_default();
            omitted.findings += count;
            omitted.lineages += 1;
        }
        Ok(())
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        if self.results == 0 {
            self.head(out)?;
        }
        let invocations = json_text(&[self.invocation(context)])?;
        let properties: &Head<'_> = &json::head(context);
        let properties = json_text(properties)?;
        writeln!(
            out,
            "\n],\"invocations\":{invocations},\"properties\":{properties}}}]}}"
        )
    }
}

impl Report {
    /// Writes the text in front of a result: the head before the first result, a comma before the others.
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.results > 0 {
            return out.write_all(b",\n");
        }
        let driver = Driver {
            name: "credtrail",
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: Code::ALL.map(rule).into(),
        };
        let tool = json_text(&Tool { driver })?;
        writeln!(out, "{OPEN}{tool},\"results\":[")
    }

    /// Returns the invocation, which lists what was not examined (logs that were not read, lines that could not be read), and what is
    /// counted and not listed.
    fn invocation(&self, context: &ReportContext) -> Invocation {
        let unread = context.unread.iter().map(|source| {
            let text = format!("nothing of the {source} log was read for the window");
            notification(&text, Vec::new())
        });
        let rejected = context.rejected.iter().map(|it| {
            let text = match it.is_input() {
                true => it.reason.clone(),
                false => format!("a line could not be read: {}", it.reason),
            };
            notification(&text, vec![location(&it.receipt)])
        });
        let logs = context.findings.iter().map(|it| {
            let text = format!("{}: {}", it.code, it.message);
            notification(&text, it.receipts.iter().map(location).collect())
        });
        let omitted = self.omitted.iter().map(|(code, it)| {
            let Omitted { findings, lineages } = it;
            let text = format!("{code}: {findings} more findings, on {lineages} of the subjects, are counted and not listed");
            notification(&text, Vec::new())
        });
        let all = unread.chain(logs).chain(rejected).chain(omitted);
        Invocation {
            execution_successful: true,
            tool_execution_notifications: all.collect(),
        }
    }
}

fn rule(code: Code) -> Rule {
    let it = check_of(code).explanation;
    let heaviest = check_of(code)
        .weights
        .iter()
        .copied()
        .max()
        .unwrap_or(Weight::Note);
    let text = |text: String| Text { text };
    Rule {
        id: code.as_str(),
        short_description: text(it.in_short().to_owned()),
        full_description: text(it.means.to_owned()),
        help: text(format!("{}\n\n{}", it.look_at, it.settle)),
        default_configuration: Configuration {
            level: level(heaviest),
        },
        properties: RuleProperties {
            tags: ["security"],
            severity: severity(heaviest),
        },
    }
}

fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "note",
        Weight::Gap => "warning",
        Weight::Break => "error",
    }
}

/// Returns the severity of a weight, in GitHub's bands of high, medium and low.
fn severity(weight: Weight) -> &'static str {
    match weight {
        Weight::Note => "2.0",
        Weight::Gap => "5.0",
        Weight::Break => "8.0",
    }
}

fn result(judged: &Judged<'_>, finding: &Finding, id: String) -> ResultObject {
    let subject = &judged.lineage.subject;
    let message = format!("{}: {}", subject.text(), finding.message);
    let mut locations: Vec<Location> = finding.receipts.iter().map(location).collect();
    let related_locations = locations.split_off(locations.len().min(1));
    if let Some(first) = locations.first_mut() {
        first.logical_locations.push(LogicalLocation {
            fully_qualified_name: subject.text(),
            kind: judged.kind.as_str(),
        });
    }
    ResultObject {
        rule_id: finding.code.as_str(),
        rule_index: Code::ALL.iter().position(|it| *it == finding.code),
        level: level(finding.weight),
        message: Text {
            text: plain(&message),
        },
        locations,
        related_locations,
        partial_fingerprints: BTreeMap::from([("credtrailFinding/v1", id)]),
        suppressions: Vec::new(),
        properties: ResultProperties {
            verdict: judged.verdict().as_str(),
            stage: finding.stage.map(|it| it.as_str()),
            omitted: None,
        },
    }
}

fn location(receipt: &Receipt) -> Location {
    let place = &receipt.place;
    let known = receipt.insert_id.is_some() || receipt.sha256.is_some();
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: uri(&place.file),
            },
            region: Region {
                start_line: place.line.max(1),
                byte_offset: receipt.bytes.map(|it| it.offset),
                byte_length: receipt.bytes.map(|it| it.length),
            },
        },
        properties: known.then(|| LocationProperties {
            insert_id: receipt.insert_id.clone(),
            sha256: receipt.sha256.map(hex::encode),
        }),
        logical_locations: Vec::new(),
    }
}

fn suppression(suppression: &Suppression) -> SuppressionObject {
    SuppressionObject {
        kind: "external",
        status: "accepted",
        justification: plain(&text::answered(suppression)),
    }
}

/// Returns a file's name as a relative or absolute reference (RFC 3986): all bytes but the unreserved ones and
/// slashes are encoded.
fn uri(file: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    file.bytes().map(encoded).collect()
}

/// Returns a text for a message, in which brackets make links and braces make placeholders (SARIF 2.1.0 sections
/// 3.11.5 and 3.11.6).
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in Safe(text).to_string().chars() {
        match c {
            '[' | ']' | '\\' => plain.extend(['\\', c]),
            '{' | '}' => plain.extend([c, c]),
            _ => plain.push(c),
        }
    }
    plain
}

fn notification(text: &str, locations: Vec<Location>) -> Notification {
    Notification {
        level: "warning",
        message: Text { text: plain(text) },
        locations,
    }
}
