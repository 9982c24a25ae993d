//! The rotation history of a workload identity as text.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use crate::report::text::escape::Safe;
use crate::report::text::{Style, when};
use crate::trace::rotation::{CertificatePeriod, Rotation, Stale, Then};

/// Writes one history.
///
/// # Errors
/// Errors of `out`.
pub fn write(rotation: &Rotation, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let head = style.bold("Rotation");
    writeln!(out, "{head} of {}", Safe(&rotation.identity))?;
    for (host, periods) in &rotation.hosts {
        writeln!(out, "  on {}", Safe(host))?;
        periods.iter().try_for_each(|it| period(it, style, out))?;
    }
    if !rotation.unseen.is_empty() {
        writeln!(out, "  not seen on any VM")?;
        rotation
            .unseen
            .iter()
            .try_for_each(|it| period(it, style, out))?;
    }
    writeln!(out)
}

fn period(period: &CertificatePeriod, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let verdict = period.verdict.as_str();
    let head = format!("{} X509SHA256={}", verdict.to_uppercase(), short(period));
    let head = style.wrapped(&head, "    ", "      ");
    let word = verdict.to_uppercase();
    write!(
        out,
        "{}",
        head.replacen(&word, &style.verdict(period.verdict, &word), 1)
    )?;
    let mut line = |text: String| write!(out, "{}", style.wrapped(&text, "      ", "        "));
    line(life(period))?;
    if let (Some(first), Some(last)) = (period.seen.first(), period.seen.last()) {
        line(format!(
            "seen {}",
            when(period.seen.len() as u64, *first, *last, style)
        ))?;
    }
    match period.stale {
        Some(Stale::Ended(by)) => line(format!("STALE: seen {} after its end", length(by)))?,
        Some(Stale::Succeeded(by)) => {
            line(format!("STALE: seen {} after its successor", length(by)))?;
        }
        None => {}
    }
    match period.then {
        Some(Then::Gap(by)) => line(format!("GAP of {} to the next one", length(by))),
        Some(Then::Overlap(by)) => line(format!("the next one overlaps it by {}", length(by))),
        None => Ok(()),
    }
}

fn short(period: &CertificatePeriod) -> String {
    let hex = period.certificate.to_string();
    format!("{}…", hex.get(..16).unwrap_or(&hex))
}

fn life(period: &CertificatePeriod) -> String {
    let end = |at: Option<Timestamp>| {
        at.map_or_else(|| "an unknown time".to_owned(), |it| it.to_string())
    };
    let (from, to) = (period.validity.from, period.validity.to);
    let span = from
        .zip(to)
        .map(|(from, to)| format!(", {}", length(to.duration_since(from))));
    format!(
        "good from {} to {}{}",
        end(from),
        end(to),
        span.unwrap_or_default()
    )
}

fn length(duration: SignedDuration) -> String {
    format!("{:#}", SignedDuration::from_secs(duration.as_secs()))
}
