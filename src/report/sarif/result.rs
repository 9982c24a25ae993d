//! A finding as a result of SARIF.

use std::collections::BTreeMap;

use super::objects::{
    ArtifactLocation, Location, LocationProperties, LogicalLocation, PhysicalLocation, Region,
    ResultObject, ResultProperties, SuppressionObject, Text,
};
use super::{place, rules};
use crate::model::finding::{Code, Finding};
use crate::model::receipt::Receipt;
use crate::policy::suppression::Suppression;
use crate::report::text;
use crate::report::text::escape::Safe;
use crate::scan::Judged;

/// The most records of a result that have a location: GitHub shows no more.
const MOST_LOCATIONS: usize = 100;

/// The number of digits of a finding's id in the fingerprint by which GitHub distinguishes alerts, as in those that GitHub makes itself.
const DIGITS: usize = 16;

/// Returns the finding at a position as a result.
pub(super) fn result(
    judged: &Judged<'_>,
    position: usize,
    finding: &Finding,
    id: String,
) -> ResultObject {
    let message = format!("{}: {}", judged.lineage.subject.text(), finding.message);
    let receipts = finding.receipts.iter().take(MOST_LOCATIONS);
    let answer = judged.suppressed_by.get(&position).into_iter();
    let mut properties = properties(judged, finding);
    properties.omitted = judged.omitted_after(position);
    ResultObject {
        rule_id: finding.code.as_str(),
        rule_index: Code::ALL.iter().position(|it| *it == finding.code),
        level: rules::level(finding.weight),
        message: Text {
            text: plain(&message),
        },
        locations: [log(judged, finding)],
        related_locations: receipts.enumerate().map(related).collect(),
        partial_fingerprints: fingerprints(id),
        suppressions: answer.map(|it| suppression(it.suppression)).collect(),
        properties,
    }
}

/// Returns the fingerprints: GitHub distinguishes alerts by `primaryLocationLineHash` with the place and the rule, as `HASH:OCCURRENCE`.
fn fingerprints(id: String) -> BTreeMap<&'static str, String> {
    let hash = id.get(..DIGITS).unwrap_or(&id);
    BTreeMap::from([
        ("primaryLocationLineHash", format!("{hash}:1")),
        ("credtrailFinding/v1", id),
    ])
}

fn properties(judged: &Judged<'_>, finding: &Finding) -> ResultProperties {
    let place = &judged.attribution;
    let owned = |it: &&str| (*it).to_owned();
    let omitted = finding.receipts.len().saturating_sub(MOST_LOCATIONS);
    ResultProperties {
        verdict: judged.verdict().as_str(),
        stage: finding.stage.map(|it| it.as_str()),
        cluster: place.cluster.map(str::to_owned),
        keys: place.keys.iter().map(owned).collect(),
        pools: place.pools.iter().map(owned).collect(),
        namespace: place.service_account.map(|it| it.namespace.to_owned()),
        service_account: place.service_account.map(|it| it.name.to_owned()),
        node: place.node.map(str::to_owned),
        locations_omitted: (omitted > 0).then_some(omitted),
        omitted: None,
    }
}

/// Returns the log that a finding is about as the place of the result.
fn log(judged: &Judged<'_>, finding: &Finding) -> Location {
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: place::log(judged, finding),
                uri_base_id: None,
            },
            region: Region {
                start_line: 1,
                byte_offset: None,
                byte_length: None,
            },
        },
        message: None,
        properties: None,
        logical_locations: vec![LogicalLocation {
            fully_qualified_name: judged.lineage.subject.text(),
            kind: judged.kind.as_str(),
        }],
    }
}

fn related((position, receipt): (usize, &Receipt)) -> Location {
    Location {
        id: Some(position + 1),
        message: Some(Text {
            text: plain(&receipt.to_string()),
        }),
        ..location(receipt)
    }
}

/// Returns the line of a record.
pub(super) fn location(receipt: &Receipt) -> Location {
    let known = receipt.insert_id.is_some() || receipt.sha256.is_some();
    let (uri, uri_base_id) = place::file(&receipt.place.file);
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id },
            region: Region {
                start_line: receipt.place.line.max(1),
                byte_offset: receipt.bytes.map(|it| it.offset),
                byte_length: receipt.bytes.map(|it| it.length),
            },
        },
        message: None,
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

/// Returns a text for a message, in which brackets make links and braces make placeholders (SARIF 2.1.0 sections
/// 3.11.5 and 3.11.6).
pub(super) fn plain(text: &str) -> String {
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
