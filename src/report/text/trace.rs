//! The chain of one credential as text: record by record, each with its receipt.

use std::io::{self, Write};

use super::escape::Safe;
use super::{Style, lineage, words};
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::judge::stage::Stage;
use crate::language::say::say;
use crate::log::query::explorer_query::Query;
use crate::model::entry::{Event, Holder, Requested, Source};
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::receipts::record_query;
use crate::report::ancestry::text::creator;
use crate::report::moment;
use crate::scan::Judged;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// The greatest number of clusters in which one credential was used that are shown.
const MOST_CLUSTERS: usize = 100;

/// Writes one lineage.
///
/// # Errors
/// Errors of `out`.
pub fn write(judged: &Judged<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", lineage(judged, style))?;
    for record in judged.lineage.records() {
        hop(record, style, out)?;
    }
    if judged.lineage.omitted() > 0 {
        let more = judged.lineage.omitted();
        let more = say!(
            style,
            "trace-more-calls",
            "… and {count} more calls to sign the same digest",
            count = more
        );
        writeln!(out, "  {more}\n")?;
    }
    if let Some(uses) = judged.lineage.uses() {
        used(judged, uses, style, out)?;
    }
    for (source, found) in &judged.queries {
        let word = match judged.stages.get(source) {
            Some(Stage::Present | Stage::Contradicted) => continue, // its record is printed above with a query of its own
            Some(stage) => words::stage(*stage, style),
            None => say!(style, "trace-no-claim", "no claim"),
        };
        writeln!(out, "  {} {word}", style.bold(&format!("{source:<10}")))?;
        query(found, style, out)?;
        writeln!(out)?;
    }
    judged
        .lineage
        .evidence()
        .try_for_each(|it| evidence(it, style, out))
}

/// Writes an evidence item.
///
/// # Errors
/// Errors of `out`.
pub fn evidence(record: &EvidenceRecord, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let item = &record.item;
    let evidence = words::padded(&say!(style, "trace-evidence", "evidence"), 9);
    writeln!(out, "  {evidence} {}", style.bold(item.as_str()))?;
    let credential = item.credential().map(|it| it.to_string());
    let is = say!(style, "trace-is", "is");
    line(&is, &credential.unwrap_or_default(), out)?;
    let digest = item.digest().map(|it| Identifier::from(it).to_string());
    let name = say!(style, "trace-digest", "digest");
    line(&name, &digest.unwrap_or_default(), out)?;
    if let EvidenceItem::Token { proof, .. } = item {
        match proof {
            SignatureCheck::None => {}
            SignatureCheck::Fails(key) => {
                line(
                    &say!(style, "trace-fails", "signature is not of key"),
                    key,
                    out,
                )?;
            }
            SignatureCheck::Holds(key) => {
                line(
                    &say!(style, "trace-holds", "signature verified with key"),
                    key,
                    out,
                )?;
            }
        }
    }
    line(&line_name(style), &record.receipt.to_string(), out)?;
    let sha256 = record.receipt.sha256.map(hex::encode);
    line("sha256", &sha256.unwrap_or_default(), out)?;
    writeln!(out)
}

fn hop(record: &Record, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let entry = &record.entry;
    let source = entry.event.source();
    let event = words::event(&entry.event, style);
    head(&moment_of(entry.at, style), source, &event, style, out)?;
    for (field, identifier) in entry.event.mentions() {
        line(field.as_str(), &identifier.to_string(), out)?;
    }
    line(
        &resource_name(&entry.event, style),
        entry.event.resource(),
        out,
    )?;
    details(&entry.event, style, out)?;
    line(&principal(style), &entry.principal, out)?;
    line("insertId", &entry.insert_id, out)?;
    line(&line_name(style), &record.place.to_string(), out)?;
    hash(&record.receipt(), style, out)?;
    if let Some(found) = record_query::of_record(record) {
        query(&found, style, out)?;
    }
    writeln!(out)
}

fn used(judged: &Judged<'_>, uses: &Uses, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Subject::Credential(credential) = &judged.lineage.subject else {
        return Ok(());
    };
    let seen = judged.use_receipts.as_ref();
    let first = (
        uses.first.0,
        seen.map_or(&uses.first.1, |it| &it.first).clone(),
    );
    let last = (
        uses.last.0,
        seen.map_or(&uses.last.1, |it| &it.last).clone(),
    );
    let mut shown = vec![(say!(style, "trace-used-first", "used first"), &first)];
    if last != first {
        shown.push((say!(style, "trace-used-last", "used last"), &last));
    }
    for (word, used) in shown {
        let at = moment_of(used.0, style);
        head(&at, Source::Kubernetes, &word, style, out)?;
        for user in uses.users.names() {
            line(&principal(style), user, out)?;
        }
        if uses.users.omitted() > 0 {
            let more = and_more(uses.users.omitted(), style);
            line(&principal(style), &more, out)?;
        }
        for cluster in uses.clusters.iter().take(MOST_CLUSTERS) {
            line(&cluster_name(style), cluster, out)?;
        }
        if uses.clusters.len() > MOST_CLUSTERS {
            let more = and_more((uses.clusters.len() - MOST_CLUSTERS) as u64, style);
            line(&cluster_name(style), &more, out)?;
        }
        line(
            "insertId",
            used.1.insert_id.as_deref().unwrap_or_default(),
            out,
        )?;
        line(&line_name(style), &used.1.to_string(), out)?;
        hash(&used.1, style, out)?;
        query(&record_query::of_use(credential, used), style, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the bytes of a line and their hash, as far as they are known.
fn hash(receipt: &Receipt, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(range) = receipt.bytes {
        let bytes = say!(
            style,
            "trace-range",
            "{length} from {offset} on",
            length = range.length,
            offset = range.offset
        );
        line(&say!(style, "trace-bytes", "bytes"), &bytes, out)?;
    }
    let unknown = || {
        say!(
            style,
            "trace-not-found-again",
            "unknown: the line was not found again in its file"
        )
    };
    line(
        "sha256",
        &receipt.sha256.map_or_else(unknown, hex::encode),
        out,
    )
}

/// Writes a query, line by line, ready to be pasted.
fn query(query: &Query, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    {}", say!(style, "trace-query", "query"))?;
    let text = query.to_string();
    text.lines()
        .try_for_each(|line| writeln!(out, "      {}", Safe(line)))
}

fn head(at: &str, source: Source, word: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "  {at}  {} {}",
        style.bold(&format!("{source:<10}")),
        word
    )
}

fn line(name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    if value.is_empty() {
        Ok(())
    } else {
        writeln!(out, "    {name} {}", Safe(value))
    }
}

fn resource_name(event: &Event, style: Style) -> String {
    match event {
        Event::Requested(_) | Event::Issued(_) => cluster_name(style),
        Event::Certified(_) => say!(style, "trace-pool", "pool"),
        Event::Signed(_) => say!(style, "trace-key", "key"),
        Event::Observed(_) => say!(style, "trace-host", "host"),
    }
}

fn cluster_name(style: Style) -> String {
    say!(style, "trace-cluster", "cluster")
}

fn principal(style: Style) -> String {
    say!(style, "trace-principal", "principal")
}

fn line_name(style: Style) -> String {
    say!(style, "trace-line", "line")
}

fn and_more(count: u64, style: Style) -> String {
    say!(style, "list-and-more", "and {count} more", count)
}

/// Returns a time with nanoseconds in UTC, as the JSON report has it; in whole seconds for readers elsewhere.
fn moment_of(at: jiff::Timestamp, style: Style) -> String {
    match style.translating() {
        None => moment(at),
        Some(locale) => locale.time(at),
    }
}

fn holder(holder: &Holder, style: Style, out: &mut dyn Write) -> io::Result<()> {
    line(
        &say!(style, "trace-common-name", "common name"),
        &holder.common_name,
        out,
    )?;
    line(&say!(style, "trace-serial", "serial"), &holder.serial, out)?;
    let mut uris = holder.uris.iter();
    uris.try_for_each(|uri| line("uri", uri, out))
}

fn requested(requested: &Requested, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let asked_with = say!(style, "trace-asked-with", "asked with");
    let text = |it: Option<&CredentialId>| it.map(ToString::to_string).unwrap_or_default();
    if let Some(asked) = &requested.order.asked {
        let asked_by = say!(style, "trace-asked-by", "asked by");
        line(&asked_by, &creator(&asked.creator, style), out)?;
        line(&asked_with, &text(asked.creator.credential.as_ref()), out)?;
    }
    let label = match &requested.credential {
        CredentialId::Certificate(_) => "spec.extra".to_owned(), // the word of the request
        CredentialId::Token(_) | CredentialId::Other(_) => asked_with,
    };
    line(&label, &text(requested.requester.as_ref()), out)
}

fn details(event: &Event, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match event {
        Event::Requested(it) => requested(it, style, out)?,
        Event::Issued(it) => {
            line(
                &say!(style, "trace-method", "method"),
                it.method.as_str(),
                out,
            )?;
        }
        Event::Certified(it) => holder(&it.holder, style, out)?,
        Event::Observed(it) => holder(&it.holder, style, out)?,
        Event::Signed(_) => {}
    }
    let validity = event.validity();
    let time = |it: jiff::Timestamp| match style.translating() {
        None => it.to_string(),
        Some(locale) => locale.time(it),
    };
    let end = |at: Option<jiff::Timestamp>| at.map(time).unwrap_or_default();
    let (from, to) = (
        say!(style, "trace-valid-from", "valid from"),
        say!(style, "trace-valid-to", "valid to"),
    );
    line(&from, &end(validity.from), out)?;
    line(&to, &end(validity.to), out)
}
