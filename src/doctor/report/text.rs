//! What was found as text. Commands are not wrapped, so that they can be pasted.

use std::cmp::Reverse;
use std::io::{self, Write};

use textwrap::core::display_width;

use crate::doctor::examination::Examination;
use crate::doctor::observation::{Observation, State, Topic};
use crate::language::say::say;
use crate::model::finding::{Verdict, Weight};
use crate::report::text::escape::Safe;
use crate::report::text::{Style, grouped};

/// The width of the word before each observation, at least.
const WORD: usize = 9;

/// Writes what was found as text.
///
/// # Errors
/// Errors of `out`.
pub fn text(found: &Examination, style: Style, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "{}",
        entry(found.gravest(), &opening(found, style), style)
    )?;
    for topic in Topic::ALL {
        let all = found.observations().iter();
        let of_topic = all.filter(|it| it.topic == topic);
        let mut gravest_first: Vec<&Observation> = of_topic.collect();
        gravest_first.sort_by_key(|it| Reverse(it.state));
        if !gravest_first.is_empty() {
            writeln!(out, "\n{}", style.bold(&heading(topic, style)))?;
        }
        let mut each = gravest_first.into_iter();
        each.try_for_each(|it| observation(it, style, out))?;
        for (state, more) in found.omitted(topic) {
            let more = grouped(more as u64);
            let more = say!(style, "doctor-more", "… and {count} more", count = more);
            write!(out, "{}", entry(state, &more, style))?;
        }
    }
    Ok(())
}

fn observation(found: &Observation, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let message = style.translate(&found.message);
    let message = Safe(&message).to_string();
    write!(out, "{}", entry(found.state, &message, style))?;
    let remedy = found.remedy.iter();
    for line in remedy.flat_map(|it| it.lines()).flat_map(|it| it.lines()) {
        writeln!(out, "{:WORD$} {}", "", Safe(line))?;
    }
    Ok(())
}

/// Returns a sentence behind the word for a state.
fn entry(state: State, sentence: &str, style: Style) -> String {
    let word = word(state, style);
    let width = display_width(&word).max(WORD);
    let indent = " ".repeat(width + 1);
    let text = style.wrapped(sentence, &indent, &indent);
    let blanks = " ".repeat(width - display_width(&word));
    let rest = text.get(width..).unwrap_or_default();
    format!("{}{blanks}{rest}", painted(state, &word, style))
}

fn opening(found: &Examination, style: Style) -> String {
    let number = |it: usize| grouped(it as u64);
    let all = number(found.total());
    let (missing, unknown) = (found.count(State::Missing), found.count(State::NotKnown));
    match (missing, unknown) {
        (0, 0) => say!(
            style,
            "doctor-opening-fine",
            "nothing is missing in {all} of {all} answers.",
            all
        ),
        (0, _) => say!(
            style,
            "doctor-opening-not-known",
            "{unknown} of {all} answers could not be had; nothing is missing in the others.",
            unknown = number(unknown),
            all
        ),
        (_, 0) => say!(
            style,
            "doctor-opening-missing",
            "something is missing in {missing} of {all} answers; the command below an answer mends it.",
            missing = number(missing),
            all
        ),
        _ => say!(
            style,
            "doctor-opening-missing-and-not-known",
            "something is missing in {missing} of {all} answers; the command below an answer mends it. {unknown} could not be had.",
            missing = number(missing),
            all,
            unknown = number(unknown)
        ),
    }
}

fn heading(topic: Topic, style: Style) -> String {
    match topic {
        Topic::AuditSettings => say!(
            style,
            "doctor-heading-audit-settings",
            "Are the logs on, and for everybody?"
        ),
        Topic::Sinks => say!(style, "doctor-heading-sinks", "Do sinks carry the logs?"),
        Topic::Retention => say!(style, "doctor-heading-retention", "How long are they kept?"),
        Topic::Logs => say!(style, "doctor-heading-logs", "Is anything in the logs?"),
        Topic::Clusters => say!(
            style,
            "doctor-heading-clusters",
            "Does GKE record what the clusters issue?"
        ),
        Topic::Roles => say!(
            style,
            "doctor-heading-roles",
            "May the caller read the logs?"
        ),
        Topic::Unproven => say!(
            style,
            "doctor-heading-unproven",
            "Why are lineages unproven?"
        ),
    }
}

fn word(state: State, style: Style) -> String {
    match state {
        State::Fine => say!(style, "doctor-state-fine", "ok"),
        State::Note => say!(style, "doctor-state-note", "note"),
        State::NotKnown => say!(style, "doctor-state-not-known", "NOT KNOWN"),
        State::Missing => say!(style, "doctor-state-missing", "MISSING"),
    }
}

fn painted(state: State, word: &str, style: Style) -> String {
    match state {
        State::Fine => style.verdict(Verdict::Complete, word),
        State::Note => style.paint(Weight::Note, word),
        State::NotKnown => style.paint(Weight::Gap, word),
        State::Missing => style.paint(Weight::Break, word),
    }
}
