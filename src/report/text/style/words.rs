//! The words of the text report for verdicts, weights, stages, kinds and events, in the language of its reader.

use jiff::Timestamp;
use textwrap::core::display_width;

use super::super::escape::Safe;
use super::super::{answered, grouped};
use super::Style;
use crate::judge::stage::Stage;
use crate::language::say::say;
use crate::model::entry::{Event, Outcome, Signed};
use crate::model::finding::{Verdict, Weight};
use crate::model::identity::subject::Kind;
use crate::policy::suppression::Suppression;

/// Returns a verdict within a sentence.
pub(crate) fn verdict(verdict: Verdict, style: Style) -> String {
    match verdict {
        Verdict::Complete => say!(style, "verdict-complete", "complete"),
        Verdict::Unproven => say!(style, "verdict-unproven", "unproven"),
        Verdict::Broken => say!(style, "verdict-broken", "broken"),
    }
}

/// Returns a verdict as the first word of what is judged.
pub(crate) fn heading(verdict: Verdict, style: Style) -> String {
    match verdict {
        Verdict::Complete => say!(style, "heading-complete", "COMPLETE"),
        Verdict::Unproven => say!(style, "heading-unproven", "UNPROVEN"),
        Verdict::Broken => say!(style, "heading-broken", "BROKEN"),
    }
}

/// Returns the weight of a finding.
pub(crate) fn weight(weight: Weight, style: Style) -> String {
    match weight {
        Weight::Note => say!(style, "weight-note", "note"),
        Weight::Gap => say!(style, "weight-gap", "gap"),
        Weight::Break => say!(style, "weight-break", "break"),
    }
}

/// Returns the state of a log's record.
pub(crate) fn stage(stage: Stage, style: Style) -> String {
    match stage {
        Stage::Present => say!(style, "stage-present", "present"),
        Stage::Missing => say!(style, "stage-missing", "missing"),
        Stage::Unread => say!(style, "stage-unread", "unread"),
        Stage::Unlinked => say!(style, "stage-unlinked", "unlinked"),
        Stage::Contradicted => say!(style, "stage-contradicted", "contradicted"),
    }
}

/// Returns the kind of a lineage's subject.
pub(crate) fn kind(kind: Kind, style: Style) -> String {
    match kind {
        Kind::Certificate => say!(style, "kind-certificate", "certificate"),
        Kind::Token => say!(style, "kind-token", "token"),
        Kind::Workload => say!(style, "kind-workload", "workload"),
        Kind::Authority => say!(style, "kind-authority", "authority"),
        Kind::Other => say!(style, "kind-other", "other"),
        Kind::Signature => say!(style, "kind-signature", "signature"),
    }
}

/// Returns the event of a record in words.
pub(crate) fn event(event: &Event, style: Style) -> String {
    match event {
        Event::Requested(_) => say!(style, "event-requested", "requested"),
        Event::Issued(_) => say!(style, "event-issued", "issued"),
        Event::Certified(_) => say!(style, "event-certified", "certified"),
        Event::Signed(Signed {
            outcome: Outcome::Done,
            ..
        }) => say!(style, "event-signed", "signed"),
        Event::Signed(_) => say!(style, "event-refused", "refused"),
        Event::Observed(_) => say!(style, "event-observed", "observed"),
    }
}

/// Returns a stretch of time.
pub(crate) fn span(from: Timestamp, to: Timestamp, style: Style) -> String {
    say!(style, "span", "{from:.0} to {to:.0}", from, to)
}

/// Returns names as a list that ends with how many others there are.
pub(in crate::report::text) fn with_others(
    mut names: Vec<String>,
    others: u64,
    style: Style,
) -> String {
    if others > 0 {
        names.push(say!(style, "list-others", "{count} others", count = others));
    }
    names.join(", ")
}

/// Returns a number of lineages.
pub(crate) fn lineages(count: u64, style: Style) -> String {
    match count {
        1 => say!(style, "lineages-one", "1 lineage"),
        count => say!(
            style,
            "lineages-many",
            "{count} lineages",
            count = grouped(count)
        ),
    }
}

/// Returns a number of lineages with a verdict, as `2 broken`.
pub(crate) fn counted(count: u64, verdict: Verdict, style: Style) -> String {
    let (count, verdict) = (grouped(count), self::verdict(verdict, style));
    say!(
        style,
        "verdict-counted",
        "{count} {verdict}",
        count,
        verdict
    )
}

/// Returns the owner, reason and expiry of a suppression that covers a finding.
pub(crate) fn suppressed(suppression: &Suppression, style: Style) -> String {
    let answer = answer(suppression, style);
    say!(style, "suppressed", "suppressed {answer}", answer)
}

/// Returns the owner, reason and expiry of a suppression.
pub(crate) fn answer(suppression: &Suppression, style: Style) -> String {
    let Some(locale) = style.translating() else {
        return answered(suppression);
    };
    let Suppression {
        owner,
        reason,
        expires,
        ..
    } = suppression;
    let (owner, reason) = (Safe(owner.get_ref()), Safe(reason.get_ref()));
    say!(
        locale,
        "suppression",
        "until {expires} by {owner}: {reason}",
        expires = expires.get_ref().to_string(),
        owner = owner.to_string(),
        reason = reason.to_string()
    )
}

/// Returns a word with blanks up to a number of columns.
pub(crate) fn padded(word: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(display_width(word));
    word.to_owned() + &" ".repeat(blanks)
}
