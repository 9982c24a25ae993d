//! Reads CSV with the csv crate: rows of one length, and no cell that a spreadsheet evaluates.

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(false)
        .from_reader(report.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|it| it == name).expect("a column");
    let (id, code, omitted) = (column("finding_id"), column("code"), column("omitted"));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    for cell in rows.iter().flatten() {
        let first = cell.trim_start().chars().next();
        assert!(
            first.is_none_or(|it| !"=+-@＝＋－＠".contains(it)),
            "{cell}"
        );
    }
    assert!(rows.iter().all(|row| !row[code].is_empty()));
    let omitted = rows.iter().map(|row| row[omitted].parse::<u64>());
    ReportContent {
        findings: Some(rows.len()),
        omitted: Some(omitted.map(|it| it.expect("a number")).sum()),
        texts: rows
            .iter()
            .flatten()
            .map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned())
            .collect(),
        ids: rows.iter().map(|row| row[id].to_owned()).collect(),
    }
}
