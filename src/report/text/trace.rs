//! The chain of one credential as text: record by record, each with its receipt.

use std::io::{self, Write};

use super::escape::Safe;
use super::{Style, lineage};
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::judge::stage::Stage;
use crate::log::query::explorer_query::Query;
use crate::model::entry::{Event, Holder, Source};
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::receipts::record_query;
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
        writeln!(out, "  … and {more} more calls to sign the same digest\n")?;
    }
    if let Some(uses) = judged.lineage.uses() {
        used(judged, uses, style, out)?;
    }
    for (source, found) in &judged.queries {
        let word = match judged.stages.get(source) {
            Some(Stage::Present | Stage::Contradicted) => continue, // its record is printed above with a query of its own
            Some(stage) => stage.as_str(),
            None => "no claim",
        };
        writeln!(out, "  {} {word}", style.bold(&format!("{source:<10}")))?;
        query(found, out)?;
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
    writeln!(out, "  evidence  {}", style.bold(item.as_str()))?;
    let credential = item.credential().map(|it| it.to_string());
    line("is", &credential.unwrap_or_default(), out)?;
    let digest = item.digest().map(|it| Identifier::from(it).to_string());
    line("digest", &digest.unwrap_or_default(), out)?;
    if let EvidenceItem::Token { proof, .. } = item {
        match proof {
            SignatureCheck::None => {}
            SignatureCheck::Fails(key) => line("signature is not of key", key, out)?,
            SignatureCheck::Holds(key) => line("signature verified with key", key, out)?,
        }
    }
    line("line", &record.receipt.to_string(), out)?;
    let sha256 = record.receipt.sha256.map(hex::encode);
    line("sha256", &sha256.unwrap_or_default(), out)?;
    writeln!(out)
}

fn hop(record: &Record, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let entry = &record.entry;
    let source = entry.event.source();
    head(&moment(entry.at), source, entry.event.as_str(), style, out)?;
    for (field, identifier) in entry.event.mentions() {
        line(field.as_str(), &identifier.to_string(), out)?;
    }
    line(resource_name(&entry.event), entry.event.resource(), out)?;
    details(&entry.event, out)?;
    line("principal", &entry.principal, out)?;
    line("insertId", &entry.insert_id, out)?;
    line("line", &record.place.to_string(), out)?;
    hash(&record.receipt(), out)?;
    if let Some(found) = record_query::of_record(record) {
        query(&found, out)?;
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
    let mut shown = vec![("used first", &first)];
    shown.extend((last != first).then_some(("used last", &last)));
    for (word, used) in shown {
        head(&moment(used.0), Source::Kubernetes, word, style, out)?;
        for principal in uses.users.names() {
            line("principal", principal, out)?;
        }
        if uses.users.omitted() > 0 {
            let more = format!("and {} more", uses.users.omitted());
            line("principal", &more, out)?;
        }
        for cluster in uses.clusters.iter().take(MOST_CLUSTERS) {
            line("cluster", cluster, out)?;
        }
        if uses.clusters.len() > MOST_CLUSTERS {
            let more = format!("and {} more", uses.clusters.len() - MOST_CLUSTERS);
            line("cluster", &more, out)?;
        }
        line(
            "insertId",
            used.1.insert_id.as_deref().unwrap_or_default(),
            out,
        )?;
        line("line", &used.1.to_string(), out)?;
        hash(&used.1, out)?;
        query(&record_query::of_use(credential, used), out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the bytes of a line and their hash, as far as they are known.
fn hash(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    if let Some(range) = receipt.bytes {
        line(
            "bytes",
            &format!("{} from {} on", range.length, range.offset),
            out,
        )?;
    }
    let unknown = || "unknown: the line was not found again in its file".to_owned();
    line(
        "sha256",
        &receipt.sha256.map_or_else(unknown, hex::encode),
        out,
    )
}

/// Writes a query, line by line, ready to be pasted.
fn query(query: &Query, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    query")?;
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

fn resource_name(event: &Event) -> &'static str {
    match event {
        Event::Requested(_) | Event::Issued(_) => "cluster",
        Event::Certified(_) => "pool",
        Event::Signed(_) => "key",
        Event::Observed(_) => "host",
    }
}

fn holder(holder: &Holder, out: &mut dyn Write) -> io::Result<()> {
    line("common name", &holder.common_name, out)?;
    line("serial", &holder.serial, out)?;
    let mut uris = holder.uris.iter();
    uris.try_for_each(|uri| line("uri", uri, out))
}

fn details(event: &Event, out: &mut dyn Write) -> io::Result<()> {
    match event {
        Event::Requested(it) => line(
            "asked with",
            &it.requester
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            out,
        )?,
        Event::Issued(it) => line("method", it.method.as_str(), out)?,
        Event::Certified(it) => holder(&it.holder, out)?,
        Event::Observed(it) => holder(&it.holder, out)?,
        Event::Signed(_) => {}
    }
    let validity = event.validity();
    let end = |at: Option<jiff::Timestamp>| at.map(|it| it.to_string()).unwrap_or_default();
    line("valid from", &end(validity.from), out)?;
    line("valid to", &end(validity.to), out)
}
