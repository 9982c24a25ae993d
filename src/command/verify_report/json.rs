//! The verification of signed reports as JSON, version 1.

use std::io::{self, Write};

use credtrail::attestation::statement::Previous;
use credtrail::report::text::escape::Safe;
use serde::Serialize;

use super::super::output::destination::Destination;
use super::reports::{Found, Problem, Sound, follows, safe};

#[derive(Serialize)]
struct VerificationV1 {
    version: u32,
    tool: &'static str,
    sound: bool,
    reports: Vec<ReportV1>,
    broken: Option<BrokenV1>,
    /// The signed report before the first one, which was not given.
    follows: Option<Previous>,
}

#[derive(Serialize)]
struct ReportV1 {
    file: String,
    scan: i64,
    hash: String,
    began: String,
    key: String,
    report: String,
    found: &'static str,
}

#[derive(Serialize)]
struct BrokenV1 {
    file: String,
    problem: String,
}

/// Writes the verification.
pub fn write(
    sound: &[Sound<'_>],
    broken: Option<&Problem>,
    out: &mut Destination,
) -> io::Result<()> {
    let whole = VerificationV1 {
        version: 1,
        tool: concat!("credtrail ", env!("CARGO_PKG_VERSION")),
        sound: broken.is_none(),
        reports: sound.iter().map(report).collect(),
        broken: broken.map(|(file, problem)| BrokenV1 {
            file: safe(file),
            problem: Safe(problem).to_string(),
        }),
        follows: follows(sound),
    };
    writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)
}

fn report((file, link, found): &Sound<'_>) -> ReportV1 {
    let scan = link.statement.scan();
    ReportV1 {
        file: safe(file),
        scan: scan.scan.number,
        hash: scan.scan.sha256.to_string(),
        began: scan.began.to_string(),
        key: link.key.to_string(),
        report: Safe(&link.statement.report().name).to_string(),
        found: match found {
            Found::Same => "same",
            Found::Missing => "missing",
            Found::Replaced => "replaced",
        },
    }
}
