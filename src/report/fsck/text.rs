//! The verification of a database as text.

use std::io::{self, Write};

use super::Report;
use crate::language::say::say;
use crate::receipts::verification::{Reason, UncheckedFile};
use crate::report::text::escape::Safe;
use crate::report::text::{Style, grouped};
use crate::store::verify::Chain;
use crate::store::verify::problems::{Area, Verified};

/// The largest number of problems of one area, and of files that were not looked at.
const MOST: usize = 20;

/// Writes the verification as text.
///
/// # Errors
/// Errors of `out`.
pub fn text(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for verified in &report.verified {
        area(verified, style, out)?;
    }
    unchecked(report, style, out)?;
    not_compared(report, style, out)?;
    chain(report.chain, style, out)
}

fn area(verified: &Verified, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (area, found) = (verified.area, &verified.found);
    let word = match verified.is_sound() {
        true => say!(style, "fsck-sound", "sound"),
        false => say!(style, "fsck-wrong", "WRONG"),
    };
    let examined = format!("{} {}", counted(area, style), grouped(found.examined));
    writeln!(out, "{word}  {:<12} {examined}", area.as_str())?;
    for problem in found.listed.iter().take(MOST) {
        let problem = Safe(&style.translate(problem)).to_string();
        write!(out, "{}", style.wrapped(&problem, "  ", "    "))?;
    }
    more(found.problems, style, out)
}

/// The word for what is examined in an area.
fn counted(area: Area, style: Style) -> String {
    match area {
        Area::Sqlite => say!(style, "fsck-pages", "pages"),
        Area::Schema => say!(style, "fsck-schema", "tables and indexes"),
        Area::References => say!(style, "fsck-tables", "tables"),
        Area::Identifiers => say!(style, "fsck-identifiers", "identifiers"),
        Area::Entries => say!(style, "fsck-entries", "entries"),
        Area::Receipts | Area::Files => say!(style, "fsck-receipts", "receipts"),
        Area::Uses => say!(style, "fsck-uses", "uses"),
        Area::Coverage => say!(style, "fsck-stretches", "stretches"),
        Area::History => say!(style, "fsck-scans", "scans"),
        Area::Tables => say!(style, "fsck-rows", "rows"),
    }
}

fn more(all: u64, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(MOST as u64) {
        0 => Ok(()),
        more => {
            let count = grouped(more);
            let more = say!(style, "fsck-more", "… and {count} more", count);
            writeln!(out, "  {more}")
        }
    }
}

fn unchecked(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let unchecked = &report.unchecked;
    if unchecked.files == 0 {
        return Ok(());
    }
    let receipts = grouped(unchecked.receipts);
    let unchecked_receipts = say!(
        style,
        "fsck-unchecked",
        "not looked up: receipts {receipts}",
        receipts
    );
    writeln!(out, "{unchecked_receipts}")?;
    for file in unchecked.listed.iter().take(MOST) {
        write!(out, "{}", style.wrapped(&why(file, style), "  ", "    "))?;
    }
    more(unchecked.files, style, out)
}

fn why(file: &UncheckedFile, style: Style) -> String {
    let name = Safe(&file.name).to_string();
    let why = match &file.reason {
        Reason::Missing => say!(style, "fsck-missing", "is not there"),
        Reason::Object => say!(
            style,
            "fsck-object",
            "an object of a bucket, of which no copy is there"
        ),
        Reason::Pulled => say!(
            style,
            "fsck-pulled",
            "pulled from the Logging API, and not saved"
        ),
        Reason::Replaced => say!(
            style,
            "fsck-replaced",
            "another file of that name was read, and lies there"
        ),
        Reason::Unreadable(error) => {
            let error = Safe(error).to_string();
            say!(style, "fsck-unreadable", "cannot be read: {error}", error)
        }
        Reason::Damaged(error) => {
            let error = Safe(error).to_string();
            say!(style, "fsck-damaged", "cannot be unpacked: {error}", error)
        }
        Reason::NoRange => say!(
            style,
            "fsck-no-range",
            "receipts that name a line, and no bytes"
        ),
    };
    let receipts = grouped(file.receipts);
    say!(
        style,
        "fsck-file",
        "{name}: {why}; receipts {receipts}",
        name,
        why,
        receipts
    )
}

/// The tables with rows that the files do not give.
fn not_compared(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let tables = report.not_compared.iter();
    let tables: Vec<String> = tables
        .map(|it| format!("{} {}", it.table, grouped(it.rows)))
        .collect();
    if tables.is_empty() {
        return Ok(());
    }
    let tables = tables.join(", ");
    let sentence = say!(
        style,
        "fsck-not-compared",
        "not compared with the files: {tables}",
        tables
    );
    write!(out, "{}", style.wrapped(&sentence, "", "  "))
}

/// The hash of the newest scan is on a line of its own, to be copied.
fn chain(chain: Chain, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(last) = chain.unprotected {
        let last = last.to_string();
        let sentence = say!(
            style,
            "fsck-no-hash",
            "scans up to {last} carry no hash: they were recorded before scans did, and may have been altered before the next scan",
            last
        );
        write!(out, "{}", style.wrapped(&sentence, "", "  "))?;
    }
    match chain.head {
        Some(head) => {
            let scan = head.scan.to_string();
            let scan = say!(style, "fsck-scan", "scan {scan}", scan);
            writeln!(out, "{scan}\n  {}", head.hash)
        }
        None => Ok(()),
    }
}
