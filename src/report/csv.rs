//! The report as CSV, one row for each finding (RFC 4180).

use std::collections::BTreeSet;
use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::text::escape::Safe;
use super::{Form, ReportContext, moment, text};
use crate::model::finding::Finding;
use crate::model::finding::id;
use crate::scan::{Judged, Selection};
use crate::store::rows::lineage::uses::Uses;

/// The header row. New columns are added at the end only.
const COLUMNS: [&str; 23] = [
    "subject",
    "kind",
    "verdict",
    "code",
    "weight",
    "stage",
    "message",
    "places",
    "uses",
    "first_use",
    "last_use",
    "principals",
    "finding_id",
    "insert_ids",
    "sha256",
    "suppressed",
    "omitted",
    "cluster",
    "keys",
    "pools",
    "namespace",
    "service_account",
    "node",
];

/// The separator of the values of a cell that has several.
const BETWEEN: &str = "; ";

/// A CSV report that is being written.
#[derive(Default)]
pub struct Report {
    rows: u64,
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
        if judged.findings.is_empty() {
            return Ok(());
        }
        self.head(out)?;
        let ids = id::ids(&judged.lineage.subject, &judged.findings);
        for (position, (finding, id)) in judged.findings.iter().zip(ids).enumerate() {
            self.rows += 1;
            write(row(judged, position, finding, id), out)?;
        }
        Ok(())
    }

    fn end(self: Box<Self>, _: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        self.head(out)
    }
}

impl Report {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows == 0 {
            write(COLUMNS.map(str::to_owned), out)?;
        }
        Ok(())
    }
}

/// Writes a row. All cells are quoted, so that programs that use another separator do not split a cell.
fn write<const N: usize>(row: [String; N], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(row.map(|text| cell(&text)))?;
    writer.flush()
}

/// Returns the row of a finding. The last one of a code has in `omitted` how many others of that code have no row.
fn row(judged: &Judged<'_>, position: usize, finding: &Finding, id: String) -> [String; 23] {
    let lineage = &judged.lineage;
    let uses = lineage.uses();
    let all = |texts: Vec<String>| texts.join(BETWEEN);
    let receipts = || finding.receipts.iter();
    let answer = judged.suppressed_by.get(&position);
    let place = &judged.attribution;
    let names = |names: &BTreeSet<&str>| all(names.iter().map(|&it| it.to_owned()).collect());
    let holder = place.service_account;
    [
        lineage.subject.text(),
        judged.kind.as_str().to_owned(),
        judged.verdict().as_str().to_owned(),
        finding.code.to_string(),
        finding.weight.as_str().to_owned(),
        finding.stage.map(|it| it.to_string()).unwrap_or_default(),
        finding.message.to_string(),
        all(receipts().map(ToString::to_string).collect()),
        uses.map_or(0, |it| it.count).to_string(),
        uses.map(|it| moment(it.first.0)).unwrap_or_default(),
        uses.map(|it| moment(it.last.0)).unwrap_or_default(),
        all(uses.map(users).unwrap_or_default()),
        id,
        all(receipts().filter_map(|it| it.insert_id.clone()).collect()),
        all(receipts()
            .filter_map(|it| it.sha256.map(hex::encode))
            .collect()),
        answer
            .map(|it| text::answered(it.suppression))
            .unwrap_or_default(),
        judged.omitted_after(position).unwrap_or(0).to_string(),
        place.cluster.unwrap_or_default().to_owned(),
        names(&place.keys),
        names(&place.pools),
        holder.map_or("", |it| it.namespace).to_owned(),
        holder.map_or("", |it| it.name).to_owned(),
        place.node.unwrap_or_default().to_owned(),
    ]
}

/// Returns the names of the users, and how many others there are.
fn users(uses: &Uses) -> Vec<String> {
    let omitted = uses.users.omitted();
    let more = (omitted > 0).then(|| format!("and {omitted} more"));
    uses.users.names().map(str::to_owned).chain(more).collect()
}

/// Returns a cell that no spreadsheet evaluates: a spreadsheet takes a cell that begins with certain characters for a formula; an
/// apostrophe makes it text (OWASP on CSV injection). Tabs and line ends, which a spreadsheet skips, are escaped before.
fn cell(text: &str) -> String {
    let safe = Safe(text).to_string();
    let begins_formula = safe
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins_formula {
        format!("'{safe}")
    } else {
        safe
    }
}
