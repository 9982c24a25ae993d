//! The chain of one credential for people: hop by hop, each with its receipt.

use std::io::{self, Write};

use super::moment;
use super::safe::Safe;
use super::text::{Palette, lineage};
use crate::entry::{Event, Source};
use crate::receipt::Receipt;
use crate::scan::Judged;
use crate::store::facts::{Record, Uses};

/// Ids of the first and of the last request, as far as the database can tell them.
#[derive(Debug, Default)]
pub struct Requests {
    /// Of the first use.
    pub first: Option<String>,
    /// Of the last use.
    pub last: Option<String>,
}

/// Writes one lineage.
///
/// # Errors
/// Those of `out`.
pub fn write(
    judged: &Judged<'_>,
    requests: &Requests,
    palette: Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", lineage(judged, palette))?;
    for record in judged.lineage.records() {
        hop(record, palette, out)?;
    }
    if let Some(uses) = judged.lineage.uses() {
        used(uses, requests, palette, out)?;
    }
    Ok(())
}

fn hop(record: &Record, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let entry = &record.entry;
    let source = entry.event.source();
    head(
        &moment(entry.at),
        source,
        entry.event.as_str(),
        palette,
        out,
    )?;
    for (field, identifier) in entry.event.mentions() {
        line(field.as_str(), &identifier.to_string(), out)?;
    }
    line(resource_name(&entry.event), entry.event.resource(), out)?;
    details(&entry.event, out)?;
    line("principal", &entry.principal, out)?;
    line("insertId", &entry.insert_id, out)?;
    line("line", &record.place.to_string(), out)?;
    line("sha256", &hex::encode(record.sha256), out)?;
    writeln!(out)
}

fn used(uses: &Uses, requests: &Requests, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    one_use(
        "used first",
        &uses.first,
        requests.first.as_deref(),
        uses,
        palette,
        out,
    )?;
    if uses.last != uses.first {
        one_use(
            "used last",
            &uses.last,
            requests.last.as_deref(),
            uses,
            palette,
            out,
        )?;
    }
    Ok(())
}

fn one_use(
    word: &str,
    used: &(jiff::Timestamp, Receipt),
    request: Option<&str>,
    uses: &Uses,
    palette: Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(&moment(used.0), Source::Kubernetes, word, palette, out)?;
    for principal in &uses.principals {
        line("principal", principal, out)?;
    }
    for cluster in &uses.clusters {
        line("cluster", cluster, out)?;
    }
    line("insertId", request.unwrap_or_default(), out)?;
    line("line", &used.1.to_string(), out)?;
    writeln!(out)
}

fn head(
    at: &str,
    source: Source,
    word: &str,
    palette: Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "  {at}  {} {}",
        palette.bold(&format!("{source:<10}")),
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
    }
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
        Event::Certified(it) => {
            line("common name", &it.holder.common_name, out)?;
            line("serial", &it.holder.serial, out)?;
            it.holder
                .uris
                .iter()
                .try_for_each(|uri| line("uri", uri, out))?;
        }
        Event::Signed(_) => {}
    }
    let validity = event.validity();
    let end = |at: Option<jiff::Timestamp>| at.map(|it| it.to_string()).unwrap_or_default();
    line("valid from", &end(validity.from), out)?;
    line("valid to", &end(validity.to), out)
}
