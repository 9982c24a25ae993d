//! The verification of a database as text.

use std::io::{self, Write};

use super::Report;
use crate::receipts::verification::{Reason, UncheckedFile};
use crate::report::text::escape::Safe;
use crate::report::text::{Style, grouped};
use crate::store::verify::Chain;
use crate::store::verify::problems::Verified;

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
    let word = if verified.is_sound() {
        "sound"
    } else {
        "WRONG"
    };
    let examined = format!("{} {}", area.counted(), grouped(found.examined));
    writeln!(out, "{word}  {:<12} {examined}", area.as_str())?;
    for problem in found.listed.iter().take(MOST) {
        let problem = Safe(problem).to_string();
        write!(out, "{}", style.wrapped(&problem, "  ", "    "))?;
    }
    more(found.problems, out)
}

fn more(all: u64, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(MOST as u64) {
        0 => Ok(()),
        more => writeln!(out, "  … and {} more", grouped(more)),
    }
}

fn unchecked(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let unchecked = &report.unchecked;
    if unchecked.files == 0 {
        return Ok(());
    }
    let receipts = grouped(unchecked.receipts);
    writeln!(out, "not looked up: receipts {receipts}")?;
    for file in unchecked.listed.iter().take(MOST) {
        write!(out, "{}", style.wrapped(&why(file), "  ", "    "))?;
    }
    more(unchecked.files, out)
}

fn why(file: &UncheckedFile) -> String {
    let name = Safe(&file.name);
    let why = match &file.reason {
        Reason::Missing => "is not there".to_owned(),
        Reason::Object => "an object of a bucket, of which no copy is there".to_owned(),
        Reason::Pulled => "pulled from the Logging API, and not saved".to_owned(),
        Reason::Replaced => "another file of that name was read, and lies there".to_owned(),
        Reason::Unreadable(error) => format!("cannot be read: {}", Safe(error)),
        Reason::Damaged(error) => format!("cannot be unpacked: {}", Safe(error)),
        Reason::NoRange => "receipts that name a line, and no bytes".to_owned(),
    };
    format!("{name}: {why}; receipts {}", grouped(file.receipts))
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
    let told = format!("not compared with the files: {}", tables.join(", "));
    write!(out, "{}", style.wrapped(&told, "", "  "))
}

/// The hash of the newest scan stands on a line of its own, to be copied.
fn chain(chain: Chain, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(last) = chain.unprotected {
        let told = format!(
            "scans up to {last} carry no hash: they were recorded before scans did, and may have been altered before the next scan"
        );
        write!(out, "{}", style.wrapped(&told, "", "  "))?;
    }
    match chain.head {
        Some(head) => writeln!(out, "scan {}\n  {}", head.scan, head.hash),
        None => Ok(()),
    }
}
