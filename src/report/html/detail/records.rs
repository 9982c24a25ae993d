//! The records of a lineage: where each lies in its file, and the query that finds it in its log.

use jiff::Timestamp;

use crate::judge::stage::Stage;
use crate::language::say::say;
use crate::log::query::explorer_query::Query;
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::receipts::record_query;
use crate::report::html::escape::value;
use crate::report::text::{Style, grouped, words};
use crate::scan::Judged;
use crate::store::rows::lineage::record;
use crate::store::rows::lineage::uses::Uses;

/// The greatest number of records of one lineage that are shown.
const MOST: usize = 12;

/// The greatest number of lines of a query that are shown.
const MOST_LINES: usize = 40;

/// A record or a use.
pub(super) struct Row {
    pub(super) event: String,
    pub(super) at: String,
    pub(super) resource: String,
    pub(super) caller: String,
    pub(super) receipt: Vec<(String, String)>,
    pub(super) query: Vec<String>,
}

/// A record that is not there, and the query that would find it.
pub(super) struct Record {
    pub(super) log: &'static str,
    pub(super) state: String,
    pub(super) query: Vec<String>,
}

/// Returns the records and uses that are shown, and how many others there are.
pub(super) fn rows(judged: &Judged<'_>, style: Style) -> (Vec<Row>, Option<String>) {
    let records = judged.lineage.records();
    let left = records.len().saturating_sub(MOST) as u64 + judged.lineage.omitted();
    let mut rows: Vec<Row> = records
        .into_iter()
        .take(MOST)
        .map(|it| recorded(it, style))
        .collect();
    if let Some(uses) = judged.lineage.uses() {
        rows.extend(used(judged, uses, style));
    }
    (rows, (left > 0).then(|| grouped(left)))
}

fn recorded(record: &record::Record, style: Style) -> Row {
    let entry = &record.entry;
    Row {
        event: format!(
            "{} {}",
            entry.event.source(),
            words::event(&entry.event, style)
        ),
        at: moment(entry.at, style),
        resource: value(entry.event.resource()),
        caller: value(&entry.principal),
        receipt: receipt(&record.receipt(), style),
        query: record_query::of_record(record).map_or_else(Vec::new, |it| lines(&it)),
    }
}

/// Returns a time in milliseconds; in another language or time zone, in seconds.
fn moment(at: Timestamp, style: Style) -> String {
    match style.translating() {
        None => format!("{at:.3}"),
        Some(locale) => locale.time(at),
    }
}

/// Returns the first use and, if it is another one, the last use.
fn used(judged: &Judged<'_>, uses: &Uses, style: Style) -> Vec<Row> {
    let Subject::Credential(credential) = &judged.lineage.subject else {
        return Vec::new();
    };
    let seen = judged.use_receipts.as_ref();
    let of = |event: String, at: Timestamp, known: &Receipt, query: Query| Row {
        event,
        at: moment(at, style),
        resource: String::new(),
        caller: uses.users.names().next().map(value).unwrap_or_default(),
        receipt: receipt(known, style),
        query: lines(&query),
    };
    let (first, last) = (&uses.first, &uses.last);
    let mut rows = vec![of(
        say!(style, "page-used-first", "kubernetes used first"),
        first.0,
        seen.map_or(&first.1, |it| &it.first),
        record_query::of_use(credential, first),
    )];
    if first != last {
        rows.push(of(
            say!(style, "page-used-last", "kubernetes used last"),
            last.0,
            seen.map_or(&last.1, |it| &it.last),
            record_query::of_uses(credential, uses),
        ));
    }
    rows
}

fn receipt(receipt: &Receipt, style: Style) -> Vec<(String, String)> {
    let insert_id = receipt.insert_id.as_deref().filter(|it| !it.is_empty());
    let bytes = receipt.bytes;
    let bytes = bytes.map(|it| {
        say!(
            style,
            "page-bytes-from",
            "{length} from {offset} on",
            length = grouped(it.length),
            offset = grouped(it.offset)
        )
    });
    let parts = [
        (
            say!(style, "page-line", "line"),
            Some(value(&receipt.to_string())),
        ),
        (say!(style, "page-bytes-of", "bytes"), bytes),
        ("SHA-256".to_owned(), receipt.sha256.map(hex::encode)),
        ("insertId".to_owned(), insert_id.map(value)),
    ];
    let known = |(name, text): (String, Option<String>)| Some((name, text?));
    parts.into_iter().filter_map(known).collect()
}

/// Returns the queries of the records that are not there.
pub(super) fn absent(judged: &Judged<'_>, style: Style) -> Vec<Record> {
    let queries = judged.queries.iter();
    let absent = queries.filter_map(|(source, query)| {
        let state = match judged.stages.get(source) {
            Some(Stage::Present | Stage::Contradicted) => return None, // its record has a query of its own
            Some(stage) => words::stage(*stage, style),
            None => say!(style, "trace-no-claim", "no claim"),
        };
        Some(Record {
            log: source.as_str(),
            state,
            query: lines(query),
        })
    });
    absent.collect()
}

fn lines(query: &Query) -> Vec<String> {
    let text = query.to_string();
    text.lines().take(MOST_LINES).map(value).collect()
}
