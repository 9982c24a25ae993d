//! Why a record is missing, by the message of a gap.

use jiff::Timestamp;

use crate::model::entry::Source;
use crate::model::finding::argument::{Argument, List};
use crate::model::finding::message::{Form, Message, message};
use crate::model::finding::{Code, Finding};

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    Unread,
    Gone,
    NeverObserved,
    SwitchedOff,
    Hole,
    Unissued,
    Doubted,
    UnreadInput,
    Pending,
    /// The record that would name a digest is missing, which has a reason of its own.
    Unnamed,
    /// The gap is about something else.
    Other(Code),
}

impl Cause {
    /// Returns the cause in a message with this id.
    fn of_message(id: &str) -> Option<Self> {
        Some(match id {
            "absence-unread" => Cause::Unread,
            "absence-gone" => Cause::Gone,
            "absence-never-observed" => Cause::NeverObserved,
            "switched-off" => Cause::SwitchedOff,
            "absence-hole" => Cause::Hole,
            "absence-unissued"
            | "absence-unissued-since"
            | "absence-created-without"
            | "absence-created-without-until"
            | "absence-deleted" => Cause::Unissued,
            "absence-doubted" => Cause::Doubted,
            "absence-unread-input" => Cause::UnreadInput,
            "absence-pending" => Cause::Pending,
            "missing-record-no-namer" => Cause::Unnamed,
            _ => return None,
        })
    }
}

/// A reason: a cause, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reason {
    pub(super) cause: Cause,
    pub(super) log: Option<Source>,
    /// The projects, the cluster, the input or the line that the message names; empty where it names none.
    pub(super) place: String,
}

impl Reason {
    /// Returns the reason of a gap, and the time of which something is missing.
    pub(super) fn of(finding: &Finding) -> (Self, Option<(Timestamp, Timestamp)>) {
        let Some((cause, advice)) = advice(&finding.message) else {
            let reason = Reason {
                cause: Cause::Other(finding.code),
                log: finding.stage,
                place: String::new(),
            };
            return (reason, None);
        };
        let facts = advice.arguments();
        let place = ["scopes", "cluster", "input", "place", "changed_in"]
            .into_iter()
            .find_map(|it| facts.get(it));
        let named = |name: &str| match facts.get(name) {
            Some(Argument::Time(at)) => Some(*at),
            _ => None,
        };
        let log = facts.get("log").and_then(|it| {
            let name = it.to_string();
            Source::LOGS.into_iter().find(|it| it.as_str() == name)
        });
        let reason = Reason {
            cause,
            log: log.or(finding.stage),
            place: place.map(ToString::to_string).unwrap_or_default(),
        };
        (reason, named("from").zip(named("to")))
    }

    /// Returns what is missing, for all lineages with the reason.
    pub(super) fn message(&self, window: Option<(Timestamp, Timestamp)>) -> Message {
        let place = self.place.as_str();
        let log = self.log();
        match (self.cause, window) {
            (Cause::Unread, Some((from, to))) => {
                message!("doctor-unread", "{log} was not read for all of {from:.0} to {to:.0}", from, to; log)
            }
            (Cause::Gone, Some((from, to))) => message!(
                "doctor-gone",
                "{log} was not read for all of {from:.0} to {to:.0}, and no longer keeps entries of that age: only an export that was made in time can settle it",
                from,
                to;
                log
            ),
            (Cause::Unread | Cause::Gone, None) => {
                message!("doctor-unread-some-time", "{log} was not read for all of the time"; log)
            }
            (Cause::NeverObserved, _) => message!(
                "doctor-never-observed",
                "{log} was pulled and held no entry: it may have been off, or the caller may not see it";
                log
            ),
            (Cause::SwitchedOff, _) => message!(
                "doctor-switched-off",
                "{log} was off for some of the time, or did not record calls of the caller; what it did not record cannot be had";
                log
            ),
            (Cause::Hole, _) => {
                message!("doctor-hole", "the export of {log} has holes; export that again"; log)
            }
            (Cause::Unissued, _) => message!(
                "doctor-unissued",
                "{cluster} is not known to be under control plane authority at that time",
                cluster = place
            ),
            (Cause::Doubted, _) => {
                message!("doctor-doubted", "the record may be a line of {log} that could not be read ({place})", place; log)
            }
            (Cause::UnreadInput, _) => message!(
                "doctor-unread-input",
                "the record may stand in {input}, of which nothing was read",
                input = place
            ),
            (Cause::Pending, _) => {
                message!("doctor-pending", "records of {log} may still be arriving; scan again later"; log)
            }
            (Cause::Unnamed, _) => {
                message!("doctor-unnamed", "the digest of the signature is not known, since the record of {log} that would name it is missing, too"; log)
            }
            (Cause::Other(code), _) => message!(
                "doctor-other-gap",
                "the finding {code}; `credtrail explain {code}` tells what it means",
                code = code.as_str()
            ),
        }
    }

    fn log(&self) -> Message {
        let log = self.log.map_or("", Source::as_str);
        match (self.log, self.place.as_str()) {
            (None, _) => message!("doctor-some-log", "a log"),
            (Some(_), place) if place.starts_with("projects/") => message!(
                "log-of-scopes",
                "the {log} log of {scopes}",
                log,
                scopes = List::of([place])
            ),
            (Some(_), _) => message!("log", "the {log} log", log),
        }
    }
}

/// Returns the part of a message on why a record is missing.
fn advice(message: &Message) -> Option<(Cause, &Message)> {
    let own = match message.form() {
        Form::Pattern(id) => Cause::of_message(id),
        Form::Verbatim | Form::List(_) => None,
    };
    let parts = message.parts().iter();
    own.map(|it| (it, message))
        .or_else(|| parts.map(|it| &it.1).find_map(advice))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of all messages; those of absences begin with the same word.
    const TEXTS: &str = include_str!("../../../locale/en.ftl");

    #[test]
    fn every_reason_that_judgement_tells_has_a_cause() {
        let ids = TEXTS
            .lines()
            .filter_map(|it| it.split_once(" = ")?.0.into());
        let absences: Vec<&str> = ids.filter(|it: &&str| it.starts_with("absence-")).collect();
        assert!(absences.len() > 8, "{absences:?}");
        for id in absences.into_iter().filter(|it| *it != "absence-proven") {
            assert!(Cause::of_message(id).is_some(), "{id}");
        }
    }

    #[test]
    fn the_reason_is_found_in_the_parts_of_a_message() {
        let log = message!("log", "the {log} log", log = Source::Kms);
        let inner =
            message!("absence-pending", "{log} may still be arriving; scan again later"; log);
        let whole = Message::list(
            [Message::from("x"), inner],
            crate::model::finding::message::Joint::Or,
        );
        let found = advice(&whole).map(|it| it.0);
        assert_eq!(found, Some(Cause::Pending));
        assert_eq!(
            advice(&Message::from("absence-pending")).map(|it| it.0),
            None
        );
    }
}
