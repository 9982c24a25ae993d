//! The words of the comparison of two scans, in the language of its reader.

use crate::history::diff::{Change, ChangeKind, Reason, State};
use crate::history::findings::{Reported, Suppressed};
use crate::history::recorded::PastScan;
use crate::language::say::say;
use crate::report::text::{Style, words};

/// Returns the state of a subject by a scan.
pub(super) fn state(state: State, style: Style) -> String {
    match state {
        State::NotReported => say!(style, "state-not-reported", "not reported"),
        State::NotLookedAt => say!(style, "state-not-looked-at", "not looked at"),
        State::Superseded => say!(style, "state-moot", "moot"),
        State::Judged(verdict) => words::verdict(verdict, style),
    }
}

/// Returns the same as the first word on a subject.
pub(super) fn heading(state: State, style: Style) -> String {
    match state {
        State::Judged(verdict) => words::heading(verdict, style),
        other => match style.translating() {
            None => self::state(other, style).to_uppercase(),
            Some(_) => self::state(other, style),
        },
    }
}

/// Returns the heading of the changes of one kind.
pub(super) fn kind(kind: ChangeKind, style: Style) -> String {
    match kind {
        ChangeKind::Broken => say!(style, "change-broken", "Newly broken"),
        ChangeKind::Unproven => say!(style, "change-unproven", "Newly unproven"),
        ChangeKind::Changed => say!(style, "change-changed", "Otherwise changed"),
        ChangeKind::Resolved => say!(style, "change-resolved", "Resolved"),
        ChangeKind::NotLookedAt => say!(style, "change-not-looked-at", "Not looked at"),
    }
}

/// Returns a finding as `break missing-record in kms`.
pub(super) fn finding(finding: &Reported, style: Style) -> String {
    let weight = words::weight(finding.weight, style);
    let code = finding.code.as_str();
    let text = match finding.stage {
        Some(log) => say!(
            style,
            "change-finding-in",
            "{weight} {code} in {log}",
            weight,
            code,
            log
        ),
        None => format!("{weight} {code}"),
    };
    let suppressed = match finding.suppressed {
        Suppressed::Yes => say!(style, "groups-suppressed", ", suppressed"),
        Suppressed::No => String::new(),
    };
    text + &suppressed
}

/// Returns why a subject changed.
pub(super) fn why(reason: Reason, change: &Change, style: Style) -> String {
    let at = change.evidence.map(|at| style.time(at));
    match (reason, at) {
        (Reason::LateRecord, Some(at)) => {
            say!(style, "why-late-of", "a record of {at} came late", at)
        }
        (Reason::LateRecord, None) => say!(style, "why-late", "a record came late"),
        (Reason::NewEvidence, Some(at)) => {
            say!(style, "why-new-of", "a record of {at} came since", at)
        }
        (Reason::NewEvidence, None) => say!(style, "why-new", "a record came since"),
        (Reason::CoverageGrew, _) => say!(style, "why-grew", "more of its time was read"),
        (Reason::CoverageShrank, _) => say!(style, "why-shrank", "less of its time was read"),
        (Reason::Settled, _) => say!(
            style,
            "why-settled",
            "no record of it is on its way any more"
        ),
        (Reason::ScopeChanged, _) => say!(style, "why-scope", "other logs are out of scope"),
        (Reason::PolicyChanged, _) => say!(style, "why-policy", "the policy changed"),
        (Reason::ToolChanged, _) => {
            say!(style, "why-tool", "another version of credtrail judged")
        }
        (Reason::OtherEvidence, _) => say!(
            style,
            "why-others",
            "records of others, or unreadable lines, came since"
        ),
        (Reason::Unexplained, _) => say!(style, "why-unknown", "no reason is known"),
    }
}

/// Returns the window of a scan.
pub(crate) fn window(scan: &PastScan, style: Style) -> String {
    let window = scan.basis.window;
    match (window.from, window.to) {
        (None, None) => say!(style, "scan-everything", "everything"),
        (Some(from), None) => say!(style, "scan-from", "from {from}", from = style.time(from)),
        (None, Some(to)) => say!(style, "scan-until", "until {to}", to = style.time(to)),
        (Some(from), Some(to)) => words::span(from, to, style),
    }
}
