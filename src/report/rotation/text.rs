//! The rotation history of a workload identity as text.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use crate::language::say::say;
use crate::report::text::escape::Safe;
use crate::report::text::{Style, when, words};
use crate::trace::rotation::{CertificatePeriod, Rotation, Stale, Then};

/// Writes one history.
///
/// # Errors
/// Errors of `out`.
pub fn write(rotation: &Rotation, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let head = style.bold(&say!(style, "rotation", "Rotation"));
    let identity = Safe(&rotation.identity).to_string();
    let head = say!(style, "rotation-of", "{head} of {identity}", head, identity);
    writeln!(out, "{head}")?;
    for (host, periods) in &rotation.hosts {
        let host = Safe(host).to_string();
        writeln!(out, "{}", say!(style, "rotation-on", "  on {host}", host))?;
        periods.iter().try_for_each(|it| period(it, style, out))?;
    }
    if !rotation.unseen.is_empty() {
        let unseen = say!(style, "rotation-unseen", "  not seen on any VM");
        writeln!(out, "{unseen}")?;
        rotation
            .unseen
            .iter()
            .try_for_each(|it| period(it, style, out))?;
    }
    writeln!(out)
}

fn period(period: &CertificatePeriod, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let word = words::heading(period.verdict, style);
    let head = format!("{word} X509SHA256={}", short(period));
    let head = style.wrapped(&head, "    ", "      ");
    let painted = style.verdict(period.verdict, &word);
    write!(out, "{}", head.replacen(&word, &painted, 1))?;
    let mut line = |text: String| write!(out, "{}", style.wrapped(&text, "      ", "        "));
    line(life(period, style))?;
    if let (Some(first), Some(last)) = (period.seen.first(), period.seen.last()) {
        let when = when(period.seen.len() as u64, *first, *last, style);
        line(say!(style, "rotation-seen", "seen {when}", when))?;
    }
    stale(period, style).map_or(Ok(()), &mut line)?;
    next(period, style).map_or(Ok(()), &mut line)
}

/// Returns the sentence about a certificate that was seen too late.
fn stale(period: &CertificatePeriod, style: Style) -> Option<String> {
    Some(match period.stale? {
        Stale::Ended(by) => {
            let by = whole(by);
            say!(
                style,
                "rotation-ended",
                "STALE: seen {by:#} after its end",
                by
            )
        }
        Stale::Succeeded(by) => {
            let by = whole(by);
            say!(
                style,
                "rotation-succeeded",
                "STALE: seen {by:#} after its successor",
                by
            )
        }
    })
}

/// Returns what lies between a certificate and the next one.
fn next(period: &CertificatePeriod, style: Style) -> Option<String> {
    Some(match period.then? {
        Then::Gap(by) => {
            let by = whole(by);
            say!(style, "rotation-gap", "GAP of {by:#} to the next one", by)
        }
        Then::Overlap(by) => {
            let by = whole(by);
            say!(
                style,
                "rotation-overlap",
                "the next one overlaps it by {by:#}",
                by
            )
        }
    })
}

fn short(period: &CertificatePeriod) -> String {
    let hex = period.certificate.to_string();
    format!("{}…", hex.get(..16).unwrap_or(&hex))
}

fn life(period: &CertificatePeriod, style: Style) -> String {
    let end = |at: Option<Timestamp>| match at {
        None => say!(style, "rotation-unknown-time", "an unknown time"),
        Some(at) => style.time(at),
    };
    let (from, to) = (period.validity.from, period.validity.to);
    let span = from
        .zip(to)
        .map(|(from, to)| whole(to.duration_since(from)));
    let (from, to) = (end(from), end(to));
    match span {
        None => say!(style, "rotation-good", "good from {from} to {to}", from, to),
        Some(span) => say!(
            style,
            "rotation-good-for",
            "good from {from} to {to}, {span:#}",
            from,
            to,
            span
        ),
    }
}

fn whole(duration: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs(duration.as_secs())
}
