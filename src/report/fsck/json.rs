//! The verification of a database as JSON, version 1.

use std::io::{self, Write};

use serde::Serialize;

use super::{Report, code};
use crate::report::text::escape::harmless_json;
use crate::store::verify::problems::Verified;

#[derive(Serialize)]
struct FsckV1<'r> {
    version: u32,
    tool: &'static str,
    database: &'r str,
    sound: bool,
    areas: Vec<AreaV1<'r>>,
    not_looked_up: UncheckedV1<'r>,
    not_compared: Vec<NotComparedV1<'r>>,
    head: Option<HeadV1>,
    unprotected: Option<i64>,
}

#[derive(Serialize)]
struct AreaV1<'r> {
    area: &'static str,
    counted: &'static str,
    examined: u64,
    problems: u64,
    listed: Vec<&'r str>,
}

#[derive(Serialize)]
struct UncheckedV1<'r> {
    files: u64,
    receipts: u64,
    listed: Vec<UncheckedFileV1<'r>>,
}

#[derive(Serialize)]
struct UncheckedFileV1<'r> {
    file: &'r str,
    reason: &'static str,
    receipts: u64,
}

#[derive(Serialize)]
struct NotComparedV1<'r> {
    table: &'r str,
    rows: u64,
}

#[derive(Serialize)]
struct HeadV1 {
    scan: i64,
    hash: String,
}

/// Writes the verification as JSON.
///
/// # Errors
/// Errors of `out`.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let whole = FsckV1 {
        version: 1,
        tool: crate::report::TOOL,
        database: &report.database,
        sound: report.is_sound(),
        areas: report.verified.iter().map(area).collect(),
        not_looked_up: unchecked(report),
        not_compared: not_compared(report),
        head: report.chain.head.map(|it| HeadV1 {
            scan: it.scan.0,
            hash: it.hash.to_string(),
        }),
        unprotected: report.chain.unprotected.map(|it| it.0),
    };
    let json = serde_json::to_string_pretty(&whole)?;
    writeln!(out, "{}", harmless_json(json))
}

fn area(verified: &Verified) -> AreaV1<'_> {
    AreaV1 {
        area: verified.area.as_str(),
        counted: verified.area.counted(),
        examined: verified.found.examined,
        problems: verified.found.problems,
        listed: verified.found.listed.iter().map(|it| it.as_str()).collect(),
    }
}

fn not_compared(report: &Report) -> Vec<NotComparedV1<'_>> {
    let tables = report.not_compared.iter();
    let tables = tables.map(|it| NotComparedV1 {
        table: &it.table,
        rows: it.rows,
    });
    tables.collect()
}

fn unchecked(report: &Report) -> UncheckedV1<'_> {
    let listed = report.unchecked.listed.iter();
    let listed = listed.map(|it| UncheckedFileV1 {
        file: &it.name,
        reason: code(&it.reason),
        receipts: it.receipts,
    });
    UncheckedV1 {
        files: report.unchecked.files,
        receipts: report.unchecked.receipts,
        listed: listed.collect(),
    }
}
